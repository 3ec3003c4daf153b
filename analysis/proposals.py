"""Proposals: the issues an article itself offers, where nobody gave a codebook.

What several actors speak of, or take a stance on, is put together by shared words and by meaning (cosine of the
encoder's states, where the weights are there), and named by its most telling phrase.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis import encoder, paths, stances, tables
from analysis.documents import Document, find_parts
from analysis.stems import general_nouns, stem
from analysis.syntax import Sentence, Word, link_words

MOST = 12  # issues; more is no overview
FEW = 8  # where fewer are shared, what one actor speaks of or takes a stance on fills them up
CANDIDATES = 40  # topics that are compared with each other
ALIKE = 0.48  # cosine from which on two phrases mean one thing
OUTSIDE = ("byline", "date", "dateline", "credit", "caption")
PLACEHOLDER = "Proposed from the article: say here what support and oppose mean."


@dataclass(eq=False)
class Topic:
    """Noun phrases of one head: how they are worded, where they stand, who speaks of them, how often a stance is taken."""

    first: int
    phrases: Counter = field(default_factory=Counter)
    sentences: set[int] = field(default_factory=set)
    actors: set[str] = field(default_factory=set)
    stances: int = 0

    @property
    def weight(self) -> tuple:
        """Rank: actors and stances, then places; the earlier first."""
        return (-(2 * min(len(self.actors), 4) + min(self.stances, 4) + min(len(self.sentences), 6) / 2), self.first)

    def join(self, other: Topic) -> None:
        """Take in a topic that means the same."""
        self.phrases += other.phrases
        self.sentences |= other.sentences
        self.actors |= other.actors
        self.stances += other.stances


def propose_issues(
    document: Document, sentences: pd.DataFrame, tokens: pd.DataFrame, actors: pd.DataFrame, statements: pd.DataFrame
) -> pd.DataFrame:
    """Propose a codebook: what the article's actors speak of and take stances on.

    Returns
    -------
    pandas.DataFrame
        The table `issues`, at most 12, the most shared first.  A topic must stand in two sentences, and two
        actors speak of it, or take a stance on it, or one does both.  Where fewer than 8 do, those that somebody
        speaks of or takes a stance on, and that stand in two sentences or are told in several words, fill them up.
        Names of actors, times, roles and quantities are no issues.  None where nobody speaks of anything.
    """
    outside = [(part.start, part.end) for part in find_parts(document) if part.kind in OUTSIDE]
    linked = [sentence for sentence in link_words(sentences, tokens)
              if not any(start <= sentence.start < end for start, end in outside)]
    named = {stem(word) for name in [*actors["name"], *actors.aliases.dropna()] for word in re.findall(r"\w+", name)}
    topics = _collect(linked, named, _spoken(statements))
    shared = [topic for topic in topics if len(topic.sentences) > 1 and len(topic.actors) + topic.stances > 1]
    merged = _rank(_merge(_rank(shared)[:CANDIDATES]))
    if len(merged) < FEW:
        others = _rank([topic for topic in topics if topic not in shared and _may_fill(topic)])[:CANDIDATES]
        merged += [topic for topic in _rank(_merge(merged + others)) if topic not in merged][:FEW - len(merged)]
    return tables.make("issues", _issues(merged[:MOST]))


def _rank(topics: list[Topic]) -> list[Topic]:
    return sorted(topics, key=lambda topic: topic.weight)


def _may_fill(topic: Topic) -> bool:
    several = len(topic.sentences) > 1 or any(" " in phrase for phrase in topic.phrases)
    return several and len(topic.actors) + topic.stances > 0


def _spoken(statements: pd.DataFrame) -> list[tuple[int, int, str]]:
    """Start, end and actor of each piece of a statement of a known actor."""
    known = statements[statements.actor_id.notna()].sort_values("start", kind="stable")
    return list(zip(known.start.astype(int), known.end.astype(int), known.actor_id))


def _collect(linked: list[Sentence], named: set[str], spoken: list[tuple[int, int, str]]) -> list[Topic]:
    """The topics of the article by the stem of their head noun."""
    topics: dict[str, Topic] = {}
    coming, here = deque(sorted(spoken)), []
    for sentence in linked:
        while coming and coming[0][0] < sentence.end:
            here.append(coming.popleft())
        here = [piece for piece in here if sentence.start < piece[1]]
        for phrase in _noun_phrases(sentence, named):
            head = phrase[-1]
            topic = topics.setdefault(stem(head.lemma), Topic(head.index))
            topic.phrases[" ".join(word.text if word.tag == "NNP" else word.lower for word in phrase)] += 1
            topic.sentences.add(sentence.index)
            topic.actors |= {actor for start, end, actor in here if start <= head.start < end}
            topic.stances += any(stances.sign_of(word)[0] for word in [*list(head.ancestors())[:2], *head.children])
    return list(topics.values())


def _noun_phrases(sentence: Sentence, named: set[str]) -> Iterator[list[Word]]:
    """Common nouns that name no general thing, each with the nouns, names and adjectives right before it, up to three words."""
    run: list[Word] = []
    for word in [*sentence.words, None]:
        named_before = word is not None and word.tag == "NNP" and word.dep == "compound"
        if word is not None and (word.tag in ("NN", "NNS", "JJ") or named_before) and word.lower.replace("-", "").isalpha():
            run.append(word)
            continue
        while run and run[-1].tag in ("JJ", "NNP"):
            run.pop()
        if run and not _says_nothing(run[-1], named):
            yield run[-3:] if all(w.tag == "NNP" or stem(w.lemma) not in named for w in run) else run[-1:]
        run = []


def _says_nothing(head: Word, named: set[str]) -> bool:
    return len(head.lemma) < 3 or stem(head.lemma) in named or stem(head.lemma) in general_nouns()


def _merge(topics: list[Topic]) -> list[Topic]:
    """Topics that mean the same made one, the stronger taking in the weaker; without weights, as they are."""
    if not encoder.available() or len(topics) < 2:
        return topics
    vectors = _centred([_label(topic) for topic in topics])
    kept: list[int] = []
    for place, topic in enumerate(topics):
        near = next((other for other in kept if float(vectors[place] @ vectors[other]) >= ALIKE), None)
        if near is None:
            kept.append(place)
        else:
            topics[near].join(topic)
    return [topics[place] for place in kept]


@lru_cache(maxsize=2000)  # phrases; a corpus has no end of them
def _vector(phrase: str) -> tuple[float, ...]:
    states = encoder.encode_text(phrase).states.mean(axis=0)
    return tuple((states / np.linalg.norm(states)).tolist())


def _centred(phrases: list[str]) -> np.ndarray:
    """Unit vectors of phrases around the mean of general nouns: what all nouns share tells nothing."""
    middle = np.mean([_vector(noun) for noun in sorted(general_nouns())[::12]], axis=0)
    vectors = np.array([_vector(phrase) for phrase in phrases]) - middle
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _label(topic: Topic) -> str:
    """The most telling phrase: the longest of those that stand there twice, else the head alone."""
    ranked = sorted(topic.phrases.items(), key=lambda pair: (-len(pair[0].split()) * (pair[1] > 1), -pair[1], len(pair[0]), pair[0]))
    phrase, times = ranked[0]
    return phrase if times > 1 or len(topic.phrases) == 1 else phrase.split()[-1]


def _issues(topics: list[Topic]) -> list[dict]:
    """Rows of the codebook; a label that would stand twice stands once."""
    rows: dict[str, dict] = {}
    for topic in topics:
        label = _label(topic)
        key = paths.slug(label).replace("-", "_")
        words = dict.fromkeys([*(phrase.split()[-1] for phrase in topic.phrases), *(p for p in topic.phrases if topic.phrases[p] > 1)])
        rows.setdefault(key, dict(issue_id=key, label=label[:1].upper() + label[1:], description=PLACEHOLDER, keywords="|".join(words)))
    return list(rows.values())
