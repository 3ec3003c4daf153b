"""Bearings: the stretches of an article that may bear a stance, and whose it is.

A statement bears that of its source; a clause of the reporter's that of its subject; a clause inside a statement that
of its own subject, ascribed by somebody else; "her demand for …" that of whom the noun belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pandas as pd

from analysis import gazetteer, stances, trails
from analysis.documents import Document, find_parts
from analysis.doers import clause_of, find_doer, is_asked, is_nobody, is_supposed
from analysis.judging import Place
from analysis.syntax import Sentence, Word

OUTSIDE = ("byline", "date", "dateline", "credit")
FIRST_PERSON = {"i", "we"}
AGENTS = {"supporter", "opponent", "critic", "backer", "advocate", "champion", "foe", "proponent", "detractor"}
SPOKEN = ("demand", "offer", "agreement", "refusal", "threat")  # moves that are made by saying so


@dataclass(frozen=True)
class Bearing:
    """A stretch of the article that may bear a stance: whose, in which words, and how it was told."""

    actor_id: str
    words: tuple[Word, ...]
    basis: str
    rule: str
    cue: Word | None = None
    cue_class: str = "neutral"
    denied: bool = False
    statement_id: str | None = None
    probability: float = 1.0
    source: str = "statement"  # or clause, or noun
    strangers: frozenset[int] = frozenset()  # words that name actors of another side


@dataclass
class Cast:
    """Who is who at which word, and who tells which words."""

    at: dict[int, list[str]]
    states: dict[str, str]
    media: set[str]
    sides: dict[str, str]
    told: dict[int, set[str]] = field(default_factory=dict)
    cues: dict[int, set[str]] = field(default_factory=dict)

    def strangers(self, actor: str, words: Sequence[Word]) -> frozenset[int]:
        """Those of some words that name actors known to be of another side than an actor."""
        own = self.sides.get(actor)
        return frozenset(
            word.index
            for word in words
            if own is not None
            and (named := self.at.get(word.index))
            and all(self.sides.get(other, own) != own for other in named)
        )

    def of(self, word: Word) -> list[str]:
        """The actors of a word and of those joined to it ("Norway and Chile"); of a people's adjective its state."""
        found, joined = [], word
        while joined is not None:
            found += self.at.get(joined.index, [])
            if not found and (state := gazetteer.demonyms().get(joined.lower)) in self.states:
                found.append(self.states[state])
            joined = joined.child("conj")
        return list(dict.fromkeys(found))


def find_bearings(
    document: Document, linked: list[Sentence], actors: pd.DataFrame, mentions: pd.DataFrame, statements: pd.DataFrame
) -> Iterator[Bearing]:
    """Statements first, then clauses and nouns in reading order."""
    place = Place([word for sentence in linked for word in sentence.words])
    cast = make_cast(place, actors, mentions)
    yield from _of_statements(place, statements, cast)
    outside = [(part.start, part.end) for part in find_parts(document) if part.kind in OUTSIDE]
    for sentence in linked:
        if not any(start <= sentence.start < end for start, end in outside):
            for word in sentence.words:
                yield from _of_clause(word, cast) if word.tag.startswith("VB") else _of_noun(word, cast)


def make_cast(place: Place, actors: pd.DataFrame, mentions: pd.DataFrame) -> Cast:
    """The actors that the head word of each mention names."""
    at: dict[int, list[str]] = {}
    acting = mentions[mentions.sense == "actor"]
    for start, end, actor in zip(acting.start, acting.end, acting.actor_id):
        head = place.head((start, end))
        if head is not None and actor not in at.setdefault(head.index, []):
            at[head.index].append(actor)
    rows = list(zip(actors.actor_id, actors["name"], actors.kind))
    sides = {actor: side for actor, side in zip(actors.actor_id, actors.side) if not pd.isna(side)}
    return Cast(
        at, {name: actor for actor, name, _ in rows}, {actor for actor, _, kind in rows if kind == "journalist"}, sides
    )


def _of_statements(place: Place, statements: pd.DataFrame, cast: Cast) -> Iterator[Bearing]:
    """Each statement of a known actor; what the media report is not their own stance."""
    for (statement_id, actor), pieces in statements.groupby(["statement_id", "actor_id"], sort=False):
        first = pieces.iloc[0]
        words = tuple(word for start, end in zip(pieces.start, pieces.end) for word in place.inside((start, end)))
        cue = None if pd.isna(first.cue_start) else place.head((first.cue_start, first.cue_end))
        for word in words:
            cast.told.setdefault(word.index, set()).add(actor)
        if cue is not None and len(words) > 1:
            cast.cues.setdefault(cue.index, set()).add(actor)
        if words and actor not in cast.media:
            yield Bearing(
                actor,
                words,
                _basis(first),
                trails.say("statement" if cue else "quotation", cue.lemma if cue else "", act=first.act),
                cue,
                first.cue_class,
                bool(first.negated),
                statement_id,
                float(first.probability),
                strangers=cast.strangers(actor, words),
            )


def _basis(row) -> str:
    return "own_direct" if row.kind == "direct" else "reporter" if row.act in ("deed", "attitude") else "own_reported"


def _of_clause(verb: Word, cast: Cast) -> Iterator[Bearing]:
    """A clause whose subject is an actor and whose verb takes a stance."""
    sign, _ = stances.sign_of(verb)
    doer = find_doer(verb) if sign else None
    if doer is None or doer.lower in FIRST_PERSON:
        return
    tellers = cast.told.get(verb.index, set())
    if tellers and is_asked(verb) or is_supposed(verb) or verb.dep == "xcomp" and stances.sign_of(verb.head)[0]:
        return  # "refuses to sign" is read from its first verb
    denied = verb.child("nsubj") is doer and is_nobody(doer)
    for actor in cast.of(doer):
        if actor not in tellers and actor not in cast.cues.get(verb.index, ()) and actor not in cast.media:
            yield Bearing(
                actor,
                tuple(clause_of(verb)),
                "other_actor" if tellers else "reporter",
                trails.say("clause", verb.lemma),
                verb,
                denied=stances.is_negated(verb) != denied,
                probability=0.6,
                source="clause",
            )


def _of_noun(noun: Word, cast: Cast) -> Iterator[Bearing]:
    """A noun that takes a stance and tells whose: "Norway's demand for …", "Norwegian and Chilean demands", "support from …"."""
    sign, move = stances.sign_of(noun) if noun.tag in ("NN", "NNS") else (0, "none")
    if not sign:
        return
    if noun.lemma in AGENTS:
        yield from _of_agent(noun, cast)
        return
    tellers = cast.told.get(noun.index, set())
    basis = "other_actor" if tellers else "own_reported" if move in SPOKEN else "reporter"
    for holder in _holders(noun):
        own = {word.index for word in holder.subtree()}
        words = tuple(word for word in noun.subtree() if word.index not in own)
        for actor in cast.of(holder):
            if actor not in tellers and actor not in cast.cues.get(noun.index, ()) and actor not in cast.media:
                yield Bearing(actor, words, basis, trails.say("noun", noun.lemma), noun, probability=0.6, source="noun")


def _of_agent(noun: Word, cast: Cast) -> Iterator[Bearing]:
    """ "Supporters of the dam, including the mayor": those whom the noun names, and the members that are told."""
    including = next((child for child in noun.children if child.dep == "prep" and child.lower == "including"), None)
    left = {
        word.index
        for child in noun.children
        if child is including or child.dep in ("relcl", "poss")
        for word in child.subtree()
    }
    words = tuple(word for word in noun.subtree() if word.index not in left)
    members = cast.of(including.child("pobj")) if including is not None and including.child("pobj") is not None else []
    for actor in dict.fromkeys([*cast.at.get(noun.index, []), *members]):
        yield Bearing(actor, words, "reporter", trails.say("noun", noun.lemma), noun, probability=0.6, source="noun")


def _holders(noun: Word) -> Sequence[Word]:
    """Whose a demand, hope or refusal is: possessor, adjective of a people, "by" or "from"."""
    found = [child for child in noun.children if child.dep == "poss"]
    found += [
        child for child in noun.children if child.dep in ("amod", "compound", "nmod") and child.index < noun.index
    ]
    for child in noun.children:
        if child.dep in ("prep", "agent") and child.lower in ("by", "from") and child.child("pobj"):
            found.append(child.child("pobj"))
    return found
