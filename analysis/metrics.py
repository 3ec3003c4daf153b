"""Metrics: scores as functions of summed counts, with intervals by resampling documents.

A formula takes counts summed over units (documents, or paragraphs of few documents) and gives one number, so that
one matrix of weights gives a score, its bootstrap interval, and the paired difference of two scores.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

RESAMPLES, SEED = 1000, 20250515
BINS = 10  # of the calibration error
MISSING = "none"  # the label of what one side lacks
# Errors: of these the smaller is the better.
ERRORS = frozenset({"count_mae", "count_error", "calibration_error", "statement_calibration_error", "no_actor_share"})

Counts = Mapping[str, float]
Sums = Mapping[str, np.ndarray]


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


def _divide(part: np.ndarray, whole: np.ndarray, empty: float = np.nan) -> np.ndarray:
    return np.divide(part, whole, out=np.full(np.shape(whole), empty, float), where=np.asarray(whole) > 0)


def _get(sums: Sums, key: str) -> np.ndarray:
    return sums[key] if key in sums else np.zeros_like(next(iter(sums.values())))


def harmonic(precision: np.ndarray, recall: np.ndarray) -> np.ndarray:
    """F1 of a precision and a recall; 0 where both are."""
    return _divide(2 * precision * recall, precision + recall, 0.0)


def f1(sums: Sums) -> np.ndarray:
    """F1 of counts tp, sys, gold; nothing on either side is full agreement."""
    found, system, gold = (_get(sums, key) for key in ("tp", "sys", "gold"))
    return _divide(2 * found, system + gold, 1.0)


def precision(sums: Sums) -> np.ndarray:
    """Share of what was found that is right; of nothing 0, unless there was nothing to find."""
    return np.where(_get(sums, "sys") + _get(sums, "gold") == 0, 1.0, _divide(_get(sums, "tp"), _get(sums, "sys"), 0.0))


def recall(sums: Sums) -> np.ndarray:
    """Share of what there is that was found; of nothing 0, unless nothing was found."""
    return np.where(_get(sums, "sys") + _get(sums, "gold") == 0, 1.0, _divide(_get(sums, "tp"), _get(sums, "gold"), 0.0))


def two_sided(sums: Sums) -> np.ndarray:
    """F1 where hits are counted on each side: tp_sys of sys, tp_gold of gold."""
    return harmonic(_divide(_get(sums, "tp_sys"), _get(sums, "sys"), 0.0), _divide(_get(sums, "tp_gold"), _get(sums, "gold"), 0.0))


def ratio(sums: Sums) -> np.ndarray:
    """hit of all; not a number where there is nothing to count."""
    return _divide(_get(sums, "hit"), _get(sums, "all"))


def _table(sums: Sums) -> tuple[list[str], dict[tuple[str, str], np.ndarray]]:
    """Labels and counts of a table whose keys are `gold>system`."""
    cells = {tuple(key.split(">")): value for key, value in sums.items()}
    return sorted({label for pair in cells for label in pair} - {MISSING}), cells


def macro_f1(sums: Sums) -> np.ndarray:
    """Mean F1 of the labels that the gold has."""
    labels, cells = _table(sums)
    zero = np.zeros_like(next(iter(sums.values())))
    total, number = zero.copy(), zero.copy()
    for label in labels:
        gold = sum((value for (a, _), value in cells.items() if a == label), zero)
        system = sum((value for (_, b), value in cells.items() if b == label), zero)
        total += np.where(gold > 0, _divide(2 * cells.get((label, label), zero), gold + system, 0.0), 0.0)
        number += gold > 0
    return _divide(total, number)


def agreement(sums: Sums) -> np.ndarray:
    """Share of units that both sides label alike."""
    _, cells = _table(sums)
    return _divide(sum(value for (a, b), value in cells.items() if a == b) + np.zeros_like(next(iter(sums.values()))), sum(sums.values()))


def kappa(sums: Sums) -> np.ndarray:
    """Cohen's kappa of a table; 1 where both sides have one and the same label only."""
    labels, cells = _table(sums)
    zero = np.zeros_like(next(iter(sums.values())))
    number = sum(sums.values())
    rows = {label: sum((value for (a, _), value in cells.items() if a == label), zero) for label in labels}
    columns = {label: sum((value for (_, b), value in cells.items() if b == label), zero) for label in labels}
    expected = _divide(sum(rows[label] * columns[label] for label in labels) + zero, number * number)
    return np.where(np.isclose(expected, 1), 1.0, _divide(agreement(sums) - expected, 1 - expected))


def alpha(sums: Sums) -> np.ndarray:
    """Krippendorff's alpha for two coders and nominal labels, of the units that both coded."""
    labels, cells = _table(sums)
    zero = np.zeros_like(next(iter(sums.values())))
    values = 2 * sum(sums.values())
    each = {label: sum((value * ((a == label) + (b == label)) for (a, b), value in cells.items()), zero) for label in labels}
    apart = _divide(values * values - sum(number * number for number in each.values()), values * (values - 1))
    observed = 1 - agreement(sums)
    return np.where(apart == 0, 1.0, 1 - _divide(observed, apart))


def calibration(sums: Sums) -> np.ndarray:
    """Expected calibration error: by tenths of probability, how far it is from the share that is right."""
    gaps = sum(np.abs(_get(sums, f"hit{k}") - _get(sums, f"sure{k}")) for k in range(BINS))
    return _divide(gaps, sum(_get(sums, f"n{k}") for k in range(BINS)))


def ranks(values: Sequence[float]) -> np.ndarray:
    """Ranks from 1; equal values share the mean of theirs."""
    _, inverse, counts = np.unique(np.asarray(values, float), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return ((last - counts + 1 + last) / 2)[inverse]


def spearman(x: Sequence[float], y: Sequence[float]) -> float:
    """Rank correlation; not a number for fewer than two pairs or where one side is constant."""
    if len(x) < 2:
        return float("nan")
    a, b = ranks(x), ranks(y)
    a, b = a - a.mean(), b - b.mean()
    scale = np.sqrt((a * a).sum() * (b * b).sum())
    return float(min(1.0, (a * b).sum() / scale)) if scale else float("nan")


def _count_pairs(sums: Sums) -> tuple[np.ndarray, np.ndarray]:
    """Gold and system counts of each actor: keys `gold>actor` and `sys>actor`."""
    names = sorted({key.partition(">")[2] for key in sums})
    return tuple(np.stack([_get(sums, f"{side}>{name}") for name in names], axis=-1) for side in ("gold", "sys"))


def count_spearman(sums: Sums) -> np.ndarray:
    """Rank correlation of how often each actor is mentioned."""
    gold, system = _count_pairs(sums)
    kept = (gold > 0) | (system > 0)
    return np.array([spearman(a[k], b[k]) for a, b, k in zip(gold, system, kept)])


def count_mae(sums: Sums) -> np.ndarray:
    """Mean absolute error of how often each actor is mentioned."""
    gold, system = _count_pairs(sums)
    return _divide(np.abs(gold - system).sum(axis=-1), ((gold > 0) | (system > 0)).sum(axis=-1))


def pairs_spearman(sums: Sums) -> np.ndarray:
    """Rank correlation of values given as a table `gold>system`."""
    keys = [tuple(map(float, key.split(">"))) for key in sums]
    x, y = (np.array([pair[side] for pair in keys]) for side in (0, 1))
    weights = np.stack(list(sums.values()), axis=-1).astype(int)
    return np.array([spearman(np.repeat(x, w), np.repeat(y, w)) for w in weights])


FORMULAS: dict[str, Callable[[Sums], np.ndarray]] = {
    "f1": f1, "precision": precision, "recall": recall, "two_sided": two_sided, "ratio": ratio, "macro_f1": macro_f1,
    "agreement": agreement, "kappa": kappa, "alpha": alpha, "calibration": calibration, "count_spearman": count_spearman,
    "count_mae": count_mae, "pairs_spearman": pairs_spearman,
}


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
