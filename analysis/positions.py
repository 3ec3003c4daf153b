"""Positions: where each actor stands on each issue, with the words that prove it."""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from math import exp

import pandas as pd

from analysis import cues, paths, tables, trails
from analysis.bearings import Bearing, find_bearings
from analysis.codebook import Codebook, Touch
from analysis.conditions import find_threatened
from analysis.documents import Document
from analysis.explaining import explain
from analysis.issues import read_issues
from analysis.phrases import is_passive
from analysis.proposals import propose_issues
from analysis.quotes import Quote, find_quotes
from analysis.readings import Reading, Stretch, read
from analysis.stances import POS, reach, sign_of
from analysis.syntax import Sentence, Word, link_words

__all__ = ["explain", "find_positions", "propose_issues", "read_issues"]


def find_positions(
    document: Document,
    sentences: pd.DataFrame,
    tokens: pd.DataFrame,
    actors: pd.DataFrame,
    mentions: pd.DataFrame,
    statements: pd.DataFrame,
    issues: pd.DataFrame,
) -> pd.DataFrame:
    """Find each actor's stance on each issue, by the codebook's words and by stance cues.

    Parameters
    ----------
    sentences, tokens, actors, mentions, statements, issues : frames of these tables

    Returns
    -------
    pandas.DataFrame
        The table `positions`: one row for each actor, issue, paragraph and stance, in reading order.
        None where there is no issue or nobody takes a stance.  `probability` is that of actor, issue and stance
        being right together, by a logistic model of nine coded articles (`data/position_weights.csv`).  It is
        right on average and tells good rows from bad ones only weakly: read the evidence.  `rule` tells which
        words spoke for (+) or against (−).
    """
    linked = link_words(sentences, tokens)
    if issues.empty or not linked:
        return tables.make("positions")
    codebook, quotes = Codebook(issues), find_quotes(document.text)
    rows = [
        row
        for bearing in find_bearings(document, linked, actors, mentions, statements)
        for row in _rows(document, linked, bearing, codebook, quotes)
    ]
    return tables.make("positions", _number(document, _once(_agree(rows))))


def _rows(
    document: Document, linked: list[Sentence], bearing: Bearing, codebook: Codebook, quotes: list[Quote]
) -> Iterator[dict]:
    for touch in codebook.touches(bearing.words):
        words = _own_sentence(bearing.words, touch.words[0])
        if bearing.source != "statement" and not _bears(bearing, touch):
            continue
        told = bearing.source == "statement" and bearing.basis != "reporter"
        reading = read(Stretch(words, bearing.cue, bearing.cue_class, bearing.denied, told, bearing.strangers), touch)
        row = _row(document, linked, bearing, touch, reading, words)
        yield row | {"basis": "own_direct"} if told and _is_quoted(touch.words, quotes) else row


def _is_quoted(words: Sequence[Word], quotes: list[Quote]) -> bool:
    """Whether a word of a statement stands in quotation marks."""
    for word in words:
        at = bisect_right(quotes, word.start, key=lambda quote: quote.start) - 1
        if at >= 0 and word.start < quotes[at].end:
            return True
    return False


def _bears(bearing: Bearing, touch: Touch) -> bool:
    """Whether a clause's verb or a noun governs what is touched, and is no mere deed where a belief is at stake."""
    if touch.belief and not _believes(bearing.cue):
        return False
    if sign_of(bearing.cue)[1] == "threat" and find_threatened(bearing.words, touch.core[0]):
        return True
    return any(word is bearing.cue for core in touch.core for word in reach(core)) or is_passive(bearing.cue)


def _believes(word: Word) -> bool:
    cue = cues.find_cue(word.lemma, POS.get(word.tag[:1], ""))
    return cue is not None and cue.act in ("speech", "belief", "attitude")


def _own_sentence(words: Sequence[Word], touching: Word) -> list[Word]:
    """Of a long quotation, the sentence that touches the issue."""
    return [word for word in words if word.sentence == touching.sentence]


def _row(
    document: Document, linked: list[Sentence], bearing: Bearing, touch: Touch, reading: Reading, words: Sequence[Word]
) -> dict:
    """A position as a row, with the sentence's paragraph and the evidence for choosing among them."""
    start, end = words[0].start, words[-1].end
    condition = _condition(document.text, reading.condition)
    touched = trails.say(touch.how, " ".join(word.lower for word in touch.words[:3]))
    said = "; ".join((bearing.rule, touched, ", ".join(reading.trail or (trails.say("no word"),))))
    return dict(
        document_id=document.document_id,
        actor_id=bearing.actor_id,
        issue_id=touch.issue_id,
        stance=reading.stance,
        basis=bearing.basis,
        move=reading.move,
        statement_id=bearing.statement_id or pd.NA,
        start=start,
        end=end,
        text=document.text[start:end],
        **condition,
        rule=said,
        probability=_probability(bearing, touch, reading),
        paragraph=linked[words[0].sentence].paragraph,
        evidence=reading.evidence,
    )


def _condition(text: str, words: Sequence[Word]) -> dict:
    """The cells of a condition, with the mark that closes a quotation opened in it; none where there is none."""
    if not words:
        return {}
    start, end = words[0].start, words[-1].end
    opened = text.count("“", start, end) > text.count("”", start, end)
    mark = "”" if opened else '"' if text.count('"', start, end) % 2 else ""
    if mark and mark in text[end : end + 2]:
        end = text.index(mark, end) + 1
    return {"condition_start": start, "condition_end": end, "condition": text[start:end]}


def find_features(bearing: Bearing, touch: Touch, reading: Reading) -> dict[str, float]:
    """What is known of a position, by name."""
    return {
        "any": 1.0,
        "worth": min(touch.worth, 2.5),
        "several words": float(len(touch.core) > 1),
        "spoken": float(reading.evidence > 0),
        reading.stance: 1.0,
        bearing.source: 1.0,
        "source": bearing.probability,
    }


@cache
def load_weights() -> dict[str, float]:
    """Weight of each feature."""
    with (paths.DATA / "position_weights.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["feature"]: float(row["weight"])
            for row in csv.DictReader(line for line in lines if not line.startswith("#"))
        }


def _probability(bearing: Bearing, touch: Touch, reading: Reading) -> float:
    weights = load_weights()
    score = sum(value * weights.get(name, 0.0) for name, value in find_features(bearing, touch, reading).items())
    return round(1 / (1 + exp(-score)), 3)


def _agree(rows: list[dict]) -> list[dict]:
    """Where no word speaks for or against, the actor's stance is that of the other places where one does.

    A condition stays where it is told.
    """
    known: dict[tuple, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        if row["evidence"] and row["stance"] != "conditional":
            known[row["actor_id"], row["issue_id"]][row["stance"]] += 1
    made = []
    for row in rows:
        elsewhere = known.get((row["actor_id"], row["issue_id"]))
        if not row["evidence"] and elsewhere and row["stance"] in ("support", "oppose"):
            likeliest = max(elsewhere, key=lambda stance: (elsewhere[stance], stance == row["stance"]))
            row = row | {"stance": likeliest, "rule": f"{row['rule']}; {trails.say('as elsewhere')}"}
        made.append(row)
    return made


def _once(rows: list[dict]) -> list[dict]:
    """One row for each actor, issue, paragraph and stance, the one that tells its condition, then the likeliest; in reading order."""
    best: dict[tuple, dict] = {}
    for row in rows:
        key = row["actor_id"], row["issue_id"], row["paragraph"], row["stance"]
        if key not in best or _rank(row) > _rank(best[key]):
            best[key] = row
    return sorted(
        best.values(), key=lambda row: (row["start"], row["end"], row["actor_id"], row["issue_id"], row["stance"])
    )


def _rank(row: dict) -> tuple[bool, float]:
    return "condition" in row, row["probability"]


def _number(document: Document, rows: list[dict]) -> list[dict]:
    kept = [{name: value for name, value in row.items() if name not in ("paragraph", "evidence")} for row in rows]
    return [row | {"position_id": document.row_id("p", number)} for number, row in enumerate(kept)]
