"""Corrections: what a person says of single rows, kept in `<article>.corrections.csv` and replayed in every run.

A line names a table, a place (its exact words with a little before and after), an action, and where one is set, a
column and its value; further who said it, when and why.  Only a person's save writes the file; `replaying` carries
it out in every run.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pandas as pd

from analysis import tables
from analysis.anchors import Anchor, make_anchor
from analysis.cells import make_bare, make_safe
from analysis.decoding import decode
from analysis.documents import InputError
from analysis.given import read_given
from analysis.paths import replacing

LINE = ("table", "before", "text", "after", "key", "action", "column", "value", "who", "when", "why")
NEEDED = ("table", "text", "action")
# Which rows of a table stand at one place is told apart by these columns.
KEYS = {"documents": (), "actors": ("actor_id",), "mentions": ("actor_id",), "statements": ("actor_id",),
        "positions": ("actor_id", "issue_id"), "sentiment": ("actor_id",)}
POSSIBLE = {"documents": ("accept", "edit"), "actors": ("accept", "reject", "edit", "merge", "add"),
            "mentions": ("accept", "reject", "edit", "split", "add"), "statements": ("accept", "reject", "edit", "add"),
            "positions": ("accept", "reject", "edit", "add"), "sentiment": ("accept", "edit")}
EDITABLE = {
    "documents": ("title", "byline", "outlet", "published"),
    "actors": ("name", "kind", "side", "role", "parent", "aliases"),
    "mentions": ("text", "actor_id", "form", "sense"),
    "statements": ("text", "actor_id", "source", "cue", "kind", "act", "cue_class", "negated", "hypothetical"),
    "positions": ("text", "actor_id", "issue_id", "stance", "basis", "move", "condition"),
    "sentiment": ("label", "voice", "holder_id"),
}


@dataclass(frozen=True)
class Line:
    """One line of the file."""

    number: int
    table: str
    anchor: Anchor
    action: str
    key: Mapping[str, str] = field(default_factory=dict)
    column: str = ""
    value: str = ""
    who: str = ""
    when: str = ""
    why: str = ""

    @property
    def aspect(self) -> tuple:
        """What a line decides; of two with the same aspect the later holds."""
        decided = self.column if self.action == "edit" else "is there"
        return self.table, self.anchor, tuple(self.key.items()), decided


# ---- Reading -------------------------------------------------------------------------------------------


def read_corrections(path: str | Path | None) -> list[Line]:
    """Read a file of corrections; no lines where there is no file.

    Raises
    ------
    InputError
        Where it can't be read, or a line asks for what can't be: the sentence names file and line.
    """
    if path is None or not Path(path).exists():
        return []
    return [_line(number, {name: make_bare(cell) for name, cell in cells.items()}, Path(path).name)
            for number, cells in read_given(path, "list of corrections", LINE, NEEDED)]


def _line(number: int, cells: Mapping[str, str], file: str) -> Line:
    name, action, column = cells["table"].lower(), cells["action"].lower(), cells["column"]
    here = f"{file} has in line {number}"
    _refuse(name not in POSSIBLE, f"{here} the table “{cells['table']}”; corrections are of {', '.join(POSSIBLE)}.")
    _refuse(action not in POSSIBLE[name], f"{here} the action “{cells['action']}”; of {name} it can be {', '.join(POSSIBLE[name])}.")
    _refuse(not cells["text"] and name != "documents", f"{here} no text; it says which place is meant.")
    _refuse(action == "edit" and column not in EDITABLE[name], f"{here} the column “{column}”; of {name} it can be {', '.join(EDITABLE[name])}.")
    _refuse(action in ("merge", "split") and not cells["value"], f"{here} no value; to {action}, name the other actor there.")
    _refuse(action == "add" and name == "positions" and column != "stance", f"{here} a position without a stance: write stance as its column, and which as its value.")
    _refuse(action == "add" and column not in ("", *EDITABLE[name]), f"{here} the column “{column}”; of {name} it can be {', '.join(EDITABLE[name])}.")
    if column and action in ("edit", "add"):
        _refuse_value(name, column, cells["value"], here)
    anchor = Anchor(cells["before"], cells["text"], cells["after"])
    return Line(number, name, anchor, action, _key(cells["key"], name, here), column, cells["value"], cells["who"], cells["when"], cells["why"])


def _refuse(wrong: bool, sentence: str) -> None:
    if wrong:
        raise InputError(sentence)


def _refuse_value(name: str, column: str, value: str, here: str) -> None:
    declared = next(c for c in tables.columns(name) if c.name == column)
    allowed = ("true", "false") if declared.dtype == tables.FLAG else declared.values
    _refuse(bool(allowed) and bool(value) and value.lower() not in allowed, f"{here} “{value}” as {column}; it can be {', '.join(allowed)}.")
    _refuse(declared.required and not value, f"{here} no value for {column}, which can't be empty.")


def _key(words: str, name: str, here: str) -> dict[str, str]:
    """`actor_id=kiev; issue_id=truce` as a dict."""
    parts = [part.partition("=") for part in words.split(";") if part.strip()]
    key = {column.strip(): value.strip() for column, _, value in parts}
    wrong = [column for column in key if column not in KEYS[name]]
    _refuse(bool(wrong), f"{here} the key “{words}”; of {name} it can hold {', '.join(KEYS[name]) or 'nothing'}.")
    return key


# ---- Writing -------------------------------------------------------------------------------------------


def make_correction(table: str, row: Mapping[str, object], action: str, text: str, *, column: str = "", value: str = "",
                    who: str = "", why: str = "", when: str | None = None) -> dict[str, str]:
    """A line about one row of a table, anchored in the article's text.

    Parameters
    ----------
    table : str
    row : mapping
        A row of that table; for `add` its `start`, `end` and the columns that tell rows of one place apart.
    action : {"accept", "reject", "edit", "merge", "split", "add"}
    text : str
        The article's text.
    column, value : str
        What is set, where something is.
    when : str, optional
        Now, to the second, unless given.

    Raises
    ------
    InputError
        Where there is no such correction; one sentence.
    """
    if table in ("documents", "actors"):
        anchor = Anchor("", str(row["name"]) if table == "actors" else "", "")
    else:
        anchor = make_anchor(text, int(row["start"]), int(row["end"]))  # type: ignore[call-overload]
    key = "; ".join(f"{name}={row[name]}" for name in KEYS.get(table, ()) if not pd.isna(row.get(name, pd.NA)))
    when = datetime.now().isoformat(sep=" ", timespec="seconds") if when is None else when
    cells = dict(table=table, **anchor._asdict(), key=key, action=action, column=column, value=value, who=who, when=when, why=why)
    _line(1, cells, "The correction")
    return cells


def save_corrections(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    """Add lines to a file of corrections, as a person's save does; columns and lines of the person's own stay.

    A line that says what an earlier one says, whenever and whoever, is not added again.  The file is replaced
    only when the new one is whole.
    """
    head, kept = _read_raw(path)
    head += [name for name in LINE if name not in head]
    said = {_saying(line) for line in kept}
    for row in rows:
        line = {name: make_safe(str(row.get(name, ""))) for name in LINE}
        if _saying(line) not in said:
            kept.append(line)
            said.add(_saying(line))
    with replacing(Path(path)) as draft, draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
    return Path(path)


def _read_raw(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Head and lines of a file as they are, all columns of it; nothing where there is none."""
    if not Path(path).exists():
        return [], []
    read_corrections(path)  # what can't be read must not be written over
    text = decode(Path(path).read_bytes())[0].removeprefix("\ufeff")
    mark = max(",;\t", key=text.split("\n", 1)[0].count)
    lines = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=mark))
    head = [name.strip() if name.strip().lower() not in LINE else name.strip().lower() for name in (lines[0] if lines else {}) if name]
    return head, [dict(zip(head, (cell or "" for cell in line.values()))) for line in lines]


def _saying(line: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(line.get(name, "").strip() for name in LINE if name not in ("who", "when", "why"))
