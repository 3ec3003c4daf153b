"""Fields: cells of a coded row as what they mean: a number, a span, yes or no, a sign, a name to compare."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

import pandas as pd

Row = Mapping[str, str]
WORDS = {"negative": -1, "neutral": 0, "mixed": 0, "positive": 1}
AUDIBLE = 0.05


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """Cells as text, "" where empty."""
    return frame.astype("string").fillna("").to_dict("records")


def pick(row: Row, *names: str) -> str:
    """The first cell of these columns that is not empty, else ""."""
    return next((row[name] for name in names if row.get(name)), "")


def number(cell: str) -> float | None:
    """A cell as a number; None where it is none."""
    try:
        return float(cell)
    except ValueError:
        return None


def span_of(row: Row, *names: tuple[str, str]) -> tuple[int, int] | None:
    """The first whole pair of places among these columns."""
    for first, last in names:
        start, end = number(row.get(first, "")), number(row.get(last, ""))
        if start is not None and end is not None and 0 <= start < end:
            return int(start), int(end)
    return None


def flag(row: Row, name: str) -> bool:
    """Whether a cell says yes."""
    return row.get(name, "").lower() in ("1", "1.0", "true", "yes")


def sign(cell: str) -> int | None:
    """A label or a number as −1, 0 or 1."""
    if cell in WORDS:
        return WORDS[cell]
    value = number(cell)
    return None if value is None else 1 if value > AUDIBLE else -1 if value < -AUDIBLE else 0


def plain(words: str) -> str:
    """A name without case, accents, possessive, brackets, points of abbreviations, marks and article."""
    words = "".join(mark for mark in unicodedata.normalize("NFKD", words) if not unicodedata.combining(mark)).casefold()
    words = re.sub(r"\([^)]*\)", " ", re.sub(r"['’‘`]s\b", "", words))
    words = re.sub(r"\W+", " ", re.sub(r"(?<=\b\w)\.", "", words)).strip()
    return re.sub(r"^(?:the|a|an) ", "", words)
