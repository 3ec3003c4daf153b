"""Sentiment: whether an actor is spoken of well or badly where it is mentioned, and by whom."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import groupby

import numpy as np
import pandas as pd

from analysis import encoder, paths, tables
from analysis.documents import Document
from analysis.tone import rate, score_tone

__all__ = ["find_voices", "score_sentiment", "score_targets", "score_tone"]

BREAK = re.compile(r"[,;:—–]|\b(?:but|while|although|though|whereas|who|which|because|after)\b")

Target = tuple[int, int]
Voice = tuple[object, object]


def score_targets(frame: pd.DataFrame) -> pd.DataFrame:
    """Judge how a sentence speaks of a target in it.

    Parameters
    ----------
    frame : pandas.DataFrame
        `sentence` (text), `start` and `end` of the target within it (characters, half-open).  Rows of the same
        sentence that follow each other are judged from one pass of the encoder.

    Returns
    -------
    pandas.DataFrame
        A row for each row given, with its index: `negative`, `neutral`, `positive` (probabilities, together 1,
        calibrated on sentences kept from training), `score` (positive − negative), `label` (the most probable), `rule` ("encoder", or "vader"
        where the weights are missing) and `probability` (of the label).  No rows for no rows.

    Notes
    -----
    Trained on NewsMTSC (Hamborg & Donnay 2021): sentences of US news on politics, targets mostly persons.  A
    probability is one sentence's, read without the article around it; irony and what follows from facts
    ("was indicted") are where it errs most.
    """
    rule = "encoder" if encoder.available() else "vader"
    judge = encoder.judge_targets if rule == "encoder" else judge_by_words
    rows = list(zip(frame["sentence"], frame["start"].astype(int), frame["end"].astype(int)))
    found: list[np.ndarray] = []
    for sentence, group in groupby(rows, key=lambda row: row[0]):
        found.extend(judge(sentence, [(start, end) for _, start, end in group]))
    shares = _softmax(np.array(found, dtype=float).reshape(-1, 3))
    judged = pd.DataFrame(shares.round(3), columns=list(tables.LABELS), index=frame.index)
    judged["score"] = (judged["positive"] - judged["negative"]).round(3)
    judged["label"] = pd.array([tables.LABELS[best] for best in shares.argmax(axis=1)], dtype=tables.TEXT)
    judged["rule"] = pd.array([rule] * len(judged), dtype=tables.TEXT)
    judged["probability"] = shares.max(axis=1, initial=0).round(3)
    return judged


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
    return powers / powers.sum(axis=1, keepdims=True)


def judge_by_words(sentence: str, targets: Iterable[Target]) -> np.ndarray:
    """Logits (targets, 3) from VADER's scores of the sentence and of each target's clause, without a learned encoder."""
    whole = rate(sentence)["compound"]
    clauses = [rate(cut_clause(sentence, target))["compound"] for target in targets]
    return np.array([[1, whole, abs(whole), part, abs(part)] for part in clauses]).reshape(-1, 5) @ _weights()


@cache
def _weights() -> np.ndarray:
    """Weights (features, labels) of `analysis/data/sentiment_weights.csv`."""
    return pd.read_csv(paths.DATA / "sentiment_weights.csv", comment="#")[list(tables.LABELS)].to_numpy()


def cut_clause(sentence: str, target: Target) -> str:
    """The stretch round a target up to the nearest mark or conjunction on each side."""
    low, high = 0, len(sentence)
    for found in BREAK.finditer(sentence):
        if found.end() <= target[0]:
            low = found.end()
        elif found.start() >= target[1]:
            high = found.start()
            break
    return sentence[low:high]


def score_sentiment(
    document: Document, sentences: pd.DataFrame, mentions: pd.DataFrame, statements: pd.DataFrame
) -> pd.DataFrame:
    """Judge every mention of an actor: how it is spoken of, and in whose voice.

    Parameters
    ----------
    document : Document
    sentences, mentions, statements : frames of these tables

    Returns
    -------
    frame of `sentiment`
        One row for each mention with sense actor, in the order of the mentions; none where there are none.  The
        voice is the narrator's, or that of the actor in whose innermost statement the mention stands; of a joint
        source the first is the holder, of an unknown one `holder_id` is empty.  Most mentions are neutral: read
        shares over many, and see `score_targets` for what one number means.
    """
    actors = mentions[mentions["sense"] == "actor"]
    spans = list(zip(actors.start, actors.end))
    places = {key: (start, text) for key, start, text in zip(sentences.sentence_id, sentences.start, sentences.text)}
    targets = []
    for (start, end), key in zip(spans, actors.sentence_id):
        offset, text = places[key]
        targets.append((text, start - offset, min(end - offset, len(text))))
    judged = score_targets(pd.DataFrame(targets, columns=["sentence", "start", "end"], index=actors.index))
    statement_ids, holders = zip(*find_voices(spans, statements)) if spans else ((), ())
    chosen = actors[["mention_id", "document_id", "actor_id", "start", "end", "text"]]
    return tables.make("sentiment", chosen.assign(
        voice=["narrator" if pd.isna(key) else "actor" for key in statement_ids],
        holder_id=list(holders), statement_id=list(statement_ids), **judged))


def find_voices(spans: list[Target], statements: pd.DataFrame) -> list[Voice]:
    """For each span the innermost statement it stands in, as (statement_id, actor_id); empty cells in the narrator's words.

    Innermost is the shortest piece of content that holds the whole span.
    """
    pieces = sorted(
        (start, end, order, key, actor) for order, (start, end, key, actor)
        in enumerate(zip(statements.start, statements.end, statements.statement_id, statements.actor_id)))
    found: list[Voice] = [(pd.NA, pd.NA)] * len(spans)
    around: list[tuple] = []
    following = 0
    for number in sorted(range(len(spans)), key=spans.__getitem__):
        start, end = spans[number]
        while following < len(pieces) and pieces[following][0] <= start:
            around.append(pieces[following])
            following += 1
        around = [piece for piece in around if piece[1] > start]
        holding = [piece for piece in around if piece[1] >= end]
        if holding:
            found[number] = min(holding, key=lambda piece: (piece[1] - piece[0], piece[2]))[3:]
    return found
