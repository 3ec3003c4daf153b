"""Meanings: words that mean nearly the same, and issues of codebooks without keywords."""

from __future__ import annotations

import pandas as pd
import pytest

import analysis
from analysis import documents, meanings, paths, positions, tables

NEWS = "OSLO, March 3 – The parliament of Norway met on Tuesday for the first time this year.\n\n"
BARE = tables.make("issues", [
    dict(issue_id="prison", label="New prison in Chile"), dict(issue_id="tax", label="Tax on sugar"),
    dict(issue_id="fishing", label="Fisheries", description="support = wants more boats"),
])


@pytest.mark.parametrize(("word", "other"), [("jail", "prison"), ("tax", "taxation"), ("weapons", "armament"), ("fishing", "fisheries")])
def test_words_that_mean_nearly_the_same(word, other):
    assert meanings.are_alike(word, other) and meanings.are_alike(other, word)


@pytest.mark.parametrize(("word", "other"), [("jail", "sugar"), ("tax", "dam"), ("qqqzz", "prison"), ("", "prison")])
def test_words_that_do_not(word, other):
    assert not meanings.are_alike(word, other) and -1 <= meanings.likeness(word, other) <= 1


def find(text: str, issues: pd.DataFrame) -> set[tuple[str, str, str]]:
    """Issue, stance and by what the issue was met, of all positions."""
    rows = analysis.analyse(documents.make_document(NEWS + text), issues)["positions"]
    return {(row.issue_id, row.stance, row.rule.split("; ")[1]) for row in rows.itertuples()}


@pytest.mark.parametrize(("text", "found"), [
    ("President Maria Lund rejected the jail on Tuesday.", ("prison", "oppose", "meaning jail")),
    ("President Maria Lund backed the prison on Tuesday.", ("prison", "support", "label prison")),
    ("President Maria Lund demanded taxation of sweets.", ("tax", "support", "meaning taxation")),
    ("President Maria Lund criticised the tax on Tuesday.", ("tax", "oppose", "label tax")),
])
def test_issues_without_keywords(text, found):
    assert found in find(text, BARE)


def test_a_name_in_a_label_is_no_issue():
    assert not find("President Maria Lund rejected Chile’s offer on Tuesday.", BARE)


def test_issues_with_keywords_are_found_by_wording_alone():
    keyed = BARE.assign(keywords="penitentiary")
    assert not find("President Maria Lund rejected the jail on Tuesday.", keyed)


def test_without_the_file_words_are_alike_to_themselves_only(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "MODELS", tmp_path)
    meanings._load.cache_clear(), meanings.likeness.cache_clear()
    try:
        assert not meanings.are_alike("jail", "prison") and meanings.are_alike("jail", "jail")
        (tmp_path / "words.npz").write_bytes(b"broken")
        meanings._load.cache_clear(), meanings.likeness.cache_clear()
        assert not meanings.are_alike("jail", "prison")
    finally:
        meanings._load.cache_clear(), meanings.likeness.cache_clear()


def test_what_was_met_by_meaning_is_explained():
    found = analysis.analyse(documents.make_document(NEWS + "President Maria Lund rejected the jail on Tuesday."), BARE)
    told = positions.explain(found["positions"].position_id[0], found)
    assert "compared by the encoder" in told and "jail" in told
