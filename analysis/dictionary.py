"""Dictionary: what every column of every table means, as the README prints it.

`python -m analysis.dictionary` writes it anew between its two marks (`make tidy` does so); a test tells when it is stale.
"""

from __future__ import annotations

from analysis import tables
from analysis.paths import ROOT, replacing

README = ROOT / "README.md"
BEGIN, END = "<!-- data dictionary: written by `make tidy` -->\n", "<!-- end of data dictionary -->\n"


def render() -> str:
    """The data dictionary as Markdown, a heading and a table for each table."""
    return "\n".join(f"### {name}\n\n| column | meaning | values or unit | type |\n|---|---|---|---|\n{_rows(rows)}"
                     for name, rows in tables.dictionary().groupby("table", sort=False))


def _rows(rows) -> str:
    return "".join(
        f"| `{row['column']}` | {row['meaning']} | {row['values'] or row['unit']} | "
        f"{row['type']}{', may be empty' if row['may be empty'] else ''} |\n".replace(" separated by | ", " separated by \\| ")
        for row in rows.to_dict("records"))


def put_into(readme: str) -> str:
    """A README with its data dictionary up to date."""
    head, _, rest = readme.partition(BEGIN)
    return f"{head}{BEGIN}\n{render()}\n{END}{rest.partition(END)[2]}"


def main() -> None:
    """Bring the README up to date."""
    fresh = put_into(README.read_text("utf-8"))
    with replacing(README) as draft:
        draft.write_text(fresh, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
