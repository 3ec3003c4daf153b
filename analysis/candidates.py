"""Candidates: what rules and tagger offer as attributions, and which of them are taken.

The parse knows where a clause begins and ends, the tagger what sounds attributed; each candidate is weighed by
both, and of those that claim the same words the likeliest is taken.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis import paths, tagger
from analysis.attributions import Attribution, Span
from analysis.encoder import Encoded
from analysis.rules import offer_attributions
from analysis.syntax import Sentence

LIKELY = 0.4  # from this probability on a candidate is taken: best F1 on articles kept from training
SHARED = 0.2  # share of its content that a candidate may have in common with those taken before
ROLES = ("source", "cue", "content")


def find_attributions(text: str, sentences: list[Sentence], encoded: Encoded) -> list[Attribution]:
    """Attributions that rules or tagger offer and both together find likely, in reading order.

    `rule` names what offered it: a rule, or "tagger".
    """
    offered = [*offer_attributions(text, sentences), *tagger.find_attributions(encoded)]
    return choose(offered, weigh(offered, encoded))


def choose(offered: Sequence[Attribution], probabilities: Sequence[float]) -> list[Attribution]:
    """The likeliest candidates that share neither cue nor much of their content."""
    order = sorted(range(len(offered)), key=lambda k: (-probabilities[k], offered[k].content))
    end = max((a.content[-1][1] for a in offered), default=0)
    claimed, cues, taken = bytearray(end), set(), []
    for k in order:
        one = offered[k]
        if probabilities[k] < LIKELY:
            break
        size = sum(stop - start for start, stop in one.content)
        shared = sum(claimed.count(1, start, stop) for start, stop in one.content)
        if shared > SHARED * size or (one.cue is not None and one.cue in cues):
            continue
        cues.add(one.cue)
        for start, stop in one.content:
            claimed[start:stop] = b"\1" * (stop - start)
        taken.append(replace(one, probability=round(float(probabilities[k]), 3)))
    return sorted(taken, key=lambda a: (a.content[0], a.cue or a.content[0]))


def weigh(offered: Sequence[Attribution], encoded: Encoded) -> list[float]:
    """How likely each candidate is, by a logistic regression over `describe` (analysis/data/candidate_weights.csv)."""
    if not offered:
        return []
    scores = describe(offered, encoded) @ _weights()
    return (1 / (1 + np.exp(-scores))).tolist()


@cache
def _weights() -> np.ndarray:
    rows = pd.read_csv(paths.DATA / "candidate_weights.csv", comment="#")
    return rows.set_index("feature").loc[list(FEATURES), "weight"].to_numpy()


FEATURES = (
    "one", "tagger", "speech", "rate", "inside", "begins", "runs_in", "runs_on", "length", "pieces", "cue", "cue_begins",
    "no_cue", "source", "source_begins", "no_source", "linked", "source_linked", "weakest",
)


def describe(offered: Sequence[Attribution], encoded: Encoded) -> np.ndarray:
    """What rules and encoder know of each candidate: a matrix (candidates, FEATURES)."""
    evidence = _Evidence(encoded)
    return np.array([evidence.describe(one) for one in offered]).reshape(-1, len(FEATURES))


class _Evidence:
    """The encoder's output by characters of the text."""

    def __init__(self, encoded: Encoded) -> None:
        self.encoded = encoded
        self.starts, self.ends = encoded.spans[:, 0], encoded.spans[:, 1]
        closed = np.zeros((1, 3), np.float32)
        self.inside = np.vstack([1 - encoded.bio[:, :, 0], closed])
        self.begins = np.vstack([encoded.bio[:, :, 1], closed])
        self.goes_on = np.vstack([encoded.bio[:, :, 2], closed])
        self.total = np.vstack([closed, np.cumsum(self.inside, axis=0, dtype=np.float64)])

    def place(self, span: Span) -> tuple[int, int]:
        """First and one past the last subword of a span."""
        first = int(np.searchsorted(self.ends, span[0], "right"))
        return first, max(first + 1, int(np.searchsorted(self.starts, span[1], "left")))

    def mean(self, spans: Iterable[Span], role: int) -> float:
        """Mean probability that the subwords of spans play a role."""
        places = [self.place(span) for span in spans]
        size = sum(stop - first for first, stop in places)
        top = len(self.total) - 1
        return float(sum(self.total[min(stop, top), role] - self.total[min(first, top), role] for first, stop in places) / max(1, size))

    def describe(self, one: Attribution) -> list[float]:
        """One row of features."""
        first, stop = self.place(one.content[0])[0], self.place(one.content[-1])[1]
        top = len(self.encoded.spans)
        cue, source = one.cue and self.place(one.cue)[0], one.source and self.place(one.source)[0]
        found = one.rule == "tagger"
        rate = min(max(one.probability, 0.01), 0.99)
        return [
            1, found, one.rule.startswith("quote"), 0 if found else np.log(rate / (1 - rate)),
            self.mean(one.content, 2), self.begins[min(first, top), 2], self.inside[max(0, min(first, top) - 1), 2],
            self.goes_on[min(stop, top), 2], np.log(1 + sum(b - a for a, b in one.content)) / 5, len(one.content) > 1,
            self.mean([one.cue], 1) if one.cue else 0, self.begins[min(cue, top), 1] if one.cue else 0, one.cue is None,
            self.mean([one.source], 0) if one.source else 0, self.begins[min(source, top), 0] if one.source else 0,
            one.source is None, self.link(first, cue, 0), self.link(cue, source, 1),
            min(self.mean([piece], 2) for piece in one.content),
        ]

    def link(self, asks: int | None, answers: int | None, which: int) -> float:
        """Probability that the pointer of one subword prefers another to none; a half where either is missing."""
        size = len(self.encoded.spans)
        if asks is None or answers is None or asks >= size or answers >= size:
            return 0.5
        score = self.encoded.pointers[asks, 2 * which] @ self.encoded.pointers[answers, 2 * which + 1] / 8
        return float(1 / (1 + np.exp(np.clip(self.encoded.none[asks, which] - score, -30, 30))))
