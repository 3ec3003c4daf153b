"""Hard use: what is proved of whatever is handed in: exact rows, or one sentence."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from hypothesis import settings
from strange import PLAIN

import analysis
from analysis import documents, tables
from analysis.documents import InputError

EXAMPLES = int(os.environ.get("FUZZ", "200"))
many = settings(max_examples=EXAMPLES, derandomize=EXAMPLES == 200)
STORY = "\n\n".join(PLAIN)


def told(do: Callable, *given: object, error: type[Exception] = InputError) -> object:
    """What a call gives, or None where it refuses in one sentence."""
    try:
        return do(*given)
    except error as refused:
        words = str(refused)
        assert words and len(words.splitlines()) == 1 and words.endswith(".") and len(words) < 700, words
        return None


def prove(text: str, *, fast: bool = True) -> dict[str, pd.DataFrame] | None:
    """Every table of a text, proved; None where it is refused."""
    document = told(documents.make_document, text)
    if document is None:
        return None
    found = analysis.analyse(document, fast=fast, corrections=())
    assert list(found) == list(tables.TABLES)
    for name, frame in found.items():
        tables.check(name, frame, document.text)
    for rows in (found["sentences"], found["tokens"]):
        assert "".join("".join(rows.text).split()) == "".join(document.text.split())
    for frame in found.values():
        if "probability" in frame:
            assert frame.probability.between(0, 1).all()
    return found


def put(folder: Path, name: str, raw: bytes) -> Path:
    (folder / name).write_bytes(raw)
    return folder / name
