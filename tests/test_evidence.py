"""Evidence: escaped tables whose rows lead to their sentences."""

from __future__ import annotations

import re

import pandas as pd

from analysis import evidence, tables

SENTENCES = tables.make("sentences", [
    dict(sentence_id=f"d.s{k}", document_id="d", paragraph=0, start=start, end=start + 5, text="text.")
    for k, start in enumerate((0, 10, 20))])


def test_each_row_links_to_the_sentence_it_begins_in():
    shown = evidence.table(pd.DataFrame({"start": [0, 12, 20], "text": ["a", "b", "c"]}), SENTENCES)._repr_html_()
    assert re.findall(r'<a href="#(s\d)">', shown) == ["s0", "s1", "s2"]
    assert "<th scope=\"col\">where</th><th scope=\"col\">text</th>" in shown


def test_words_of_an_article_never_become_html():
    hostile = "<script>alert('x')</script> & \"more\""
    for shown in (evidence.table(pd.DataFrame({hostile: [hostile]})), evidence.say(hostile)):
        assert "<script>" not in shown._repr_html_() and "&lt;script&gt;" in shown._repr_html_()


def test_what_is_not_shown_is_counted():
    shown = evidence.table(pd.DataFrame({"text": range(50)}), rows=10)
    assert shown._repr_html_().count("<tr>") == 11
    assert "40 more of 50 rows" in shown._repr_html_() and "40 more of 50 rows" in repr(shown)


def test_empty_cells_stay_empty_and_numbers_short():
    shown = evidence.table(pd.DataFrame({"a": [pd.NA], "b": [None], "c": [0.12345], "d": [3]}))._repr_html_()
    assert "<td></td><td></td><td>0.12</td><td>3</td>" in shown


def test_a_table_without_rows_says_so():
    assert repr(evidence.table(pd.DataFrame(), empty="There is none.")) == "There is none."


def test_sentences_are_told_one_below_the_other():
    shown = evidence.say("One.", "Two\nlines.")
    assert repr(shown) == "One.\nTwo lines." and shown._repr_html_().count("<li>") == 2
