"""Moving words: which words of a sentence push the judgement of a target, found by leaving each out.

An honest approximation: without a word the sentence is another sentence, words act together, and what a model weighs is not
why an author wrote.  Occlusion after Zeiler & Fergus (2014) and Li, Monroe & Jurafsky (2016).
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from analysis import sentiment

WORD = re.compile(r"\w+(?:[’'-]\w+)*")
COLUMNS = ("start", "word", "push")
FLOOR, LEAST = 0.001, 0.05  # a probability is kept with three decimals; what moves less is noise


def find_moving_words(sentence: str, start: int, end: int, *, words: int = 5) -> pd.DataFrame:
    """The words that move the judgement of a target most.

    Parameters
    ----------
    sentence : str
    start, end : int
        The target within it (characters).
    words : int
        How many to give at most.

    Returns
    -------
    pandas.DataFrame
        `start` (character of the sentence), `word`, `push`: how much the logarithm of P(positive) / P(negative) falls
        when the word is left out; above 0 the word makes the judgement better, below 0 worse, and 0.7 doubles the odds.
        The strongest first; the target's own words are not tried.  No rows for a sentence without others.
    """
    found = [match.span() for match in WORD.finditer(sentence) if match.end() <= start or match.start() >= end]
    tried = [dict(sentence=sentence, start=start, end=end)]
    for first, last in found:
        shift = last - first if last <= start else 0
        tried.append(dict(sentence=sentence[:first] + sentence[last:], start=start - shift, end=end - shift))
    judged = sentiment.score_targets(pd.DataFrame(tried))
    balance = np.log((judged.positive.astype(float) + FLOOR) / (judged.negative.astype(float) + FLOOR)).tolist()
    rows = [(first, sentence[first:last], balance[0] - value) for (first, last), value in zip(found, balance[1:])]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).sort_values("push", key=abs, ascending=False, kind="stable")
    return frame[frame.push.abs() >= LEAST].head(words).reset_index(drop=True)


def explain_extremes(judged: pd.DataFrame, sentences: pd.DataFrame, *, rows: int = 5) -> pd.DataFrame:
    """The clearest judgements of either kind with the words that moved them.

    Reads `sentiment` and `sentences`; columns start, target, label, probability, words: "collapse −1.41, threat −0.20".
    One judgement for each sentence and actor.
    """
    clear = judged[judged.label != "neutral"].sort_values(["probability", "start"], ascending=[False, True])
    texts = sentences.set_index("start").text
    found = []
    for row in clear.itertuples():
        place = sentences.start[sentences.start <= row.start].max()
        if any(place == other["sentence"] for other in found):
            continue
        moving = find_moving_words(texts[place], int(row.start - place), int(row.end - place))
        words = ", ".join(f"{word} {push:+.2f}".replace("-", "−") for word, push in zip(moving.word, moving.push))
        found.append(dict(start=row.start, target=row.text, label=row.label, probability=row.probability, words=words, sentence=place))
        if len(found) == rows:
            break
    return pd.DataFrame(found, columns=["start", "target", "label", "probability", "words", "sentence"]).drop(columns="sentence")
