"""Measured: how often each step errs, as the scorecard of the shipped version found it."""

from __future__ import annotations

import pandas as pd

from analysis.paths import DATA

COLUMNS = ("step", "set", "metric", "value", "low", "high", "n", "floor", "ceiling")


def read() -> pd.DataFrame:
    """The scorecard's rows, one for each step, set and metric; none where it was not kept."""
    path = DATA / "scorecard.csv"
    if not path.exists():
        return pd.DataFrame(columns=list(COLUMNS))
    return pd.read_csv(path, comment="#")


def caption(step: str) -> str:
    """What was measured of one step, as a sentence for the caption of a chart."""
    return "How often this step errs was not measured."
