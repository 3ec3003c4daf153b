"""Doubts: what may have been missed, with places that can be looked up."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import documents, doubts, tables


@pytest.fixture(scope="module")
def told():
    document = documents.make_document(
        "A headline without a mark\n\nAnn Lee told the Senate it was “a sham”. She left. A “lame duck” bill passed.", "made")
    sentences = documents.find_sentences(document)
    return document, sentences, documents.find_tokens(document, sentences)


def span(document, words: str) -> dict:
    start = document.text.index(words)
    return dict(document_id=document.document_id, start=start, end=start + len(words), text=words)


def statement(document, words: str, **other) -> dict:
    return {**dict(statement_id=words, piece=0, sentence_id="s", actor_id="ann", kind="mixed", act="speech", negated=False,
                   cue_class="neutral", hypothetical=False, rule="made", probability=.8), **span(document, words), **other}


def test_odd_sentences(told):
    document, sentences, tokens = told
    found = doubts.odd_sentences(sentences, tokens)
    assert list(found.text)[0] == "A headline without a mark"
    assert "no end mark" in found.why.iloc[0] and "She left." not in list(found.text)


def test_missed_names(told):
    document, _, tokens = told
    none = tables.make("mentions")
    names = set(doubts.missed_names(tokens, none).name)
    assert "Ann Lee" in names
    owned = tables.make("mentions", [dict(mention_id="m", sentence_id="s", actor_id="ann", form="name", sense="actor",
                                          rule="made", probability=1, **span(document, "Ann Lee"))])
    assert names - set(doubts.missed_names(tokens, owned).name) == {"Ann Lee"}


def test_missed_quotes(told):
    document, _, _ = told
    held = tables.make("statements", [statement(document, "it was “a sham”")])
    assert list(doubts.missed_quotes(document.text, held).text) == ["“lame duck”"]
    assert len(doubts.missed_quotes(document.text, tables.make("statements"))) == 2


def test_lost_speech(told):
    document, _, _ = told
    said = tables.make("statements", [statement(document, "it was “a sham”", actor_id=pd.NA)])
    assert list(doubts.lost_speech(document.text, said).why) == ["no actor", "quoted, no statement"]


def test_silent_statements(told):
    document, _, _ = told
    issues = tables.make("issues", [dict(issue_id="bill", label="The bill", keywords="bill|SHAM"), dict(issue_id="x", label="X")])
    said = tables.make("statements", [statement(document, "it was “a sham”"), statement(document, "She left.")])
    found = doubts.silent_statements(issues, said, tables.make("positions"))
    assert list(found.issue) == ["The bill"] and list(found.text) == ["it was “a sham”"]
    stand = tables.make("positions", [dict(position_id="p", actor_id="ann", issue_id="bill", stance="oppose", move="none",
                                           basis="own_direct", rule="made", probability=1, **span(document, "a sham"))])
    assert doubts.silent_statements(issues, said, stand).empty


def test_torn_tones():
    rows = [dict(sentence_id=f"s{k}", document_id="d", paragraph=0, start=k, end=k + 1, text="x", negative=low, neutral=.5,
                 positive=high, compound=0) for k, (low, high) in enumerate([(.2, .3), (.4, 0), (0, .4), (.05, .3)])]
    assert list(doubts.torn_tones(tables.make("tone", rows)).start) == [0]


def test_least_sure_are_first():
    frame = pd.DataFrame({"start": [1, 2, 3], "probability": [.9, .2, .1]})
    assert list(doubts.least_sure(frame, below=.5).start) == [3, 2]


def test_nothing_in_an_empty_article():
    empty = {name: tables.make(name) for name in tables.TABLES}
    assert doubts.odd_sentences(empty["sentences"], empty["tokens"]).empty
    assert doubts.missed_names(empty["tokens"], empty["mentions"]).empty
    assert doubts.missed_quotes("", empty["statements"]).empty
    assert doubts.silent_statements(empty["issues"], empty["statements"], empty["positions"]).empty
    assert doubts.torn_tones(empty["tone"]).empty
