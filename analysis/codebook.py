"""Codebook: which issues a stretch of words touches, by keywords, label and description."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.stances import ends_something
from analysis.stems import stem, stems_of, telling
from analysis.syntax import Word

SLACK = 3  # words that may stand between those of a keyword
LABEL, DESCRIPTION = 0.5, 0.2  # what one word of a label, of a description, is worth beside a keyword (1)
ENOUGH = 0.85  # from which worth on an issue is touched


@dataclass(frozen=True)
class Touch:
    """An issue that is touched: how clearly (0 and more), the words that do, the clearest of them, the stems of its label, and whether it is an end of these."""

    issue_id: str
    worth: float
    words: tuple[Word, ...]
    core: tuple[Word, ...]
    label: frozenset[str]
    ends: bool


class Codebook:
    """The issues as stems, so that many stretches can be asked about quickly."""

    def __init__(self, issues: pd.DataFrame) -> None:
        self._phrases: dict[str, list[tuple[str, tuple[str, ...], float]]] = defaultdict(list)
        self._single: dict[str, dict[str, float]] = defaultdict(dict)
        self._labels = {row.issue_id: frozenset(telling(row.label)) for row in issues.itertuples()}
        self._ends = {row.issue_id: ends_something(row.label) for row in issues.itertuples()}
        keys = [_keywords(row) for row in issues.itertuples()]
        shared = Counter(phrase for own in keys for phrase in set(own))
        loose = [_loose(row) for row in issues.itertuples()]
        common = Counter(word for own in loose for word in own)
        for row, phrases, words in zip(issues.itertuples(), keys, loose):
            for phrase in phrases:
                self._phrases[phrase[0]].append((row.issue_id, phrase, 1 / shared[phrase]))
            for word, worth in words.items():
                # A word that several issues have tells less; it never sinks to what a description's word is worth.
                self._single[word][row.issue_id] = worth / common[word] if worth <= DESCRIPTION else max(
                    worth / common[word], DESCRIPTION + 0.01)

    def touches(self, words: Sequence[Word]) -> list[Touch]:
        """The issues that a stretch of words touches, the clearest first."""
        found: dict[str, dict[tuple[str, ...], tuple[float, list[int]]]] = defaultdict(dict)
        stems = [(stem(word.lemma), stem(word.lower)) for word in words]
        for place, forms in enumerate(stems):
            for key in dict.fromkeys(forms):
                for issue, phrase, worth in self._phrases.get(key, ()):
                    places = _follow(phrase, place, stems)
                    if places:
                        found[issue].setdefault(phrase, (worth, places))
                for issue, worth in self._single.get(key, {}).items():
                    found[issue].setdefault((key, ""), (worth, [place]))
        touched = [self._touch(issue, list(hits.values()), words) for issue, hits in found.items()]
        return sorted((touch for touch in touched if touch.worth >= ENOUGH), key=lambda touch: (-touch.worth, touch.issue_id))

    def _touch(self, issue: str, hits: list[tuple[float, list[int]]], words: Sequence[Word]) -> Touch:
        # Words of the description say what is for and against: they help to find the issue and do not name it.
        naming = [hit for hit in hits if hit[0] > DESCRIPTION] or hits
        places = sorted({place for _, own in naming for place in own})
        core = max(hits, key=lambda hit: (hit[0], len(hit[1])))[1]
        return Touch(issue, sum(worth for worth, _ in hits), tuple(words[at] for at in places),
                     tuple(words[at] for at in core), self._labels[issue], self._ends[issue])


def _keywords(row) -> list[tuple[str, ...]]:
    words = [] if pd.isna(row.keywords) else row.keywords.split("|")
    return list(dict.fromkeys(filter(None, (tuple(stems_of(word)) for word in words))))


def _loose(row) -> dict[str, float]:
    """Single words of label and description, each with its worth."""
    described = "" if pd.isna(row.description) else re.sub(r"\b(?:support|oppose|conditional) =", " ", row.description)
    return {word: DESCRIPTION for word in telling(described)} | {word: LABEL for word in telling(row.label)}


def _follow(phrase: tuple[str, ...], place: int, stems: list[tuple[str, str]]) -> list[int]:
    """Places of the words of a keyword from `place` on; none where they are not all there, in order and near."""
    places = [place]
    for word in phrase[1:]:
        near = range(places[-1] + 1, min(places[-1] + 2 + SLACK, len(stems)))
        following = next((at for at in near if word in stems[at]), None)
        if following is None:
            return []
        places.append(following)
    return places
