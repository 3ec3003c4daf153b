"""Differences: what came back from another tool against what went out, as lines of corrections.

Only what a person changed makes a line: a mark that is gone is rejected, a new one added, one that moved or was
labelled anew edited; an actor whose mentions all went to another is merged into it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis import paths
from analysis.anchors import find_near
from analysis.corrections import EDITABLE, make_correction
from analysis.documents import InputError
from analysis.marks import (
    KINDS,
    PARTS,
    SHOWN,
    Frames,
    Mark,
    Returned,
    Row,
    Span,
    find_marks,
    group_rows,
    make_cards,
)

LEADING = ("actor_id", "holder_id")  # columns that hold an actor
LAST = ("issue_id", "actor_id")  # what tells rows of a place apart is set last, so that lines before it still find the row
OPEN = {"mentions": {"form": "name", "sense": "actor"}, "statements": {"act": "speech", "cue_class": "neutral", "negated": "false",
        "hypothetical": "false"}, "positions": {"move": "none"}, "sentiment": {}}  # what an added row holds anyway


def find_lines(came: Returned, text: str, *, who: str, when: str | None = None, known: Frames | None = None) -> tuple[list[dict[str, str]], list[str]]:
    """The lines of corrections that carry out what came back.

    Parameters
    ----------
    came : Returned
    text : str
        The article's text.
    who, when : str
        Who did the work, and when (now unless given); both go into each line.
    known : mapping of str to DataFrame, optional
        Where the file does not tell what it was made from: the article's actors as they are.

    Returns
    -------
    list of dict, list of str
        Lines for `corrections.save_corrections`, none where nothing was changed; and a sentence for each thing that
        could not be read or that corrections can't hold.
    """
    found = _Comparison(came, text, who, when, known or {})
    found.compare()
    return found.lines, list(dict.fromkeys(found.unread))


class _Comparison:
    """One file that came back, under comparison with what went out."""

    def __init__(self, came: Returned, text: str, who: str, when: str | None, known: Frames) -> None:
        self.came, self.text, self.who, self.when = came, text, who, when
        self.coded = came.went_out if came.went_out is not None else {}
        self.before = {mark.id: mark for mark in find_marks(self.coded)}
        self.rows = {name: rows for table in KINDS for name, rows in group_rows(table, self.coded).items()}
        self.cards = make_cards(self.coded)
        self.actors = {row["actor_id"]: row for row in make_cards(self.coded or known).get("actors", [])}
        self.new: dict[str, str] = {}  # name of a new actor: the id it will have
        self.gone: dict[str, str] = {}  # actor that is gone: the one it was merged into, or ""
        self.lines: list[dict[str, str]] = []
        self.unread = list(came.unread)

    def compare(self) -> None:
        """Everything, in the order in which corrections are replayed."""
        self._compare_documents()
        self._compare_actors()
        for table in KINDS:
            self._compare_marks(table)
        before, after = ([{name: words for name, words in row.items() if words} for row in rows]
                         for rows in (self.cards.get("issues", []), self.came.cards.get("issues", [])))
        if self.coded and "issues" in self.came.cards and before != after:
            self.unread.append("The codebook came back changed; corrections don't hold that: change <article>.issues.csv instead.")

    # ---- Saying ----------------------------------------------------------------------------------------

    def _say(self, what: str, table: str, row: Mapping[str, object], action: str, column: str = "", value: str = "") -> bool:
        """Add a line; where there can be none, a sentence says why."""
        try:
            self.lines.append(make_correction(table, row, action, self.text, column=column, value=value, who=self.who, when=self.when))
        except InputError as error:
            self.unread.append(str(error).replace("The correction has in line 1", f"{what} has"))
            return False
        return True

    def _label(self, mark: Mark) -> str:
        return f"The {KINDS[mark.table].lower()} “{self.text[slice(*mark.spans[0])][:60]}” at {mark.spans[0][0]}"

    # ---- Documents and actors --------------------------------------------------------------------------

    def _compare_documents(self) -> None:
        for before, after in zip(self.cards.get("documents", []), self.came.cards.get("documents", [])):
            for column in EDITABLE["documents"]:
                if before[column] != after.get(column, ""):
                    self._say("The article", "documents", before, "edit", column, after.get(column, ""))

    def _compare_actors(self) -> None:
        rows = self.came.cards.get("actors")
        for row in rows or ():
            before = self.actors.get(row.get("actor_id", ""))
            if before is None and row.get("name"):
                self._add_actor(row)
            for column in EDITABLE["actors"] if before else ():
                if before and column in row and before[column] != row[column]:
                    self._say(f"The actor {before['name']}", "actors", before, "edit", column, row[column])
        if rows is not None and self.came.went_out is not None:
            left = {row.get("actor_id") for row in rows}
            for name in [name for name in self.actors if name not in left]:
                self._remove_actor(name)

    def _add_actor(self, row: Mapping[str, str]) -> None:
        name, kind = row["name"], row.get("kind") or "person"
        if self._say(f"The actor {name}", "actors", {"name": name}, "add", "kind", kind):
            self.new[row.get("actor_id") or name] = self.new[name] = paths.slug(name)
            for column in ("side", "role", "parent", "aliases"):
                if row.get(column):
                    self._say(f"The actor {name}", "actors", {"name": name}, "edit", column, row[column])

    def _remove_actor(self, name: str) -> None:
        """Merge an actor that is gone into the one its mentions all went to, or reject it."""
        ids = {mark.id for mark in self.before.values() if mark.table == "mentions" and mark.cells.get("actor_id") == name}
        heirs = {mark.cells.get("actor_id", "") for mark in self.came.marks if mark.id in ids} - {name}
        into = heirs.pop() if len(heirs) == 1 else ""
        self.gone[name] = into if into in self.actors else ""
        what = f"The actor {self.actors[name]['name']}"
        self._say(what, "actors", self.actors[name], "merge", "", into) if self.gone[name] else self._say(what, "actors", self.actors[name], "reject")

    def _actor(self, words: str) -> str:
        """The id of an actor that is meant by id, name or alias; empty where there is none."""
        for fits in (lambda row: row["actor_id"] == words, lambda row: row["name"] == words, lambda row: words in row["aliases"].split("|")):
            found = [row["actor_id"] for row in self.actors.values() if fits(row)]
            if words and len(found) == 1:
                return found[0]
        return self.new.get(words, "")

    def _need_actor(self, words: str) -> str:
        """The id of an actor, who is added where there is none yet; empty where nobody is named."""
        if words and not self._actor(words):
            self._add_actor({"name": words})
        return self._actor(words)

    # ---- Marks -----------------------------------------------------------------------------------------

    def _compare_marks(self, table: str) -> None:
        seen: set[str] = set()
        for mark in self.came.marks:
            if mark.table == table and mark.id in self.before and mark.id not in seen and self.before[mark.id].table == table:
                seen.add(mark.id)
                self._compare_mark(self.before[mark.id], mark, self.rows[mark.id])
            elif mark.table == table:
                self._add(mark)
        for mark in self.before.values():
            if mark.table == table and mark.id not in seen and self.came.went_out is not None:
                self._reject(mark)

    def _reject(self, mark: Mark) -> None:
        if mark.table == "sentiment" and mark.id.removesuffix("/sentiment") in {m.id for m in self.came.marks}:
            self.unread.append(f"{self._label(mark)} is gone, but every mention is judged; set another label instead.")
        elif mark.table != "sentiment" and not (mark.table == "mentions" and mark.cells.get("actor_id") in self.gone):
            self._say(self._label(mark), mark.table, self.rows[mark.id][0], "reject")

    def _compare_mark(self, before: Mark, after: Mark, rows: Sequence[Row]) -> None:
        row, count, said = dict(rows[0]), len(self.lines), len(self.unread)
        if after.verdict == "reject":
            self._say(self._label(before), before.table, row, "reject")
            return
        if self.gone.get(str(row.get("actor_id"))):
            row["actor_id"] = self.gone[str(row["actor_id"])]
        moved = before.spans != after.spans
        if before.table == "sentiment":
            moved = self._follow(before, after, row)
        if moved and len(before.spans) == len(after.spans) == 1 and self._nearest(after.spans[0], before.spans[0]) != after.spans[0]:
            self._say(self._label(before), before.table, row, "reject")
            self._add(after)
            return
        for column in (name for name in SHOWN[before.table] if name not in LAST):
            self._set(before, after, row, column)
        for part in PARTS[before.table]:
            if before.parts.get(part) != after.parts.get(part):
                self._set_part(after, row, part)
        if moved:
            self._move(before, after, row, rows)
        for column in (name for name in LAST if name in SHOWN[before.table]):
            self._set(before, after, row, column)
        if after.verdict and count == len(self.lines) and said == len(self.unread):
            self._say(self._label(before), before.table, row, after.verdict)

    def _follow(self, before: Mark, after: Mark, row: Row) -> bool:
        """Put a judgement where its mention is now; no judgement moves by itself."""
        mention = next((mark for mark in self.came.marks if mark.table == "mentions" and mark.id == before.id.removesuffix("/sentiment")), None)
        if mention is not None:
            row |= dict(zip(("start", "end"), mention.spans[0])) | {"actor_id": self._actor(mention.cells.get("actor_id", "")) or row["actor_id"]}
        if after.spans not in (before.spans, mention.spans if mention else ()):
            self.unread.append(f"{self._label(before)} was moved, but it stands where its mention does; move that.")
        return False

    def _set(self, before: Mark, after: Mark, row: Row, column: str) -> None:
        old, value = before.cells.get(column, ""), after.cells.get(column, "")
        if old == value or self.gone.get(old) == value != "" or (column in LEADING and value and self._actor(value) == old):
            return
        if column == "actor_id" and before.table == "mentions" and value and not self._actor(value):
            if self._say(self._label(before), before.table, row, "split", "", value):
                self.new[value] = paths.slug(value)
            return
        value = self._need_actor(value) if column in LEADING else value
        if self._say(self._label(before), before.table, row, "edit", column, value) and column in LAST:
            row[column] = value or pd.NA

    def _nearest(self, wanted: Span, place: Span) -> Span | None:
        return find_near(self.text, self.text[slice(*wanted)], *place)

    def _set_part(self, mark: Mark, row: Row, part: str) -> None:
        span = mark.parts.get(part)
        if span and self._nearest(span, (int(row["start"]), int(row["end"]))) != span:  # type: ignore[call-overload]
            self.unread.append(f"{self._label(mark)} has the {part} “{self.text[slice(*span)][:60]}”, and the same words stand nearer to it.")
            return
        self._say(self._label(mark), mark.table, row, "edit", part, self.text[slice(*span)] if span else "")

    def _move(self, before: Mark, after: Mark, row: Row, rows: Sequence[Row]) -> None:
        """Set the words of each piece that moved."""
        if len(before.spans) != len(after.spans):
            self.unread.append(f"{self._label(before)} came back in {len(after.spans)} pieces instead of {len(before.spans)}, which corrections don't hold.")
            return
        for old, new, own in zip(before.spans, after.spans, rows):
            if old != new and self._nearest(new, old) != new:
                self.unread.append(f"{self._label(before)}: a piece moved to “{self.text[slice(*new)][:60]}”, and the same words stand nearer.")
            elif old != new:
                key = {name: row[name] for name in ("actor_id", "issue_id") if name in row}
                self._say(self._label(before), before.table, own | key, "edit", "text", self.text[slice(*new)])
        row |= dict(start=after.spans[0][0], end=after.spans[0][1])

    def _add(self, mark: Mark) -> None:
        """A row that a person found, with one line for the row and one for each cell that it would not hold anyway."""
        what, cells = self._label(mark), dict(mark.cells)
        row: Row = dict(zip(("start", "end"), mark.spans[0])) | {name: cells[name] for name in LAST if name in cells}
        if mark.table != "sentiment":
            row["actor_id"] = self._need_actor(cells.pop("actor_id", "")) or pd.NA
            if row["actor_id"] is pd.NA and mark.table != "statements":
                self.unread.append(f"{what} is new and names no actor.")
                return
            first = ("stance", cells.pop("stance", "")) if mark.table == "positions" else ("", "")
            if not self._say(what, mark.table, row, "add", *first):
                return
        for column in SHOWN[mark.table]:
            if column in cells and column not in LAST and cells[column] != OPEN[mark.table].get(column):
                value = self._need_actor(cells[column]) if column in LEADING else cells[column]
                self._say(what, mark.table, row, "edit", column, value)
        for part in mark.parts:
            self._set_part(mark, row, part)
        if len(mark.spans) > 1:
            self.unread.append(f"{what} is new and has {len(mark.spans)} pieces; corrections hold the first.")
