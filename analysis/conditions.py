"""Conditions: the words that tell on what a stance depends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
)
DEPS = ("mark", "prep", "advmod", "pcomp", "advcl")


def find_condition(words: Sequence[Word], touching: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a condition that the touching words do not stand in; none where there is none.

    "whether" opens no condition, nor does "until" a day.
    """
    own, inside = {word.index for word in touching}, {word.index for word in words}
    for clause in _clauses(words, inside):
        if len(clause) > 1 and not any(part.index in own for part in clause):
            return tuple(clause)
    return ()


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
