"""Metrics: known answers by hand, intervals that hold the value, and paired differences."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import formulas, metrics

TABLE = {"a>a": 20, "a>b": 5, "b>a": 10, "b>b": 15}


def value(formula, *units):
    return metrics.interval(formula, units).value


@pytest.mark.parametrize("formula, counts, expected", [
    ("f1", {"tp": 3, "sys": 4, "gold": 6}, 0.6),
    ("precision", {"tp": 3, "sys": 4, "gold": 6}, 0.75),
    ("recall", {"tp": 3, "sys": 4, "gold": 6}, 0.5),
    ("f1", {"tp": 0, "sys": 0, "gold": 0}, 1.0),  # nothing to find, nothing found
    ("precision", {"tp": 0, "sys": 0, "gold": 2}, 0.0),
    ("two_sided", {"tp_sys": 1, "sys": 2, "tp_gold": 2, "gold": 2}, 2 / 3),
    ("ratio", {"hit": 1, "all": 4}, 0.25),
    ("agreement", TABLE, 0.7),
    ("kappa", TABLE, 0.4),  # the example of Cohen's kappa with 50 cases: (.7 - .5) / .5
    ("kappa", {"a>a": 3}, 1.0),
    ("alpha", {"a>a": 3}, 1.0),
    ("macro_f1", {"a>a": 1, "a>b": 1, "b>b": 1}, 2 / 3),
    ("macro_f1", {"a>a": 1, "none>b": 1}, 1.0),  # b is no label of the gold
    ("count_mae", {"gold>x": 3, "sys>x": 1, "sys>y": 1}, 1.5),
    ("count_spearman", {"gold>x": 3, "sys>x": 9, "gold>y": 1, "sys>y": 2, "gold>z": 2, "sys>z": 4}, 1.0),
    ("pairs_spearman", {"1>0.9": 1, "0>0.1": 1, "-1>-0.5": 1}, 1.0),
    ("calibration", {"n9": 2, "sure9": 1.9, "hit9": 1}, 0.45),
])
def test_known_answers(formula, counts, expected):
    assert value(formula, counts) == pytest.approx(expected)


def test_krippendorff_alpha_by_hand():
    # Two coders, ten cases, two apart: Do = .2, De = 2·9·11 / (20·19).
    counts = {"a>a": 4, "a>b": 1, "b>a": 1, "b>b": 4}
    assert value("alpha", counts) == pytest.approx(1 - 0.2 / (2 * 10 * 10 / (20 * 19)))


def test_equal_ranks_share_their_mean():
    assert formulas.ranks([5, 1, 5, 9]).tolist() == [2.5, 1, 2.5, 4]
    assert math.isnan(formulas.spearman([1, 1], [1, 2])) and math.isnan(formulas.spearman([1], [1]))


def test_what_was_not_counted_is_no_number():
    assert math.isnan(value("ratio", {"hit": 0, "all": 0})) and math.isnan(value("f1", {}))


@pytest.mark.parametrize("formula, units, expected", [
    ("f1", [{"tp": 1, "sys": 2, "gold": 3}, {"gold": 1}], 4), ("precision", [{"sys": 2, "gold": 3}], 2), ("ratio", [{"hit": 1, "all": 7}], 7),
    ("macro_f1", [{"a>a": 2, "none>a": 5}], 2), ("count_mae", [{"gold>x": 3}, {"sys>y": 1, "gold>x": 2}], 2), ("calibration", [{"n1": 3, "sure1": .4}], 3),
])
def test_size_counts_gold_items(formula, units, expected):
    assert metrics.size(formula, units) == expected


COUNTS = st.builds(lambda tp, more, less: {"tp": tp, "sys": tp + more, "gold": tp + less}, *[st.integers(0, 9)] * 3)


@given(st.lists(COUNTS, min_size=2, max_size=20))
def test_an_interval_lies_between_zero_and_one_and_comes_again(units):
    first = metrics.interval("f1", units)
    assert metrics.interval("f1", units) == first and 0 <= first.low <= first.high <= 1 and 0 <= first.value <= 1


@given(st.lists(COUNTS, min_size=2, max_size=20))
def test_nothing_differs_from_itself(units):
    assert metrics.difference("f1", units, units) == (0, 0, 0)


def test_an_interval_narrows_with_more_documents():
    units = [{"tp": k % 3, "sys": 3, "gold": 3} for k in range(10)]
    few, many = metrics.interval("f1", units), metrics.interval("f1", units * 20)
    assert many.value == few.value and many.high - many.low < (few.high - few.low) / 2


def test_of_one_unit_there_is_no_interval():
    assert math.isnan(metrics.interval("f1", [{"tp": 1, "sys": 2, "gold": 2}]).low)


def test_a_paired_difference_sees_what_two_intervals_hide():
    before = [{"hit": k % 2, "all": 2} for k in range(40)]
    after = [{"hit": k % 2 + 0.2, "all": 2} for k in range(40)]
    found, one = metrics.difference("ratio", after, before), metrics.interval("ratio", before)
    assert found.low > 0 and found.value == pytest.approx(0.1) and one.high > 0.25 + 0.05


def test_weights_begin_with_every_unit_once():
    weights = metrics.weights_of(7)
    assert (weights[0] == 1).all() and (weights.sum(axis=1) == 7).all() and len(np.unique(weights, axis=0)) > 500
