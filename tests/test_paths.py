"""Paths: names that can't become paths, and files that are replaced only when they are whole."""

from __future__ import annotations

import os
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import paths


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("Istanbul talks", "istanbul-talks"),
        ("  Two  blanks ", "two-blanks"),
        ("Erdoğan met Zelenskyy", "erdogan-met-zelenskyy"),
        ("U.S. envoy's visit", "u-s-envoy-s-visit"),
        ("../../etc/passwd", "etc-passwd"),
        ("a_b__c", "a-b-c"),
        ("Київ", "киів"),
        ("", "text"),
        ("…!?", "text"),
    ],
)
def test_slug(words: str, wanted: str) -> None:
    assert paths.slug(words) == wanted


@given(st.text(max_size=200))
def test_slug_is_always_one_safe_name(words: str) -> None:
    name = paths.slug(words)
    assert 0 < len(name) <= 60
    assert not set(name) & set(string.whitespace + "/\\.$:#%*?\"'|<>")
    assert paths.slug(name) == name


@given(st.text(max_size=200), st.text(max_size=200))
def test_document_id_tells_texts_apart(one: str, other: str) -> None:
    assert (paths.document_id("a", one) == paths.document_id("a", other)) == (one == other)


def test_document_id_takes_texts_that_are_not_valid_unicode() -> None:
    assert paths.document_id("a", "\ud800").startswith("a-")


def test_codebook_beside(tmp_path) -> None:
    article = tmp_path / "talks.txt"
    assert paths.codebook_beside(article) is None
    beside = tmp_path / "talks.issues.csv"
    beside.mkdir()
    assert paths.codebook_beside(article) is None, "a folder is no codebook"
    beside.rmdir()
    beside.write_text("issue_id,label\n")
    assert paths.codebook_beside(article) == paths.codebook_beside(str(article)) == beside


def test_replacing_keeps_the_earlier_file_when_something_goes_wrong(tmp_path) -> None:
    target = tmp_path / "new" / "table.csv"
    with paths.replacing(target) as draft:
        draft.write_text("good")
    with pytest.raises(RuntimeError), paths.replacing(target) as draft:
        draft.write_text("half")
        raise RuntimeError
    assert target.read_text() == "good"
    assert os.listdir(target.parent) == ["table.csv"], "no draft is left behind"


def test_replacing_lets_two_writers_have_a_draft_each(tmp_path) -> None:
    target = tmp_path / "table.csv"
    with paths.replacing(target) as one, paths.replacing(target) as other:
        assert one != other
        one.write_text("one")
        other.write_text("other")
    assert target.read_text() in ("one", "other")
