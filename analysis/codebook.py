"""Codebook: which issues a stretch of words touches, by keywords, label and description."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analysis.entries import ALONE, DESCRIPTION, LABEL, Entry, bare_words, keywords_of, loose_words, make_entry
from analysis.meanings import LIGHT, are_alike
from analysis.stances import sign_of
from analysis.stems import stem
from analysis.syntax import Word

SLACK = 3  # words that may stand between those of a keyword
DERIVED = 0.7  # what a keyword of one word is worth where only its stem is met ("governing" of "governance")
ENOUGH = 0.85  # from which worth on an issue is touched


Hit = tuple[float, list[int], str]  # worth, places of its words, what it is taken from


@dataclass(frozen=True)
class Touch:
    """An issue that is touched: how clearly (0 and more), the words that do, the clearest of them, the issue's entry, and by what."""

    issue_id: str
    worth: float
    words: tuple[Word, ...]
    core: tuple[Word, ...]
    entry: Entry
    how: Literal["keyword", "label", "description", "meaning"] = "keyword"  # what the clearest words are taken from

    @property
    def belief(self) -> bool:
        return self.entry.belief

    @property
    def against(self) -> bool:
        """Whether the issue is that what is touched ends, so that being for it is being against the issue."""
        return self.entry.ends and not any(sign_of(word)[0] < 0 for word in self.words)

    @property
    def speaking(self) -> list[Word]:
        """Keywords that speak against the issue by themselves ("sham"), not those that name it ("disorderly end"); of a belief also for."""
        if self.entry.ends:
            return []
        if self.belief:
            return [word for word in self.words if (sign := sign_of(word)[0]) > 0 or sign < 0 and not self._names(word)]
        places = {word.index for word in self.words}
        return [
            word
            for word in self.words
            if sign_of(word)[0] < 0
            and not self._names(word)
            and not is_instrument(word)
            and (not places & {word.index - 1, word.index + 1} or not word.tag.startswith("N"))
        ]

    def _names(self, word: Word) -> bool:
        return bool(self.entry.label & {stem(word.lemma), stem(word.lower)})

    def leaning(self, words: Sequence[Word]) -> tuple[Word, int] | None:
        """The word nearest to the clearest ones that the codebook gives to one side, and that side."""
        leaning = [
            (word, self.entry.leanings[key]) for word in words if (key := stem(word.lemma)) in self.entry.leanings
        ]
        return min(leaning, key=lambda pair: abs(pair[0].index - self.core[0].index), default=None)


class Codebook:
    """The issues as stems, so that many stretches can be asked about quickly.

    An issue is found by its keywords, its label and its description, by their wording.  One that has no keywords is
    also found by a single telling word of its label, and by words that mean nearly the same (`analysis.meanings`).
    """

    def __init__(self, issues: pd.DataFrame) -> None:
        self._phrases: dict[str, list[tuple[str, tuple[str, ...], float, str]]] = defaultdict(list)
        self._single: dict[str, dict[str, float]] = defaultdict(dict)
        self._entries = {row.issue_id: make_entry(row) for row in issues.itertuples()}
        keys = [keywords_of(row) for row in issues.itertuples()]
        shared = Counter(phrase for own in keys for phrase in own)
        loose = [loose_words(row) for row in issues.itertuples()]
        self._bare = [(row.issue_id, word) for row in issues.itertuples() for word in bare_words(row)]
        self._alike: dict[str, str | None] = {}
        common = Counter(word for own in loose for word in own)
        for row, phrases, words in zip(issues.itertuples(), keys, loose):
            for phrase, written in phrases.items():
                self._phrases[phrase[0]].append((row.issue_id, phrase, 1 / shared[phrase], written))
            for word, worth in words.items():
                # A word that several issues have tells less; it never sinks to what a description's word is worth.
                self._single[word][row.issue_id] = (
                    worth / common[word] if worth <= DESCRIPTION else max(worth / common[word], DESCRIPTION + 0.01)
                )

    def touches(self, words: Sequence[Word]) -> list[Touch]:
        """The issues that a stretch of words touches, the clearest first."""
        found: dict[str, dict[tuple[str, ...], Hit]] = defaultdict(dict)
        stems = [(stem(word.lemma), stem(word.lower)) for word in words]
        for place, forms in enumerate(stems):
            for key in dict.fromkeys(forms):
                for issue, phrase, worth, written in self._phrases.get(key, ()):
                    places = _follow(phrase, place, stems)
                    if places:
                        worth *= 1 if len(phrase) > 1 or _same(words[place], written) else DERIVED
                        found[issue].setdefault(phrase, (worth, places, "keyword"))
                for issue, worth in self._single.get(key, {}).items():
                    if worth >= ALONE and words[place].tag.startswith("NNP"):  # of "Sanctions on Chile" not each "Chile"
                        worth = LABEL
                    if (key,) not in found[issue]:
                        part = "label" if worth > DESCRIPTION else "description"
                        found[issue].setdefault((key, ""), (worth, [place], part))
        for place, word in enumerate(words) if self._bare else ():
            issue = self._mean(word)
            if issue is not None and issue not in found:
                found[issue][(word.lemma, "")] = (ALONE, [place], "meaning")
        touched = [self._touch(issue, list(hits.values()), words) for issue, hits in _outermost(found)]
        return sorted(
            (touch for touch in touched if touch.worth >= ENOUGH), key=lambda touch: (-touch.worth, touch.issue_id)
        )

    def _mean(self, word: Word) -> str | None:
        """The one issue without keywords of which a word of the label means nearly the same; None where several do."""
        if word.tag[:2] not in ("NN", "VB", "JJ") or word.tag.startswith("NNP") or word.tag.startswith("VB") and word.lemma in LIGHT:
            return None
        if word.lemma not in self._alike:
            near = {issue for issue, other in self._bare if are_alike(word.lemma, other)}
            self._alike[word.lemma] = near.pop() if len(near) == 1 else None
        return self._alike[word.lemma]

    def _touch(self, issue: str, hits: list[Hit], words: Sequence[Word]) -> Touch:
        # Words of the description say what is for and against: they help to find the issue and do not name it.
        naming = [hit for hit in hits if hit[0] > DESCRIPTION] or hits
        places = sorted({place for _, own, _ in naming for place in own})
        _, core, how = max(hits, key=lambda hit: (hit[0], len(hit[1])))
        return Touch(
            issue,
            sum(worth for worth, _, _ in hits),
            tuple(words[at] for at in places),
            tuple(words[at] for at in core),
            self._entries[issue],
            how,
        )


def is_instrument(word: Word) -> bool:
    """Whether a noun names what somebody puts on somebody ("restrictions on a state"), rather than judging it."""
    return word.tag.startswith("N") and any(child.dep == "prep" and child.lower in ("on", "against") for child in word.children)


def _outermost(found: dict[str, dict]) -> Iterator[tuple[str, dict]]:
    """The hits of each issue, without keywords that stand within a longer one of another issue ("trade deal" in "free trade deal")."""
    spans = {
        (places[0], places[-1]): issue
        for issue, hits in found.items()
        for phrase, (_, places, _) in hits.items()
        if len(places) > 2 and phrase[-1]
    }
    for issue, hits in found.items():
        kept = {
            phrase: hit
            for phrase, hit in hits.items()
            if not any(
                other != issue and a <= hit[1][0] and hit[1][-1] <= b and b - a > hit[1][-1] - hit[1][0]
                for (a, b), other in spans.items()
            )
        }
        if kept:
            yield issue, kept


def _same(word: Word, written: str) -> bool:
    """Whether a word is the keyword as it is written, in singular or plural, or another form of the verb it is."""
    return (
        written in (word.lower, word.lemma)
        or written.rstrip("s") in (word.lower, word.lemma)
        or written == f"{word.lemma}ing"
    )


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
