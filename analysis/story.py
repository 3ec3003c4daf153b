"""The story so far: references in reading order, from which nominals and pronouns get their actors."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from analysis import gazetteer, pronouns
from analysis.cast import Actor, Cast, Reference
from analysis.pronouns import Candidate, is_subject
from analysis.syntax import Sentence, Word

Found = tuple[list[Actor], str, float] | None  # whom a phrase means, by which rule, how likely


class Story:
    """References in reading order, and who is on stage.

    Parameters
    ----------
    cast : Cast
        Of the article's names.
    quotes : sequence of (int, int)
        Characters inside quotation marks, in order, not overlapping.
    named : dict
        Index of a name's head word -> its reference, for the whole article.
    """

    def __init__(self, cast: Cast, sentences: Sequence[Sentence], quotes: Sequence[tuple[int, int]],
                 named: dict[int, Reference]) -> None:
        self.cast, self.sentences, self.quotes, self.named = cast, sentences, quotes, named
        self.references: list[Reference] = []
        self.counts: dict[Actor, int] = {}
        self.speaker: Actor | None = None

    def add(self, reference: Reference) -> Reference:
        """Take in the next reference."""
        self.references.append(reference)
        if reference.sense == "actor":
            for actor in reference.actors:
                self.counts[actor] = self.counts.get(actor, 0) + 1
            if self.quote_at(reference.start) < 0 and is_subject(reference.word) and (
                    reference.word.head.lemma in gazetteer.verbs("say")):
                self.speaker = reference.actors[0]
        return reference

    def quote_at(self, place: int) -> int:
        """Ordinal of the quotation a character stands in, -1 outside."""
        spot = bisect_right(self.quotes, (place, 1 << 60)) - 1
        return spot if spot >= 0 and place < self.quotes[spot][1] else -1

    def recent(self, word: Word, window: int) -> list[Reference]:
        """References of the last sentences, nearest first, before the word."""
        found = []
        for reference in reversed(self.references):
            if word.sentence - reference.word.sentence > window:
                break
            if reference.end <= word.start and reference.sense == "actor":
                found.append(reference)
        return found

    def candidates(self, word: Word, window: int = pronouns.WINDOW) -> list[Candidate]:
        """The actors of the last sentences, each at its nearest reference; also pairs that stand together."""
        found: dict[tuple[Actor, ...], Candidate] = {}
        recent = [reference for reference in self.recent(word, window) if not self.names_another(word, reference)]
        for reference in recent:
            key = tuple(reference.actors)
            if key not in found:
                count = min(self.counts.get(actor, 1) for actor in key)
                found[key] = Candidate(key, reference, count, is_subject(reference.word))
            elif reference.word.sentence == found[key].reference.word.sentence:
                # Who is the subject of a sentence stays so when "his" follows.
                found[key].subject |= is_subject(reference.word)
        for first, key in _joined(recent[::-1]):
            found.setdefault(key, Candidate(key, first, 1, is_subject(first.word)))
        return list(found.values())

    def names_another(self, word: Word, reference: Reference) -> bool:
        """Whether a name stands in the quotation that "he said" belongs to: who speaks says I of himself."""
        says = is_subject(word) and word.head.lemma in gazetteer.verbs("say") and self.quote_at(word.start) < 0
        return says and word.sentence == reference.word.sentence and self.quote_at(reference.start) >= 0

    def pronoun(self, word: Word) -> Reference | None:
        """The actor of a third-person pronoun, or None where nobody is likely enough."""
        form = pronouns.FORMS[word.lower]
        if pronouns.is_expletive(word):
            return None
        weighed = self.weigh(word, form)
        words = self.sentences[word.sentence].words
        taken = {reference.word.index for reference in self.recent(word, 0)}
        none = pronouns.score(pronouns.nobody(word, form, words, taken))
        chosen = pronouns.choose([(pronouns.score(found), candidate) for candidate, found in weighed], none)
        if chosen is None:
            return None
        candidate, probability = chosen
        if form in ("m", "f") and probability >= 0.8:
            candidate.actors[0].gender = form
        return Reference(word.start, word.end, "pronoun", list(candidate.actors), word, rule="pronoun: weights",
                         probability=round(probability, 3))

    def weigh(self, word: Word, form: str) -> list[tuple[Candidate, dict[str, float]]]:
        """The candidates that agreement and binding leave, each with its features."""
        here = self.quote_at(word.start)
        said_by = self.quote_speaker(word) if here >= 0 else self.speaker
        found = []
        candidates = [*self.candidates(word), *self.ahead(word)]
        if form == "they":  # after "A and B", "they" is not one of the two
            joined = {actor for candidate in candidates if len(candidate.actors) > 1 for actor in candidate.actors}
            candidates = [candidate for candidate in candidates if len(candidate.actors) > 1 or candidate.actors[0] not in joined]
        for candidate in candidates:
            if pronouns.agrees(form, candidate.actors) and not pronouns.bound(word, candidate):
                there = self.quote_at(candidate.reference.start)
                found.append((candidate, pronouns.features(word, form, candidate, quoted=here >= 0, same_quote=here == there,
                                                           speaker=said_by in candidate.actors)))
        return found

    def ahead(self, word: Word) -> list[Candidate]:
        """The subject of the main clause where it follows the pronoun ("After his visit, X said")."""
        if is_subject(word) and word.head.dep == "ROOT":
            return []
        for other in self.sentences[word.sentence].words:
            if other.index > word.index and is_subject(other) and other.head.dep == "ROOT" and other.index in self.named:
                reference = self.named[other.index]
                if not any(actor in reference.actors for old in self.recent(word, 0) for actor in old.actors):
                    count = self.counts.get(reference.actors[0], 0) + 1
                    return [Candidate(tuple(reference.actors), reference, count, True)]
        return []

    def quote_speaker(self, word: Word) -> Actor | None:
        """Who speaks the quotation around a word: the subject of the verb of saying in its sentence, else the last one."""
        for other in self.sentences[word.sentence].words:
            if is_subject(other) and other.head.lemma in gazetteer.verbs("say") and self.quote_at(other.start) < 0:
                if other.index in self.named:
                    return self.named[other.index].actors[0]
        return self.speaker

    def owners(self, word: Word | None) -> list[Actor]:
        """The actors of a possessor: "his", "Zelenskyy's", "the nation's"."""
        if word is None:
            return []
        for reference in reversed(self.references[-12:]):
            if reference.start <= word.start and word.end <= reference.end:
                return reference.actors
        return []

    def last(self, kinds: tuple[str, ...], word: Word, *, window: int = 8, side: str = "") -> Actor | None:
        """The actor of these kinds spoken of last."""
        for reference in self.recent(word, window):
            actor = reference.actors[0]
            if actor.kind in kinds and (not side or actor.side == side):
                return actor
        return None


def _joined(references: Sequence[Reference]) -> Iterator[tuple[Reference, tuple[Actor, ...]]]:
    """Names that stand together ("A, B and C"): the first of them, and all their actors."""
    row: list[Reference] = []
    for reference in [*references, None]:
        if row and reference and reference.form == row[-1].form == "name" and reference.word.dep == "conj" and (
                reference.word.head is row[-1].word):
            row.append(reference)
            continue
        if len(row) > 1:
            yield row[0], tuple(dict.fromkeys(actor for other in row for actor in other.actors))
        row = [reference] if reference else []
