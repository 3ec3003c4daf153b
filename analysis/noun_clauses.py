"""Noun clauses: what hangs on nouns and adjectives ("her demand that …", "is sure that …"), and on "according to".

A `Candidate` is what any of these, or a verb of `clauses`, offers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analysis.attributions import Span
from analysis.phrases import find_subject, pieces, source_span, verb_group
from analysis.syntax import Word

LIGHT = {"have", "make", "give", "express", "issue", "voice", "raise", "offer", "reiterate", "hold", "get", "take", "show"}


@dataclass(frozen=True)
class Candidate:
    """One word with one complement.

    Attributes
    ----------
    word : Word
        The head of the cue.
    lemma : str
        With its particle ("point out").
    pos : str
        verb, noun or adjective.
    pattern : str
        clause, infinitive, gerund, object, object+to, object+WORD, small (clause), WORD (a preposition), aside.
    source, cue, content
        As in `Attribution`.
    subject : Word or None
        The head of the source.
    """

    word: Word
    lemma: str
    pos: str
    pattern: str
    source: Span | None
    cue: Span
    content: tuple[Span, ...]
    subject: Word | None = None


def of_noun(noun: Word, words: list[Word]) -> Iterator[Candidate]:
    clause = next((c for c in noun.children if c.dep == "acl" and c.index > noun.index), None)
    if clause is not None:
        mark = clause.child("mark")
        if mark is not None and mark.lower in ("that", "whether"):
            yield _nominal(noun, words, "clause", clause.subtree(), None)
        elif is_to(clause):
            yield _nominal(noun, words, "infinitive", clause.subtree(), None)
    for preposition in noun.children:
        if preposition.dep == "prep" and preposition.index > noun.index and preposition.lower != "by":
            inner = preposition.child("pobj", "pcomp")
            if inner is not None:
                yield _nominal(noun, words, preposition.lower, inner.subtree(), preposition)


def _nominal(noun: Word, words: list[Word], pattern: str, content: list[Word], preposition: Word | None) -> Candidate:
    offset = words[0].index
    last = noun.index - offset
    if preposition is not None and preposition.index == noun.index + 1:
        last += 1
    cue = (noun.start, words[last].end)
    holder = _holder(noun)
    source = source_span(holder, cue, words, without=frozenset(w.index for w in content)) if holder is not None else None
    if holder is not None and holder.dep == "poss":
        source = _possessor(holder, words)
    return Candidate(noun, noun.lemma, "noun", pattern, source, cue, pieces(content), holder)


def _possessor(holder: Word, words: list[Word]) -> Span:
    """A possessor without its 's."""
    branch = [w for w in holder.subtree() if not (w.dep == "case" and w.head is holder)]
    spans = pieces(branch)
    return next((span for span in spans if span[0] <= holder.start < span[1]), (holder.start, holder.end))


def _holder(noun: Word) -> Word | None:
    """Whose demand, hope or decision it is: possessor, "by" or "from", an adjective of a country, or the subject."""
    owner = noun.child("poss")
    if owner is not None:
        return owner
    for preposition in noun.children:
        if preposition.dep in ("prep", "agent") and preposition.lower in ("by", "from", "among") and preposition.child("pobj"):
            return preposition.child("pobj")
    named = next((c for c in noun.children if c.dep in ("amod", "compound") and c.entity[2:] in ("NORP", "GPE", "PERSON", "ORG")), None)
    if named is not None:
        return named
    if noun.dep == "dobj" and noun.head.lemma in LIGHT:
        return find_subject(noun.head)
    return None


def of_adjective(adjective: Word, words: list[Word]) -> Iterator[Candidate]:
    verb = adjective.head
    subject = find_subject(verb)
    if subject is None or subject.lower in ("it", "there", "this", "that", "which"):
        return
    offset = words[0].index
    for child in adjective.children:
        if child.index < adjective.index:
            continue
        pattern, content, last = None, child.subtree(), adjective.index - offset
        if child.dep == "ccomp":
            pattern = "clause"
        elif child.dep == "xcomp":
            pattern = "infinitive"
        elif child.dep == "prep" and child.child("pobj", "pcomp") is not None:
            pattern, content = child.lower, child.child("pobj", "pcomp").subtree()
            last += child.index == adjective.index + 1
        if pattern:
            first = verb_group(verb, words)[0]
            cue = (words[first].start, words[last].end)
            source = source_span(subject, cue, words)
            yield Candidate(adjective, adjective.lemma, "adjective", pattern, source, cue, pieces(content), subject)


def according(word: Word, words: list[Word]) -> Iterator[Candidate]:
    to = word.child("prep")
    holder = to.child("pobj") if to is not None else None
    if holder is None or word.head is word:
        return
    own = {w.index for w in word.subtree()}
    clause = word.head
    while clause.dep not in ("ROOT", "ccomp", "advcl", "relcl", "conj", "parataxis") and clause.head is not clause:
        clause = clause.head
    cue = (word.start, to.end)
    content = [w for w in clause.subtree() if w.index not in own]
    yield Candidate(word, "according to", "preposition", "aside", source_span(holder, cue, words), cue, pieces(content), holder)


def is_to(word: Word) -> bool:
    return any(c.dep == "aux" and c.lower == "to" for c in word.children)
