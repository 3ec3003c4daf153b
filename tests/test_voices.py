"""Voices: shares of the words spoken, by side, by name and by cue, with intervals that hold them."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import charts, findings, tables, voices


def said(number: int, actor: str | None, text: str, *, cue_class: str = "neutral", probability: float = 1.0, **more) -> dict:
    return dict(statement_id=f"d.q{number}", piece=0, document_id="d", sentence_id="d.s0", actor_id=actor or pd.NA, start=number * 100,
                end=number * 100 + len(text), text=text, kind="direct", act="speech", cue_class=cue_class, negated=False,
                hypothetical=False, rule="x", probability=probability) | more


ACTORS = tables.make("actors", [
    dict(actor_id="lund", document_id="d", name="Maria Lund", kind="person", side="Norway"),
    dict(actor_id="official", document_id="d", name="Chilean official", kind="person", side="Chile"),
    dict(actor_id="post", document_id="d", name="Daily Post", kind="journalist"),
    dict(actor_id="crowd", document_id="d", name="Crowd", kind="group")])
MENTIONS = tables.make("mentions", [dict(mention_id="d.m0", document_id="d", sentence_id="d.s0", actor_id="lund", start=0, end=4, text="Lund",
                                         form="name", sense="actor", rule="x", probability=1)])
STATEMENTS = tables.make("statements", [
    said(0, "lund", "one two three four"), said(1, "official", "one two", cue_class="doubting"), said(2, "crowd", "one two"),
    said(3, None, "one two three"), said(4, "lund", "never said", negated=True), said(5, "lund", "felt", act="attitude")])


def test_words_are_shared_out_by_side() -> None:
    shares = voices.share_words(voices.sides_of(ACTORS), STATEMENTS)
    assert list(zip(shares.group, shares.words, shares.share)) == [("Norway", 4, 0.5), ("Chile", 2, 0.25), ("no side known", 2, 0.25)]
    assert shares.share.sum() == pytest.approx(1) and ((shares.low <= shares.share) & (shares.share <= shares.high)).all()


def test_who_is_only_described_is_anonymous() -> None:
    shares = voices.share_words(voices.names_known(ACTORS, MENTIONS), STATEMENTS).set_index("group").words
    assert shares["named"] == 4 and shares["anonymous"] == 4


def test_a_cue_that_adds_something_is_loaded() -> None:
    shares = voices.share_words(voices.sides_of(ACTORS), STATEMENTS, of=voices.weight_of_cue).set_index("group").words
    assert shares["neutral"] == 6 and shares["loaded"] == 2


def test_the_same_draws_every_time_and_wider_when_unsure() -> None:
    sure, unsure = (voices.share_words(voices.sides_of(ACTORS), STATEMENTS.assign(probability=p)) for p in (1.0, 0.5))
    assert sure.equals(voices.share_words(voices.sides_of(ACTORS), STATEMENTS.assign(probability=1.0)))
    assert (unsure.high - unsure.low).sum() >= (sure.high - sure.low).sum()


@pytest.mark.parametrize(("group", "told"), [
    ("Norway", "Norway has most"), ("no side known", "those with no side known have most"),
    ("journalists and media", "journalists and media have most"),
])
def test_the_widest_side_is_told_in_good_english(group, told) -> None:
    shares = pd.DataFrame([dict(by="side", group=group, statements=2, words=9, share=0.9, low=0.5, high=1.0)])
    assert findings.about_shares(shares) == [f"Of all sides {told} room to speak: 90% of the words (50% to 100%)."]


def test_where_nobody_speaks_it_is_said() -> None:
    nothing = tables.make("statements")
    shares = voices.combine(ACTORS, MENTIONS, nothing)
    assert shares.empty and list(shares.columns) == ["by", "group", "statements", "words", "share", "low", "high"]
    assert findings.about_shares(shares) == ["Nobody speaks in this article: no statement of a known actor was found."]
    assert "Nobody speaks" in charts.draw_voices(ACTORS, nothing, 100).alt


def test_a_joint_statement_counts_once_for_each_side(seed_tables) -> None:
    shares = voices.combine(seed_tables["actors"], seed_tables["mentions"], seed_tables["statements"])
    for _, rows in shares.groupby("by"):
        assert rows.share.sum() == pytest.approx(1) and (rows.low <= rows.high).all()


def test_the_first_and_the_last_word() -> None:
    assert findings.about_voices(ACTORS, STATEMENTS) == "Maria Lund has the first word, Crowd the last, among 3 voices."
    chart = charts.draw_voices(ACTORS, STATEMENTS, 1000)
    assert list(chart.data.place) == [0.0, 10.0, 20.0] and "Maria Lund 1" in chart.alt
