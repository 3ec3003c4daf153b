"""Paragraphs: where they begin and end, in text with a paragraph a line or with hard-wrapped lines."""

from __future__ import annotations

import re
from itertools import groupby
from statistics import median

LINE = re.compile(r"[^\n\x0b\x0c\x85\u2028\u2029]+")
BULLET = re.compile(r"\s*(?:[*•▪●‣◦·]|[-–—]\s)\s*\S")
FINISHED = re.compile(r"[.!?:;…][\"'”’)\]]*\s*$")
WRAP_SHORTEST, WRAP_LONGEST = 40, 110  # characters; a wrapped line is about as wide as a page, never wider


def find_paragraphs(text: str) -> list[tuple[int, int]]:
    """Cut a text into paragraphs.

    A paragraph is a line, unless the lines are hard-wrapped: broken at the width of a page in
    the middle of sentences.  Then it is the lines up to a blank line, an indent, a bullet or a
    short line that ends a sentence.

    Parameters
    ----------
    text : str
        With "\\n" as line end.

    Returns
    -------
    list of (start, end)
        In characters, in reading order, without blanks at either end; none where all is blank.
    """
    lines = [(found.start(), found.end()) for found in LINE.finditer(text) if found.group().strip()]
    if not is_wrapped(text, lines):
        return [_strip(text, *line) for line in lines]
    width = max(end - start for start, end in lines)
    numbers, number = [], 0
    for before, line in zip([None, *lines], lines):
        number += before is not None and _begins(text, before, line, width)
        numbers.append((number, line))
    groups = ([line for _, line in group] for _, group in groupby(numbers, key=lambda pair: pair[0]))
    return [_strip(text, group[0][0], group[-1][1]) for group in groups]


def is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """Whether lines that touch were cut by width, not by sense: most then stop in mid-sentence."""
    inner = [a for a, b in zip(lines, lines[1:]) if b[0] - a[1] == 1]
    if len(inner) < 3 or max(end - start for start, end in lines) > WRAP_LONGEST:
        return False
    open_ended = sum(not FINISHED.search(text, max(start, end - 8), end) for start, end in inner)
    carried_on = sum(text[b[0]].islower() for a, b in zip(lines, lines[1:]) if b[0] - a[1] == 1)
    width = median(end - start for start, end in inner)
    return width >= WRAP_SHORTEST and open_ended >= 0.6 * len(inner) and carried_on >= 0.3 * len(inner)


def _begins(text: str, before: tuple[int, int], line: tuple[int, int], width: int) -> bool:
    """Whether a new paragraph begins at `line`, in hard-wrapped text."""
    if line[0] - before[1] > 1 or text[line[0]].isspace() or BULLET.match(text, *line):
        return True
    return before[1] - before[0] < 0.75 * width and bool(FINISHED.search(text, max(before[0], before[1] - 8), before[1]))


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    return start, end
