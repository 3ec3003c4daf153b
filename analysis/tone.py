"""Tone: how the words of a sentence sound, whoever is meant (VADER)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypedDict

import pandas as pd

from analysis import tables
from analysis.tokens import STRAIGHT


class Polarity(TypedDict):
    """Shares of negative, neutral and positive words (0 to 1, together 1) and the compound score (-1 to 1)."""

    neg: float
    neu: float
    pos: float
    compound: float


@cache
def _analyzer():
    """NLTK's VADER over the lexicon that the package vaderSentiment carries: its own would have to be downloaded."""
    import vaderSentiment
    from nltk.sentiment.vader import SentimentIntensityAnalyzer, VaderConstants

    analyzer = SentimentIntensityAnalyzer.__new__(SentimentIntensityAnalyzer)
    analyzer.lexicon_file = (Path(vaderSentiment.__file__).parent / "vader_lexicon.txt").read_text(encoding="utf-8")
    analyzer.lexicon = analyzer.make_lex_dict()
    analyzer.constants = VaderConstants()
    return analyzer


def rate(words: str) -> Polarity:
    """VADER's scores of a few words (Hutto & Gilbert 2014); all neutral where none of them is in its lexicon.

    Curly apostrophes are read as straight ones, without which "isn’t" would deny nothing.
    """
    scores = _analyzer().polarity_scores(words.translate(STRAIGHT))
    return scores if any(scores.values()) else Polarity(neg=0.0, neu=1.0, pos=0.0, compound=0.0)


def score_tone(sentences: pd.DataFrame) -> pd.DataFrame:
    """Score the tone of each sentence with VADER, as NLTK computes it.

    Parameters
    ----------
    sentences : frame of `sentences`

    Returns
    -------
    frame of `tone`
        One row for each sentence; no rows for no sentences.  The scores say how the words sound, not who
        is meant: "the killing was condemned" sounds bad and is good for nobody.  On news, taken as a
        judgement on a target, VADER reaches macro-F1 .51 where a constant reaches .20.
    """
    columns = zip(sentences.sentence_id, sentences.document_id, sentences.paragraph, sentences.start, sentences.end, sentences.text)
    rows = []
    for sentence_id, document_id, paragraph, start, end, text in columns:
        scores = rate(text)
        rows.append(dict(
            sentence_id=sentence_id, document_id=document_id, paragraph=paragraph, start=start, end=end, text=text,
            negative=scores["neg"], neutral=scores["neu"], positive=scores["pos"], compound=scores["compound"]))
    return tables.make("tone", rows)
