"""The page: findings first, nothing from outside, words for every picture, and every link leads somewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from analysis import documents, evidence, page, tables
from analysis.charts import Picture

TEXT = "Talks <begin>\n\nThe minister said: “We agree & hope.” Her rival <b>did not</b>.\n\nNobody <script>alert(1)</script> asked."
VOID = {"meta", "img", "br", "hr", "input", "link"}


class Reader(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.open, self.tags, self.ids, self.problems = [], [], [], []
        self.feed(source)
        self.problems += [f"<{tag}> is never closed" for tag in self.open]

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.append((tag, found))
        if "id" in found:
            self.ids.append(found["id"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append(f"</{tag}> closes another tag")

    def all(self, tag: str) -> list[dict]:
        return [found for name, found in self.tags if name == tag]


def executed(number: str, question: str, *shown: evidence.Shown | Picture | str) -> nbformat.NotebookNode:
    """A notebook as a run leaves it."""
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_markdown_cell(f"# {number} {question}", id="question"),
                  nbformat.v4.new_markdown_cell("A lead.", id="lead"),
                  nbformat.v4.new_markdown_cell("## What is here?\n\nWe look.", id="here-question")]
    for place, what in enumerate(shown):
        cell = nbformat.v4.new_code_cell("x = '<i>'", id=f"here-{place}", execution_count=1)
        output = (nbformat.v4.new_output("stream", name="stdout", text=what) if isinstance(what, str) else
                  nbformat.v4.new_output("display_data", {"text/html": what._repr_html_(), "text/plain": repr(what)}))
        cell.outputs = [output]
        book.cells.append(cell)
    return book


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Results of a small article whose words look like HTML."""
    folder = tmp_path_factory.mktemp("build") / "small"
    document = documents.make_document(TEXT, "small.txt")
    sentences = documents.find_sentences(document)
    tables.write(documents.describe_document(document), folder / "tables", "documents")
    tables.write(sentences, folder / "tables", "sentences")
    (folder / "article.txt").write_text(TEXT)
    (folder / "notebooks").mkdir()
    (folder / "figures").mkdir()
    (folder / "figures/02-mentions.csv").write_text("name,mentions\nThe <b>minister</b>,2\n")
    picture = Picture("02-mentions", "Bars: the minister is mentioned twice.", b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    rows = evidence.table(sentences[["start", "text"]], sentences)
    books = {"01-documents": executed("01", "What does it say?", rows, "1 < 2\n"),
             "02-actors": executed("02", "Who appears?", picture),
             "06-report": executed("06", "What did we find?", evidence.say("The minister <speaks>."), picture)}
    for name, book in books.items():
        nbformat.write(book, folder / f"notebooks/{name}.ipynb")
    nbformat.write(executed("03", "Failed?"), folder / "notebooks/03-statements.failed.ipynb")
    page.make_page(folder)
    return folder


@pytest.fixture(scope="module")
def source(folder) -> str:
    return (folder / "report.html").read_text("utf-8")


@pytest.fixture(scope="module")
def read(source) -> Reader:
    return Reader(source)


def test_it_is_well_formed_and_every_id_is_there_once(read):
    assert read.problems == [] and len(set(read.ids)) == len(read.ids)


def test_nothing_is_loaded_from_outside(source, read):
    assert not [tag for tag, _ in read.tags if tag in ("script", "link", "iframe", "object")]
    assert not re.findall(r"""(?:src|href)=["'](?!#|data:)|url\(|@import""", source)
    assert "default-src 'none'" in source


def test_every_link_leads_to_a_place_of_the_page(read):
    targets = [found["href"][1:] for found in read.all("a")]
    assert targets and set(targets) <= set(read.ids)


def test_it_opens_with_the_findings(source, read):
    sections = [found["id"] for tag, found in read.tags if tag == "section"]
    assert sections[0] == "06-report" and sections.index("01-documents") < sections.index("02-actors") < sections.index("text")
    assert "Failed?" not in source


def test_there_is_a_skip_link_and_landmarks(read):
    assert read.all("a")[0]["href"] == "#main" and "main" in read.ids
    assert {tag for tag, _ in read.tags} >= {"header", "nav", "main", "h1"} and len(read.all("h1")) == 1
    assert read.all("html")[0]["lang"] == "en"


def test_every_picture_has_words_and_its_numbers(source, read):
    assert len(read.all("img")) == 2 and all(found["alt"].strip() for found in read.all("img"))
    assert "The &lt;b&gt;minister&lt;/b&gt;" in source


def test_words_of_the_article_are_no_html(source):
    for words in ("<b>did", "<script", "Talks <begin>", "<speaks>", "'<i>'", "1 < 2"):
        assert words not in source
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in source


def test_every_sentence_can_be_reached_and_the_text_is_whole(source, read):
    part = source[source.index('<h2 id="text-title">'):source.index('<section id="dictionary"')]
    paragraphs = re.findall(r'<p class="paragraph">(.*?)</p>', part, re.S)
    plain = [re.sub(r'<a class="number".*?</a>|<[^>]*>', "", words) for words in paragraphs]
    plain = "".join(plain).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert plain == TEXT
    assert [found["id"] for found in read.all("span")] == [f"s{number}" for number in range(len(paragraphs) + 1)]


def test_the_columns_of_all_tables_are_explained(source):
    for name, columns in tables.TABLES.items():
        assert f"<summary>{name}</summary>" in source
        assert all(f'<th scope="row">{column.name}</th>' in source for column in columns)


def test_the_same_results_give_the_same_bytes(folder, source):
    assert page.make_page(folder).read_text("utf-8") == source


def test_without_notebooks_nothing_is_made(tmp_path):
    with pytest.raises(documents.InputError, match="no notebook"):
        page.make_page(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_page_without_an_article_has_no_text(tmp_path, monkeypatch):
    (tmp_path / "notebooks").mkdir()
    nbformat.write(executed("", "How wrong is it?", pd.DataFrame({"a": [1]}).to_string()), tmp_path / "notebooks/scorecard.ipynb")
    source = page.make_page(tmp_path).read_text("utf-8")
    assert "<h1>How wrong is it?</h1>" in source and not {"text", "dictionary"} & set(Reader(source).ids)


def test_code_that_shows_nothing_is_one_fold():
    code = [nbformat.v4.new_code_cell(f"x = {number}") for number in range(3)]
    told = nbformat.v4.new_code_cell("print(1)", outputs=[nbformat.v4.new_output("stream", name="stdout", text="1")])
    gathered = page._gather([nbformat.v4.new_markdown_cell("A lead."), *code, told, *code[:1]])
    assert [cell.source for cell in gathered] == ["A lead.", "x = 0\n\nx = 1\n\nx = 2", "print(1)", "x = 0"]
