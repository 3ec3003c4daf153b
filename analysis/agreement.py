"""Agreement: how sure rules and encoder are together of an attribution, whoever of them proposed it.

A logistic model over what the rules gave it, what the encoder's layers say of its words and edges, and how far the
tagger's own attributions agree.  Its weights, in data/agreement_weights.csv, were fitted by `training.agreement` on
the PolNeAR articles that the encoder never saw.
"""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from math import exp, log
from typing import Literal

import numpy as np

from analysis import paths
from analysis.attributions import Attribution, Span
from analysis.encoder import Encoded

Proposer = Literal["quotation", "form", "parse", "reported", "tagger"]
SOURCE, CUE, CONTENT = 0, 1, 2
SUREST = 5.0  # log-odds
EDGE = 3  # subwords beside a content that should be outside


@cache
def load_weights() -> dict[str, float]:
    """Weight of each feature; those of one proposer are named after it."""
    with open(paths.DATA / "agreement_weights.csv", encoding="utf-8", newline="") as lines:
        return {row["feature"]: float(row["weight"]) for row in csv.DictReader(x for x in lines if not x.startswith("#"))}


class Layers:
    """What the encoder says of any stretch of a text, in constant time."""

    def __init__(self, encoded: Encoded) -> None:
        self._starts = encoded.spans[:, 0].tolist()
        odds = _log_odds(1 - encoded.bio[:, :, 0])
        self._sums = np.vstack([np.zeros((1, 3)), np.cumsum(odds, axis=0)])
        self._begins = _log_odds(encoded.bio[:, :, 1])
        self._inside = _log_odds(encoded.bio[:, :, 2])

    def places(self, span: Span) -> tuple[int, int]:
        """First subword, and one past the last, that begin in a span."""
        return bisect_left(self._starts, span[0]), bisect_left(self._starts, span[1])

    def mean(self, role: int, spans: Sequence[Span]) -> float:
        """Mean log-odds that the words of spans have a role; 0 where there are none."""
        places = [self.places(span) for span in spans]
        size = sum(last - first for first, last in places)
        return float(sum(self._sums[last, role] - self._sums[first, role] for first, last in places)) / size if size else 0.0

    def opens(self, role: int, span: Span) -> float:
        """Log-odds that a role begins where a span does."""
        first = self.places(span)[0]
        return float(self._begins[first, role]) if first < len(self._begins) else -SUREST

    def goes_on(self, role: int, span: Span) -> float:
        """Log-odds that a role goes on where a span has ended."""
        last = self.places(span)[1]
        return float(self._inside[last, role]) if last < len(self._inside) else -SUREST


def _log_odds(share: np.ndarray) -> np.ndarray:
    share = np.clip(share, 1e-6, 1 - 1e-6)
    return np.clip(np.log(share / (1 - share)), -SUREST, SUREST)


class Near:
    """Attributions by place, to ask which share words with another."""

    def __init__(self, attributions: Sequence[Attribution]) -> None:
        self._rows: dict[int, list[int]] = {}
        self.attributions: list[Attribution] = []
        for attribution in attributions:
            self.add(attribution)

    def add(self, attribution: Attribution) -> None:
        for block in _blocks(attribution):
            self._rows.setdefault(block, []).append(len(self.attributions))
        self.attributions.append(attribution)

    def touching(self, attribution: Attribution) -> list[Attribution]:
        """Those that stand in the same stretches of 256 characters."""
        numbers = {number for block in _blocks(attribution) for number in self._rows.get(block, ())}
        return [self.attributions[number] for number in sorted(numbers)]


def _blocks(attribution: Attribution) -> Iterator[int]:
    """Stretches of a cue and of the first 2,000 characters of each piece of content: enough to meet what agrees."""
    for start, end in (*attribution.content, *([attribution.cue] if attribution.cue else [])):
        yield from range(start // 256, min(end, start + 2000) // 256 + 1)


def overlap(one: Sequence[Span], other: Sequence[Span]) -> float:
    """Characters in both over characters in either, of two lists of spans in reading order."""
    both, i, j = 0, 0, 0
    while i < len(one) and j < len(other):
        both += max(0, min(one[i][1], other[j][1]) - max(one[i][0], other[j][0]))
        if one[i][1] <= other[j][1]:
            i += 1
        else:
            j += 1
    either = sum(b - a for a, b in one) + sum(b - a for a, b in other) - both
    return both / either if either else 0.0


def touch(one: Span | None, other: Span | None) -> bool:
    """Whether two spans share a character."""
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]


def find_features(attribution: Attribution, proposer: Proposer, layers: Layers, by_rules: Near, by_tagger: Near) -> Iterator[tuple[str, float]]:
    """What is known of an attribution, by name; every number is a log-odds, a share, or 1."""
    content = attribution.content
    yield "any", 1.0
    yield "proposed", _odds(attribution.probability)
    yield "content", layers.mean(CONTENT, content)
    yield "content opens", layers.opens(CONTENT, content[0])
    yield "content goes on", layers.goes_on(CONTENT, content[-1])
    yield "pieces", float(len(content) > 1)
    if attribution.cue is not None:
        yield "cue", layers.mean(CUE, [attribution.cue])
        yield "cue goes on", layers.goes_on(CUE, attribution.cue)
    else:
        yield "no cue", 1.0
    if attribution.source is not None:
        yield "source", layers.mean(SOURCE, [attribution.source])
    else:
        yield "no source", 1.0
    if proposer == "tagger":
        known = [a.probability for a in by_rules.touching(attribution) if touch(a.cue, attribution.cue)]
        yield ("by rules", _odds(max(known))) if known else ("unknown to rules", 1.0)
    else:
        yield from _agreements(attribution, by_tagger)


def _odds(probability: float) -> float:
    known = min(max(probability, 0.005), 0.995)
    return log(known / (1 - known))


def _agreements(attribution: Attribution, tagged: Near) -> Iterator[tuple[str, float]]:
    """How far the tagger's attributions say the same."""
    best, same = 0.0, False
    for other in tagged.touching(attribution):
        shared = overlap(attribution.content, other.content)
        best, same = max(best, shared), same or touch(attribution.cue, other.cue)
        if shared >= 0.3 and touch(attribution.cue, other.cue):
            yield "same cue and content", shared
    yield "same content", best
    yield "same cue", float(same)


def find_certainty(attribution: Attribution, proposer: Proposer, layers: Layers, by_rules: Near, by_tagger: Near) -> float:
    """What share of a content is expected to be right, 0 to 1: to choose by, between proposals and against none."""
    weights = load_weights()
    features = find_features(attribution, proposer, layers, by_rules, by_tagger)
    return _logistic(sum(value * weights.get(f"{proposer}: {name}", 0.0) for name, value in features))


def find_probability(certainty: float) -> float:
    """How likely an attribution of some certainty is one that a person marks too, 0 to 1."""
    weights, certainty = load_weights(), min(max(certainty, 0.001), 0.999)
    return _logistic(weights["slope"] * log(certainty / (1 - certainty)) + weights["offset"])


def _logistic(score: float) -> float:
    return 1 / (1 + exp(-max(min(score, 30.0), -30.0)))
