"""Codebook: which issues a stretch of words touches, by keywords, label and description."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.stems import stem, stems_of, telling
from analysis.syntax import Word

SLACK = 3  # words that may stand between those of a keyword
LABEL, DESCRIPTION = 0.5, 0.2  # what one word of a label, of a description, is worth beside a keyword (1)
ENOUGH = 0.85  # from which worth on an issue is touched


@dataclass(frozen=True)
class Touch:
    """An issue that is touched: how clearly (0 and more), and the words that do."""

    issue_id: str
    worth: float
    words: tuple[Word, ...]


class Codebook:
    """The issues as stems, so that many stretches can be asked about quickly."""

    def __init__(self, issues: pd.DataFrame) -> None:
        self._phrases: dict[str, list[tuple[str, tuple[str, ...], float]]] = defaultdict(list)
        self._single: dict[str, dict[str, float]] = defaultdict(dict)
        keys = [_keywords(row) for row in issues.itertuples()]
        shared = Counter(phrase for own in keys for phrase in set(own))
        loose = [_loose(row) for row in issues.itertuples()]
        common = Counter(word for own in loose for word in own)
        for row, phrases, words in zip(issues.itertuples(), keys, loose):
            for phrase in phrases:
                self._phrases[phrase[0]].append((row.issue_id, phrase, 1 / shared[phrase]))
            for word, worth in words.items():
                self._single[word][row.issue_id] = worth / common[word]

    def touches(self, words: Sequence[Word]) -> list[Touch]:
        """The issues that a stretch of words touches, the clearest first."""
        stems = [stem(word.lemma) for word in words]
        other = [stem(word.lower) for word in words]
        worth: dict[str, float] = defaultdict(float)
        found: dict[str, dict[int, Word]] = defaultdict(dict)
        seen: set[tuple[str, object]] = set()
        for place in range(len(words)):
            for key in dict.fromkeys((stems[place], other[place])):
                for issue, phrase, value in self._phrases.get(key, ()):
                    places = _follow(phrase, place, stems, other)
                    if places and (issue, phrase) not in seen:
                        seen.add((issue, phrase))
                        worth[issue] += value
                        found[issue].update((at, words[at]) for at in places)
                for issue, value in self._single.get(key, {}).items():
                    if (issue, key) not in seen:
                        seen.add((issue, key))
                        worth[issue] += value
                        found[issue][place] = words[place]
        touched = [Touch(issue, value, tuple(found[issue][at] for at in sorted(found[issue])))
                   for issue, value in worth.items() if value >= ENOUGH]
        return sorted(touched, key=lambda touch: (-touch.worth, touch.issue_id))


def _keywords(row) -> list[tuple[str, ...]]:
    words = [] if pd.isna(row.keywords) else row.keywords.split("|")
    return list(dict.fromkeys(filter(None, (tuple(stems_of(word)) for word in words))))


def _loose(row) -> dict[str, float]:
    """Single words of label and description, each with its worth."""
    described = "" if pd.isna(row.description) else re.sub(r"\b(?:support|oppose|conditional) =", " ", row.description)
    return {word: DESCRIPTION for word in telling(described)} | {word: LABEL for word in telling(row.label)}


def _follow(phrase: tuple[str, ...], place: int, stems: list[str], other: list[str]) -> list[int]:
    """Places of the words of a keyword from `place` on; none where they are not all there, in order and near."""
    places = [place]
    for word in phrase[1:]:
        near = range(places[-1] + 1, min(places[-1] + 2 + SLACK, len(stems)))
        following = next((at for at in near if word in (stems[at], other[at])), None)
        if following is None:
            return []
        places.append(following)
    return places
