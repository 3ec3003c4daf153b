"""Tagger: sources, cues and contents found by the encoder, and what belongs to what.

Spans come from three BIO layers, links from two pointers (a content piece asks for its cue, a cue for its
source), both trained on PolNeAR (Newell, Margolin & Ruths 2018).  Pieces that ask for the same cue are one
content, so that a quotation interrupted by "she said" stays whole.

The weights below were chosen on the articles that training kept aside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from analysis.encoder import Encoded

SOURCE, CUE, CONTENT = 0, 1, 2
REACH = 200  # subwords; PolNeAR links farther apart are under one in five hundred
ENTER = (-1.0, -0.3, 0.7)  # log-odds that a source, cue, content must be better than nothing by, to begin
FAR = (0.06, 0.05)  # what each subword between the two takes from the score of a link: to a cue, to a source
PARAGRAPH = (40, 0)  # subwords that another paragraph counts as
GAP = 8  # subwords; pieces of one content with less between them are one piece
WEAK = 0.6  # further pieces of a content that are less likely are left out
UNLIKELY = 0.25  # attributions that are less likely are left out
ENDED = re.compile(r"[.?!][\"”’')]*\s|\n")
MARKS = "\"“”'‘’«»"

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
    """Subwords first..last (inclusive) of one predicted span, how sure the layer is of it, and of its link."""

    first: int
    last: int
    probability: float
    link: float = 1.0


def find_attributions(encoded: Encoded, text: str) -> list[Attribution]:
    """Attributions in the order of their contents; none where nothing is attributed."""
    sources, cues, contents = (_find_runs(encoded, role) for role in (SOURCE, CUE, CONTENT))
    paragraphs = np.cumsum(encoded.spans[:, 0] == encoded.spans[:, 1])
    groups: dict[int, list[_Run]] = {}
    for number, piece in enumerate(contents):
        chosen, sure = _choose(encoded, paragraphs, piece, cues, 0)
        piece = _Run(piece.first, piece.last, piece.probability, sure)
        groups.setdefault(chosen if chosen is not None else -1 - number, []).append(piece)
    found = []
    for key, pieces in groups.items():
        cue = cues[key] if key >= 0 else None
        chosen, sure = _choose(encoded, paragraphs, cue, sources, 1) if cue else (None, 1.0)
        source = sources[chosen] if chosen is not None else None
        pieces = _drop_strays(encoded, text, _join(encoded, text, pieces, [run for run in (cue, source) if run]))
        likely = float(np.mean([piece.probability * piece.link for piece in pieces])) * sure
        if likely >= UNLIKELY:
            found.append(Attribution(_span(encoded, source), _span(encoded, cue),
                                     tuple(_span(encoded, piece) for piece in pieces), likely))
    return sorted(found, key=lambda attribution: attribution.content[0])


def _find_runs(encoded: Encoded, role: int) -> list[_Run]:
    """Spans of one layer; a word goes the way of its first subword, and no span crosses a paragraph."""
    sure = encoded.bio[:, role]
    labels = _best_path(sure, encoded.continues, encoded.spans[:, 0] == encoded.spans[:, 1], ENTER[role])
    runs, first = [], None
    for i, label in enumerate([*labels, 0]):
        if first is not None and label != 2:
            runs.append(_Run(first, i - 1, float(1 - sure[first:i, 0].mean())))
            first = None
        if first is None and label:
            first = i
    return runs


def _best_path(sure: np.ndarray, continues: np.ndarray, breaks: np.ndarray, enter: float) -> list[int]:
    """The likeliest labels (0 outside, 1 begin, 2 inside) in which inside follows begin or inside (Viterbi)."""
    logs = np.log(np.maximum(sure, 1e-6)).tolist()
    never = -1e9
    best, backs = (0.0, never, never), []
    for i in (words := np.flatnonzero(~np.asarray(continues, bool)).tolist()):
        outside, begin, inside = (0.0, never, never) if breaks[i] else logs[i]
        before = best.index(max(best))
        within = 1 if best[1] >= best[2] else 2
        backs.append((before, before, within))
        best = (best[before] + outside, best[before] + begin - enter, best[within] + inside)
    labels, state = [0] * len(logs), best.index(max(best))
    for i, back in zip(reversed(words), reversed(backs)):
        labels[i], state = state, back[state]
    for i in np.flatnonzero(continues).tolist():
        labels[i] = 2 if labels[i - 1] else 0
    return labels


def _choose(encoded: Encoded, paragraphs: np.ndarray, asks: _Run, runs: list[_Run], which: int) -> tuple[int | None, float]:
    """The run that `asks` points to, with its probability; None where "none" scores best."""
    near = [k for k, run in enumerate(runs) if abs(run.first - asks.first) <= REACH]
    if not near:
        return None, 1.0
    query = encoded.pointers[asks.first, 2 * which]
    keys = encoded.pointers[[runs[k].first for k in near], 2 * which + 1]
    between = [max(0, runs[k].first - asks.last, asks.first - runs[k].last)
               + PARAGRAPH[which] * bool(paragraphs[runs[k].first] != paragraphs[asks.last]) for k in near]
    scores = np.append(keys @ query / 8 - FAR[which] * np.array(between), encoded.none[asks.first, which])
    powers = np.exp(scores - scores.max())
    best = int(scores.argmax())
    return near[best] if best < len(near) else None, float(powers[best] / powers.sum())


def _join(encoded: Encoded, text: str, pieces: list[_Run], others: list[_Run]) -> list[_Run]:
    """Make pieces one that only a few subwords of the same sentence part, unless these are the cue or the source."""
    joined = [pieces[0]]
    for piece in pieces[1:]:
        last = joined[-1]
        parted = any(last.last < other.last and other.first < piece.first for other in others)
        if parted or piece.first - last.last > GAP + 1 or ENDED.search(_between(encoded, text, last, piece)):
            joined.append(piece)
        else:
            joined[-1] = _Run(last.first, piece.last, (last.probability + piece.probability) / 2, max(last.link, piece.link))
    return joined


def _drop_strays(encoded: Encoded, text: str, pieces: list[_Run]) -> list[_Run]:
    """Leave out what hardly belongs to the longest piece: unlikely ones, and those of other sentences that are not quoted."""
    longest = max(pieces, key=lambda piece: piece.last - piece.first)

    def belongs(piece: _Run) -> bool:
        first, second = sorted((piece, longest), key=lambda run: run.first)
        quoted = text[encoded.spans[piece.first, 0]] in MARKS
        return piece.probability * piece.link >= WEAK and (quoted or not ENDED.search(_between(encoded, text, first, second)))

    return [piece for piece in pieces if piece is longest or belongs(piece)]


def _between(encoded: Encoded, text: str, first: _Run, second: _Run) -> str:
    """What stands between two runs, with the last marks of the first."""
    return text[max(0, encoded.spans[first.last, 1] - 2):encoded.spans[second.first, 0]]


def _span(encoded: Encoded, run: _Run | None) -> Span | None:
    return (int(encoded.spans[run.first, 0]), int(encoded.spans[run.last, 1])) if run else None
