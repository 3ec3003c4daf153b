"""Metrics: scores as functions of summed counts, with intervals by resampling documents.

A formula takes counts summed over units (documents, or paragraphs of few documents) and gives one number, so that
one matrix of weights gives a score, its bootstrap interval, and the paired difference of two scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analysis.formulas import BINS, FORMULAS, MISSING

RESAMPLES, SEED = 1000, 20250515
# Errors: of these the smaller is the better.
ERRORS = frozenset({"count_mae", "count_error", "calibration_error", "statement_calibration_error", "no_actor_share"})

Counts = Mapping[str, float]


@dataclass(frozen=True)
class Score:
    """Counts of one metric on one unit of one document; `floor` those of the simple method, where it can be tried."""

    step: str
    gold: str
    upstream: str
    metric: str
    formula: str
    document: str
    unit: str
    ours: Counts
    floor: Counts | None = None


class Scores(list):
    """The scores of one record of a gold set, in the order they are added."""

    def __init__(self, gold: str, document: str) -> None:
        super().__init__()
        self.gold, self.document = gold, document

    def add(self, step: str, upstream: str, metric: str, formula: str, ours: Counts, floor: Counts | None = None,
            unit: str = "") -> None:
        """Add counts of one metric; without a unit they are of the whole document."""
        self.append(Score(step, self.gold, upstream, metric, formula, self.document, unit or self.document, ours, floor))


def compare(gold: Iterable, system: Iterable) -> dict[str, int]:
    """Counts of two sets, for F1: what is equal is found."""
    asked, found = set(gold), set(system)
    return {"tp": len(asked & found), "sys": len(found), "gold": len(asked)}


def bins(cases: Iterable[tuple[float, bool]]) -> dict[str, float]:
    """Counts for the calibration error, of (probability, whether it is right)."""
    counts: dict[str, float] = {}
    for sure, hit in cases:
        place = min(BINS - 1, int(sure * BINS))
        for name, value in (("n", 1), ("sure", sure), ("hit", hit)):
            counts[f"{name}{place}"] = counts.get(f"{name}{place}", 0) + value
    return counts


class Interval(NamedTuple):
    """A value and its 95% interval."""

    value: float
    low: float
    high: float


def size(formula: str, units: Sequence[Counts]) -> int:
    """How many things a score is over: gold items for F1 and recall, found ones for precision, actors for counts, else cases."""
    if formula in ("count_spearman", "count_mae"):
        return len({key.partition(">")[2] for unit in units for key in unit})
    keys = {"f1": "gold", "recall": "gold", "two_sided": "gold", "precision": "sys", "ratio": "all"}
    if formula in keys:
        return round(sum(unit.get(keys[formula], 0) for unit in units))
    counted = ("n",) if formula == "calibration" else ("",)
    return round(sum(value for unit in units for key, value in unit.items()
                     if key.startswith(counted) and not key.startswith(f"{MISSING}>")))


def weights_of(number: int, resamples: int = RESAMPLES) -> np.ndarray:
    """How often each of `number` units is drawn: once each in the first row, by chance in the others."""
    drawn = np.random.default_rng(SEED).multinomial(number, np.full(number, 1 / number), size=resamples)
    return np.vstack([np.ones(number, int), drawn])


def values(formula: str, units: Sequence[Counts], weights: np.ndarray) -> np.ndarray:
    """The score of every row of weights."""
    keys = sorted({key for unit in units for key in unit})
    if not keys:
        return np.full(len(weights), np.nan)
    matrix = np.array([[unit.get(key, 0.0) for key in keys] for unit in units], float)
    summed = weights @ matrix
    return FORMULAS[formula]({key: summed[:, place] for place, key in enumerate(keys)})


def interval(formula: str, units: Sequence[Counts]) -> Interval:
    """A score with its 95% bootstrap interval; of a single unit there is no interval."""
    return _interval(values(formula, units, weights_of(len(units))), len(units))


def difference(formula: str, units: Sequence[Counts], before: Sequence[Counts]) -> Interval:
    """How much higher a score is than an earlier one on the same units (paired bootstrap)."""
    weights = weights_of(len(units))
    return _interval(values(formula, units, weights) - values(formula, before, weights), len(units))


def _interval(found: np.ndarray, units: int) -> Interval:
    drawn = found[1:][~np.isnan(found[1:])]
    if units < 2 or not len(drawn):
        return Interval(float(found[0]), float("nan"), float("nan"))
    low, high = np.percentile(drawn, (2.5, 97.5))
    return Interval(float(found[0]), float(low), float(high))
