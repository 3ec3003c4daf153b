"""Conditions: the words that tell on what a stance depends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.stances import is_negated
from analysis.syntax import Word

MARKS = {"if", "unless", "until", "till", "provided", "once", "assuming"}
PHRASES = (
    ("as", "long", "as"),
    ("so", "long", "as"),
    ("only", "after"),
    ("only", "when"),
    ("only", "with"),
    ("on", "condition"),
    ("on", "the", "condition"),
    ("in", "exchange"),
    ("in", "return"),
    ("subject", "to"),
    ("contingent", "on"),
    ("only", "once"),
    ("provided", "that"),
    ("providing", "that"),
    ("on", "the", "understanding"),
)
DEPS = ("mark", "prep", "advmod", "pcomp", "advcl")


def find_condition(words: Sequence[Word], touching: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a condition that the touching words do not stand in; none where there is none.

    "whether" opens no condition, nor does "until" a day.
    """
    own, inside = {word.index for word in touching}, {word.index for word in words}
    for clause in (*_clauses(words, inside), *_only_ways(words, inside), *_lacks(words, inside)):
        if len(clause) > 1 and not any(part.index in own for part in clause) and _binds(clause[0], touching[0]):
            return tuple(clause)
    return ()


def _binds(mark: Word, touched: Word) -> bool:
    """Whether an adverbial clause hangs on what is said of the touched word, and not on a clause beside it."""
    clause = mark.head
    if mark.dep not in ("mark", "advmod") or clause.dep != "advcl":
        return True
    above = clause.head
    while above.dep == "xcomp":
        above = above.head
    return above is touched or any(word is above for word in touched.ancestors())


def find_threatened(words: Sequence[Word], touched: Word) -> tuple[Word, list[Word]] | None:
    """The condition that the touched word stands in: its mark ("if", "unless") and its words; None where it stands in none."""
    inside = {word.index for word in words}
    for clause in _clauses(words, inside):
        if clause and clause[0].lower in ("if", "unless", "until") and any(part is touched for part in clause):
            return clause[0], clause
    return None


def _only_ways(words: Sequence[Word], inside: set[int]) -> Iterator[list[Word]]:
    """ "The only way to do it is …": what stands after "is"."""
    for word in words:
        if word.lemma in ("way", "path", "route", "chance", "hope") and word.dep == "nsubj" and word.head.lemma == "be":
            if any(child.lower == "only" for child in word.children):
                yield [part for part in word.head.subtree() if part.index in inside and part.index > word.head.index and part.tag[0].isalpha()]


def _lacks(words: Sequence[Word], inside: set[int]) -> Iterator[list[Word]]:
    """ "No dam without a treaty": what must not be lacking."""
    for word in words:
        if word.lower == "without" and (is_negated(word.head) or any(is_negated(c) for c in word.head.children if c.dep in ("attr", "dobj", "nsubj"))):
            yield [part for part in word.subtree() if part.index in inside]


def _clauses(words: Sequence[Word], inside: set[int]) -> Iterator[list[Word]]:
    lower = [word.lower for word in words]
    for at, word in enumerate(words):
        if (
            word.lower in MARKS
            and word.dep in DEPS
            and (word.dep != "prep" or any(part.tag.startswith("VB") for part in word.subtree()))
        ):
            yield [part for part in word.head.subtree() if part.index in inside and part.index >= word.index]
        for phrase in PHRASES:
            if tuple(lower[at : at + len(phrase)]) == phrase:
                yield _governed(words[at : at + len(phrase)], inside)


def _governed(phrase: Sequence[Word], inside: set[int]) -> list[Word]:
    """A phrase with the clause or noun phrase it brings in."""
    last = phrase[-1]
    below = [part for part in last.subtree() if part.index >= phrase[0].index]
    if len(below) <= 1 and last.head.index > last.index:  # a mark hangs on the verb of its clause
        below = [part for part in last.head.subtree() if part.index >= phrase[0].index]
    found = {part.index: part for part in [*phrase, *below] if part.index in inside}
    return [found[index] for index in sorted(found)]
