"""Revising: what each correction changes in the rows of an article."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pandas as pd

from analysis import paths, tables
from analysis.anchors import find_anchor, find_near
from analysis.corrections import KEYS, Line
from analysis.documents import Document
from analysis.rows import Row, aliases_of, among, common, defaults, renumber, same

CORRECTED, ACCEPTED = "corrected", "accepted"
# A statement of several pieces or sources has several rows; these columns are the same in all of them.
SHARED = ("source", "cue", "kind", "act", "cue_class", "negated", "hypothetical")
SAME = 0.5  # share of two spans that must be common for them to be one place (intersection over union)
THERE = 0.8  # the same for a row that a person adds: less in common, and it is another row


class Done(NamedTuple):
    """What became of a line, in a word of the closed set, why, and where it stands."""

    outcome: str
    note: str = ""
    span: tuple[int, int] | None = None


class Revision:
    """Rows of an article under correction.

    Parameters
    ----------
    document : Document
    known : mapping of str to DataFrame
        Tables of the article that tell of its actors, issues and sentences; left as they are.
    revised : mapping of str to DataFrame
        Those that may be changed; the frames themselves are left as they are.
    """

    def __init__(self, document: Document, known: Mapping[str, pd.DataFrame], revised: Mapping[str, pd.DataFrame]) -> None:
        self.document, self.text, self.known = document, document.text, known
        self.rows: dict[str, list[Row]] = {name: frame.to_dict("records") for name, frame in revised.items()}
        self.actors: list[Row] = self.rows.get("actors", known["actors"].to_dict("records") if "actors" in known else [])

    def frames(self) -> dict[str, pd.DataFrame]:
        """The tables as they are now, proved by nobody yet."""
        return {name: tables.make(name, renumber(name, rows, self.document)) for name, rows in self.rows.items()}

    def apply(self, line: Line) -> Done:
        """Carry out one line."""
        if line.table == "documents":
            return self._set(line, self.rows["documents"], None)
        if line.table == "actors":
            return self._actor(line)
        span, why = find_anchor(self.text, line.anchor)
        if span is None:
            return Done("not placed", why)
        chosen, note = self._choose(line, span)
        if line.action == "add":
            there = [row for row in chosen if common(span, (row["start"], row["end"])) >= THERE]
            return self._add(line, span) if not there else self._set(line, there, span) if line.column else Done("already so", span=span)
        if not chosen:
            return Done("already so", "there is no such row", span) if line.action == "reject" and not note else Done("not placed", note or "there is no such row", span)
        act: Callable[[Line, list[Row], tuple[int, int]], Done] = {
            "accept": self._accept, "reject": self._reject, "edit": self._set, "split": self._split}[line.action]
        return act(line, chosen, span)

    # ---- Choosing rows ---------------------------------------------------------------------------------

    def _choose(self, line: Line, span: tuple[int, int]) -> tuple[list[Row], str]:
        """The rows a line is about: at its place, and of its key where several stand there."""
        near = [(share, row) for row in self.rows[line.table] if (share := common(span, (row["start"], row["end"]))) >= SAME]
        best = max((share for share, _ in near), default=0.0)
        here = [row for share, row in near if share == best]
        fitting = [row for row in here if all(row[name] is not pd.NA and row[name] == value for name, value in line.key.items())]
        if fitting or not here:
            return self._whole(line, fitting), ""
        if line.action == "add" or line.action == "reject":
            return [], ""
        alone = {tuple(row[name] for name in KEYS[line.table]) for row in here}
        if len(alone) == 1:  # the program reads it otherwise than when the person spoke, and the person wins
            return self._whole(line, here), ""
        return [], "several rows stand there, and none has this key"

    def _whole(self, line: Line, chosen: list[Row]) -> list[Row]:
        """Of a statement all rows that a line is about: every piece, and every source where that is the same in all."""
        if line.table != "statements" or not chosen or line.column == "text":
            return chosen
        ids, actors = {row["statement_id"] for row in chosen}, [row["actor_id"] for row in chosen]
        shared = line.action == "edit" and line.column in SHARED
        return [row for row in self.rows["statements"] if row["statement_id"] in ids and (shared or among(row["actor_id"], actors))]

    # ---- Actions ---------------------------------------------------------------------------------------

    def _accept(self, line: Line, chosen: list[Row], span: tuple[int, int]) -> Done:
        for row in chosen:
            row["probability"] = 1.0
            if row["rule"] != CORRECTED and not str(row["rule"]).endswith(f"; {ACCEPTED}"):
                row["rule"] = f"{row['rule']}; {ACCEPTED}"
        return Done("already so", span=span)

    def _reject(self, line: Line, chosen: list[Row], span: tuple[int, int]) -> Done:
        gone = {id(row) for row in chosen}
        self.rows[line.table] = [row for row in self.rows[line.table] if id(row) not in gone]
        return Done("applied", span=span)

    def _set(self, line: Line, chosen: list[Row], span: tuple[int, int] | None) -> Done:
        """Set a column; of a label also the probabilities, of words also their place."""
        if line.action == "accept":
            return Done("already so")
        wanted, why = self._value(line, chosen[0], span)
        if wanted is None:
            return Done("refused", why, span)
        if all(same(row[name], value) for row in chosen for name, value in wanted.items()):
            return Done("already so", span=span)
        for row in chosen:
            row.update(wanted)
            if "rule" in row:
                row |= {"rule": CORRECTED, "probability": 1.0}
        return Done("applied", span=span)

    def _value(self, line: Line, row: Row, span: tuple[int, int] | None) -> tuple[Row | None, str]:
        """The cells that a line sets, or why it can't."""
        column, value = line.column, line.value
        if column in ("text", "source", "cue", "condition"):
            prefix = "" if column == "text" else f"{column}_"
            if not value:
                return {column: pd.NA, f"{prefix}start": pd.NA, f"{prefix}end": pd.NA}, ""
            place = find_near(self.text, value, int(row["start"]), int(row["end"]))  # type: ignore[call-overload]
            return (None, f"“{value}” does not stand near it") if place is None else (
                {column: value, f"{prefix}start": place[0], f"{prefix}end": place[1]}, "")
        if column in ("actor_id", "holder_id", "parent") and value:
            known = self._named(value)
            return (None, f"there is no actor “{value}”") if known is None else ({column: known["actor_id"]}, "")
        if column == "issue_id" and not self._is_issue(value):
            return None, f"there is no issue “{value}”"
        if column == "label":
            shares = {label: float(label == value) for label in tables.LABELS}
            return {"label": value, **shares, "score": shares["positive"] - shares["negative"]}, ""
        if column in ("negated", "hypothetical"):
            return {column: value.lower() == "true"}, ""
        return {column: value or pd.NA}, ""

    def _split(self, line: Line, chosen: list[Row], span: tuple[int, int]) -> Done:
        """Lead a mention to an actor of its own, made in the likeness of the one it was led to."""
        other = self._named(line.value)
        if other is None and "actors" not in self.rows:
            return Done("refused", f"there is no actor “{line.value}”; a line before this one can add it", span)
        if other is None:
            like = self._named(str(chosen[0]["actor_id"])) or {}
            other = self._new_actor(line.value, str(like.get("kind", "person")))
        if all(row["actor_id"] == other["actor_id"] for row in chosen):
            return Done("already so", span=span)
        for row in chosen:
            row |= {"actor_id": other["actor_id"], "rule": CORRECTED, "probability": 1.0}
        return Done("applied", span=span)

    def _add(self, line: Line, span: tuple[int, int]) -> Done:
        actor = self._named(line.key["actor_id"]) if line.key.get("actor_id") else None
        if actor is None and (line.key.get("actor_id") or line.table != "statements"):
            return Done("refused", f"there is no actor “{line.key.get('actor_id', '')}”", span)
        if line.table == "positions" and not self._is_issue(line.key.get("issue_id", "")):
            return Done("refused", "its key names no issue of the codebook", span)
        row = {column.name: pd.NA for column in tables.columns(line.table)} | defaults(line.table, self.text[span[0]:span[1]])
        row |= dict(line.key, document_id=self.document.document_id, start=span[0], end=span[1], text=self.text[span[0]:span[1]],
                    rule=CORRECTED, probability=1.0)
        row["actor_id"] = actor["actor_id"] if actor else pd.NA
        if "sentence_id" in row:
            row["sentence_id"] = self._sentence_at(span[0])
        if line.column:
            wanted, why = self._value(line, row, span)
            if wanted is None:
                return Done("refused", why, span)
            row |= wanted
        self.rows[line.table].append(row)
        return Done("applied", span=span)

    def _is_issue(self, issue_id: str) -> bool:
        return issue_id in set(self.known["issues"].issue_id)

    def _sentence_at(self, place: int) -> object:
        """The sentence a character stands in, or the last that begins before it."""
        sentences = self.known["sentences"]
        return sentences.sentence_id.iloc[max(0, int((sentences.start <= place).sum()) - 1)]

    # ---- Actors ----------------------------------------------------------------------------------------

    def _actor(self, line: Line) -> Done:
        actor = self._named(line.key.get("actor_id", "")) or self._named(line.anchor.text)
        if line.action == "add":
            if actor is None:
                self._new_actor(line.anchor.text, line.value if line.column == "kind" else "person")
            return Done("applied" if actor is None else "already so")
        if actor is None:
            return Done("already so" if line.action == "reject" else "not placed", "there is no such actor")
        if line.action == "reject":
            return self._remove(actor)
        return self._merge(line, actor) if line.action == "merge" else self._set(line, [actor], None)

    def _named(self, words: str) -> Row | None:
        """The actor of an id, a name or an alias, in that order; None where none is, or several are."""
        for fits in (lambda row: row["actor_id"] == words, lambda row: row["name"] == words, lambda row: words in aliases_of(row)):
            found = [row for row in self.actors if fits(row)]
            if words and found:
                return found[0] if len(found) == 1 else None
        return None

    def _new_actor(self, name: str, kind: str) -> Row:
        used, stem = {row["actor_id"] for row in self.actors}, paths.slug(name)
        actor_id = next(made for made in (stem if i == 1 else f"{stem}-{i}" for i in range(1, len(used) + 2)) if made not in used)
        row = {column.name: pd.NA for column in tables.columns("actors")} | dict(
            actor_id=actor_id, document_id=self.document.document_id, name=name, kind=kind)
        self.actors.append(row)
        return row

    def _remove(self, actor: Row) -> Done:
        for row in self.actors:
            if same(row["parent"], actor["actor_id"]):
                row["parent"] = pd.NA
        self.actors[:] = [row for row in self.actors if row is not actor]
        self.rows["mentions"] = [row for row in self.rows.get("mentions", ()) if row["actor_id"] != actor["actor_id"]]
        return Done("applied")

    def _merge(self, line: Line, actor: Row) -> Done:
        into = self._named(line.value)
        if into is None or into is actor:
            return Done("refused", f"there is no {'other ' if into else ''}actor “{line.value}”")
        names = dict.fromkeys([*aliases_of(into), str(actor["name"]), *aliases_of(actor)])
        into["aliases"] = "|".join(name for name in names if name != into["name"]) or pd.NA
        for column in ("side", "role", "parent"):
            into[column] = actor[column] if into[column] is pd.NA and not same(actor[column], into["actor_id"]) else into[column]
        for row in self.actors:
            if same(row["parent"], actor["actor_id"]):
                row["parent"] = into["actor_id"] if row is not into else pd.NA
        for row in self.rows.get("mentions", ()):
            if row["actor_id"] == actor["actor_id"]:
                row |= {"actor_id": into["actor_id"], "rule": CORRECTED}
        self.actors[:] = [row for row in self.actors if row is not actor]
        return Done("applied")
