"""Reading: layers over the text, whatever the text holds; every link leads somewhere, and nothing of the article is HTML."""

from __future__ import annotations

import html
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import layers, reading, tables

HARD = "“No,” said <script>alert('1')</script> & \"Zoë\" 👩‍🚀 met שלום עולם at noon. They agreed."


def article(text: str = HARD, **spans: list[tuple[int, int]]) -> dict[str, pd.DataFrame]:
    """Tables of an article of one sentence with rows at the given places."""
    def rows(name: str, letter: str, key: str, **other: object) -> pd.DataFrame:
        made = [{key: f"d.{letter}{number}", "document_id": "d", "start": start, "end": end, "text": text[start:end],
                 "rule": "r", "probability": 0.5, "actor_id": "a", **other} for number, (start, end) in enumerate(spans.get(name, []))]
        return tables.make(name, made)

    return {
        "sentences": tables.make("sentences", [dict(sentence_id="d.s0", document_id="d", paragraph=0, start=0, end=len(text), text=text)]),
        "actors": tables.make("actors", [dict(actor_id="a", document_id="d", name="<b>Ann</b>", kind="person")]),
        "issues": tables.make("issues", [dict(issue_id="i", label="Peace & \"quiet\"")]),
        "mentions": rows("mentions", "m", "mention_id", sentence_id="d.s0", form="name", sense="actor"),
        "statements": rows("statements", "q", "statement_id", sentence_id="d.s0", piece=0, kind="direct", act="speech", cue_class="neutral",
                           negated=False, hypothetical=False),
        "positions": rows("positions", "p", "position_id", issue_id="i", stance="oppose", basis="own_direct", move="none"),
        "sentiment": rows("sentiment", "m", "mention_id", voice="narrator", negative=1, neutral=0, positive=0, score=-1, label="negative"),
    }


def words_of(page: str) -> str:
    """The article's words in a page: labels and tags gone."""
    body = page[page.index('<div class="article">'):]
    body = body[:body.index("</p></div>")] if "</p></div>" in body else body
    body = re.sub(r'<sup class="label.*?</sup>|<a class="number".*?</a>', "", body, flags=re.S)
    return html.unescape(re.sub(r"<[^>]*>", "", body))


def test_an_article_of_hard_words_is_shown_as_it_is():
    page = reading.make_reading(article(mentions=[(11, 16), (40, 46)], statements=[(0, 5)]))
    assert "<script" not in page and "<b>Ann" not in page
    assert words_of(page) == HARD


def test_the_page_asks_nothing_of_any_network():
    page = reading.make_reading(article(mentions=[(0, 5)]))
    assert not re.findall(r"""(?:src|href)=["'](?!#)|url\(|@import|<script|<link""", page) and "default-src 'none'" in page


def test_no_rows_and_no_sentences():
    assert words_of(reading.draw(article())) == HARD
    assert "no text" in reading.draw({"sentences": tables.make("sentences")})


def test_labels_say_what_colours_say():
    page = reading.draw(article(mentions=[(1, 3)], positions=[(0, 5)], sentiment=[(1, 3)], statements=[(0, 5)]))
    labels = re.findall(r'<sup class="label (\w+)"><a [^>]*>(.*?)</a>', page)
    assert labels == [("statements", "❝ &lt;b&gt;Ann&lt;/b&gt;, direct"), ("positions", "− 1 Peace &amp; &quot;quiet&quot;"),
                      ("actors", "1"), ("sentiment", "▼ negative")]


def test_rows_that_a_person_spoke_about_are_marked():
    frames = article(positions=[(0, 5), (6, 9)])
    frames["positions"]["rule"] = ["corrected", "r; accepted"]
    assert [stretch.label.endswith("✎") for stretch in layers.draw_layers(frames)["positions"].stretches] == [True, True]


def test_overlapping_stretches_each_mark_their_characters():
    page = reading.draw(article("abcdefghij", mentions=[(2, 6)], positions=[(4, 9)]))
    pieces = re.findall(r">([a-j]+)(?=<)", page[page.index('class="article"'):page.index("</p>")])
    assert pieces == ["ab", "cd", "ef", "ghi", "j"]
    assert '<span class="p oppose"><span class="m">ef</span></span>' in page


def test_the_same_tables_give_the_same_bytes(seed_tables):
    assert reading.make_reading(seed_tables) == reading.make_reading(seed_tables)


def test_every_link_of_the_seed_leads_to_a_place_and_every_row_has_one(seed_tables, seed):
    page = reading.make_reading(seed_tables, seed.text)
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(set(ids)) == len(ids)
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)
    assert len(page) < 400_000
    assert {f"row-{name.rsplit('.', 1)[-1]}" for name in seed_tables["positions"].position_id} <= set(ids)
    assert " ".join(words_of(page).split()) == " ".join(seed.text.split())


def test_the_text_is_put_together_from_the_sentences(seed_tables):
    text = reading.join_sentences(seed_tables["sentences"])
    assert all(text[row.start:row.end] == row.text for row in seed_tables["sentences"].itertuples())


TEXTS = st.text(st.sampled_from("ab <&>\"'é“שل\u200f👍🏽\u0301"), min_size=8, max_size=40).filter(str.strip)


@settings(max_examples=30, deadline=None)
@given(TEXTS, st.lists(st.tuples(st.integers(0, 39), st.integers(1, 12)), max_size=5), st.sampled_from(["mentions", "positions", "sentiment"]))
def test_whatever_stands_in_the_text_it_is_neither_lost_nor_html(text, places, name):
    spans = sorted({(start % len(text), min(len(text), start % len(text) + long)) for start, long in places})
    page = reading.draw(article(text, **{name: spans}))
    assert words_of(page) == text
    assert page.count("<span") == page.count("</span>") and page.count("<sup") == len(spans)


def test_the_command_writes_one_file(tmp_path, capsys):
    for name, frame in article(mentions=[(0, 5)]).items():
        tables.write(frame, tmp_path / "tables", name)
    assert reading.main([str(tmp_path)]) == 0 and "Ann" in (tmp_path / "reading.html").read_text("utf-8")
    assert reading.main([str(tmp_path / "nowhere")]) == 2
    (tmp_path / "empty").mkdir()
    assert reading.main([str(tmp_path / "empty")]) == 2
    assert "make report" in capsys.readouterr().err


@pytest.mark.parametrize("lists", [True, False])
def test_without_lists_there_is_nothing_to_follow(lists):
    page = reading.draw(article(mentions=[(0, 5)]), lists=lists)
    assert ('href="#' in page) == lists == ("<table>" in page)
