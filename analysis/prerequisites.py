"""Prerequisites: what each notebook of the line rests on, read from the imports, so that no list goes stale.

A notebook is run again when itself, the notebook before it, or a module, word list or model that it
uses is newer than its last good run.
"""

from __future__ import annotations

import ast
import json
from functools import cache
from pathlib import Path
from typing import Iterator

from analysis.paths import DATA, FIGURES, MODELS, NOTEBOOKS, ROOT

PACKAGE = ROOT / "analysis"
# The runner opens any article and runs any notebook: what it imports for that is not what a notebook computes with.
RUNNER = "report"
# The first notebook that what was asked bears on; those after it follow.  The text itself is in the document_id.
ASKED = {"article": "01", "parameters": "01", "issues": "04"}


def rules(document_id: str, notebooks: Path = NOTEBOOKS) -> str:
    """The line as make rules: each executed notebook, then the page, with what it is made from."""
    done, earlier, lines = f"build/{document_id}/notebooks", [], []
    for path in line(notebooks):
        asked = [f"build/{document_id}/asked/{name}" for name, first in ASKED.items() if path.name.startswith(first)]
        needed = [f"notebooks/{path.name}", *earlier, *asked, *map(_relative, used_by(notebook_code(path)))]
        lines.append(f"{done}/{path.name}: {' '.join(needed)}")
        earlier = [f"{done}/{path.name}"]
    page = [*earlier, *map(_relative, used_by("from analysis import page"))]
    return "\n".join([*lines, f"build/{document_id}/report.html: {' '.join(page)}", ""])


def line(notebooks: Path = NOTEBOOKS) -> list[Path]:
    """The numbered notebooks, in order."""
    return sorted(notebooks.glob("[0-9][0-9]-*.ipynb"))


def notebook_code(path: Path) -> str:
    """The Python of a notebook, without what only IPython understands."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return "\n".join(row for row in code.splitlines() if not row.lstrip().startswith(("%", "!")))


def used_by(code: str) -> list[Path]:
    """Modules of `analysis`, data files and models that a piece of code rests on, directly or not."""
    queue, found = list(imports(code)), set()
    while queue:
        path = PACKAGE / f"{queue.pop()}.py"
        if path in found or not path.exists():
            continue
        found.add(path)
        if path.stem != RUNNER:
            queue.extend(imports(_source(path)))
    return sorted(found | {file for file in _files() if _users(file) & found or not _users(file)})


def imports(code: str) -> Iterator[str]:
    """Names of the modules of `analysis` that a piece of code imports, inside functions too."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[1] for alias in node.names if alias.name.startswith("analysis."))
        elif isinstance(node, ast.ImportFrom) and node.module == "analysis":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("analysis."):
            yield node.module.split(".")[1]


@cache
def _source(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def _files() -> tuple[Path, ...]:
    """Word lists, templates and models, and the measured errors that captions carry."""
    folders = (DATA, MODELS, FIGURES / "scorecard")
    return tuple(sorted(path for folder in folders for path in folder.rglob("*") if _kept(path)))


def _kept(path: Path) -> bool:
    return path.is_file() and path.suffix != ".md" and not path.name.startswith((".", "_"))


@cache
def _users(file: Path) -> frozenset[Path]:
    """The modules that name a data file; none named means that any may read it."""
    named = (file.name, f'"{file.stem}"')
    return frozenset(path for path in PACKAGE.glob("*.py") if any(name in _source(path) for name in named))


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
