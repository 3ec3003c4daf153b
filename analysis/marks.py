"""Marks: the coding of an article as marked stretches of its text, which is how annotation tools think of it.

A mention, a statement of one actor, a position and a judgement of sentiment are one mark each; the source, the cue
and the condition are its parts.  What is no stretch of the text (documents, actors, the codebook) are cards.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis import paths, tables
from analysis.cells import in_words
from analysis.corrections import EDITABLE
from analysis.documents import InputError

CODED = ("documents", "actors", "mentions", "statements", "issues", "positions", "sentiment")
CARDS = ("documents", "actors", "issues")
KINDS = {"mentions": "Mention", "statements": "Statement", "positions": "Position", "sentiment": "Sentiment"}
TABLE_OF = {kind: table for table, kind in KINDS.items()}
PARTS = {"mentions": (), "statements": ("source", "cue"), "positions": ("condition",), "sentiment": ()}
# What a person may set of a mark, besides its places.
SHOWN = {table: tuple(name for name in EDITABLE[table] if name not in ("text", *PARTS[table])) for table in KINDS}
VERDICTS = ("accept", "reject")
LARGEST = 100_000_000  # bytes of a file that is read back

Span = tuple[int, int]
Row = dict[str, object]
Frames = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class Mark:
    """What is said of one or several stretches of the text.

    `id` tells which rows it went out as and is empty for one that somebody made elsewhere; `cells` are columns of its
    table with what they hold, none of them empty.
    """

    id: str
    table: str
    spans: tuple[Span, ...]
    cells: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, Span] = field(default_factory=dict)
    verdict: str = ""


@dataclass
class Returned:
    """What a file that came back holds.

    `went_out` are the tables the file was made from (None where it was made elsewhere), `cards` the rows of documents,
    actors and issues as they came back, and `unread` says, a sentence each, what could not be read.
    """

    marks: list[Mark] = field(default_factory=list)
    cards: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    went_out: dict[str, pd.DataFrame] | None = None
    unread: list[str] = field(default_factory=list)


# ---- From tables to marks ------------------------------------------------------------------------------


def find_marks(frames: Frames) -> list[Mark]:
    """The marks of a coding, table by table in the order of the rows."""
    return [_mark(table, name, rows) for table in KINDS for name, rows in group_rows(table, frames).items()]


def group_rows(table: str, frames: Frames) -> dict[str, list[Row]]:
    """The rows of each mark of a table, by its id, in the order of the text."""
    groups: dict[str, list[Row]] = {}
    for row in frames[table].to_dict("records") if table in frames else ():
        groups.setdefault(_id(table, row), []).append(row)
    return {name: sorted(rows, key=lambda row: (row["start"], row["end"])) for name, rows in groups.items()}


def _id(table: str, row: Mapping[str, object]) -> str:
    if table == "statements":
        return f"{row['statement_id']}/{in_words(row['actor_id'])}"
    return f"{row['mention_id']}/sentiment" if table == "sentiment" else str(row["mention_id" if table == "mentions" else "position_id"])


def _mark(table: str, name: str, rows: Sequence[Row]) -> Mark:
    first = rows[0]
    shown = {column: in_words(first[column]) for column in SHOWN[table]}
    parts = {part: (int(first[f"{part}_start"]), int(first[f"{part}_end"])) for part in PARTS[table] if not pd.isna(first[part])}  # type: ignore
    spans = tuple((int(row["start"]), int(row["end"])) for row in rows)  # type: ignore[call-overload]
    return Mark(name, table, spans, {column: words for column, words in shown.items() if words}, parts)


def make_cards(frames: Frames) -> dict[str, list[dict[str, str]]]:
    """Documents, actors and issues as rows of words."""
    return {name: [{column: in_words(value) for column, value in row.items()} for row in frames[name].to_dict("records")]
            for name in CARDS if name in frames}


def choices(frames: Frames) -> dict[str, tuple[str, ...]]:
    """What each column of a mark may hold: the closed sets, the actors and the issues of the coding."""
    declared = {column.name: column for table in KINDS for column in tables.columns(table)}
    closed = {name: declared[name].values or ("true", "false") for table in KINDS for name in SHOWN[table]}
    actors = tuple(frames["actors"].actor_id) if "actors" in frames else ()
    issues = tuple(frames["issues"].issue_id) if "issues" in frames else ()
    return closed | {"actor_id": actors, "holder_id": actors, "issue_id": issues, "verdict": VERDICTS}


def shown_in(column: str) -> list[str]:
    """The kinds of marks that show a column."""
    return [KINDS[table] for table in KINDS if column in SHOWN[table] or column == "verdict"]


# ---- What went out, kept in the file -------------------------------------------------------------------


def pack(frames: Frames) -> dict[str, str]:
    """The coded tables as CSV, so that a file that comes back tells what it was made from."""
    return {name: frames[name].to_csv(index=False, float_format="%.3f", lineterminator="\n") for name in CODED if name in frames}


def unpack(packed: object, text: str, file: str) -> dict[str, pd.DataFrame] | None:
    """Tables from their CSV, proved against the text; None where the file holds none.

    Raises
    ------
    InputError
        Where they were changed by hand, or are of another article.
    """
    if not packed:
        return None
    try:
        return {name: tables.check(name, _read_csv(name, words), None if name == "documents" else text)
                for name, words in packed.items() if name in CODED}  # type: ignore[attr-defined]
    except (ValueError, KeyError, AttributeError, TypeError, OverflowError):
        raise InputError(f"{file}: the coding that went out with it can't be read, or is of another text.") from None


def _read_csv(name: str, words: str) -> pd.DataFrame:
    types = {column.name: column.dtype for column in tables.columns(name)}
    return tables.make(name, pd.read_csv(io.StringIO(words, newline=""), dtype=types, keep_default_na=False, na_values=[""]))


def file_stem(frames: Frames) -> str:
    """What files of a coding are named after: its document_id, which may be anybody's, so that it can't lead out of a folder."""
    name, _, number = str(frames["documents"].document_id.iloc[0]).rpartition("-")
    return f"{paths.slug(name)}-{paths.slug(number)}"


def digest(text: str) -> str:
    """The sha256 of a text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


# ---- Files from elsewhere ------------------------------------------------------------------------------


def read_bytes(path: Path) -> bytes:
    """A file from elsewhere, if it is there and not too large.

    Raises
    ------
    InputError
    """
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(f"{path.name} is larger than {LARGEST // 1_000_000} MB.")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.name} can't be read ({error.strerror}).") from None


def read_json(path: Path) -> object:
    """A JSON file from elsewhere.

    Raises
    ------
    InputError
        Where it is none, in one sentence.
    """
    try:
        words = read_bytes(path).decode("utf-8-sig")
        found = json.loads(words)
        if "\\ud" in words.lower():  # half a character can't be kept in any file
            json.dumps(found, ensure_ascii=False).encode()
        return found
    except (ValueError, RecursionError):
        raise InputError(f"{path.name} is no JSON that can be read.") from None


def as_list(value: object) -> list:
    """A list as it is, nothing as an empty one, and anything else as a list of one."""
    return value if isinstance(value, list) else [] if value is None else [value]


def as_map(value: object) -> dict:
    """A mapping as it is, anything else as an empty one."""
    return value if isinstance(value, dict) else {}


def to_number(words: str) -> int | None:
    """A whole number that somebody wrote; None where it is none, or too large for any place."""
    return int(words) if words.isdecimal() and len(words) < 16 else None


def is_span(start: object, end: object, text: str) -> bool:
    """Whether two values are a stretch of a text."""
    return type(start) is int and type(end) is int and 0 <= start < end <= len(text)
