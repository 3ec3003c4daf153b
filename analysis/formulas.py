"""Formulas: the scores themselves, each from counts summed over units to one number, for many weightings of them at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

BINS = 10  # of the calibration error
MISSING = "none"  # the label of what one side lacks
Sums = Mapping[str, np.ndarray]


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
