"""Issues: the codebook a person gives.

A codebook is a CSV file with `issue_id` and `label`; `description` and `keywords` (separated by |) help to find
what is said on an issue.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pandas as pd

from analysis import tables
from analysis.decoding import decode, looks_binary, name_format
from analysis.documents import InputError

NEEDED, KNOWN = ("issue_id", "label"), ("issue_id", "label", "description", "keywords")


def read_issues(path: str | Path) -> pd.DataFrame:
    """Read a codebook.

    Returns
    -------
    pandas.DataFrame
        The table `issues`, in the file's order; other columns of the file are left out.

    Raises
    ------
    InputError
        Where the file is not there, no table, lacks `issue_id` or `label`, or has a column or an id twice;
        one sentence that names the file.
    """
    path = Path(path)
    rows = _rows(_text(path), path.name)
    head = [name.strip().lower() for name in rows[0]]
    _refuse_head(head, path.name)
    records = []
    for number, row in enumerate(rows[1:], start=2):
        if len(row) > len(head):
            raise InputError(f"{path.name} has {len(row)} cells in line {number} and {len(head)} columns; put cells with a comma in quotation marks.")
        cells = dict(zip(head, (cell.strip() for cell in row)))
        records.append({name: cells.get(name) or pd.NA for name in KNOWN})
    _refuse_ids([record["issue_id"] for record in records], [record["label"] for record in records], path.name)
    return tables.make("issues", records)


def _text(path: Path) -> str:
    if path.is_dir():
        raise InputError(f"{path} is a folder; give the codebook as one CSV file.")
    if not path.exists():
        raise InputError(f"There is no codebook {path}; check the name and the folder.")
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"The codebook {path} can't be read ({error.strerror}).") from error
    if not raw.strip(b" \t\r\n\xef\xbb\xbf,;"):
        raise InputError(f"{path.name} is empty; a codebook has the columns {', '.join(KNOWN)}.")
    decoded = None if name_format(raw) else decode(raw)
    if decoded is None or looks_binary(decoded[0]) or "\x00" in decoded[0]:
        raise InputError(f"{path.name} is no plain text; save the codebook as a CSV file in UTF-8.")
    return decoded[0].removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _rows(text: str, name: str) -> list[list[str]]:
    first = text.lstrip("\n").split("\n", 1)[0]
    mark = max(",;\t", key=first.count)  # spreadsheets of some countries write semicolons
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=mark, strict=True) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise InputError(f"{name} can't be read as CSV ({error}).") from None
    return rows


def _refuse_head(head: list[str], name: str) -> None:
    twice = [column for column, times in Counter(head).items() if times > 1 and column]
    if twice:
        raise InputError(f"{name} has the column {twice[0]} twice; each column may stand once.")
    missing = [column for column in NEEDED if column not in head]
    if missing:
        raise InputError(f"{name} has no column {' and no column '.join(missing)}; a codebook has the columns {', '.join(KNOWN)}.")


def _refuse_ids(ids: list, labels: list, name: str) -> None:
    if not ids:
        raise InputError(f"{name} has no issue: there is nothing below its first line.")
    for number, (key, label) in enumerate(zip(ids, labels), start=1):
        if pd.isna(key) or pd.isna(label):
            raise InputError(f"{name} has no {'issue_id' if pd.isna(key) else 'label'} for its issue {number}.")
    twice = [key for key, times in Counter(ids).items() if times > 1]
    if twice:
        raise InputError(f"{name} has the issue_id {twice[0]} twice; each issue needs its own.")
