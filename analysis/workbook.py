"""Workbook: a coding as an Excel workbook with its codebook and data dictionary, out and in.

A sheet for each table; those of marks begin with `mark`, which tells rows apart when the sheet comes back, and end
with `verdict` (accept or reject).  No cell is a formula: one that would begin as one has an apostrophe before it.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd

from analysis import paths, tables
from analysis.anchors import find_near
from analysis.cells import in_words, make_bare, make_safe
from analysis.documents import InputError
from analysis.marks import (
    CARDS,
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
    is_span,
    pack,
    read_bytes,
    to_number,
    unpack,
)

HIDDEN, DICTIONARY = "as it went out", "dictionary"
LONGEST = 32_000  # characters of a cell; Excel takes 32,767
UNPACKED = 300_000_000  # bytes of all parts of a workbook that is read
ILLEGAL = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
THEN = datetime(2000, 1, 1)  # every workbook says it was made then, so that the same coding gives the same bytes


def write_workbook(text: str, frames: Frames, path: Path, *, went_out: Frames | None = None) -> Path:
    """Write a coding as a workbook; the same coding gives the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, frame in frames.items():
        _fill(book.create_sheet(name), *_sheet(name, frame, frames))
    _fill(book.create_sheet(DICTIONARY), list(tables.dictionary().columns), tables.dictionary().to_numpy().tolist())
    packed = json.dumps(pack(went_out or frames))  # in ASCII, so that no mark of the text can be lost
    chunks = [[packed[i:i + LONGEST]] for i in range(0, len(packed), LONGEST)]
    _fill(book.create_sheet(HIDDEN), ["what this workbook was made from; leave it as it is"], chunks)
    book[HIDDEN].sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    with paths.replacing(path) as draft:
        draft.write_bytes(_still(out.getvalue()))
    return path


def _sheet(name: str, frame: pd.DataFrame, frames: Frames) -> tuple[list[str], list[list[object]]]:
    """Head and rows of a table's sheet."""
    rows = [list(row) for row in frame.itertuples(index=False)]
    if name not in KINDS:
        return list(frame.columns), rows
    places = {_key(name, row): mark for mark, own in group_rows(name, frames).items() for row in own}
    marks = [places[_key(name, row)] for row in frame.to_dict("records")]
    return ["mark", *frame.columns, "verdict"], [[mark, *row, pd.NA] for mark, row in zip(marks, rows)]


def _key(name: str, row: Row) -> tuple:
    return tuple(in_words(row[column]) for column in tables.KEYS[name])


def _fill(sheet, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Cells of a sheet: numbers as numbers, all else as text that nothing runs."""
    from openpyxl.styles import Font

    for number, row in enumerate([head, *rows], 1):
        for place, value in enumerate(row, 1):
            if not pd.isna(value):
                cell = sheet.cell(number, place)
                cell.value = _cell(value)
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"


def _cell(value: object) -> object:
    if isinstance(value, str):
        return _plain(value)
    number = in_words(value)
    return number if number in ("true", "false") else int(number) if number.lstrip("-").isdigit() else float(number)


def _plain(words: str) -> str:
    """Words as a cell holds them: what XML can't hold is a question mark, and a very long text is cut."""
    return ILLEGAL.sub("\ufffd", make_safe(words if len(words) <= LONGEST else words[:LONGEST] + "…"))


def _still(book: bytes) -> bytes:
    """The same workbook without the time at which it was made."""
    out = io.BytesIO()
    when = THEN.isoformat().encode() + b"Z"
    with zipfile.ZipFile(io.BytesIO(book)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as still:
        for name in made.namelist():
            part = made.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", lambda match: match[1] + when, part)
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            still.writestr(info, part)
    return out.getvalue()


# ---- Reading -------------------------------------------------------------------------------------------


def read_workbook(path: Path, text: str) -> Returned:
    """Read a workbook that came back; formulas are listed and never worked out.

    Raises
    ------
    InputError
        Where it is no workbook, is too large when unpacked, or what went out in it can't be read.
    """
    came = Returned()
    sheets = _open(path, came)
    if not set(sheets) & {*KINDS, *CARDS}:
        raise InputError(f"{path.name} has no sheet such as mentions.")
    came.went_out = unpack(_unpack_hidden(sheets.get(HIDDEN, []), path), text, path.name)
    known = came.went_out or {}
    before = {mark.id: mark for mark in find_marks(known)}
    for table in KINDS:
        rows = group_rows(table, known)
        if table in sheets:
            _read_marks(table, sheets[table], before, rows, text, came)
        else:
            came.marks += [before[name] for name in rows]  # a sheet that is gone says nothing
            came.unread.append(f"There is no sheet {table}; its rows were left as they are.")
    for table in CARDS:
        if table in sheets:
            came.cards[table] = [{column: _uncut(words, _old(table, row, column, known)) for column, words in row.items()} for row in sheets[table]]
    return came


def _open(path: Path, came: Returned) -> dict[str, list[dict[str, str]]]:
    """The sheets of a workbook, each as rows of words."""
    from openpyxl import load_workbook

    data = read_bytes(path)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > UNPACKED:
                raise InputError(f"{path.name} is larger than {UNPACKED // 1_000_000} MB when unpacked.")
            if any(b"<!DOCTYPE" in parts.read(part) for part in parts.namelist() if part.endswith((".xml", ".rels"))):
                raise InputError(f"{path.name} is no plain workbook: it declares entities.")
        book = load_workbook(io.BytesIO(data), read_only=False, data_only=False, keep_links=False)
    except InputError:
        raise
    except Exception:  # openpyxl raises whatever a damaged part makes it stumble over
        raise InputError(f"{path.name} is no workbook that can be read.") from None
    return {sheet.title: _rows(sheet, came) for sheet in book.worksheets}


def _rows(sheet, came: Returned) -> list[dict[str, str]]:
    lines = [[_read_cell(cell, came) for cell in row] for row in sheet.iter_rows()]
    head = lines[0] if lines else []
    return [{name: words for name, words in zip(head, line) if name} for line in lines[1:] if any(line)]


def _read_cell(cell, came: Returned) -> str:
    if cell.data_type == "f":
        came.unread.append(f"The cell {cell.coordinate} of sheet {cell.parent.title} holds a formula, which is not worked out.")
        return ""
    if cell.value is None:
        return ""
    if isinstance(cell.value, bool):
        return str(cell.value).lower()
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    return make_bare(str(cell.value))


def _unpack_hidden(rows: list[dict[str, str]], path: Path) -> object:
    try:
        return json.loads("".join(words for row in rows for words in row.values())) if rows else None
    except (ValueError, RecursionError):
        raise InputError(f"{path.name}: the sheet “{HIDDEN}” was changed and can't be read.") from None


def _old(table: str, row: dict[str, str], column: str, known: Frames) -> str:
    """What a cell of documents, actors or issues held when it went out."""
    key = tables.KEYS[table][-1]
    if table not in known or column not in known[table]:
        return ""
    found = known[table].loc[known[table][key] == row.get(key), column]
    return in_words(found.iloc[0]) if len(found) else ""


def _uncut(words: str, old: str) -> str:
    """What a cell says; where it holds just what the old value looks like in a cell, the old value."""
    return old if words == make_bare(_plain(old)) else words


def _read_marks(table: str, sheet: list[dict[str, str]], before: dict[str, Mark], rows: dict[str, list[Row]], text: str, came: Returned) -> None:
    groups: dict[str, list[dict[str, str]]] = {}
    for number, row in enumerate(sheet):
        groups.setdefault(row.get("mark") or f"\n{number}", []).append(row)
    for name, own in groups.items():
        was = before.get(name)
        old = rows[name] if was is not None and was.table == table and len(rows[name]) == len(own) else []
        own = sorted(own, key=lambda row: tuple(to_number(row.get(edge, "")) or 0 for edge in ("start", "end")))
        places = [_place("", row, old[i] if old else None, text) for i, row in enumerate(own)]
        label = f"The {KINDS[table].lower()} “{own[0].get('text', '')[:60]}”"
        if None in places:
            came.unread.append(f"{label} does not stand at its place in the article, nor near it.")
            came.marks += [was] if was else []
            continue
        parts = {part: _place(part, own[0], old[0] if old else None, text) for part in PARTS[table] if own[0].get(part)}
        came.unread += [f"{label}: its {part} “{own[0][part][:60]}” does not stand near it." for part, span in parts.items() if span is None]
        kept = {part: span or (was.parts.get(part) if was else None) for part, span in parts.items()}
        cells = {column: own[0][column] for column in SHOWN[table] if own[0].get(column)}
        came.marks.append(Mark(own[0].get("mark", ""), table, tuple(sorted(place for place in places if place)), _lower_flags(cells),
                               {part: span for part, span in kept.items() if span}, own[0].get("verdict", "").strip().lower()))


def _lower_flags(cells: dict[str, str]) -> dict[str, str]:
    return {column: words.lower() if column in ("negated", "hypothetical") else words for column, words in cells.items()}


def _place(prefix: str, row: dict[str, str], old: Row | None, text: str) -> Span | None:
    """The stretch a row means: its place where the words agree, else the nearest place of its words."""
    word, lead = prefix or "text", f"{prefix}_" if prefix else ""
    words = _uncut(row.get(word, ""), in_words(old[word]) if old else "")
    start, end = (to_number(row.get(f"{lead}{edge}", "")) for edge in ("start", "end"))
    if is_span(start, end, text) and (text[start:end] == words or not words):
        return start, end  # type: ignore[return-value]
    near = start if start is not None else to_number(row.get("start", ""))
    if near is None:
        return (text.index(words), text.index(words) + len(words)) if words and text.count(words) == 1 else None
    if is_span(start, end, text) and old is not None and in_words(old[word]) == words:
        return start, end  # type: ignore[return-value]  # only its place was changed
    return find_near(text, words, near, near)
