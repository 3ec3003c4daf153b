"""Notations: what a text is written in that is no prose: data, a table, a program, markup."""

from __future__ import annotations

import ast
import csv
import json
import re
from collections import Counter

SAMPLE = 20_000  # characters that are looked at
LEAST_LINES = 4  # fewer tell nothing
SHARE = 0.35  # of a program's characters, at the least; the rest are comments
OPENING = re.compile(r"\s*(?:\[\s*)?\{\s*(?:\"(?:[^\"\\\n]|\\.){0,200}\"\s*:|\})")
MARKUP = ((re.compile(r"\s*<\?xml\b"), "XML"), (re.compile(r"\s*\\documentclass\b"), "LaTeX"), (re.compile(r"\s*<\?php\b|#!\s*/"), "a program"))
# A line as programs and style sheets have it, from its first word or by how it ends.
CODE = re.compile(
    r"\s*(?:(?:import|from|def|class|return|const|let|var|function|if|for|while|else|elif|try|except|with|public|private|static|raise|package|using|fn|struct)\b"
    r".*[:;{}()\]]\s*$|import [\w.]+$|from [\w.]+ import |#include|@\w+\W*$|[\w.\[\]\"']+\s*(?::\s*[\w\[\]., |]+)?\s*[-+*/|]?=\s*\S"
    r"|[\w.]+\([^.?!]*\)\s*;?\s*$|[\])}]+[;,]?\s*$|.*[{}]\s*$|.*[=(){}].*;\s*$|\S+(?: \S+){0,3};\s*$|(?://|/\*|\*/|<!--))")
PYTHON = re.compile(r"(?m)^(?:import \w|from [\w.]+ import |(?:async )?def \w+\(|class \w+[:(])")


def name_notation(text: str) -> str | None:
    """What a text is written in, for the sentence that refuses it; None where it is prose.

    A sample of 20,000 characters decides.  JSON and markup are known by how they begin, a table by lines of as many short cells, a
    program by more than half of its lines being such as only programs have; an article that shows some code is prose.
    """
    sample = text[:SAMPLE]
    if _is_json(text):
        return "JSON data"
    for begins, what in MARKUP:
        if begins.match(sample):
            return what
    lines = [line for line in sample.split("\n") if line.strip()]
    if len(lines) < LEAST_LINES:
        return None
    return "a table" if _is_table(lines) else "a program" if _is_program(text, lines) else None


def _is_json(text: str) -> bool:
    """Whole, or a record a line, or cut off; a list of words in brackets alone is none."""
    if OPENING.match(text[:SAMPLE]):
        return True
    if text.lstrip()[:1] != "[":
        return False
    try:
        return isinstance(json.loads(text), list)
    except (ValueError, RecursionError):
        return False


def _is_table(lines: list[str]) -> bool:
    """Three cells or more in each of nearly all lines, parted by the same mark, and the first line holds short names."""
    mark = max(",;\t|", key=lines[0].count)
    if lines[0].count(mark) < 2 or any(cell != cell.strip() and mark == "," or len(cell) > 40 for cell in lines[0].split(mark)):
        return False
    try:
        widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=mark) if cells)
    except csv.Error:
        return False
    return widths[len(lines[0].split(mark))] >= 0.8 * sum(widths.values())


def _is_program(text: str, lines: list[str]) -> bool:
    if PYTHON.search(text):
        try:
            ast.parse(text)
            return True
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            pass
    code = [line for line in lines if CODE.match(line)]
    return len(code) > len(lines) / 2 and sum(map(len, code)) > SHARE * sum(map(len, lines))
