"""Notebooks: they open by the same door, ask in headings, answer in short cells, and keep no outputs."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pytest

from analysis import paths

NOTEBOOKS = sorted(paths.NOTEBOOKS.glob("0*.ipynb"))
ARTICLE, ISSUES = "seeds/istanbul-talks.txt", ""


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request) -> Path:
    return request.param


@pytest.fixture
def book(path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def code_of(book) -> list:
    return [cell for cell in book.cells if cell.cell_type == "code"]


def test_the_line_has_seven_notebooks():
    assert [path.stem for path in NOTEBOOKS] == [
        "01-documents", "02-actors", "03-statements", "04-positions", "05-sentiment", "06-report", "07-network"]


def test_it_is_a_valid_notebook_that_opens_anywhere(book):
    nbformat.validate(book)
    assert (book.nbformat, book.nbformat_minor) == (4, 5)
    assert book.metadata.kernelspec == {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    assert set(book.metadata) == {"kernelspec", "language_info"} and set(book.metadata.language_info) == {"name"}


def test_no_outputs_are_committed(book):
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code_of(book))


def test_cells_are_named_for_people(book):
    ids = [cell.id for cell in book.cells]
    assert len(set(ids)) == len(ids) and all(re.fullmatch(r"[a-z-]+", name) for name in ids)


def test_it_opens_by_the_same_door(path, book):
    first, lead, parameters, imports = book.cells[:4]
    assert re.fullmatch(rf"# {path.stem[:2]} [A-Z][^\n]*\?", first.source)
    prose, line = lead.source.split("\n\n")
    assert 2 <= len(re.findall(r"[.?!](?:\s|$)", prose)) <= 3
    assert re.fullmatch(r"Reads .* · writes .*\.", line)
    assert parameters.metadata.tags == ["parameters"] and imports.cell_type == "code"
    assert all(line.startswith(("import ", "from ")) for line in imports.source.splitlines() if line)
    assert not any(node for cell in code_of(book)[2:] for node in ast.walk(ast.parse(cell.source))
                   if isinstance(node, (ast.Import, ast.ImportFrom)))


def test_parameters_are_typed_literals_with_their_unit(book):
    tagged = [cell for cell in book.cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    rows = tagged[0].source.splitlines()
    assert rows[0].startswith(f'article: str = "{ARTICLE}"  # ') and rows[1].startswith('issues: str = ""  # ')
    for row in rows:
        (node,) = ast.parse(row).body
        assert isinstance(node, ast.AnnAssign) and node.annotation.id in ("str", "int", "float", "bool")
        assert type(ast.literal_eval(node.value)).__name__ == node.annotation.id
        assert re.search(r"  # \w+", row), f"{row}: in which unit?"


def test_every_question_has_a_sentence_one_cell_and_what_we_see(book):
    cells = book.cells[4:]
    questions = [place for place, cell in enumerate(cells) if cell.source.startswith("## ")]
    assert questions[0] == 0
    for place in questions:
        heading, how = cells[place].source.split("\n\n")
        assert heading.endswith("?") and how.endswith((".", "”"))
        assert cells[place + 1].cell_type == "code"
        between = cells[place + 2: next((q for q in questions if q > place), len(cells))]
        assert len(between) <= 1 and all(cell.cell_type == "markdown" for cell in between)


def test_it_ends_with_what_could_be_wrong(book):
    headings = [cell.source.splitlines()[0] for cell in book.cells if cell.source.startswith("## ")]
    assert headings[-1] == "## What could be wrong?"
    assert "print(" in book.cells[[cell.id for cell in book.cells].index("doubts")].source


def test_cells_are_short_and_plain(book):
    for cell in code_of(book):
        rows = cell.source.splitlines()
        assert len(rows) <= 12 and all(len(row) <= 120 for row in rows), cell.id
        assert not any(row.lstrip().startswith(("!", "%", "def ", "class ", "async ")) for row in rows), cell.id
        assert not any(isinstance(node, (ast.FunctionDef, ast.ClassDef)) for node in ast.walk(ast.parse(cell.source)))


def test_there_is_one_thing_to_look_at_in_a_cell(book):
    for cell in code_of(book)[2:]:
        *before, last = ast.parse(cell.source).body
        assert isinstance(last, ast.Expr), f"{cell.id} shows nothing"
        shown = [node for node in before if isinstance(node, ast.Expr) and ast.unparse(node).startswith(("evidence.", "charts."))]
        assert not shown, cell.id


def test_counts_that_are_printed_are_right_of_one_as_well(book):
    for cell in code_of(book):
        assert not re.search(r'print\(f"\{', cell.source), f"{cell.id}: a number before its noun is wrong of 1"


def test_no_paths_in_code(book):
    for cell in code_of(book):
        if "parameters" in cell.metadata.get("tags", []):
            continue
        words = [node.value for node in ast.walk(ast.parse(cell.source))
                 if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        assert not [word for word in words if "/" in word or "\\" in word or re.search(r"\.(csv|txt|png|svg|ipynb)$", word)]


def test_prose_holds_no_number_and_no_name_of_the_seed_article(book, seed_tables):
    names = {word for name in seed_tables["actors"].name for word in name.split() if word[0].isupper() and len(word) > 3}
    for cell in book.cells:
        if cell.cell_type == "markdown" and not cell.source.startswith("# "):
            assert not [name for name in names if re.search(rf"\b{re.escape(name)}\b", cell.source)], cell.id
            # Scales and what is counted from 0 are no findings.
            assert not re.findall(r"[2-9]|\d\d", cell.source), cell.id


def test_the_report_computes_nothing():
    book = nbformat.read(paths.NOTEBOOKS / "06-report.ipynb", as_version=4)
    code = "\n".join(cell.source for cell in code_of(book))
    assert ".write(" not in code and "publish(" not in code and not re.search(r"\b(find|score|propose|draw)_", code)
    assert [cell.id for cell in code_of(book)][2] == "answer"


# ---- On other articles ---------------------------------------------------------------------------------

OTHERS = {
    "sure of all": "Farmer Ruth Calloway sued the mill on Friday.\n\n“They knew,” Calloway said.\n",
    "no actor, no quotation": "It rained again in the valley on Tuesday, and the river rose by an inch.\n",
    "one word": "Market",
}


@pytest.mark.parametrize("kind", OTHERS)
def test_the_line_runs_on_an_article_of_which_there_is_little_to_tell(tmp_path, monkeypatch, capsys, kind):
    monkeypatch.setattr(paths, "BUILD", tmp_path / "build")
    (tmp_path / "other.txt").write_text(OTHERS[kind], encoding="utf-8")
    for path in NOTEBOOKS:
        for threshold in (0.0, 1.01):  # of 0 nothing is doubtful, above 1 all is
            known: dict = {}
            for cell in code_of(nbformat.read(path, as_version=4)):
                exec(compile(cell.source, f"{path.name}: {cell.id}", "exec"), known)
                if "parameters" in cell.metadata.get("tags", []):
                    known |= {"article": str(tmp_path / "other.txt")} | ({"unsure": threshold} if "unsure" in known else {})
            if threshold == 0 and "unsure" in known:
                assert "below 0.0: 0 of " in capsys.readouterr().out, f"{path.name} is sure of all and says otherwise"
