"""The README's data dictionary is that of `analysis.tables`."""

from __future__ import annotations

import re

from analysis import dictionary, measured, tables


def test_the_readme_is_up_to_date() -> None:
    readme = dictionary.README.read_text("utf-8")
    assert dictionary.put_into(readme) == readme, "run `make tidy`"


def test_every_column_of_every_table_is_there() -> None:
    rendered = dictionary.render()
    for name, columns in (tables.TABLES | tables.CORPUS).items():
        part = rendered.split(f"### {name}\n")[1].split("### ")[0]
        assert [line.split("`")[1] for line in part.splitlines() if line.startswith("| `")] == [column.name for column in columns]


def test_the_figures_of_the_method_are_those_of_the_scorecard() -> None:
    method = dictionary.METHOD.read_text("utf-8")
    assert dictionary.put_figures_into(method) == method, "run `make tidy`"
    assert re.findall(r"<!-- figures: (\w+) -->", method) == list(measured.TOLD)
    assert method.count("| ours |") == len(measured.TOLD) and "nan" not in method


def test_what_stands_around_it_stays() -> None:
    old = f"before\n{dictionary.BEGIN}old\n{dictionary.END}after\n"
    fresh = dictionary.put_into(old)
    assert fresh.startswith("before\n") and fresh.endswith("after\n") and "\nold\n" not in fresh


def test_the_map_of_modules_is_up_to_date_and_whole() -> None:
    drawn = dictionary.draw_map()
    assert dictionary.MAP.read_text("utf-8") == drawn, "run `make tidy`"
    modules = [path.stem for path in dictionary.MAP.parent.glob("*.py") if not path.stem.startswith("__")]
    assert all(drawn.count(f"| `{module}` |") == 1 for module in modules)
