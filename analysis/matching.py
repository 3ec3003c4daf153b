"""Matching: which span, which set of characters, which actor of one coding is which of another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.coding import Coding, Mention

Span = tuple[int, int]

NAME, ALIAS, BOTH_ALIASES, WORDS = 2.0, 1.0, 0.75, 0.5  # what equal names are worth beside equal places
NEAR, LEAST = 0.2, 0.25  # share of a span in common; worth of a pair of actors


def overlap(one: Span, other: Span) -> float:
    """Characters in common, of those from the first to the last of either; 0 where there are none."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common / (max(one[1], other[1]) - min(one[0], other[0])) if common > 0 else 0.0


def meets(span: Span, others: Iterable[Span]) -> bool:
    """Whether a span shares a character with any of the others."""
    return any(start < span[1] and span[0] < end for start, end in others)


def match_spans(gold: Iterable[Span], system: Iterable[Span]) -> list[tuple[Span, Span]]:
    """Pairs of spans, one to one: equal ones first, then by what they share, most first."""
    left, right = sorted(set(gold)), sorted(set(system))
    exact = set(left) & set(right)
    rest = [span for span in right if span not in exact]
    nearby = sorted((-overlap(a, b), a, b) for a in left if a not in exact for b in rest if overlap(a, b) > 0)
    return [(a, a) for a in left if a in exact] + _one_to_one(nearby)


def _one_to_one(ordered: Iterable[tuple]) -> list[tuple]:
    """The second and third of each entry, in order, each taken once."""
    left, right, found = set(), set(), []
    for _, a, b in ordered:
        if a not in left and b not in right:
            left.add(a)
            right.add(b)
            found.append((a, b))
    return found


def match_sets(gold: Sequence[set[int]], system: Sequence[set[int]]) -> list[tuple[float, int, int]]:
    """Pairs of sets of characters, one to one, with their intersection over union, the highest first.

    Newell et al.'s attributions are compared so: ties go to the first of the gold, then of the system.
    """
    owners: dict[int, list[int]] = defaultdict(list)
    for number, characters in enumerate(system):
        for place in characters:
            owners[place].append(number)
    pairs = []
    for number, characters in enumerate(gold):
        for other in sorted({owner for place in characters for owner in owners.get(place, ())}):
            common = len(characters & system[other])
            pairs.append((-common / (len(characters) + len(system[other]) - common), number, other))
    worth = {(a, b): -value for value, a, b in pairs}
    return [(worth[pair], *pair) for pair in _one_to_one(sorted(pairs))]


def share(one: set[int], other: set[int]) -> float:
    """Intersection over union; 0 for two empty sets."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def map_actors(gold: Coding, system: Coding) -> dict[str, str]:
    """Actors of one coding as those of another, one to one: by places in common, and by names.

    A mention at an equal place is worth 1 (a pronoun half), one that shares a part up to half of that; equal
    names are worth 2, a name among the aliases 1.  What is worth less than a quarter stays unmapped.
    """
    worth: dict[tuple[str, str], float] = defaultdict(float)
    _weigh_places(gold.mentions or (), system.mentions or (), worth)
    names = {actor: gold.names_of(actor) for actor in gold.actors()}
    for actor in system.actors():
        own = system.names_of(actor)
        for other, theirs in names.items():
            value = _weigh_names(own, theirs)
            if value:
                worth[actor, other] += value
    found: dict[str, str] = {}
    taken: set[str] = set()
    for (actor, other), value in sorted(worth.items(), key=lambda entry: (-entry[1], str(entry[0]))):
        if value >= LEAST and actor not in found and other not in taken:
            found[actor] = other
            taken.add(other)
    return found


def _weigh_places(gold: Sequence[Mention], system: Sequence[Mention], worth: dict[tuple[str, str], float]) -> None:
    there: dict[Span, list[Mention]] = defaultdict(list)
    for mention in gold:
        there[mention.span].append(mention)
    spans = sorted(there)
    for actor, start, end, _ in sorted({(m.actor, m.start, m.end, m.form) for m in system}, key=lambda row: row[1:3]):
        span, value = (start, end), 1.0
        if span not in there:
            near = _nearest(span, spans)
            if near is None or overlap(near, span) < NEAR:
                continue
            span, value = near, 0.5 * overlap(near, (start, end))
        for mention in there[span]:
            worth[actor, mention.actor] += value * (0.5 if mention.form == "pronoun" else 1.0)


def _nearest(span: Span, spans: Sequence[Span]) -> Span | None:
    best: tuple[float, Span] | None = None
    for other in spans:
        if other[0] >= span[1]:
            break
        value = overlap(other, span)
        if value and (best is None or value > best[0]):
            best = value, other
    return best[1] if best else None


def _weigh_names(own: tuple[set[str], set[str]], theirs: tuple[set[str], set[str]]) -> float:
    """What two actors' names (full, aliases) say for their being one."""
    if own[0] & theirs[0]:
        return NAME
    if own[0] & theirs[1] or own[1] & theirs[0]:
        return ALIAS
    if own[1] & theirs[1]:
        return BOTH_ALIASES
    words = [(set(a.split()), set(b.split())) for a in own[0] for b in theirs[0]]
    return WORDS if any(a and b and len(a & b) >= len(a | b) / 2 for a, b in words) else 0.0


def map_by_counts(pairs: Mapping[tuple[str, str], int]) -> dict[str, str]:
    """Second to first of each pair, one to one, the most frequent pairs first."""
    ordered = sorted((-number, a, b) for (a, b), number in pairs.items())
    return {b: a for a, b in _one_to_one(ordered)}
