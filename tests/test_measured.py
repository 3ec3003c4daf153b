"""Measured: captions carry the scorecard's figures, or say that there are none."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import measured

ROW = dict(step="positions", set="three articles", metric="position_pair_f1", value=.41, low=.30, high=.52, n=180, floor=.10,
           ceiling=.81)


@pytest.fixture
def keep(tmp_path, monkeypatch):
    monkeypatch.setattr(measured, "DATA", tmp_path)
    return lambda *rows: pd.DataFrame(rows, columns=list(measured.COLUMNS)).to_csv(tmp_path / "scorecard.csv", index=False)


@pytest.mark.parametrize("step", measured.METRICS)
def test_without_a_scorecard_it_says_so(keep, step):
    assert measured.read().empty and measured.caption(step) == "How often this step errs was not measured."


def test_a_caption_carries_value_interval_floor_and_ceiling(keep):
    keep(ROW)
    assert measured.caption("positions") == (
        "Measured on three articles: actor and issue of a position right, F1 0.41 (0.30–0.52); a simple method 0.10, best known 0.81.")
    assert "not measured" in measured.caption("statements")


def test_what_was_not_measured_is_left_out(keep):
    keep({**ROW, "low": None, "floor": None, "ceiling": None})
    assert measured.caption("positions").endswith("F1 0.41.")


def test_the_shipped_scorecard_can_be_read():
    assert set(measured.COLUMNS) <= set(measured.read().columns)


def test_the_summary_has_one_row_for_a_step(keep):
    assert measured.summarise().empty
    keep(ROW, {**ROW, "metric": "position_triple_f1"}, {**ROW, "step": "statements", "metric": "content_iou0.3_f1"})
    assert list(measured.summarise().step) == ["statements", "positions"]
