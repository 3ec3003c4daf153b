"""Attributions: candidate statements as spans of the text, whoever found them, before they are judged and linked."""

from __future__ import annotations

from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True)
class Attribution:
    """One attribution as spans of characters; source and cue may be missing.

    Attributes
    ----------
    source, cue : (start, end) or None
    content : tuple of (start, end)
        One or more pieces, in reading order.
    probability : float
        0 to 1.
    rule : str
        What found it.
    """

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    probability: float
    rule: str = ""
