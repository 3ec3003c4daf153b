"""Stances: for or against, on which condition, and as which move, read from the words on which an issue depends."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from analysis.paths import DATA
from analysis.syntax import Word

POS = {"V": "verb", "N": "noun", "J": "adjective"}
NEGATIONS = {"not", "n't", "never", "no", "neither", "nor", "without", "hardly", "cannot", "nothing", "nobody", "none"}
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
    """1, −1 or 0 for a word, and its move."""
    return load_stances().get((word.lemma, POS.get(word.tag[:1], "")), (0, "none"))


def is_negated(word: Word) -> bool:
    """Whether a word is denied: "did not sign", "no deal", "never"."""
    return any(child.dep == "neg" or child.lower in NEGATIONS for child in word.children)


def read(words: Sequence[Word], touching: Sequence[Word], cue: Word | None, cue_class: str, denied: bool) -> Reading:
    """The stance that a stretch takes on what `touching` names.

    Each word above the touching ones in the parse, as far as the stretch goes, and the cue, may turn the stance
    round; so may each negation.  Where none speaks, the stance is for: naming what one speaks of in public is
    more often asking for it than rejecting it.
    """
    inside = {word.index for word in words}
    sign, move, evidence = 1, "none", 0
    for word in _above(touching, inside):
        found, its = sign_of(word)
        sign, evidence = (sign * found, evidence + 1) if found else (sign, evidence)
        move = its if found and its != "none" else move
        if is_negated(word):
            sign, evidence = -sign, evidence + 1
    found, its = sign_of(cue) if cue is not None else (0, "none")
    found = found or CLASSES.get(cue_class, 0)
    if found:
        sign, evidence = sign * found, evidence + 1
        move = its if its != "none" else MOVES.get(cue_class, move)
    if denied:
        sign, evidence = -sign, evidence + 1
    condition = _condition(words, touching)
    stance = "conditional" if condition else "support" if sign > 0 else "oppose"
    return Reading(stance, "precondition" if condition else _turned(move, sign), condition, evidence)


def _above(touching: Sequence[Word], inside: set[int]) -> list[Word]:
    """The touching words' heads within the stretch, each once, and what describes them (predicates, adjectives)."""
    found: dict[int, Word] = {}
    for word in touching:
        chain = [word, *(above for above in word.ancestors() if above.index in inside)]
        for above in chain[:6]:
            found.setdefault(above.index, above)
            for child in above.children:
                if child.dep in ("amod", "acomp", "attr", "oprd") and child.index in inside:
                    found.setdefault(child.index, child)
    own = {word.index for word in touching}
    return [word for index, word in sorted(found.items()) if index not in own or is_negated(word)]


def _turned(move: str, sign: int) -> str:
    """A move that was turned round: an agreement denied is a refusal."""
    return "refusal" if sign < 0 and move in ("agreement", "offer", "attendance") else "none" if (
        sign > 0 and move == "refusal") else move


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
