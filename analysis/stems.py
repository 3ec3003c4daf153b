"""Stems: words without their endings, so that a codebook's "negotiations" is found in "negotiating"."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from nltk.stem import SnowballStemmer

from analysis.paths import DATA

WORD = re.compile(r"[^\W_]+(?:[.’'][^\W_]+)*")
STOP = frozenset("""
    a an the of to in on for and or by with from at as is are be been was were not no its it his her their our your this that
    these those s than into over under about between against only own all any each other more most new old such if when while
    who whom whose which what how where will would can could should may might must do does did has have had""".split())


@cache
def _stemmer() -> SnowballStemmer:
    return SnowballStemmer("english")  # Porter 2001


@lru_cache(maxsize=50_000)  # words; a corpus has no end of them
def stem(word: str) -> str:
    """The stem of one word, in small letters."""
    return _stemmer().stem(word.lower().replace("’", "'"))


def stems_of(text: str) -> list[str]:
    """The stems of a text's words, in order; hyphens part words."""
    return [stem(word) for word in WORD.findall(text)]


def telling(text: str) -> list[str]:
    """The stems of a text's words that carry a meaning."""
    return [stem(word) for word in WORD.findall(text) if word.lower() not in STOP]


@cache
def general_nouns() -> frozenset[str]:
    """Stems of nouns that name no issue by themselves."""
    lines = (DATA / "general_nouns.txt").read_text("utf-8").splitlines()
    return frozenset(stem(word) for line in lines if not line.startswith("#") for word in line.split())
