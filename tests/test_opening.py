"""What notebooks open: an article, its tables, and what a person edits beside them."""

from __future__ import annotations

import json

import pytest

from analysis import documents, opening, paths


def test_an_article_is_opened_from_any_folder(build, monkeypatch):
    for folder in (paths.ROOT, paths.NOTEBOOKS):
        monkeypatch.chdir(folder)
        opened = opening.open_run("seeds/istanbul-talks.txt")
        assert opened.folder == build / opened.document.document_id and opened.issues.name == "istanbul-talks.issues.csv"
        assert (opened.folder / "article.txt").read_text("utf-8") == opened.document.text


def test_a_missing_table_names_the_notebook_that_makes_it(build):
    with pytest.raises(documents.InputError, match="notebooks/02-actors.ipynb"):
        opening.open_run("seeds/istanbul-talks.txt").read("actors")


def test_every_table_has_its_maker():
    for name, maker in opening.MAKER.items():
        code = json.loads((paths.NOTEBOOKS / f"{maker}.ipynb").read_text())
        written = "run.correct(" if name == "corrections" else f'"{name}"'
        assert written in "".join("".join(cell["source"]) for cell in code["cells"])


def test_proposed_issues_that_were_edited_stay(build, tmp_path, seed_tables):
    (tmp_path / "x.txt").write_text("The minister said the plan was good. Critics say it is not.\n")
    opened = opening.open_run(tmp_path / "x.txt")
    assert opened.codebook() is None
    opened.write("issues", seed_tables["issues"].head(2))
    edited = opened.folder / "issues.csv"
    edited.write_text("issue_id,label\nown,Own\n")
    opened.write("issues", seed_tables["issues"].head(3))
    assert edited.read_text() == "issue_id,label\nown,Own\n"
    assert len(opening.open_run(tmp_path / "x.txt", edited).codebook()) == 1


def test_rows_that_do_not_fit_the_text_are_not_kept(build, seed_tables):
    opened = opening.open_run("seeds/istanbul-talks.txt")
    with pytest.raises(ValueError, match="sentences"):
        opened.write("sentences", seed_tables["sentences"].assign(start=lambda frame: frame.start + 1))
    assert not (opened.folder / "tables/sentences.csv").exists()
