"""The smallest articles: nobody, nothing said, nothing unsure; every cell of every notebook runs all the same."""

from __future__ import annotations

import nbformat
import pytest

from analysis import paths, prerequisites

SMALL = {
    "a headline": "Talks fail: minister",
    "a word": "Hello",
    "nobody": "It rained for a while. It was wet and cold everywhere.",
    "names missing": "The minister said: “We agree.” The president rejected it.",
    "one sentence": "President Maria Lund said she would resign.",
    "the same again": "The café minister said “no”. " * 20,
}


@pytest.mark.parametrize("kind", SMALL)
def test_every_cell_runs(kind, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "BUILD", tmp_path / "build")
    (tmp_path / "small.txt").write_text(SMALL[kind], encoding="utf-8")
    for path in prerequisites.line():
        scope: dict = {}
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                exec(cell.source, scope)
                scope["article"] = str(tmp_path / "small.txt")
