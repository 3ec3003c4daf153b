"""Lettering: how wide words are in the chart's type, and where a line of them is broken."""

from __future__ import annotations

from functools import cache, lru_cache

from matplotlib import get_data_path
from matplotlib.ft2font import FT2Font, LoadFlags


@cache
def _face(bold: bool = False) -> FT2Font:
    face = FT2Font(f"{get_data_path()}/fonts/ttf/DejaVuSans{'-Bold' if bold else ''}.ttf")
    face.set_size(100, 72)
    return face


def plain(words: str) -> str:
    """One line of characters that the chart's type can draw; what it lacks becomes "\ufffd"."""
    words = " ".join(str(words).split())
    return "".join(mark if mark.isprintable() and _face().get_char_index(ord(mark)) else "\ufffd" for mark in words)


@lru_cache(maxsize=5000)
def _advance(mark: str, bold: bool) -> float:
    """Width of one character at 1 point, in points."""
    return _face(bold).load_char(ord(mark), LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / 100


def breadth(words: str, size: float, bold: bool = False) -> float:
    """Width of a line of text in inches."""
    return sum(_advance(mark, bold) for mark in words) * size / 72


def wrap(words: str, inches: float, size: float, *, lines: int = 99, bold: bool = False) -> str:
    """Break a text into lines no wider than `inches`; what exceeds `lines` ends in an ellipsis."""
    made: list[str] = []
    for word in _pieces(plain(words), inches, size, bold):
        joined = f"{made[-1]} {word}" if made else word
        if made and breadth(joined, size, bold) <= inches:
            made[-1] = joined
        else:
            made.append(word)
    if len(made) > lines:
        last = " ".join(made[lines - 1:])
        while last and breadth(f"{last}…", size, bold) > inches:
            last = last[:-1]
        made = made[: lines - 1] + [f"{last.rstrip()}…"]
    return "\n".join(made)


def _pieces(words: str, inches: float, size: float, bold: bool) -> list[str]:
    """The words of a text; one that is wider than the line is cut, with a hyphen, where it must be."""
    found = []
    for word in words.split():
        while breadth(word, size, bold) > inches and len(word) > 1:
            cut = next((k for k in range(len(word) - 1, 1, -1) if breadth(f"{word[:k]}-", size, bold) <= inches), 1)
            found.append(f"{word[:cut]}-")
            word = word[cut:]
        found.append(word)
    return found
