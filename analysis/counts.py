"""Counts: what charts draw and findings tell, taken from the tables of one article.

Each count is a dictionary by actor_id (or issue_id), in order of first appearance.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import combinations

import pandas as pd

from analysis import tables

WORD = re.compile(r"\w[\w’'-]*")
QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?|«[^»]*»?")


def leaders(counts: Mapping[str, float]) -> list[str]:
    """The keys that share the highest count, in the order given; none where there is nothing above 0."""
    top = max(counts.values(), default=0)
    return [key for key, number in counts.items() if number == top and top > 0]


def ranked(counts: Mapping[str, float]) -> list[str]:
    """Keys from the highest count down; equal ones in the order given."""
    return sorted(counts, key=lambda key: -counts[key])


def interval(expected: float, variance: float, low: float, high: float) -> tuple[float, float]:
    """95% interval around an expected value, kept between the least and the most it can be.

    The variance is that of the rows' own probabilities, taken as independent: it tells how unsure the
    program is of what it found, and nothing of what it missed.
    """
    reach = 1.959964 * math.sqrt(max(0.0, variance))
    return max(low, expected - reach), min(high, expected + reach)


def told(mentions: pd.DataFrame) -> pd.DataFrame:
    """Mentions that speak of an actor: not country names used as places, nor I and we, by which one speaks."""
    return mentions[(mentions.sense == "actor") & ~mentions["rule"].str.startswith(tables.FIRST_PERSON)]


def count_mentions(mentions: pd.DataFrame) -> dict[str, int]:
    """How often each actor is mentioned; country names used as places, I and we are left out."""
    return dict(Counter(told(mentions).actor_id))


def count_company(mentions: pd.DataFrame, sentences: pd.DataFrame) -> dict[tuple[str, str], int]:
    """In how many paragraphs each two actors are both mentioned, in the order of their first meeting."""
    paragraph = dict(zip(sentences.sentence_id, sentences.paragraph))
    spoken_of = told(mentions)
    spoken_of = spoken_of[~spoken_of["rule"].str.startswith(tables.BYLINE)]  # who signs the article does not appear in it
    present: dict[int, dict[str, None]] = defaultdict(dict)
    for actor, sentence in zip(spoken_of.actor_id, spoken_of.sentence_id):
        present[paragraph[sentence]].setdefault(actor)
    order = {actor: number for number, actor in enumerate(dict.fromkeys(spoken_of.actor_id))}
    return dict(Counter(pair for actors in present.values() for pair in combinations(sorted(actors, key=order.__getitem__), 2)))


def count_forms(mentions: pd.DataFrame) -> pd.DataFrame:
    """How each actor is referred to: mentions by name, description (nominal) and pronoun, the most mentioned first."""
    forms = list(tables.FORMS)
    spoken_of = told(mentions)
    counted = pd.crosstab(spoken_of.actor_id, spoken_of.form).reindex(columns=forms, fill_value=0)
    return counted.assign(mentions=counted.sum(axis=1)).sort_values("mentions", ascending=False, kind="stable").reset_index()


def measured_interval(found: Mapping[str, int], scores: Mapping[str, tuple[float, float, float, float]]) -> tuple[float, float, float]:
    """How often an actor is likely mentioned, where so many mentions of each form were found; with a 95% interval.

    Parameters
    ----------
    found : mapping
        Mentions found, by form.
    scores : mapping
        Precision, its standard error, recall and its standard error of mentions led to the right actor, by form.

    Returns
    -------
    tuple of float
        Estimate n·P/R summed over forms, and the interval by the delta method (Buonaccorsi 2010): wrong finds and
        missed ones of this article, and how surely precision and recall are known.
    """
    estimate = variance = 0.0
    for form, number in found.items():
        precision, blur, recall, haze = scores[form]
        likely = number * precision / recall
        estimate += likely
        variance += number * precision * (1 - precision) / recall**2 + likely * (1 - recall) / recall
        variance += likely**2 * ((blur / precision) ** 2 + (haze / recall) ** 2)
    reach = 1.959964 * math.sqrt(variance)
    return estimate, max(0.0, estimate - reach), estimate + reach


def count_tenths(mentions: pd.DataFrame, characters: int) -> dict[str, int]:
    """In how many of the ten equal parts of an article of `characters` each actor is mentioned."""
    found = defaultdict(set)
    spoken_of = told(mentions)
    for actor, start in zip(spoken_of.actor_id, spoken_of.start):
        found[actor].add(min(9, 10 * int(start) // max(1, characters)))
    return {actor: len(tenths) for actor, tenths in found.items()}


def spoken(statements: pd.DataFrame) -> pd.DataFrame:
    """The pieces that are told as said: speech of a known actor, neither denied nor hypothetical."""
    said = (statements["act"] == "speech") & ~statements.negated.fillna(False) & ~statements.hypothetical.fillna(False)
    return statements[said & statements.actor_id.notna()]


def count_words(statements: pd.DataFrame) -> dict[str, dict[int, tuple[str, float]]]:
    """The words each actor speaks: by the place where the word starts, how it is given and how surely.

    "direct" inside quotation marks, else "reported".  A word that stands in two statements of one
    actor counts once, as direct if either quotes it, with the higher probability.
    """
    found: dict[str, dict[int, tuple[str, float]]] = defaultdict(dict)
    said = spoken(statements)
    for actor, start, text, kind, sure in zip(said.actor_id, said.start, said.text, said.kind, said.probability):
        quoted = [match.span() for match in QUOTED.finditer(text)] if kind == "mixed" else []
        for match in WORD.finditer(text):
            inside = kind == "direct" or any(a <= match.start() < b for a, b in quoted)
            word = ("direct" if inside else "reported", float(sure))
            known = found[actor].get(int(start) + match.start(), word)
            found[actor][int(start) + match.start()] = (min(word[0], known[0]), max(word[1], known[1]))
    return dict(found)


def word_interval(statements: pd.DataFrame, actor: str, most: int) -> tuple[float, float]:
    """95% interval of the words of an actor that are rightly given to it: statements are right or wrong as a whole."""
    said = spoken(statements)
    mine = said[said.actor_id == actor]
    sizes = [len(WORD.findall(text)) for text in mine.text]
    scale = most / max(1, sum(sizes))  # words that stand in two statements count once
    sure = [float(value) for value in mine.probability]
    expected = scale * sum(size * p for size, p in zip(sizes, sure))
    return interval(expected, scale**2 * sum(size**2 * p * (1 - p) for size, p in zip(sizes, sure)), 0, most)


def count_stances(positions: pd.DataFrame) -> dict[tuple[str, str], Counter]:
    """For each actor and issue, how many positions there are of each stance."""
    found: dict[tuple[str, str], Counter] = defaultdict(Counter)
    for actor, issue, stance in zip(positions.actor_id, positions.issue_id, positions.stance):
        found[actor, issue][stance] += 1
    return dict(found)


def judge(sentiment: pd.DataFrame) -> pd.DataFrame:
    """For each voice and actor: mentions judged, mean of positive − negative (−1 to 1), 95% interval, labels."""
    rows = []
    for (voice, actor), group in sentiment.groupby(["voice", "actor_id"], sort=False):
        good, bad = group.positive.astype(float), group.negative.astype(float)
        mean, number = float((good - bad).mean()), len(group)
        low, high = interval(mean, float((good + bad - (good - bad) ** 2).sum()) / number**2, -1, 1)
        labels = Counter(group.label)
        rows.append(dict(voice=voice, actor_id=actor, mentions=number, mean=mean, low=low, high=high,
                         **{label: labels[label] for label in ("negative", "neutral", "positive")}))
    return pd.DataFrame(rows, columns=["voice", "actor_id", "mentions", "mean", "low", "high",
                                       "negative", "neutral", "positive"])


def camps(positions: pd.DataFrame) -> dict[str, tuple[list[str], list[str]]]:
    """For each issue, the actors more often for than against it, and the other way round."""
    found: dict[str, tuple[list[str], list[str]]] = {issue: ([], []) for issue in positions.issue_id}
    for (actor, issue), stances in count_stances(positions).items():
        if stances["support"] != stances["oppose"]:
            found[issue][stances["support"] < stances["oppose"]].append(actor)
    return found
