"""Changes: what became better or worse since an earlier scorecard, and how surely."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from analysis import metrics
from analysis.scorecard import PRIVATE, Card
from analysis.wording import count, join

KEYS = ["step", "gold", "upstream", "metric"]


def compare(card: Card, before: pd.DataFrame) -> pd.DataFrame:
    """What changed since an earlier scorecard.

    Returns
    -------
    pandas.DataFrame
        One row for each figure of both that differs: `before`, `now`, `difference` with its 95% interval (paired
        bootstrap over the same units) and `verdict`: "better" or "worse" where the interval excludes zero, "open" where
        it doesn't, "not paired" where the two were measured on different records or the earlier one kept no counts.
    """
    both = card.frame.merge(before[[*KEYS, "value", *PRIVATE]], on=KEYS, suffixes=("", "_before"))
    rows = []
    for row in both.itertuples():
        paired = row.key == row.key_before and isinstance(row.counts_before, str)
        found = metrics.Interval(row.value - row.value_before, float("nan"), float("nan"))
        if paired:
            found = metrics.difference(row.formula, _read_counts(row.counts), _read_counts(row.counts_before))
        if abs(found.value) > 5e-5:
            rows.append(dict(step=row.step, set=row.set, metric=row.metric, upstream=row.upstream, n=row.n, before=row.value_before,
                             now=row.value, difference=found.value, low=found.low, high=found.high,
                             verdict=_verdict(row.metric, found) if paired else "not paired"))
    names = ["step", "set", "metric", "upstream", "n", "before", "now", "difference", "low", "high", "verdict"]
    return pd.DataFrame(rows, columns=names)


def _read_counts(cell: str) -> list[dict[str, float]]:
    return [{key: float(value) for key, _, value in (pair.rpartition("=") for pair in unit.split())} for unit in cell.split(";")]


def _verdict(metric: str, found: metrics.Interval) -> str:
    if not (found.low > 0 or found.high < 0):
        return "open"
    return "better" if (found.low > 0) != (metric in metrics.ERRORS) else "worse"


def tell_changes(card: Card, before: pd.DataFrame | None) -> list[str]:
    """What changed since an earlier scorecard, in short sentences."""
    if before is None:
        return ["No earlier scorecard was given; BASELINE=path/to/earlier.csv compares with one."]
    changes = compare(card, before)
    common = len(card.frame.merge(before[KEYS], on=KEYS))
    verdicts = Counter(changes.verdict)
    said = [f"{len(changes)} of {count(common, 'figure')} in both scorecards changed: {verdicts['better']} better, {verdicts['worse']} worse, "
            f"{verdicts['open']} open (the interval of the difference holds zero), {verdicts['not paired']} not paired."]
    for verdict in ("better", "worse"):
        named = [f"{row.metric} on {row.set} {row.upstream} ({row.before:.3f} to {row.now:.3f})"
                 for row in changes[changes.verdict == verdict].head(5).itertuples()]
        said += [f"Surely {verdict}: {join(named)}{' and others' * (verdicts[verdict] > 5)}."] if named else []
    return said
