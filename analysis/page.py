"""Page: executed notebooks as one HTML file that loads nothing from outside and leads back to the text.

The findings come first, then the notebooks in their order, then the whole text with its layers and an
anchor at each sentence (`#s12`, where the rows of all tables lead), then what every column means.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from pathlib import Path

import jinja2
import nbformat
import pandas as pd
from markupsafe import Markup
from nbconvert.filters import ansi2html, markdown2html
from nbformat import NotebookNode

from analysis import paths, reading, tables
from analysis.documents import InputError

FIRST = "06-report"  # the notebook that tells the findings
IDS = re.compile(r'(?<=<)(?P<tag>[a-z]+ )id="(?P<id>[^"]*)"')


def make_page(folder: Path) -> Path:
    """Make `report.html` of a folder under `build/`, from its executed notebooks, tables and text.

    Parameters
    ----------
    folder : Path
        With `notebooks/`; `article.txt` and `tables/sentences.csv` where it is about one article.

    Returns
    -------
    Path
        The page; an earlier one stays until the new one is whole.

    Raises
    ------
    InputError
        Where no notebook was run.
    """
    books = {path.stem: nbformat.read(path, as_version=4) for path in sorted((folder / "notebooks").glob("*.ipynb"))
             if not path.stem.endswith(".failed") and path.stem != "explore"}
    if not books:
        raise InputError(f"In {folder.name} no notebook was run yet: run `make report`.")
    order = sorted(books, key=lambda name: (name != FIRST, name))
    title, about = _titles(folder, books[order[0]])
    page = _template().render(
        title=title, about=about, sections=[_section(name, books[name], folder) for name in order],
        reading=_reading(folder), dictionary=_dictionary(),
        style=Markup((paths.DATA / "page.css").read_text("utf-8") + reading.style()))
    target = folder / "report.html"
    with paths.replacing(target) as draft:
        draft.write_text(_unique_ids(page), encoding="utf-8", newline="\n")
    return target


def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(paths.DATA)
    engine = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return engine.get_template("page.html")


def _titles(folder: Path, first: NotebookNode) -> tuple[str, str]:
    """Title of the page, and a line on what it is about."""
    try:
        row = tables.read(folder / "tables", "documents").iloc[0]
    except FileNotFoundError:
        return _heading(first.cells[0].source), ""
    known = [row[name] for name in ("outlet", "published", "byline") if not pd.isna(row[name])]
    stem = Path(row.path).stem if not pd.isna(row.path) else folder.name
    return (stem if pd.isna(row.title) else row.title), " · ".join(map(str, known))


def _heading(source: str) -> str:
    """The words of a heading, without the number that orders the notebooks."""
    return re.sub(r"^#+ *(\d\d )?", "", source.splitlines()[0]) if source else ""


# ---- Notebooks -----------------------------------------------------------------------------------------


def _section(name: str, book: NotebookNode, folder: Path) -> dict:
    """One notebook: its question, what leads to it, and its parts."""
    cells = book.cells
    parts = [place for place, cell in enumerate(cells) if cell.cell_type == "markdown" and cell.source.startswith("## ")]
    bounds = list(zip(parts, [*parts[1:], len(cells)]))
    return {
        "id": name, "title": _heading(cells[0].source),
        "lead": [_render(cell, folder) for cell in _gather(cells[1:parts[0] if parts else len(cells)])],
        "parts": [{"id": f"{name}-{cells[start].id.removesuffix('-question')}", "title": _heading(cells[start].source),
                   "blocks": [_markdown(cells[start].source.partition("\n")[2]),
                              *(_render(cell, folder) for cell in cells[start + 1:end])]} for start, end in bounds],
    }


def _gather(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Cells in their order, neighbours of code that show nothing (parameters, imports) made one."""
    found: list[NotebookNode] = []
    for cell in cells:
        silent = cell.cell_type == "code" and not cell.outputs
        if silent and found and found[-1].cell_type == "code" and not found[-1].outputs:
            found[-1] = nbformat.from_dict({**found[-1], "source": f"{found[-1].source}\n\n{cell.source}"})
        else:
            found.append(cell)
    return found


def _render(cell: NotebookNode, folder: Path) -> Markup:
    """A cell as HTML: prose as it is; of code what it shows, then the code itself, folded."""
    if cell.cell_type != "code":
        return _markdown(cell.source)
    shown = "".join(_output(output, folder) for output in cell.outputs)
    code = f'<details class="code"><summary>Code</summary><pre><code>{html.escape(cell.source)}</code></pre></details>'
    return Markup(f"{shown}{code if cell.source.strip() else ''}")


def _markdown(source: str) -> Markup:
    # A heading of a page has no link to itself beside it.
    return Markup(re.sub(r'<a class="anchor-link"[^>]*>.*?</a>', "", markdown2html(source)))


def _output(output: NotebookNode, folder: Path) -> str:
    """What a cell shows: HTML that escaped the article's words when it was made, else plain text."""
    if output.output_type == "stream":
        return f"<pre>{ansi2html(output.text)}</pre>" if output.name == "stdout" else ""
    data = output.get("data", {})
    if "text/html" in data:
        return _numbers(f'<div class="shown">{data["text/html"]}</div>', folder)
    if "image/png" in data:
        return f'<img alt="A picture without a description." src="data:image/png;base64,{data["image/png"].strip()}">'
    return f"<pre>{html.escape(data['text/plain'])}</pre>" if "text/plain" in data else ""


def _numbers(shown: str, folder: Path) -> str:
    """A figure with the table it was drawn from, folded, for who can't see it or wants the numbers."""
    figure = re.search(r'<figure id="figure-([a-z0-9-]+)">', shown)
    path = folder / "figures" / f"{figure[1]}.csv" if figure else None
    if path is None or not path.exists():
        return shown
    frame = pd.read_csv(path, keep_default_na=False, dtype="string")
    head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in frame.columns)
    rows = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in frame.itertuples(index=False))
    return (f'{shown}<details class="numbers"><summary>The numbers in this figure</summary>'
            f'<div class="wide" tabindex="0" role="group" aria-label="Numbers of {figure[1]}"><table>'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>")


# ---- Text and columns ----------------------------------------------------------------------------------


def _reading(folder: Path) -> Markup:
    """The text with its layers; nothing where the folder is of no single article."""
    try:
        return Markup(reading.draw(*reading.read_tables(folder)))
    except InputError:
        return Markup("")


def _dictionary() -> list[dict]:
    """The data dictionary by tables."""
    return [{"table": name, "columns": rows.to_dict("records")}
            for name, rows in tables.dictionary().groupby("table", sort=False)]


def _unique_ids(page: str) -> str:
    """A figure that is shown twice keeps its id where it stands first."""
    seen: Counter[str] = Counter()

    def number(match: re.Match) -> str:
        seen[match["id"]] += 1
        times = seen[match["id"]]
        return match[0] if times == 1 else f'{match["tag"]}id="{match["id"]}-{times}"'

    return IDS.sub(number, page)
