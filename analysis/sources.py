"""Sources: from the words of a source to the actors they mean."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import pandas as pd

from analysis.attributions import Span
from analysis.judging import Place
from analysis.syntax import Word

RELATIVE = ("who", "which", "that", "whom", "whose")
SELF = ("i", "we", "us", "me", "my", "our")
PARTITIVE = ("some", "many", "most", "all", "both", "one", "two", "three", "none", "several", "few", "each", "neither", "either", "half",
             "any", "number", "majority", "dozens", "hundreds", "thousands", "others")
LEAD = 4  # characters before the first name of a list: "the "
# People of whom "of X" does not say that they speak for X.
ASIDE = ("critic", "opponent", "detractor", "rival", "foe", "enemy", "sceptic", "skeptic", "victim", "survivor", "accuser", "relative", "friend",
         "neighbour", "neighbor", "reader", "viewer", "user", "customer", "patient", "protester", "demonstrator", "biographer")
NEAR = ("appos", "conj", "compound", "nmod", "flat", "poss", "amod")


class Mentions:
    """Mentions by place, to ask which actors a word belongs to."""

    def __init__(self, mentions: pd.DataFrame, text: str) -> None:
        self.text = text
        rows = zip(mentions.start, mentions.end, mentions.actor_id, mentions.form, mentions.sense)
        self._rows = sorted((int(start), int(end), actor, form, sense) for start, end, actor, form, sense in rows)
        self._starts = [row[0] for row in self._rows]
        self._longest = max((row[1] - row[0] for row in self._rows), default=0)

    def over(self, start: int, end: int, *, places: bool = False) -> list[tuple[int, int, str, str]]:
        """Mentions that touch a stretch, in reading order; those that only name a place where asked for."""
        first = bisect_left(self._starts, start - self._longest)
        last = bisect_left(self._starts, end)
        return [row[:4] for row in self._rows[first:last] if row[1] > start and (places or row[4] == "actor")]


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
    listed = _listed(head, source, mentions)
    if listed:
        return listed
    for word in joint:
        for actor in _of_word(word, source, mentions) or (_of_relatives(word, source, mentions) if word is head else []):
            if actor not in found:
                found.append(actor)
    return found or ([] if head.lemma.lower() in ASIDE else _only(source, mentions))


def _listed(head: Word, source: Span, mentions: Mentions) -> list[str]:
    """The actors of "A, B and C", whatever the parse makes of the commas; none where the source is no such list."""
    rows = [row for row in mentions.over(*source, places=True) if row[0] >= source[0] and row[3] == "name"]
    spans = sorted({(start, end) for start, end, _, _ in rows})
    if len(spans) < 3 or spans[0][0] > head.start or spans[-1][1] < source[1] or spans[0][0] > source[0] + LEAD:
        return []
    text = mentions.text
    between = [text[a:b].strip() for (_, a), (b, _) in zip(spans, spans[1:])]
    if any(mark != "," for mark in between[:-1]) or between[-1] not in ("and", ", and", "&", "or"):
        return []
    return list(dict.fromkeys(row[2] for row in rows))


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
    part = head.child("prep") if head.lower in PARTITIVE else None
    if part is not None and part.lower == "of" and part.child("pobj") is not None:
        return _of_word(part.child("pobj"), source, mentions)
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
