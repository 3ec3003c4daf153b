"""Sources: from the words of a source to the actors they mean."""

from __future__ import annotations

from bisect import bisect_left
from typing import Sequence

import pandas as pd

from analysis.attributions import Span
from analysis.judging import Place
from analysis.syntax import Word

RELATIVE = ("who", "which", "that", "whom", "whose")
SELF = ("i", "we", "us", "me", "my", "our")
NEAR = ("appos", "conj", "compound", "nmod", "flat", "poss", "amod")


class Mentions:
    """Mentions by place, to ask which actors a word belongs to."""

    def __init__(self, mentions: pd.DataFrame) -> None:
        actors = mentions[mentions.sense == "actor"] if len(mentions) else mentions
        rows = zip(actors.start, actors.end, actors.actor_id, actors.form)
        self._rows = sorted((int(start), int(end), actor, form) for start, end, actor, form in rows)
        self._starts = [row[0] for row in self._rows]
        self._longest = max((end - start for start, end, _, _ in self._rows), default=0)

    def over(self, start: int, end: int) -> list[tuple[int, int, str, str]]:
        """Mentions that touch a stretch, in reading order."""
        first = bisect_left(self._starts, start - self._longest)
        last = bisect_left(self._starts, end)
        return [row for row in self._rows[first:last] if row[1] > start]


def find_actors_of(source: Span | None, place: Place, mentions: Mentions) -> list[str]:
    """The actors a source means, one for each where it is joint; none where no mention tells.

    The mention at the head of the noun phrase decides, then appositions, names joined to it and possessors.
    """
    head = place.head(source)
    if source is None or head is None:
        return []
    if head.lower in RELATIVE and _antecedent(head) is not None:
        head = _antecedent(head)
        source = (min(w.start for w in [head]), head.end)
    joint = [head, *_joined(head)]
    found: list[str] = []
    for word in joint:
        for actor in _of_word(word, source, mentions) or (_of_relatives(word, source, mentions) if word is head else []):
            if actor not in found:
                found.append(actor)
    return found or _only(source, mentions)


def _antecedent(word: Word) -> Word | None:
    verb = next((w for w in word.ancestors() if w.dep in ("relcl", "acl")), None)
    return verb.head if verb is not None else None


def _joined(head: Word) -> list[Word]:
    found, word = [], head
    while (word := word.child("conj")) is not None and len(found) < 10:
        found.append(word)
    return found


def _of_word(word: Word, source: Span, mentions: Mentions) -> list[str]:
    """Actors of the mentions that hold a word: names before nominals, the longest first."""
    rows = mentions.over(word.start, word.end)
    if not rows:
        return []
    start, end = max(((a, b) for a, b, _, _ in rows), key=lambda span: (span[1] - span[0], -span[0]))
    return [actor for a, b, actor, _ in rows if (a, b) == (start, end)]


def _of_relatives(head: Word, source: Span, mentions: Mentions) -> list[str]:
    """Actors of a name in apposition, or of one that is part of the same name."""
    for dep in NEAR:
        for child in head.children:
            if child.dep == dep and dep != "conj" and source[0] <= child.start < source[1]:
                found = _of_word(child, source, mentions)
                if found:
                    return found
    return []


def _only(source: Span, mentions: Mentions) -> list[str]:
    """The one actor named in a source, where its head tells nothing."""
    rows = [row for row in mentions.over(*source) if row[0] >= source[0] and row[3] == "name"]
    actors = list(dict.fromkeys(row[2] for row in rows))
    return actors if len(actors) == 1 else []


def is_self(source_words: Sequence[Word]) -> bool:
    """Whether a source is the speaker of the statement it stands in ("I think")."""
    return len(source_words) == 1 and source_words[0].lower in SELF
