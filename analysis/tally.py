"""Tally: counts of a coded article by metric, formula and paragraph, from which every score and interval is made."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping

from analysis.coding import Coding

Counted = dict[tuple[str, str], dict[str, Counter]]

PRF = {"f1": "f1", "precision": "precision", "recall": "recall"}
OUTSIDE = "outside"  # the unit of what stands in no paragraph of the gold


class Tally:
    """Counts by metric and formula, then by paragraph."""

    def __init__(self, gold: Coding) -> None:
        self.counts: Counted = defaultdict(lambda: defaultdict(Counter))
        self._gold = gold

    def unit(self, place: int | None) -> str:
        """The unit of a character."""
        at = None if place is None else self._gold.paragraph_at(place)
        return OUTSIDE if at is None else str(at)

    def add(self, metric: str, formula: str, unit: str, **counts: float) -> None:
        """Add counts of one unit."""
        self.counts[metric, formula][unit].update(counts)

    def cell(self, metrics: Mapping[str, str], unit: str, gold: object, system: object) -> None:
        """Add a case to tables of gold and system labels."""
        for metric, formula in metrics.items():
            self.counts[metric, formula][unit][f"{gold}>{system}"] += 1

    def sets(self, metrics: Mapping[str, str], gold: Collection, system: Collection, unit: Callable[[object], str]) -> None:
        """Add two sets, of which what is equal is found."""
        for metric, formula in metrics.items():
            self.counts[metric, formula].setdefault(OUTSIDE, Counter())
            for name, items in (("gold", gold), ("sys", system), ("tp", set(gold) & set(system))):
                for item in items:
                    self.add(metric, formula, unit(item), **{name: 1})
