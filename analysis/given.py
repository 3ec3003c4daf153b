"""Given: CSV files that a person writes (codebook, registry of actors), read with patience and refused in one sentence."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from analysis.decoding import decode, looks_binary, name_format
from analysis.documents import InputError


def read_given(path: str | Path, noun: str, known: Sequence[str], needed: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Read a CSV file with a head line; comma, semicolon or tab, in any encoding that can be told.

    Parameters
    ----------
    noun : str
        What the file is, for the sentence that refuses it ("codebook").
    known, needed : sequence of str
        Columns that are taken, and those of them that must be there; others are left out.

    Returns
    -------
    list of (int, dict)
        Line of the file, and its cells by column, blanks cut; "" where a cell is empty.

    Raises
    ------
    InputError
        Where the file is not there, no table, lacks a column that is needed, or has one twice.
    """
    path = Path(path)
    lines = _lines(_text(path, noun, known), path.name)
    if not lines:
        raise InputError(f"{path.name} is empty; a {noun} has the columns {', '.join(known)}.")
    head = [name.strip().lower() for name in lines[0][1]]
    _refuse_head(head, path.name, noun, known, needed)
    found = []
    for number, cells in lines[1:]:
        if len(cells) > len(head):
            raise InputError(f"{path.name} has {len(cells)} cells in line {number} and {len(head)} columns; "
                             "put cells with a comma in quotation marks.")
        named = dict(zip(head, (cell.strip() for cell in cells)))
        found.append((number, {column: named.get(column, "") for column in known}))
    return found


def _text(path: Path, noun: str, known: Sequence[str]) -> str:
    if path.is_dir():
        raise InputError(f"{path} is a folder; give the {noun} as one CSV file.")
    if not path.exists():
        raise InputError(f"There is no {noun} {path}; check the name and the folder.")
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"The {noun} {path} can't be read ({error.strerror}).") from error
    if not raw.strip(b" \t\r\n\xef\xbb\xbf,;"):
        raise InputError(f"{path.name} is empty; a {noun} has the columns {', '.join(known)}.")
    decoded = None if name_format(raw) else decode(raw)
    if decoded is None or looks_binary(decoded[0]) or "\x00" in decoded[0]:
        raise InputError(f"{path.name} is no plain text; save the {noun} as a CSV file in UTF-8.")
    return decoded[0].removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _lines(text: str, name: str) -> list[tuple[int, list[str]]]:
    first = text.lstrip("\n").split("\n", 1)[0]
    mark = max(",;\t", key=first.count)  # spreadsheets of some countries write semicolons
    reader = csv.reader(io.StringIO(text), delimiter=mark, strict=True)
    try:
        return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise InputError(f"{name} can't be read as CSV ({error}).") from None


def _refuse_head(head: list[str], name: str, noun: str, known: Sequence[str], needed: Sequence[str]) -> None:
    twice = [column for column, times in Counter(head).items() if times > 1 and column]
    if twice:
        raise InputError(f"{name} has the column {twice[0]} twice; each column may stand once.")
    missing = [column for column in needed if column not in head]
    if missing:
        raise InputError(f"{name} has no column {' and no column '.join(missing)}; a {noun} has the columns {', '.join(known)}.")
