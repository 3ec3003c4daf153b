"""Prerequisites: what each notebook of the line rests on, read from the imports, so that no list goes stale.

A notebook is run again when itself, the notebook before it, or a module, word list or model that it
uses is newer than its last good run.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from analysis import parameters
from analysis.paths import DATA, MODELS, NOTEBOOKS, ROOT

PACKAGE = ROOT / "analysis"
# It opens anything that a notebook can be about: what it imports for that is not what a notebook computes with.
OPENER = "opening"
REPLAYER = "replaying"  # all but the corrections that a notebook replays through it
CODEBOOK = "positions"  # a notebook that uses this module reads the codebook


def rules(document_id: str, notebooks: Path = NOTEBOOKS) -> str:
    """The line as make rules: each executed notebook, then the page, with what it is made from."""
    folder, earlier, lines = f"build/{document_id}", [], []
    for path in line(notebooks):
        code = notebook_code(path)
        asked = [f"{folder}/asked/{path.stem}", f"{folder}/asked/corrections", *([f"{folder}/asked/issues"] if CODEBOOK in imports(code) else [])]
        needed = [f"notebooks/{path.name}", *earlier, *asked, *map(_relative, used_by(code))]
        earlier = [f"{folder}/notebooks/{path.name}"]
        lines.append(f"{earlier[0]}: {' '.join(needed)}")
    page = [*earlier, *map(_relative, used_by("from analysis import page"))]
    return "\n".join([*lines, f"{folder}/report.html: {' '.join(page)}", ""])


def state(notebooks: Path = NOTEBOOKS) -> str:
    """What changes whenever `rules` might: names and times of all code, notebooks and data."""
    files = (*PACKAGE.glob("*.py"), *line(notebooks), *_files())
    times = sorted(f"{path} {path.stat().st_mtime_ns}" for path in files)
    return hashlib.sha256("\n".join(times).encode()).hexdigest()


def line(notebooks: Path = NOTEBOOKS) -> list[Path]:
    """The numbered notebooks, in order."""
    return sorted(notebooks.glob("[0-9][0-9]-*.ipynb"))


def notebook_code(path: Path) -> str:
    """The Python of a notebook, without what only IPython understands."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return "\n".join(row for row in code.splitlines() if not row.lstrip().startswith(("%", "!")))


def declared(path: Path) -> set[str]:
    """Names of the parameters of a notebook, from the cell tagged `parameters`."""
    return set(parameters.declared(json.loads(path.read_text("utf-8"))["cells"], path.name))


def used_by(code: str) -> list[Path]:
    """Modules of `analysis`, data files and models that a piece of code rests on, directly or not."""
    queue, found = list(imports(code)), set()
    while queue:
        path = PACKAGE / f"{queue.pop()}.py"
        if path in found or not path.exists():
            continue
        found.add(path)
        queue.extend([REPLAYER] if path.stem == OPENER else _imports(path))
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
def _imports(path: Path) -> tuple[str, ...]:
    return tuple(imports(_source(path)))


@cache
def _source(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def _files() -> tuple[Path, ...]:
    """Word lists, templates, the measured errors that captions carry, and models."""
    return tuple(sorted(path for folder in (DATA, MODELS) for path in folder.rglob("*") if _kept(path)))


def _kept(path: Path) -> bool:
    return path.is_file() and path.suffix != ".md" and not path.name.startswith((".", "_"))


@cache
def _users(file: Path) -> frozenset[Path]:
    """The modules that name a data file; none named means that any may read it."""
    named = (file.name, f'"{file.stem}"')
    return frozenset(path for path in PACKAGE.glob("*.py") if any(name in _source(path) for name in named))


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
