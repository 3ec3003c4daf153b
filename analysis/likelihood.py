"""Likelihood: how likely a candidate is an attribution, from its word, its pattern, its form and its subject.

A logistic model whose weights, in data/cue_weights.csv, were fitted on PolNeAR's training articles.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from math import exp, log

from analysis import cues, paths
from analysis.noun_clauses import Candidate
from analysis.syntax import Word

FIRST, SECOND = ("i", "we", "me", "my", "our", "us"), ("you", "your")
THIRD, RELATIVE = ("he", "she", "they", "him", "her", "them", "his", "their"), ("who", "which", "that", "whom", "whose", "what")
EMPTY = ("it", "there", "this", "these", "those", "one", "anyone", "everyone", "everything", "its")
FINITE = ("VBD", "VBZ", "VBP", "MD")


@cache
def load_weights() -> dict[str, float]:
    """Weight of each feature."""
    with open(paths.DATA / "cue_weights.csv", encoding="utf-8", newline="") as lines:
        return {row["feature"]: float(row["weight"]) for row in csv.DictReader(x for x in lines if not x.startswith("#"))}


def probability(candidate: Candidate, words: dict[int, Word], *, quoted: bool) -> float:
    """How likely a candidate is an attribution, 0 to 1.

    Parameters
    ----------
    candidate : Candidate
    words : dict of int to Word
        The words of the sentence by the character they start at.
    quoted : bool
        Whether the cue stands inside quotation marks.
    """
    weights, place = load_weights(), f"place {candidate.word.dep}"
    rate = cues.rate(candidate.lemma, candidate.pos, candidate.pattern)
    score = weights["rate"] * log(rate / (1 - rate)) if rate > 1e-6 else -20.0
    score += sum(weights.get(feature, 0.0) for feature in features(candidate, words, quoted=quoted))
    if is_reported(candidate) and not quoted:  # PolNeAR leaves reports within reports out, so their place tells nothing
        score += weights.get("place ROOT", 0.0) - weights.get(place, 0.0)
    return 1 / (1 + exp(-max(min(score, 30.0), -30.0)))


def is_reported(candidate: Candidate) -> bool:
    """Whether a clause is told by someone within what someone else tells: "A said B had told C that …"."""
    word = candidate.word
    return candidate.pattern == "clause" and word.dep == "ccomp" and word.head is not word and cues.speaks(word.head.lemma)


def features(candidate: Candidate, words: dict[int, Word], *, quoted: bool) -> Iterator[str]:
    """What is true of a candidate beside its word."""
    word, shape = candidate.word, _shape(candidate.pattern)
    yield "any"
    yield f"pos {candidate.pos}"
    yield f"pattern {shape}"
    if candidate.pos == "verb":
        yield from _of_form(word)
    yield f"subject {_kind_of(candidate.subject)}"
    if quoted:
        yield "in quotation marks"
        yield f"in quotation marks, subject {_kind_of(candidate.subject)}"
    cue = cues.find_cue(candidate.lemma, candidate.pos)
    yield f"act {cue.act if cue else 'unknown'}"
    yield f"act {cue.act if cue else 'unknown'}, pattern {shape}"
    yield from _of_content(candidate, words)


def _shape(pattern: str) -> str:
    if pattern.startswith("object+"):
        return "object and more"
    if pattern.startswith("passive+"):
        return "passive and more"
    return pattern if pattern in ("clause", "infinitive", "gerund", "object", "small", "aside", "passive") else "preposition"


def _of_form(verb: Word) -> Iterator[str]:
    auxiliaries = {c.lower for c in verb.children if c.dep in ("aux", "auxpass")}
    yield f"form {verb.tag}"
    yield f"place {verb.dep}"
    if "to" in auxiliaries:
        yield "form to"
        yield f"form to under {verb.head.lemma}" if verb.head.lemma in ("want", "refuse", "try", "continue", "decline", "need") else "form to under other"
    if auxiliaries & {"will", "would", "could", "can", "may", "might", "should", "must", "'ll", "'d"}:
        yield "form modal"
    if auxiliaries & {"have", "has", "had"}:
        yield "form perfect"
    if any(c.dep == "auxpass" for c in verb.children):
        yield "form passive"
    if any(c.dep == "neg" for c in verb.children):
        yield "form negated"


def _kind_of(subject: Word | None) -> str:
    if subject is None:
        return "none"
    for name, listed in (("first", FIRST), ("second", SECOND), ("third", THIRD), ("relative", RELATIVE), ("empty", EMPTY)):
        if subject.lower in listed:
            return name
    if subject.entity:
        return f"named {subject.entity[2:]}" if subject.entity[2:] in ("PERSON", "ORG", "GPE", "NORP") else "named other"
    return {"NNP": "name", "NNPS": "name", "NNS": "plural", "NN": "singular"}.get(subject.tag, "other")


def _of_content(candidate: Candidate, words: dict[int, Word]) -> Iterator[str]:
    inside = [word for start, end in candidate.content for place in range(start, end) if (word := words.get(place))]
    if not inside:
        return
    size = len(inside)
    yield f"content of {'1' if size == 1 else '2-3' if size < 4 else '4-7' if size < 8 else '8-15' if size < 16 else '16 or more'} words"
    yield f"content begins {inside[0].lower}" if inside[0].lower in ("that", "to", "what", "how", "why", "whether", "the", "a", "it", "for") else "content begins else"
    if any(word.tag in FINITE for word in inside):
        yield "content has a finite verb"
    yield "content after" if inside[0].start > candidate.word.start else "content before"
    if any(word.text in ('"', "“", "''", "``") for word in inside):
        yield "content has quotation marks"
