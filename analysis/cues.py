"""Cues: the words that attribute, what they add, and how often they do in each pattern."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from analysis import paths

PRIOR_WEIGHT = 4.0  # observations a pattern's general rate counts for
LEMMAS = {"hop": "hope", "hat": "hate", "re-tweete": "retweet", "retweete": "retweet", "'s": "be", "wanna": "want"}


@dataclass(frozen=True)
class Cue:
    """What a cue word says of an attribution: its class and its act, as in `tables`."""

    cue_class: str
    act: str


@cache
def load_cues() -> dict[tuple[str, str], Cue]:
    """Class and act of each (lemma, part of speech), from data/cues.csv."""
    return {(row["lemma"], row["pos"]): Cue(row["class"], row["act"]) for row in _rows("cues.csv")}


@cache
def load_patterns() -> dict[tuple[str, str, str], tuple[int, int]]:
    """How often each (lemma, part of speech, pattern) was seen, and how often as a cue, from data/cue_patterns.csv."""
    return {(row["lemma"], row["pos"], row["pattern"]): (int(row["seen"]), int(row["cues"])) for row in _rows("cue_patterns.csv")}


def _rows(name: str) -> list[dict[str, str]]:
    with open(paths.DATA / name, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def find_cue(lemma: str, pos: str) -> Cue | None:
    """Class and act of a word; a verb with a particle goes by the verb alone where the pair is not listed."""
    cues, lemma = load_cues(), LEMMAS.get(lemma, lemma)
    return cues.get((lemma, pos)) or cues.get((lemma.split(" ")[0].removeprefix("re-"), pos))


def rate(lemma: str, pos: str, pattern: str) -> float:
    """How likely a word in a pattern is a cue, 0 to 1.

    The share of PolNeAR's training articles, drawn towards the share of all words of the same act in that
    pattern, and of words of no known act where the word is in no list.
    """
    seen_patterns, lemma = load_patterns(), LEMMAS.get(lemma, lemma)
    cue = find_cue(lemma, pos)
    group = f"*{cue.act}" if cue else "*"
    seen, cues = seen_patterns.get((group, pos, pattern)) or seen_patterns.get((group, pos, "*")) or (0, 0)
    prior = (cues + 0.05) / (seen + 1)
    seen, cues = seen_patterns.get((lemma, pos, pattern), (0, 0))
    return (cues + PRIOR_WEIGHT * prior) / (seen + PRIOR_WEIGHT)


def speaks(lemma: str) -> bool:
    """Whether a verb can carry quoted words: it is listed as speech or belief."""
    cue = find_cue(lemma, "verb")
    return cue is not None and cue.act in ("speech", "belief")
