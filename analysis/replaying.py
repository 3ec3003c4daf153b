"""Replaying: carries out the corrections of an article after each step, so that later steps read what was corrected.

    python -m analysis.replaying ARTICLE …                            what became of each line
    python -m analysis.replaying ARTICLE … --examples FILE.jsonl      judged sentiment as examples for `training.train`

Every line is listed with what became of it in the table `corrections`; none is dropped.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from analysis import tables
from analysis.corrections import KEYS, Line
from analysis.documents import Document, InputError, tell
from analysis.revising import Done, Revision

# What may become of a line, best first; a line that several steps try has the best of what they could make of it.
OUTCOMES = tables.OUTCOMES
DOCUMENTS, ACTORS, STATEMENTS, SPEAKERS, POSITIONS, SENTIMENT = STEPS = (
    "documents", "actors", "statements", "speakers", "positions", "sentiment")


class Replay:
    """The corrections of one article under way through its steps.

    Parameters
    ----------
    lines : sequence of Line
        In the order of the file; of two that decide the same the later holds.
    document : Document
    known : mapping of str to DataFrame
        Tables that are there already; what is corrected joins them.
    parts : mapping of str to DataFrame
        What earlier steps made of the lines.
    """

    def __init__(self, lines: Sequence[Line], document: Document, known: Mapping[str, pd.DataFrame] | None = None,
                 parts: Mapping[str, pd.DataFrame] | None = None) -> None:
        self.lines, self.document, self.overruled = lines, document, find_overruled(lines)
        self.known = dict(known or {})
        self.parts = {name: self._current(part) for name, part in (parts or {}).items()}

    def correct(self, step: str, **frames: pd.DataFrame) -> list[pd.DataFrame]:
        """Correct the tables that a step made, in the order in which they are given.

        Lines that an earlier step carried out are not tried again.  What became of the others joins `parts`.
        """
        self.known |= frames
        earlier = [part for name, part in self.parts.items() if STEPS.index(name) < STEPS.index(step)]
        done = {line for part in earlier for line in part.line[part.outcome == "applied"]}
        own = [line for line in self.lines if line.table in frames and line.number not in done]
        if own:
            revision = Revision(self.document, self.known, frames)
            outcomes = [self._row(line, revision) for line in own]
            self.known |= revision.frames()
        self.parts[step] = tables.make("corrections", outcomes) if own else _nothing()
        return [self.known[name] for name in frames]

    def outcomes(self) -> pd.DataFrame:
        """The table `corrections`: what became of each line over all steps so far, in the order of the file."""
        if not self.lines:
            return _nothing().copy()
        best: dict[int, dict] = {}
        for name in sorted(self.parts, key=STEPS.index):
            for row in self.parts[name].to_dict("records"):
                known = best.get(row["line"])
                if known is None or OUTCOMES.index(row["outcome"]) < OUTCOMES.index(known["outcome"]):
                    best[row["line"]] = row
        return tables.make("corrections", [best[line.number] for line in self.lines if line.number in best])

    def _current(self, part: pd.DataFrame) -> pd.DataFrame:
        """Of what was made of lines, that of lines which still say the same."""
        said = {(line.number, line.table, line.action, line.anchor.text, line.value) for line in self.lines}
        rows = zip(part.line, part["table"], part.action, part.quoted.fillna(""), part.value.fillna(""))
        return part[pd.Series([row in said for row in rows], part.index, dtype=bool)]

    def _row(self, line: Line, revision: Revision) -> dict[str, object]:
        over = self.overruled.get(line.number)
        done = revision.apply(line) if over is None else Done("overruled", f"line {over} decides the same anew")
        place = dict(zip(("anchor_start", "anchor_end"), done.span), anchor=self.document.text[slice(*done.span)]) if done.span else {}
        cells = dict(key="; ".join(f"{name}={value}" for name, value in line.key.items()), column=line.column, value=line.value,
                     quoted=line.anchor.text, who=line.who, when=line.when, why=line.why, note=done.note)
        return dict(document_id=self.document.document_id, line=line.number, table=line.table, action=line.action,
                    outcome=done.outcome, **place, **{name: value or pd.NA for name, value in cells.items()})


@cache
def _nothing() -> pd.DataFrame:
    """The table without rows, made once: most articles are not corrected."""
    return tables.make("corrections")


def find_overruled(lines: Sequence[Line]) -> dict[int, int]:
    """Lines that a later one overrules, by their number: the number of that one."""
    last: dict[tuple, int] = {}
    found = {}
    for line in lines:
        if line.aspect in last:
            found[last[line.aspect]] = line.number
        last[line.aspect] = line.number
    return found


# ---- What corrections are good for besides ---------------------------------------------------------------


def count_agreed(lines: Sequence[Line], document: Document, frames: Mapping[str, pd.DataFrame]) -> dict[str, tuple[int, int]]:
    """How many lines ask for what stands in tables that nobody corrected, of how many, by table.

    What a person accepted is right and what they rejected, edited or added was wrong, so the share tells how often the
    program agrees with them on the rows that they looked at.  They rarely look at rows by chance: it is no estimate for all rows.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        All tables of the article, without corrections.
    """
    overruled = find_overruled(lines)
    counts: dict[str, tuple[int, int]] = {}
    for line in lines:
        if line.number in overruled:
            continue
        outcome = Revision(document, frames, {name: frames[name] for name in KEYS}).apply(line).outcome
        if outcome != "refused":
            agreed, asked = counts.get(line.table, (0, 0))
            counts[line.table] = (agreed + (outcome == "already so"), asked + 1)
    return counts


def find_examples(sentences: pd.DataFrame, sentiment: pd.DataFrame, outcomes: pd.DataFrame) -> list[dict[str, object]]:
    """Mentions whose sentiment a person judged, as examples for training: sentence, place in it, label."""
    judged = outcomes[(outcomes["table"] == "sentiment") & outcomes.outcome.isin(["applied", "already so"])]
    places = set(zip(judged.anchor_start, judged.anchor_end))
    found = []
    for row in sentiment.itertuples():
        if (row.start, row.end) in places:
            here = sentences[(sentences.start <= row.start) & (row.end <= sentences.end)]
            for sentence in here.head(1).itertuples():
                found.append(dict(sent_id=sentence.sentence_id, orig_split="train", text=sentence.text,
                                  start=int(row.start - sentence.start), end=int(row.end - sentence.start), label=row.label))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Tell what became of the corrections of articles, or write what they teach; 1 where something can't be read."""
    parser = argparse.ArgumentParser(prog="python -m analysis.replaying", description="What became of the corrections of articles.")
    parser.add_argument("articles", nargs="+", type=Path, metavar="ARTICLE", help="plain text; its <stem>.corrections.csv lies beside it")
    parser.add_argument("--examples", type=Path, metavar="FILE.jsonl", help="write judged sentiment there, as `training.train` reads it")
    asked = parser.parse_args(arguments)
    try:
        found = list(_walk(asked.articles))
        if asked.examples:
            rows = [row for frames in found for row in find_examples(frames["sentences"], frames["sentiment"], frames["corrections"])]
            asked.examples.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
            print(f"{len(rows)} examples")
        else:
            shown = pd.concat([frames["corrections"] for frames in found]).drop(columns=["anchor_start", "anchor_end", "anchor"])
            print(shown.to_string(index=False, na_rep="") if len(shown) else "There are no corrections.")
    except (InputError, OSError) as error:
        print(tell(error), file=sys.stderr)
        return 1
    return 0


def _walk(articles: Iterable[Path]) -> Iterator[dict[str, pd.DataFrame]]:
    import analysis

    for article in articles:
        yield analysis.analyse(article)


if __name__ == "__main__":
    sys.exit(main())
