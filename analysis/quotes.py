"""Quotes: stretches between quotation marks, whatever the marks, with those that are nested, re-opened or never closed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Family = Literal["curly", "straight", "ticks", "guillemets", "single", "apostrophe"]

MARK = re.compile(r"``|''(?!')|''(?=')|[“”„‟«»‹›‘’‚‛'\"＂`]")
OPENS = {"“": "curly", "„": "curly", "‟": "curly", "«": "guillemets", "‹": "guillemets", "‘": "single", "‚": "single",
         "‛": "single", "``": "ticks"}
LOW = {"„": "“”", "‚": "‘’"}  # marks that open low, and those that close them
CLOSES = {"”": "curly", "»": "guillemets", "›": "guillemets", "’": "single"}
EITHER = {'"': "straight", "＂": "straight", "''": "ticks", "'": "apostrophe", "`": "apostrophe"}
SINGLE = ("single", "apostrophe")
ELISION = re.compile(r"(?i)['’‘](?:\d0s|em|til|tis|twas|cause|bout|n|round|cos|kay)\b")
PARAGRAPH = re.compile(r"\S(?:.*\S)?")
LONGEST_SINGLE = 1200  # characters; beyond that an opening apostrophe was none


@dataclass(frozen=True)
class Quote:
    """One stretch between quotation marks, marks included; it never leaves its paragraph.

    Attributes
    ----------
    start, end : int
        Characters of the text.
    family : str
        Which marks.
    depth : int
        0 outside, 1 inside another quote, and so on.
    closed : bool
        False where the paragraph ends first.
    chain : int
        Number of the first quote of the same speech: a quote left open and re-opened in the next
        paragraph goes on.  A quote of one paragraph has its own number.
    """

    start: int
    end: int
    family: Family
    depth: int = 0
    closed: bool = True
    chain: int = -1


@dataclass
class _Mark:
    start: int
    end: int
    family: Family
    opens: bool
    closes: bool


def find_quotes(text: str, paragraphs: Sequence[tuple[int, int]] | None = None) -> list[Quote]:
    """Find what stands between quotation marks: “ ”, " ", « », `` '', ‘ ’ and ' '.

    Apostrophes, elisions ('90s), inches and feet are not marks.  A single mark that never closes in its paragraph
    is an apostrophe; a double one runs to the end of its paragraph.

    Parameters
    ----------
    text : str
    paragraphs : list of (start, end), optional
        In characters; lines by default.

    Returns
    -------
    list of Quote
        In reading order, outer before inner; none where there are no marks.
    """
    if paragraphs is None:
        paragraphs = [found.span() for found in PARAGRAPH.finditer(text)]
    quotes: list[Quote] = []
    carried: Quote | None = None
    for start, end in paragraphs:
        found = sorted(_pair(text, start, end), key=lambda quote: (quote.start, -quote.end))
        base = len(quotes)
        around: list[int] = []
        for number, quote in enumerate(found):
            while around and around[-1] <= quote.start:
                around.pop()
            goes_on = carried is not None and quote.start == start and quote.family == carried.family
            quotes.append(replace(quote, depth=len(around), chain=carried.chain if goes_on else base + number))
            around.append(quote.end)
        carried = next((quote for quote in quotes[base:] if not quote.closed and quote.depth == 0), None)
    return quotes


def _pair(text: str, start: int, end: int) -> Iterator[Quote]:
    """The quotes of one paragraph, innermost first."""
    marks = _turn_high(text, list(_find_marks(text, start, end)))
    stack: list[_Mark] = []
    for number, mark in enumerate(marks):
        if mark.closes and any(opened.family == mark.family for opened in stack):
            while stack[-1].family != mark.family:
                stack.pop()  # single marks left open inside are apostrophes
            yield Quote(stack.pop().start, mark.end, mark.family)
        elif mark.opens and _may_open(mark, stack, marks[number + 1:number + 40]):
            if mark.family not in SINGLE and any(o.family == mark.family for o in stack) and not _nests(mark, marks, number):
                yield from _drop_open(text, stack, mark)
            stack.append(mark)
    for opened in stack:
        if opened.family not in SINGLE:
            yield Quote(opened.start, end, opened.family, closed=False)


def _turn_high(text: str, marks: list[_Mark]) -> list[_Mark]:
    """After a low mark the next high one closes, though elsewhere it opens: „…“."""
    low = ""
    for place, mark in enumerate(marks):
        sign = text[mark.start:mark.end]
        if sign in LOW:
            low = LOW[sign]
        elif low and sign in low:
            marks[place], low = replace(mark, opens=False, closes=True), ""
    return marks


def _nests(mark: _Mark, marks: list[_Mark], number: int) -> bool:
    """Whether a double mark that opens inside its own kind is closed, and the outer one after it."""
    same = [other for other in marks[number + 1:number + 40] if other.family == mark.family][:2]
    return len(same) == 2 and all(other.closes and not other.opens for other in same)


def _drop_open(text: str, stack: list[_Mark], mark: _Mark) -> Iterator[Quote]:
    """A double mark opens again though one is open, and only one will close: the first was never closed."""
    while stack and stack[-1].family != mark.family:
        stack.pop()
    opened = stack.pop()
    end = opened.start + len(text[opened.start:mark.start].rstrip())
    if end > opened.end:
        yield Quote(opened.start, end, opened.family, closed=False)


def _may_open(mark: _Mark, stack: list[_Mark], later: list[_Mark]) -> bool:
    """Whether this mark begins a quote: a single one only if it is closed again, nearby."""
    same = [other for other in later if other.family == mark.family]
    if mark.family in SINGLE:
        outer = next((opened.family for opened in reversed(stack) if opened.family not in SINGLE), None)
        stop = next((o.start for o in later if o.family == outer and o.closes and not o.opens), mark.start + LONGEST_SINGLE)
        return any(other.closes and other.start < stop for other in same) and not any(o.family == mark.family for o in stack)
    return True


def _find_marks(text: str, start: int, end: int) -> Iterator[_Mark]:
    """Marks that can open or close, apostrophes left out."""
    for found in MARK.finditer(text, start, end):
        mark = found.group()
        before = text[found.start() - 1] if found.start() > start else " "
        after = text[found.end()] if found.end() < end else " "
        family = OPENS.get(mark) or CLOSES.get(mark) or EITHER[mark]
        if mark in OPENS or mark in CLOSES:
            opens, closes = mark in OPENS, mark in CLOSES
        else:
            opens = not after.isspace() and (before.isspace() or before in "([{—–-/“‘\"'")
            closes = not opens or before in "'\"’”.,!?…"
        if family in SINGLE:
            if ELISION.match(text, found.start()) or (before.isalnum() and after.isalnum()):
                continue
            opens = opens and not after.isspace() and not before.isalnum()
            closes = closes and not before.isspace() and not after.isalnum() and not _is_possessive(text, found.start(), end)
        if opens or closes:
            yield _Mark(found.start(), found.end(), family, opens, closes)


def _is_possessive(text: str, place: int, end: int) -> bool:
    """Whether a single mark after s is the possessive of a plural: another could close the quote later."""
    if text[place - 1].lower() != "s" or not re.match(r"['’] \w", text[place:place + 3]):
        return False
    later = re.search(r"[.,!?…\w]['’](?!\w)|[‘“\"]", text[place + 1:min(end, place + LONGEST_SINGLE)])
    return bool(later) and later.group()[0] not in "‘“\""


class Cover:
    """Quotes that do not overlap, to ask whether one holds a span."""

    def __init__(self, quotes: list[Quote]) -> None:
        self.quotes = quotes
        self._starts = [quote.start for quote in quotes]

    def near(self, span: tuple[int, int]) -> list[Quote]:
        """The quotes that touch a span."""
        first = max(bisect_right(self._starts, span[0]) - 1, 0)
        return [quote for quote in self.quotes[first:bisect_right(self._starts, span[1])] if quote.end > span[0]]

    def holds(self, span: tuple[int, int]) -> bool:
        """Whether a span lies within one quote."""
        return any(quote.start <= span[0] and span[1] <= quote.end for quote in self.near(span))
