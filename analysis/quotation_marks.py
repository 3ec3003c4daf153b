"""Quotation marks: which characters of an article stand inside quotation marks."""

from __future__ import annotations

import re

MARKED = re.compile(r"“[^“”\n]*(?:”|$)|\"[^\"\n]*(?:\"|$)", re.M)


def find_quotes(text: str) -> list[tuple[int, int]]:
    """Start and end of each stretch in double quotation marks, marks included, in order.

    A mark that is not closed quotes to the end of its paragraph, as newspapers do.
    """
    return [found.span() for found in MARKED.finditer(text)]
