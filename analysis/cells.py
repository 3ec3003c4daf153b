"""Cells: words as a cell of a spreadsheet that runs none of them, and back."""

from __future__ import annotations

import pandas as pd

RUN = "=+-@\t'\r\n"  # a cell that begins so is run by some spreadsheet, or looks like one made safe


def in_words(value: object) -> str:
    """A value of a table in words; empty where it is unknown, `true` or `false` for a flag."""
    if pd.isna(value):  # type: ignore[call-overload]
        return ""
    return str(value).lower() if pd.api.types.is_bool(value) else str(value)


def make_safe(words: str) -> str:
    """Words with an apostrophe before what a spreadsheet would run as a formula."""
    return "'" + words if words[:1] and words[0] in RUN else words


def make_bare(words: str) -> str:
    """Words without the apostrophe that `make_safe` put before them."""
    return words[1:] if len(words) > 1 and words[0] == "'" and words[1] in RUN else words
