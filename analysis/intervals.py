"""Intervals: how far a share of stories can be trusted, and whether it changed from one window of time to later ones.

A story is one observation however many articles print it, for what is printed twice was said once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Literal

FEW = 5  # stories; of fewer a share says too little
VAGUE = 0.6  # an interval of a share that is wider says too little
LEAST = 3  # stories on each side of a change
MUCH = 0.3  # a change of a share that stays on its side of a half
SURE = 0.95
Verdict = Literal["changed", "perhaps"]


@dataclass(frozen=True)
class Change:
    """A share that is another from window `place` on; `low` and `high` bound the difference."""

    place: int
    before: float
    after: float
    low: float
    high: float
    verdict: Verdict


def wilson(share: float, number: float, *, sure: float = SURE) -> tuple[float, float]:
    """Interval of a share among so many independent observations (Wilson 1927); 0 to 1 where there are none."""
    if number <= 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf(0.5 + sure / 2)
    middle, scale = share + z * z / (2 * number), 1 + z * z / number
    half = z * sqrt(max(0.0, share * (1 - share)) / number + z * z / (4 * number * number))
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def says_enough(number: float, low: float, high: float) -> bool:
    """Whether a share rests on enough stories to be told."""
    return number >= FEW and high - low <= VAGUE


def find_changes(windows: Sequence[tuple[float, float]]) -> list[Change]:
    """Where a share changes for good, in the order of time.

    Parameters
    ----------
    windows : sequence of (number with the property, number of stories)
        One for each window of time.

    Returns
    -------
    list of Change
        The best cut of the series, then of each half (binary segmentation, Scott & Knott 1974).  "changed" where the
        interval of the difference (Newcombe 1998, at 95% shared out over all cuts that were tried) leaves out 0, with 3
        stories on each side; "perhaps" where only the majority is another.
    """
    cuts = range(1, len(windows))
    found = [change for cut in cuts if (change := _compare(windows, cut, 1 - (1 - SURE) / len(cuts)))]
    if not found:
        return []
    best = max(found, key=lambda change: (change.verdict == "changed", change.low if change.after > change.before else -change.high))
    if best.verdict == "perhaps":
        return [best]
    rest = find_changes(windows[best.place:])
    later = [Change(change.place + best.place, change.before, change.after, change.low, change.high, change.verdict) for change in rest]
    return [*(change for change in find_changes(windows[:best.place]) if change.verdict == "changed"), best,
            *(change for change in later if change.verdict == "changed")]


def _compare(windows: Sequence[tuple[float, float]], cut: int, sure: float) -> Change | None:
    """The share from a window on against that before; None where it stays on its side of a half and nothing is sure."""
    (yes, of), (later_yes, later_of) = (tuple(map(sum, zip(*part))) for part in (windows[:cut], windows[cut:]))
    if not of or not later_of:
        return None
    before, after = yes / of, later_yes / later_of
    (b_low, b_high), (a_low, a_high) = wilson(before, of, sure=sure), wilson(after, later_of, sure=sure)
    gap = after - before
    low, high = gap - sqrt((after - a_low) ** 2 + (b_high - before) ** 2), gap + sqrt((a_high - after) ** 2 + (before - b_low) ** 2)
    sides = (before - 0.5) * (after - 0.5) < 0
    sure_of_it = (low > 0 or high < 0) and min(of, later_of) >= LEAST
    return Change(cut, before, after, low, high, "changed" if sure_of_it else "perhaps") if sides or sure_of_it and abs(gap) >= MUCH else None
