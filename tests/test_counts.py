"""Counts: the numbers behind charts and findings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import counts, tables


@pytest.mark.parametrize("given_counts, expected", [({}, []), ({"a": 0}, []), ({"a": 2, "b": 3}, ["b"]), ({"a": 3, "b": 3}, ["a", "b"])])
def test_leaders(given_counts, expected):
    assert counts.leaders(given_counts) == expected


def test_ranked_keeps_reading_order_among_equals():
    assert counts.ranked({"z": 1, "b": 2, "a": 1}) == ["b", "z", "a"]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_an_interval_holds_what_is_expected_and_stays_in_its_bounds(sure):
    expected, variance = sum(sure), sum(p * (1 - p) for p in sure)
    low, high = counts.interval(expected, variance, 0, len(sure))
    assert -1e-9 <= low <= expected + 1e-9 and expected - 1e-9 <= high <= len(sure) + 1e-9


def test_a_sure_count_has_no_width():
    assert counts.interval(5, 0, 0, 5) == (5, 5)


def test_known_interval():
    # 100 mentions of probability .5: mean 50, standard deviation 5.
    assert counts.interval(50, 25, 0, 100) == pytest.approx((50 - 9.8, 50 + 9.8), abs=0.01)


def test_judge_by_hand():
    rows = [dict(mention_id=f"m{k}", document_id="d", actor_id="ann", voice="narrator", start=k, end=k + 1, text="x",
                 negative=low, neutral=1 - low, positive=0, label="negative" if low > .5 else "neutral", rule="made",
                 probability=.5) for k, low in enumerate((.8, .4))]
    row = counts.judge(tables.make("sentiment", rows)).iloc[0]
    assert (row.mentions, row.negative, row.neutral, row.positive) == (2, 1, 1, 0)
    assert row["mean"] == pytest.approx(-.6)
    # variances .16 and .24; of the mean .10; 1.96 standard deviations .62
    assert (row.low, row.high) == (-1, pytest.approx(-.6 + .6198, abs=.001))


def test_tenths():
    rows = [dict(mention_id=f"m{k}", document_id="d", sentence_id="s", actor_id="ann", start=k, end=k + 1, text="x", form="name",
                 sense="actor", rule="made", probability=1) for k in (0, 9, 10, 99)]
    assert counts.count_tenths(tables.make("mentions", rows), 100) == {"ann": 3}
