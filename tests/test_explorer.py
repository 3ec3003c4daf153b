"""Explorer: rows by article, actor, issue and voice; buttons that save; quick on many articles; whole without a front end."""

from __future__ import annotations

import time

import nbformat
import pandas as pd
import pytest

from analysis import board, choosing, corrections, documents, explorer, paths, tables
from analysis.choosing import Choice, Collection


@pytest.fixture
def collection(seed_tables, seed, tmp_path) -> Collection:
    """The seed article, as if its file lay in a folder of its own."""
    article = tmp_path / "article.txt"
    article.write_text(seed.text, encoding="utf-8")
    name = seed.document_id
    frames = {key: seed_tables[key] for key in ("sentences", "actors", "mentions", "statements", "issues", "positions", "sentiment")}
    return Collection(explorer._named(frames), {name: seed.text}, {name: "Talks"}, {name: article}, tmp_path / "build")


@pytest.fixture
def shown(collection) -> board.Board:
    return board.Board(collection, who="a reader")


def lines(collection: Collection) -> list[corrections.Line]:
    return corrections.read_corrections(collection.ledger(next(iter(collection.texts))))


def test_all_is_chosen_unless_something_is_named(collection):
    found = choosing.choose(collection, Choice())
    assert all(len(found[name]) == len(collection.frames[name]) for name in choosing.SHOWN)


def test_an_actor_leaves_his_rows(collection):
    name = choosing.list_names(collection, Choice())["actor"][0]
    found = choosing.choose(collection, Choice(actor=name))
    assert len(found["mentions"]) and all(set(frame.actor) <= {name} for frame in found.values())


def test_an_issue_leaves_what_stands_in_its_evidence(collection):
    issue = choosing.list_names(collection, Choice())["issue"][0]
    found = choosing.choose(collection, Choice(issue=issue))
    evidence = found["positions"]
    assert set(evidence.issue) == {issue}
    every = collection.frames["mentions"]
    inside = every[[any((evidence.start <= start) & (start < evidence.end)) for start in every.start]]
    assert list(found["mentions"].mention_id) == list(inside.mention_id)


def test_a_voice_leaves_what_it_judges(collection):
    assert set(choosing.choose(collection, Choice(voice="narrator"))["sentiment"].voice) == {"narrator"}
    other = choosing.list_names(collection, Choice())["voice"][1]
    found = choosing.choose(collection, Choice(voice=other))
    assert set(found["sentiment"].holder) == {other} and set(found["statements"].actor) <= {other}


def test_words_are_words_and_no_pattern(collection):
    assert all(frame.empty for frame in choosing.choose(collection, Choice(words="(.*")).values())


def test_what_nothing_fits_is_empty_and_has_its_columns(collection):
    found = choosing.choose(collection, Choice(actor="Nobody", issue="Nothing"))
    assert all(frame.empty and set(choosing.SHOWN[name]) <= set(frame.columns) for name, frame in found.items())


def test_rows_are_sorted_with_empty_cells_last(collection):
    frame = choosing.sort_rows(collection.frames["actors"], "side", descending=True)
    known = frame.side.dropna()
    assert list(known) == sorted(known, reverse=True) and frame.side.iloc[:len(known)].notna().all()
    assert choosing.sort_rows(frame, "reading order") is frame


def test_the_selection_is_kept_as_csv(collection, tmp_path):
    found = choosing.choose(collection, Choice(words="talks"))
    for path in explorer.export_rows(found, tmp_path):
        assert len(pd.read_csv(path)) == len(found[path.stem])


def test_every_button_saves_its_line(shown, collection):
    shown.table.value = "mentions"
    actors = list(collection.frames["actors"].actor_id[:2])
    shown.save("accept")
    shown.value.value = actors[1]
    shown.save("split")
    shown.table.value, shown.column.value, shown.value.value = "positions", "stance", "neutral"
    shown.save("edit")
    shown.save("reject")
    shown.table.value, shown.value.value = "actors", actors[1]
    shown.save("merge")
    shown.quote.value = "A body that was missed"
    shown.save("add")
    assert [line.action for line in lines(collection)] == ["accept", "split", "edit", "reject", "merge", "add"]
    assert all(line.who == "a reader" and line.when for line in lines(collection))
    assert "A body that was missed" in shown.ledger.value


def test_words_are_added_where_they_stand_nearest(shown, collection):
    shown.table.value = "mentions"
    shown.list.index = 5
    shown.quote.value, shown.by.value = "talks", collection.frames["actors"].actor_id[0]
    near = shown.row["start"]
    line = shown._correction("add")
    text = next(iter(collection.texts.values()))
    place = min(board._find_all(text, "talks"), key=lambda start: abs(start - near))
    assert line["text"] == "talks" and text[:place].replace("\n", " ").endswith(line["before"])


@pytest.mark.parametrize("spoil", ["who", "words", "value", "file"])
def test_what_cant_be_saved_is_told_in_a_sentence(shown, collection, spoil):
    shown.table.value = "positions"
    if spoil == "who":
        shown.who.value = ""
    if spoil == "file":
        collection.files.clear()
    shown.column.value, shown.value.value = "stance", "maybe" if spoil == "value" else "neutral"
    shown.quote.value = "words that stand nowhere"
    shown.save("add" if spoil == "words" else "edit")
    assert shown.told.value.startswith("<p role='alert'>Not saved: ") and (spoil == "file" or not lines(collection))


def test_words_of_an_article_are_no_html_in_the_board():
    text = "“<script>alert(1)</script>” & שלום 👍, said <b>Ann</b>."
    frames = {name: tables.make(name) for name in ("actors", "mentions", "statements", "issues", "positions", "sentiment")}
    document = documents.make_document(text, "x.txt")
    frames["sentences"] = documents.find_sentences(document)
    name = document.document_id
    frames["actors"] = tables.make("actors", [dict(actor_id="a", document_id=name, name="<b>Ann</b>", kind="person")])
    frames["mentions"] = tables.make("mentions", [dict(mention_id="d.m0", document_id=name, sentence_id="d.s0", actor_id="a", start=0, end=27,
                                                       text=text[:27], form="name", sense="actor", rule="r", probability=1)])
    shown = board.Board(Collection(explorer._named(frames), {name: text}, {name: "<i>"}, {}, paths.BUILD))
    shown.table.value = "mentions"
    for page in (shown.passage.value, shown.twin()._repr_html_()):
        assert "<script" not in page and "<b>Ann" not in page


def test_there_is_a_twin_without_a_front_end(shown):
    bundle = shown._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "<table" in bundle["text/html"] and "positions" in bundle["text/plain"]


def test_it_stays_quick_on_many_articles(collection):
    many = 500
    frames = {name: pd.concat([frame.assign(document_id=f"d{number}") if "document_id" in frame else frame for number in range(many)])
              if name != "issues" else frame for name, frame in collection.frames.items()}
    text = next(iter(collection.texts.values()))
    names = [f"d{number}" for number in range(many)]
    large = Collection(frames, dict.fromkeys(names, text), dict(zip(names, names)), {}, collection.folder)
    shown = board.Board(large)
    actor, issue = (choosing.list_names(large, Choice())[name][0] for name in ("actor", "issue"))
    begun = time.perf_counter()
    shown.filters["actor"].value = actor
    shown.filters["issue"].value = issue
    took = (time.perf_counter() - begun) / 2
    print(f"a filter over {len(frames['mentions']):,} mentions took {took:.2f} s")
    assert took < 3 and len(shown.rows) <= board.PAGE


def test_the_notebook_is_clean_and_plain():
    book = nbformat.read(paths.NOTEBOOKS / "explore.ipynb", as_version=4)
    nbformat.validate(book)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None and len(cell.source.splitlines()) <= 12 for cell in code)
    assert book.cells[2].metadata.tags == ["parameters"]
