"""Dictionary: what every column means (README), what every module is (analysis/README.md), how wrong each step is (METHOD.md).

`python -m analysis.dictionary` writes all three anew (`make tidy` does so); a test tells when they are stale.
"""

from __future__ import annotations

import ast
import re

import pandas as pd

from analysis import measured, prerequisites, tables
from analysis.paths import ROOT, replacing

README, MAP, METHOD = ROOT / "README.md", ROOT / "analysis" / "README.md", ROOT / "METHOD.md"
FIGURES = re.compile(r"<!-- figures: (\w+) -->\n.*?<!-- end -->\n", re.DOTALL)
STEPS = (("paths", "Rooms"), ("tables", "Tables"), ("documents", "Documents"), ("actors", "Actors"), ("statements", "Statements"),
         ("positions", "Positions"), ("sentiment", "Sentiment"), ("charts", "Figures"),
         ("report", "Notebooks and page"), ("corpus", "Many articles"), ("exchange", "Other tools"), ("scorecard", "Scorecard"),
         ("request", "make"))
BEGIN, END = "<!-- data dictionary: written by `make tidy` -->\n", "<!-- end of data dictionary -->\n"


def render() -> str:
    """The data dictionary as Markdown, a heading and a table for each table."""
    return "\n".join(f"### {name}\n\n| column | meaning | values or unit | type |\n|---|---|---|---|\n{_rows(rows)}"
                     for name, rows in tables.dictionary().groupby("table", sort=False))


def _rows(rows: pd.DataFrame) -> str:
    return "".join(
        f"| `{row['column']}` | {row['meaning']} | {row['values'] or row['unit']} | "
        f"{row['type']}{', may be empty' if row['may be empty'] else ''} |\n".replace(" separated by | ", " separated by \\| ")
        for row in rows.to_dict("records"))


def put_into(readme: str) -> str:
    """A README with its data dictionary up to date."""
    head, _, rest = readme.partition(BEGIN)
    return f"{head}{BEGIN}\n{render()}\n{END}{rest.partition(END)[2]}"


def put_figures_into(method: str) -> str:
    """METHOD.md with the measured figures of each step up to date."""
    return FIGURES.sub(lambda found: f"<!-- figures: {found[1]} -->\n{_ladder(found[1])}<!-- end -->\n", method)


def _ladder(step: str) -> str:
    """What was measured of a step, as a Markdown table: the simple method, ours with its interval, the best known."""
    rows = ["| measure | on | n | simple method | ours | best known |", "|---|---|---|---|---|---|"]
    for row in measured.ladder(step).itertuples():
        between = "" if pd.isna(row.low) else f" ({row.low:.2f}–{row.high:.2f})"
        rows.append(f"| {row.measure} | {row.set} | {row.n:,.0f} | {_two(row.floor)} | {row.value:.2f}{between} | {_two(row.ceiling)} |")
    return "\n".join(["", *rows, "", ""])


def _two(value: float) -> str:
    return "" if pd.isna(value) else f"{value:.2f}"


def draw_map() -> str:
    """The modules of `analysis`, each under the first step of the line that needs it, in the words of its docstring."""
    rest = {path.stem: path for path in sorted(prerequisites.PACKAGE.glob("*.py")) if not path.stem.startswith("__")}
    parts = ["# Which module does what\n\nEach stands under the first step that needs it; the step's own module comes first. This page is written "
             "by `make tidy`.\n"]
    for name, title in STEPS:
        own = [name, *(path.stem for path in _reached(name) if path.stem != name)]
        rows = [f"| `{module}` | {_summary(rest.pop(module))} |" for module in own if module in rest]
        parts.append("\n".join([f"## {title}\n", "| module | what it does |", "|---|---|", *rows, ""]))
    if rest:
        parts.append("\n".join(["## Beside the line\n", "| module | what it does |", "|---|---|",
                                *(f"| `{module}` | {_summary(path)} |" for module, path in rest.items()), ""]))
    return "\n".join(parts)


def _reached(name: str) -> list:
    """The modules that a module imports, directly or not."""
    code = (prerequisites.PACKAGE / f"{name}.py").read_text("utf-8")
    return [path for path in prerequisites.used_by(code) if path.suffix == ".py"]


def _summary(path) -> str:
    """The first sentence of a module's docstring, without its name."""
    first = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n")[0]
    head, _, words = first.partition(": ")
    return (words if words and len(head.split()) < 5 else first).replace("|", "\\|")


def main() -> None:
    """Bring the three pages up to date."""
    for path, fresh in ((README, put_into(README.read_text("utf-8"))), (MAP, draw_map()), (METHOD, put_figures_into(METHOD.read_text("utf-8")))):
        with replacing(path) as draft:
            draft.write_text(fresh, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
