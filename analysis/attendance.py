"""Attendance: who comes to talks or sends somebody, and at which level."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pandas as pd

from analysis.bearings import Cast, make_cast
from analysis.documents import Document
from analysis.doers import clause_of, find_doer
from analysis.judging import Place
from analysis.paths import DATA
from analysis.phrases import is_passive
from analysis.stances import is_negated, sign_of
from analysis.syntax import Word, link_words

COLUMNS = ("actor_id", "verb", "comes", "level", "start", "end", "text")
SUPPOSED = {"if", "unless", "whether", "may", "might", "could"}  # "would" is mostly "will" retold


@cache
def _load_levels() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns of words that tell a level, in the order in which they count."""
    lines = (DATA / "levels.csv").read_text("utf-8").splitlines()
    pairs = [line.split(",") for line in lines if not line.startswith("#")][1:]
    return tuple((re.compile(rf"\b{words.replace(' ', '[ -]')}\b", re.IGNORECASE), level) for words, level in pairs)


@cache
def _load_gatherings() -> frozenset[str]:
    lines = (DATA / "gatherings.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def find_level(text: str) -> str | None:
    """The level of those who come, as a few words tell it: "low level", "high level", "working level", "in person"."""
    return next((level for pattern, level in _load_levels() if pattern.search(text)), None)


def find_attendance(
    document: Document, sentences: pd.DataFrame, tokens: pd.DataFrame, actors: pd.DataFrame, mentions: pd.DataFrame
) -> pd.DataFrame:
    """Who comes to a gathering, leads or sends a delegation to it.

    Returns
    -------
    pandas.DataFrame
        A row for each actor and clause, in reading order: the verb's lemma; `comes`, "yes", "no" where it is denied
        and "maybe" where it is only supposed; `level`, where words of the clause tell it; the clause's place and text.
        No rows where the article tells of nobody.
    """
    linked = link_words(sentences, tokens)
    words = [word for sentence in linked for word in sentence.words]
    cast = make_cast(Place(words), actors, mentions)
    rows = [row for word in words if sign_of(word)[1] == "attendance" and word.tag.startswith("VB")
            for row in _rows(document.text, word, cast)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).drop_duplicates(["actor_id", "start"], ignore_index=True)


def _rows(text: str, verb: Word, cast: Cast) -> Iterator[dict]:
    inside = clause_of(verb)
    doer = _find_attender(verb)
    if doer is None or not any(word.lemma in _load_gatherings() for word in [*inside, doer]):
        return
    start, end = inside[0].start, inside[-1].end
    for actor in cast.of(doer):
        yield dict(actor_id=actor, verb=verb.lemma, comes=_comes(verb), level=find_level(text[start:end]) or pd.NA,
                   start=start, end=end, text=text[start:end])


def _find_attender(verb: Word) -> Word | None:
    """Who comes; of "sent by" and "led by" whoever sends and leads."""
    if not is_passive(verb):
        return find_doer(verb)
    by = next((child for child in verb.children if child.dep == "agent"), None)
    return None if by is None else by.child("pobj")


def _comes(verb: Word) -> str:
    if is_negated(verb):
        return "no"
    above = verb.head if verb.dep == "xcomp" else verb
    supposed = any(child.lower in SUPPOSED and child.dep in ("aux", "mark", "advmod") for child in (*verb.children, *above.children))
    return "maybe" if supposed else "yes"
