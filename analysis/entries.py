"""Entries: what is known of an issue from its row of the codebook: keywords, single words with their worth, leanings."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from analysis.stances import ends_something, load_stances
from analysis.stems import STOP, WORD, stem, stems_of, telling

LABEL, DESCRIPTION = 0.5, 0.2  # what one word of a label, of a description, is worth beside a keyword (1)
ALONE = 0.9  # what a telling word of a label is worth where the issue has no keywords
SIDES = re.compile(r"\b(support|oppose|conditional|neutral)\s*=\s*")
BELIEFS = {
    stem(word) for word in ("belief", "believes", "expects", "regards", "affirms", "doubts", "prospect", "credibility")
}
VAGUE = {
    stem(word)
    for word in """say says want wants side thing own term terms take make keep regard regards hold holds less more ready
    part way plays down out back up off for against it them about something somebody else still party state issue mean means""".split()
}


@dataclass(frozen=True)
class Entry:
    """What is known of an issue beside its keywords.

    Attributes
    ----------
    label : frozenset of str
        Stems of its label.
    ends, belief : bool
        Whether it is that something ends; whether it is what somebody believes.
    leanings : dict of str to int
        Stems that the description gives to one side, 1 for and −1 against.
    """

    label: frozenset[str]
    ends: bool
    belief: bool
    leanings: dict[str, int]


def make_entry(row) -> Entry:
    """What a row says of its issue."""
    described = "" if pd.isna(row.description) else row.description
    label = frozenset(telling(row.label))
    return Entry(label, ends_something(row.label), bool(BELIEFS & {*label, *telling(described)}), _leanings(described, label))


def _leanings(described: str, label: frozenset[str]) -> dict[str, int]:
    """Stems of what "support =" and "oppose =" alone say, without words that have a sign of their own."""
    sides: dict[str, set[str]] = {"support": set(), "oppose": set()}
    parts = SIDES.split(described)
    for side, said in zip(parts[1::2], parts[2::2]):
        sides.setdefault(side, set()).update(WORD.findall(said.lower()))
    stems = {side: {stem(word) for word in words} for side, words in sides.items()}
    known = {stem(lemma) for lemma, _ in load_stances()}
    found = {}
    for side, sign in (("support", 1), ("oppose", -1)):
        others = set().union(*(own for name, own in stems.items() if name != side))
        for word in stems[side] & set(telling(" ".join(sides[side]))) - others - label - VAGUE - known:
            found[word] = sign
    return found


def keywords_of(row) -> dict[tuple[str, ...], str]:
    """Stems of each keyword, and the keyword as written."""
    words = [] if pd.isna(row.keywords) else row.keywords.split("|")
    return {phrase: word.strip().lower() for word in words if (phrase := tuple(stems_of(word)))}


def loose_words(row) -> dict[str, float]:
    """Single words of label and description, each with its worth."""
    described = "" if pd.isna(row.description) else SIDES.sub(" ", row.description)
    bare = {stem(word) for word in bare_words(row)}
    label = {word: ALONE if word in bare else LABEL for word in telling(row.label)}
    return {word: DESCRIPTION for word in telling(described)} | label


def bare_words(row) -> list[str]:
    """Telling words of the label of an issue that has no keywords."""
    if not pd.isna(row.keywords):
        return []
    words = (word.lower() for word in WORD.findall(row.label))
    return [word for word in words if word not in STOP and len(word) > 2]
