"""Anchors: a place of the article as its exact words with a little of what stands before and after.

What a person says of a place must find it again after small changes of the text, so no offset is kept.  This is
the TextQuoteSelector of the W3C Web Annotation Data Model (2017), with 32 characters of context.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import NamedTuple

CONTEXT = 32  # characters kept on each side
ENOUGH = 12  # characters that must agree in one stretch before a changed place is looked for
ALIKE = 0.7  # how much of the words must be left where they were changed, 0 to 1


class Anchor(NamedTuple):
    """The words of a place, and what stands before and after them."""

    before: str
    text: str
    after: str


class Found(NamedTuple):
    """Where an anchor stands, or why that can't be told."""

    span: tuple[int, int] | None
    why: str = ""


def make_anchor(text: str, start: int, end: int) -> Anchor:
    """The anchor of `text[start:end]`, in characters; line breaks around it become blanks, so that a list stays a list."""
    before, after = (text[first:last].replace("\n", " ") for first, last in ((max(0, start - CONTEXT), start), (end, end + CONTEXT)))
    return Anchor(before, text[start:end], after)


def find_anchor(text: str, anchor: Anchor) -> Found:
    """Where an anchor stands in a text that may have changed a little since.

    Returns
    -------
    Found
        The span, in characters; without one `why` says in a few words what is wrong.  Of several places with the same
        words the one whose context agrees best is taken; where two agree alike, none is.
    """
    if not anchor.text.strip():
        return Found(None, "there are no words to look for")
    places = [match.start() for match in re.finditer(re.escape(anchor.text), text)]
    if not places:
        return _find_changed(text, anchor)
    scored = sorted(((_context(text, place, anchor), place) for place in places), reverse=True)
    best, place = scored[0]
    if len(places) > 1 and best - scored[1][0] < 0.02:
        return Found(None, f"these words stand at {len(places)} places, and what stands around them does not tell which")
    if best < 0.8 and (anchor.before or anchor.after) and (len(places) > 1 or len(anchor.text) < ENOUGH):
        return Found(None, "these words stand elsewhere only")
    return Found((place, place + len(anchor.text)))


def _context(text: str, place: int, anchor: Anchor) -> float:
    """How well what stands around a place agrees with the anchor, 0 to 2."""
    end = place + len(anchor.text)
    before, after = (len(words) if words else CONTEXT for words in (anchor.before, anchor.after))  # as much as a person gave
    return _alike(text[max(0, place - before):place], anchor.before) + _alike(text[end:end + after], anchor.after)


def _alike(here: str, there: str) -> float:
    """0 to 1; blanks don't count, and a short context is compared with as much of the text."""
    one, other = "".join(here.split()), "".join(there.split())
    return 1.0 if one == other else SequenceMatcher(None, one, other, autojunk=False).ratio()


def _find_changed(text: str, anchor: Anchor) -> Found:
    """Where words stand that were changed since: by the longest stretch that is still there, of them or around them."""
    whole, lead = "".join(anchor), len(anchor.before)
    longest = SequenceMatcher(None, text, whole, autojunk=False).find_longest_match()
    gone = Found(None, "these words are no longer in the text")
    if longest.size < ENOUGH:
        return gone
    first = max(0, longest.a - longest.b - len(whole))
    window = text[first:longest.a + 2 * len(whole)]
    blocks = SequenceMatcher(None, window, whole, autojunk=False).get_matching_blocks()
    start, end = _carry(blocks, lead), _carry(blocks, lead + len(anchor.text))
    words = window[start:end]
    start, end = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
    if start >= end or SequenceMatcher(None, window[start:end], anchor.text, autojunk=False).ratio() < ALIKE:
        return gone
    return Found((first + start, first + end))


def _carry(blocks: list, place: int) -> int:
    """A place of the anchor's words, carried over to the window through what agrees in both."""
    before = 0
    for block in blocks:
        if place < block.b:
            return before
        if place <= block.b + block.size:
            return block.a + place - block.b
        before = block.a + block.size
    return before


def find_near(text: str, words: str, start: int, end: int, reach: int = 400) -> tuple[int, int] | None:
    """The place of exact words nearest to a span; None where they don't stand within `reach` characters of it."""
    low = max(0, start - reach)
    places = [low + match.start() for match in re.finditer(re.escape(words), text[low:end + reach])] if words else []
    nearest = min(places, key=lambda place: (abs(place - start), place), default=None)
    return None if nearest is None else (nearest, nearest + len(words))
