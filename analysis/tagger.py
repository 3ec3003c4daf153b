"""Tagger: sources, cues and contents found by the encoder, and what belongs to what.

Spans come from three BIO layers, links from two pointers (a content piece asks for its cue, a cue for its
source), both trained on PolNeAR (Newell, Margolin & Ruths 2018).  Pieces that ask for the same cue are one
content, so that a quotation interrupted by "she said" stays whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.encoder import Encoded

SOURCE, CUE, CONTENT = 0, 1, 2
REACH = 200  # subwords; PolNeAR links farther apart are under one in five hundred

Span = tuple[int, int]


@dataclass(frozen=True)
class Attribution:
    """One attribution as character spans; source and cue may be missing.

    `probability` is that of the content's subwords being content, times that of the links.
    """

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    probability: float


@dataclass(frozen=True)
class _Run:
    """Subwords first..last (inclusive) of one predicted span, and how sure the layer is of it."""

    first: int
    last: int
    probability: float


def find_attributions(encoded: Encoded) -> list[Attribution]:
    """Attributions in the order of their contents; none where nothing is attributed."""
    sources, cues, contents = (_find_runs(encoded, role) for role in (SOURCE, CUE, CONTENT))
    groups: dict[int, list[tuple[_Run, float]]] = {}
    for number, piece in enumerate(contents):
        chosen, sure = _choose(encoded, piece, cues, 0)
        groups.setdefault(chosen if chosen is not None else -1 - number, []).append((piece, sure))
    found = []
    for key, pieces in groups.items():
        cue = cues[key] if key >= 0 else None
        chosen, sure = _choose(encoded, cue, sources, 1) if cue else (None, 1.0)
        certain = np.mean([piece.probability * link for piece, link in pieces])
        found.append(Attribution(
            _span(encoded, sources[chosen]) if chosen is not None else None,
            _span(encoded, cue) if cue else None,
            tuple(_span(encoded, piece) for piece, _ in pieces),
            float(certain * sure),
        ))
    return sorted(found, key=lambda attribution: attribution.content[0])


def _find_runs(encoded: Encoded, role: int) -> list[_Run]:
    """Spans of one layer; a word goes the way of its first subword, and no span crosses a paragraph."""
    sure = encoded.bio[:, role]
    labels = sure.argmax(axis=-1)
    for i in np.flatnonzero(encoded.continues):
        labels[i] = 2 if labels[i - 1] else 0
    labels[encoded.spans[:, 0] == encoded.spans[:, 1]] = 0
    runs, first = [], None
    for i, label in enumerate([*labels.tolist(), 0]):
        if first is not None and label != 2:
            runs.append(_Run(first, i - 1, float(1 - sure[first:i, 0].mean())))
            first = None
        if first is None and label:
            first = i
    return runs


def _choose(encoded: Encoded, asks: _Run, runs: list[_Run], which: int) -> tuple[int | None, float]:
    """The run that `asks` points to, with its probability; None where "none" scores best."""
    near = [k for k, run in enumerate(runs) if abs(run.first - asks.first) <= REACH]
    if not near:
        return None, 1.0
    query = encoded.pointers[asks.first, 2 * which]
    keys = encoded.pointers[[runs[k].first for k in near], 2 * which + 1]
    scores = np.append(keys @ query / 8, encoded.none[asks.first, which])
    powers = np.exp(scores - scores.max())
    best = int(scores.argmax())
    return near[best] if best < len(near) else None, float(powers[best] / powers.sum())


def _span(encoded: Encoded, run: _Run) -> Span:
    return int(encoded.spans[run.first, 0]), int(encoded.spans[run.last, 1])
