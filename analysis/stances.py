"""Stances: for or against, on which condition, and as which move, read from the words on which an issue depends."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from analysis.paths import DATA
from analysis.stems import STOP, WORD
from analysis.syntax import Word

POS = {"V": "verb", "N": "noun", "J": "adjective"}
NEGATIONS = {"not", "n't", "never", "no", "neither", "nor", "without", "hardly", "cannot", "nothing", "nobody", "none"}
DESCRIBING = ("amod", "acomp", "attr", "oprd")
CONDITIONS = {"if", "unless", "until", "provided", "once"}
CLASSES = {"refusing": -1, "doubting": -1, "demanding": 1, "committing": 1, "agreeing": 1}
MOVES = {"refusing": "refusal", "demanding": "demand", "committing": "offer", "agreeing": "agreement"}


class Reading(NamedTuple):
    """A stance, the move it makes, its condition's words, and how much spoke for it (0: nothing did)."""

    stance: str
    move: str
    condition: tuple[Word, ...]
    evidence: int


@cache
def load_stances() -> dict[tuple[str, str], tuple[int, str]]:
    """Lemma and part of speech → 1 for, −1 against; and the move."""
    with (DATA / "stances.csv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return {(row["lemma"], row["pos"]): (1 if row["stance"] == "support" else -1, row["move"]) for row in rows}


def sign_of(word: Word) -> tuple[int, str]:
    """1, −1 or 0 for a word, with its particle where it has one ("call off"), and its move."""
    kind = POS.get(word.tag[:1], "")
    if kind == "verb" and any(child.dep == "prep" and child.lower == "against" for child in word.children):
        return -1, "none"  # "voted against", "called for unity against"
    for child in word.children if kind == "verb" else ():
        if child.dep in ("prt", "advmod") and (found := load_stances().get((f"{word.lemma} {child.lower}", kind))):
            return found
    return load_stances().get((word.lemma, kind), (0, "none"))


def side_of(words: Sequence[Word]) -> str:
    """The stance that some words take as a whole, whatever they are about: that of the first word that takes one.

    "support" where none does: to do something together is told in more words than to refuse it.
    """
    signs = (sign_of(word)[0] * (-1 if is_negated(word) else 1) for word in words)
    return "oppose" if next((sign for sign in signs if sign), 1) < 0 else "support"


def ends_something(label: str) -> bool:
    """Whether an issue is that something ends or is barred: "Suspension of tests", "Limits on the military"."""
    lemmas = {words[0] for words in load_stances() if words[1] == "noun" and load_stances()[words][0] < 0}
    first = [word for word in WORD.findall(label.lower()) if word not in STOP][:1]
    return any(word in lemmas or word.removesuffix("s") in lemmas for word in first)


def is_negated(word: Word) -> bool:
    """Whether a word is denied: "did not sign", "no deal", "never"."""
    return any(child.dep == "neg" or child.lower in NEGATIONS for child in word.children)


def read(words: Sequence[Word], touching: Sequence[Word], core: Sequence[Word], cue: Word | None, cue_class: str, *, denied: bool = False,
         against: bool = False, speaking: Sequence[Word] = ()) -> Reading:
    """The stance that a stretch takes on what `touching` names.

    Each word above the touching ones in the parse, as far as the stretch goes, and the cue, may turn the stance
    round; so may each negation.  Words that name the issue itself ("suspend" of a suspension) turn nothing.
    Where none speaks, what is said elsewhere in the stretch in nouns and adjectives does; else the stance is for:
    naming a thing in public is more often asking for it than rejecting it.

    Parameters
    ----------
    core : sequence of Word
        Those of the touching words that name the issue most clearly, from which the way up begins.
    against : bool
        Whether the issue is that what is touched ends or is barred, so that being for it is being against the issue.
    speaking : sequence of Word
        Keywords that speak against the issue by themselves: "sham" of a delegation's level.
    """
    named = {word.index for word in touching} - {word.index for word in speaking}
    sign, move, evidence = -1 if against else 1, "none", 0
    for word in _above(words, core, cue):
        found, its = sign_of(word) if word.index not in named else (0, "none")
        sign, evidence = (sign * found, evidence + 1) if found else (sign, evidence)
        move = its if found and its != "none" else move
        if is_negated(word):
            sign, evidence = -sign, evidence + 1
    found, its = sign_of(cue) if cue is not None and cue.index not in named else (0, "none")
    found = found or (CLASSES.get(cue_class, 0) if cue is None or cue.index not in named else 0)
    if found:
        sign, evidence = sign * found, evidence + 1
        move = its if its != "none" else MOVES.get(cue_class, move)
    if denied:
        sign, evidence = -sign, evidence + 1
    counted = {word.index for word in _above(words, core, cue)} | ({cue.index} if cue is not None else set())
    if any(word.index not in counted for word in speaking):
        sign, evidence = -sign, evidence + 1
    if not evidence:
        sign, evidence = _around(words, named, sign)
    condition = _condition(words, touching)
    stance = "conditional" if condition else "support" if sign > 0 else "oppose"
    return Reading(stance, "precondition" if condition else _turned(move, sign), condition, evidence)


def _above(words: Sequence[Word], touching: Sequence[Word], cue: Word | None) -> list[Word]:
    """The touching words and their heads within the stretch, each once, with what describes them.

    A joined or adverbial clause says nothing of the one it hangs on, so the way up ends there.
    """
    inside = {word.index for word in words} - ({cue.index} if cue is not None else set())
    found: dict[int, Word] = {}
    for word in touching:
        for above in _chain(word, inside):
            found.setdefault(above.index, above)
            for child in above.children:
                if child.dep in DESCRIBING and not child.tag.startswith("VB") and child.index in inside:
                    found.setdefault(child.index, child)
    return [found[index] for index in sorted(found)]


def _chain(word: Word, inside: set[int]) -> Iterator[Word]:
    """A word and its heads, as far as they lie inside and up to the clause it stands in."""
    while word.index in inside:
        yield word
        if word.head is word or word.dep == "advcl" or word.dep == "conj" and word.tag.startswith("VB"):
            return
        word = word.head


def _around(words: Sequence[Word], named: set[int], sign: int) -> tuple[int, int]:
    """The stance by the nouns and adjectives of a stretch, and whether these spoke."""
    total = sum(sign_of(word)[0] * (-1 if is_negated(word) else 1) for word in words
                if word.tag[:1] in "NJ" and word.index not in named)
    return (sign, 0) if not total else (sign if total > 0 else -sign, 1)


def _turned(move: str, sign: int) -> str:
    """A move that was turned round: an agreement denied is a refusal."""
    if sign < 0 and move in ("agreement", "offer", "attendance"):
        return "refusal"
    return "none" if sign > 0 and move == "refusal" else move


def _condition(words: Sequence[Word], touching: Sequence[Word]) -> tuple[Word, ...]:
    """The words of a condition that the touching words do not stand in; none where there is none."""
    own = {word.index for word in touching}
    inside = {word.index for word in words}
    for word in words:
        if word.lower in CONDITIONS and word.dep in ("mark", "prep", "advmod", "pcomp", "advcl"):
            clause = [part for part in word.head.subtree() if part.index in inside and part.index >= word.index]
            if len(clause) > 1 and not any(part.index in own for part in clause):
                return tuple(clause)
    return ()
