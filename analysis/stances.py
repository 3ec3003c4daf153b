"""Stances: which words speak for or against something, and how far up the parse a word is spoken of."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import cache

from analysis.paths import DATA
from analysis.stems import STOP, WORD
from analysis.syntax import Word

POS = {"V": "verb", "N": "noun", "J": "adjective"}
NEGATIONS = {"not", "n't", "never", "no", "neither", "nor", "without", "hardly", "cannot", "nothing", "nobody", "none"}
TURNING = {"without", "against", "instead"}  # prepositions that turn what stands above them round
ASIDE = {
    "given",
    "because",
    "despite",
    "notwithstanding",
    "after",
    "before",
    "since",
    "during",
    "amid",
    "while",
    "although",
    "though",
    "besides",
    "until",
    "as",
}  # what they bring in is not what the clause is about
TOPICS = {
    "controversy",
    "debate",
    "issue",
    "question",
    "remark",
    "comment",
    "discussion",
    "matter",
    "story",
    "report",
    "article",
    "poll",
}


@cache
def load_stances() -> dict[tuple[str, str], tuple[int, str]]:
    """Lemma and part of speech → 1 for, −1 against; and the move."""
    with (DATA / "stances.csv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return {(row["lemma"], row["pos"]): (1 if row["stance"] == "support" else -1, row["move"]) for row in rows}


def sign_of(word: Word) -> tuple[int, str]:
    """1, −1 or 0 for a word, with its particle where it has one ("call off", "threaten to"), and its move."""
    kind = POS.get(word.tag[:1], "")
    if kind == "verb" and any(child.dep == "prep" and child.lower == "against" for child in word.children):
        return -1, "none"  # "voted against", "called for unity against"
    for child in word.children if kind == "verb" else ():
        joined = "to" if child.dep == "xcomp" and child.index > word.index else child.lower
        if child.dep in ("prt", "advmod", "prep", "xcomp") and (
            found := load_stances().get((f"{word.lemma} {joined}", kind))
        ):
            return found
    if kind == "noun":  # "red line"
        joined = (load_stances().get((f"{c.lower} {word.lemma}", kind)) for c in word.children if c.dep in ("amod", "compound"))
        if found := next(filter(None, joined), None):
            return found
    return load_stances().get((word.lemma, kind), (0, "none"))


def side_of(words: Sequence[Word]) -> str:
    """The stance that some words take as a whole, whatever they are about: that of the first word that takes one.

    "support" where none does: to do something together is told in more words than to refuse it.
    """
    signs = (sign_of(word)[0] * (-1 if is_negated(word) else 1) for word in words)
    return "oppose" if next((sign for sign in signs if sign), 1) < 0 else "support"


@cache
def ends_something(label: str) -> bool:
    """Whether an issue is that something ends or is barred: "Suspension of tests", "Limits on the military"."""
    lemmas = {lemma for (lemma, pos), (sign, _) in load_stances().items() if pos == "noun" and sign < 0}
    first = [word for word in WORD.findall(label.lower()) if word not in STOP][:1]
    return any(word in lemmas or word.removesuffix("s") in lemmas for word in first)


def is_negated(word: Word) -> bool:
    """Whether a word is denied: "did not sign", "no deal", "never"."""
    return any(child.dep == "neg" or child.lower in NEGATIONS and child.lower not in TURNING for child in word.children)


def reach(word: Word) -> Iterator[Word]:
    """A word and its heads, as far as what is said of them is said of it too.

    A joined or adverbial clause, a relative clause with a subject of its own and a noun that only names a topic ("the
    debate over …") say nothing of the word by what they hang on.
    """
    while True:
        yield word
        if (
            word.head is word
            or word.lower in ASIDE
            or _ends_clause(word)
            or word.lemma in TOPICS
            and word.tag.startswith("N")
        ):
            return
        word = word.head


def _ends_clause(word: Word) -> bool:
    if word.dep == "relcl":
        subject = word.child("nsubj")
        return subject is not None and subject.lower not in ("that", "which")
    return word.dep == "advcl" or word.dep == "conj" and word.tag.startswith("VB")
