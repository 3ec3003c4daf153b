"""The size of things: a function is read at one look, a module in one sitting."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.paths import ROOT

FUNCTION, MODULE = 30, 250  # lines: of a function without its docstring, of a module with all
LONG = {
    "analysis/tables.py": "every column of every table, with its meaning",
    "analysis/findings.py": "a function of some ten lines for each sentence that charts and notebooks print",
    "analysis/board.py": "one widget",
    "analysis/database.py": "a query for each question that the page of a corpus asks",
    "analysis/differences.py": "one comparison, whose steps share what was sent and what came back",
    "analysis/scorecard.py": "measuring, keeping and telling share one frame",
    "analysis/reading.py": "one page, with its template's parts in the order in which they stand",
    "analysis/workbook.py": "one format, out and back",
    "analysis/pronouns.py:features": "a line for each feature",
}
FILES = sorted(path for room in ("analysis", "benchmarks", "training") for path in (ROOT / room).glob("*.py"))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a module, and how many lines it has without its docstring."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            first = node.body[1 if ast.get_docstring(node) and len(node.body) > 1 else 0]
            yield node.name, node.end_lineno - min([first.lineno, *(part.lineno for part in getattr(first, "decorator_list", []))]) + 1


def too_long(path: Path) -> set[str]:
    """What of a module is over the measure, as `LONG` names it."""
    name = path.relative_to(ROOT).as_posix()
    found = {f"{name}:{function}" for function, lines in functions(path) if lines > FUNCTION}
    return found | ({name} if len(path.read_text("utf-8").splitlines()) > MODULE else set())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_long_is_so_for_a_reason_that_is_told(path: Path) -> None:
    assert too_long(path) == {name for name in LONG if name.partition(":")[0] == path.relative_to(ROOT).as_posix()}


def test_every_reason_is_of_something_that_is_there() -> None:
    assert {ROOT / name.partition(":")[0] for name in LONG} <= set(FILES)
