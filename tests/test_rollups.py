"""Roll-ups: shares corrected for known errors, and who speaks of whom."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import encoder, holders, moving, rollups, sentiment, tables
from analysis.header import Part

RATES = np.array([[0.8, 0.15, 0.05], [0.1, 0.8, 0.1], [0.1, 0.2, 0.7]])


def judged(labels: str, *, voice: str = "narrator", actor: str = "a", holder: object = pd.NA, start: int = 0) -> pd.DataFrame:
    """Mentions with labels such as "nn0p", each in a sentence of its own."""
    names = {"n": "negative", "0": "neutral", "p": "positive"}
    rows = [dict(mention_id=f"m{start + k}", document_id="d", actor_id=actor, voice=voice, holder_id=holder, start=10 * (start + k),
                 end=10 * (start + k) + 1, text="x", score={"n": -0.7, "0": 0.0, "p": 0.7}[sign], label=names[sign], rule="encoder", probability=0.8,
                 **{label: 0.8 if names[sign] == label else 0.1 for label in tables.LABELS}) for k, sign in enumerate(labels)]
    return tables.make("sentiment", rows)


PEOPLE = tables.make("actors", [dict(actor_id=key, document_id="d", name=name, kind="person") for key, name in (("a", "Ann"), ("b", "Bob"))])


@pytest.mark.parametrize("true", [(1, 0, 0), (0, 1, 0), (0.2, 0.5, 0.3), (1 / 3, 1 / 3, 1 / 3)])
def test_what_the_confusion_made_of_shares_is_undone(true):
    given = np.array(true) @ RATES
    assert np.allclose(rollups.correct(given, RATES), true, atol=0.08)


def test_a_perfect_judge_needs_no_correction_and_shares_stay_shares():
    given = np.array([[0.5, 0.25, 0.25], [0, 0, 1], [0, 1, 0]])
    assert np.allclose(rollups.correct(given, np.eye(3)), given, atol=1e-6)
    assert np.allclose(rollups.correct(given, RATES).sum(axis=1), 1) and (rollups.correct(given, RATES) >= 0).all()


def test_the_measured_confusion_is_there_for_both_ways():
    for rule in ("encoder", "vader"):
        counts = rollups.read_confusion(rule)
        assert counts.shape == (3, 3) and counts.sum() > 500 and (counts.argmax(axis=1)[1] == 1)


VERDICTS = [("n" * 30, "badly"), ("p" * 30, "well"), ("0" * 30, "neither"), ("np" * 15, "neither"), ("nnn", "too few to say")]


@pytest.mark.parametrize(("labels", "verdict"), VERDICTS)
def test_verdicts(labels, verdict):
    frame = judged(labels)
    row = rollups.roll_up(frame, frame.actor_id).iloc[0]
    assert row.verdict == verdict and row.mentions == len(labels) and row.low <= row.balance <= row.high
    assert row[["negative", "neutral", "positive"]].sum() == pytest.approx(1)


def test_the_more_mentions_the_narrower_the_interval_but_never_narrower_than_the_labels_error():
    widths = [(row := rollups.roll_up(frame, frame.actor_id).iloc[0]).high - row.low for frame in (judged("n0p0" * 5), judged("n0p0" * 50))]
    assert 0.02 < widths[1] < widths[0]


def test_rows_without_a_group_are_left_out_and_nothing_gives_nothing():
    frame = judged("n0p")
    assert rollups.roll_up(frame, ["x", pd.NA, "x"]).mentions.tolist() == [2]
    assert rollups.roll_up(judged(""), []).empty and list(rollups.roll_up(judged(""), []).columns) == list(rollups.COLUMNS)


def test_a_roll_up_to_be_read():
    shown = rollups.show(rollups.roll_up(judged("n" * 30 + "p"), ["x"] * 30 + ["y"])).set_index("group")
    assert shown["spoken of"]["x"] == "badly" and shown.balance["x"].startswith("−") and shown.negative["x"].endswith("(100%)")
    assert pd.isna(shown.balance["y"])


def test_parts_of_the_article():
    frame = judged("000000")  # at 0, 10, … 50
    assert rollups.find_places(frame, [Part(0, 8, "title"), Part(8, 60, "body")], 60) == [
        "headline", "first third", "first third", "middle third", "middle third", "last third"]


def test_the_articles_view_of_its_main_actors():
    frame = pd.concat([judged("nnn000"), judged("ppp", voice="actor", start=6), judged("n", actor="b", start=9)], ignore_index=True)
    found = rollups.judge_author(frame, PEOPLE)
    assert found.actor.tolist() == ["Ann"] and (found.reporter[0], found.quoted[0], found.article[0]) == ("negative", "positive", "neutral")


def test_who_speaks_of_whom_with_the_evidence():
    frame = pd.concat([judged("0n"), judged("np", voice="actor", holder="b", start=2), judged("n", voice="actor", start=4)], ignore_index=True)
    cells = holders.count_cells(frame, PEOPLE)
    assert cells.holder.tolist() == ["the reporter", "Bob", "nobody known"] and cells.mentions.tolist() == [2, 2, 1]
    shown = holders.show_cells(frame, PEOPLE)
    assert [[place.start for place in cell] for cell in shown.negatively] == [[10], [20], [40]] and shown.positively[1][0].start == 30


def test_nobody_is_judged():
    assert holders.count_cells(judged(""), PEOPLE).empty and holders.show_cells(judged("00"), PEOPLE).empty


def test_words_that_move_a_judgement():
    if not encoder.available():
        pytest.skip("needs the weights")
    sentence = "Critics called Harlow a disgrace to the office."
    found = moving.find_moving_words(sentence, sentence.index("Harlow"), sentence.index("Harlow") + 6)
    assert found.word[0] == "disgrace" and found.push[0] < 0 and "Harlow" not in set(found.word)
    assert all(sentence[start:start + len(word)] == word for start, word in zip(found.start, found.word))


@pytest.mark.parametrize("sentence", ["Harlow", "", "… — !"])
def test_no_other_words_none_that_move(sentence):
    assert moving.find_moving_words(sentence, 0, len(sentence)).empty


def test_tone_and_sentiment_are_compared_by_sentence():
    text = "Ann was praised. It was a terrible war."
    sentences = tables.make("sentences", [dict(sentence_id="s0", document_id="d", paragraph=0, start=0, end=16, text=text[:16]),
                                          dict(sentence_id="s1", document_id="d", paragraph=0, start=17, end=39, text=text[17:])])
    found = rollups.compare_tone(judged("p"), sentiment.score_tone(sentences))
    assert len(found) == 1 and found.text[0] == "Ann was praised." and found.sentiment[0] == pytest.approx(0.7)
