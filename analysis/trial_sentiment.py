"""Trials of sentiment: toward a target in a sentence, toward the main person of an article, and who judges whom."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from analysis import floors, sentiment
from analysis.formulas import MISSING
from analysis.gold import document_of
from analysis.metrics import Scores, bins
from analysis.rollups import lean
from analysis.tables import LABELS
from analysis.trial_statements import find_speakers
from analysis.upstream import ALONE, WHOLE, Line, read_line

Span = tuple[int, int]

NAMED = {-1: "negative", 0: "neutral", 1: "positive"}
EITHER = {"neg": "negative", "pos": "positive"}  # BASIL's labels


def _judge(line: Line, document) -> pd.DataFrame:
    return sentiment.score_sentiment(document, line.sentences, line.mentions, line.statements)


def _at(judged: pd.DataFrame, start: int, end: int) -> pd.DataFrame:
    """Judgements of the mentions that share a character with a place."""
    return judged[(judged.start < end) & (judged.end > start)]


# ---- NewsMTSC ------------------------------------------------------------------------------------------


def try_target(key: str, record: dict) -> Scores:
    """NewsMTSC: the label of one target; end to end, the target must be found as a mention first."""
    document = document_of(record)
    scores = Scores(key, "_".join(str(record["id"]).split("_")[:3]))
    start, end, gold = record["start"], record["end"], record["label"]
    simple = {f"{gold}>{NAMED[floors.judge_tone(document.text)]}": 1}
    alone = sentiment.score_targets(pd.DataFrame({"sentence": [document.text], "start": [start], "end": [end]})).iloc[0]
    found = _at(_judge(read_line(document), document), start, end)
    whole = MISSING if found.empty else found.label.iloc[0]
    for upstream, metric, label in ((ALONE, "macro_f1", alone.label), (WHOLE, "found_macro_f1", whole)):
        scores.add("sentiment", upstream, metric, "macro_f1", {f"{gold}>{label}": 1}, simple, unit=str(record["id"]))
    scores.add("sentiment", ALONE, "calibration_error", "calibration", bins([(float(alone.probability), alone.label == gold)]),
               unit=str(record["id"]))
    return scores


# ---- PerSenT -------------------------------------------------------------------------------------------


def try_person(key: str, record: dict) -> Scores:
    """PerSenT: sentiment toward the main person, by article and by paragraph; alone, the person's name marks the places."""
    document, scores = document_of(record), Scores(key, str(record["id"]))
    line, text, name = read_line(document), document.text, record["target"].split()[-1]
    judged = _judge(line, document)
    whole = judged[judged.actor_id.isin(_named(line.mentions, name))]
    alone = _judge_name(line.sentences, name)
    gold = record["doc_label"].lower()
    for upstream, found in ((ALONE, alone), (WHOLE, whole)):
        scores.add("sentiment", upstream, "article_macro_f1", "macro_f1", {f"{gold}>{lean(found)}": 1},
                   {f"{gold}>{NAMED[floors.judge_tone(text)]}": 1})
        for start, end, label in _paragraphs(record):
            scores.add("sentiment", upstream, "paragraph_macro_f1", "macro_f1", {f"{label}>{lean(_at(found, start, end))}": 1},
                       {f"{label}>{NAMED[floors.judge_tone(text[start:end])]}": 1})
    return scores


def _named(mentions: pd.DataFrame, name: str) -> list[str]:
    """The actor that a name is most often part of the mentions of."""
    with_name = mentions.actor_id[mentions.text.str.casefold().str.contains(rf"\b{re.escape(name.casefold())}\b", regex=True)]
    return list(with_name.value_counts(sort=True).index[:1])


def _judge_name(sentences: pd.DataFrame, name: str) -> pd.DataFrame:
    """Judgements of every place of a name, in its sentence."""
    rows = [(text, found.start(), found.end(), start) for text, start in zip(sentences.text, sentences.start)
            for found in re.finditer(rf"\b{re.escape(name)}\b", text)]
    frame = pd.DataFrame(rows, columns=["sentence", "start", "end", "offset"])
    return sentiment.score_targets(frame).assign(start=frame.start + frame.offset, end=frame.end + frame.offset)


def _paragraphs(record: dict) -> Iterable[tuple[int, int, str]]:
    place = 0
    for paragraph in record["paragraphs"]:
        start = record["text"].find(paragraph["text"], place)
        if start >= 0 and paragraph["label"]:
            place = start + len(paragraph["text"])
            yield start, place, paragraph["label"].lower()


# ---- BASIL ---------------------------------------------------------------------------------------------


def try_bias(key: str, record: dict) -> Scores:
    """BASIL: whether a biased span is for or against its target, and who is quoted in it."""
    document, scores = document_of(record), Scores(key, str(record["id"]))
    line, starts = read_line(document), _sentence_starts(record)
    judged = _judge(line, document)
    for span in record["spans"]:
        sentence, start = record["sentences"][span["sent"]], starts[span["sent"]]
        if start is None or not span.get("offset_ok", True):
            continue
        name = (span["target"] or " ").split(" ")[-1]
        found = re.search(rf"\b{re.escape(name)}\b", sentence) if name else None
        if found and span["polarity"] in EITHER:
            _add_polarity(scores, line, judged, sentence, start, found.span(), EITHER[span["polarity"]])
        if span["quoted"] and span["speaker"] and not span["speaker"].startswith("other"):
            _add_speaker(scores, line, record["text"], start + span["start"], span["speaker"])
    return scores


def _sentence_starts(record: dict) -> list[int | None]:
    starts, place = [], 0
    for sentence in record["sentences"]:
        start = record["text"].find(sentence, place)
        starts.append(None if start < 0 else start)
        place = place if start < 0 else start + len(sentence)
    return starts


def _add_polarity(scores: Scores, line: Line, judged: pd.DataFrame, sentence: str, start: int, target: Span, gold: str) -> None:
    name = sentence[slice(*target)]
    alone = sentiment.score_targets(pd.DataFrame({"sentence": [sentence], "start": [target[0]], "end": [target[1]]}))
    whole = _at(judged[judged.actor_id.isin(_named(line.mentions, name))], start, start + len(sentence))
    simple = "positive" if floors.judge_tone(sentence) > 0 else "negative"
    for upstream, found in ((ALONE, alone), (WHOLE, whole)):
        label = MISSING if found.empty else "positive" if found.positive.mean() > found.negative.mean() else "negative"
        for metric, formula in (("polarity_accuracy", "agreement"), ("polarity_macro_f1", "macro_f1")):
            scores.add("sentiment", upstream, metric, formula, {f"{gold}>{label}": 1}, {f"{gold}>{simple}": 1})


def _add_speaker(scores: Scores, line: Line, text: str, place: int, speaker: str) -> None:
    name = speaker.split()[-1]
    right = set(_named(line.mentions, name)) & find_speakers(line.statements, place)
    before = [text[start:end] for start, end in floors.find_names(text) if end <= place]
    scores.add("statements", WHOLE, "quoted_speaker_accuracy", "ratio", {"hit": bool(right), "all": 1},
               {"hit": bool(before) and name in before[-1].split(), "all": 1})


# ---- Directed sentiment --------------------------------------------------------------------------------


def try_direction(key: str, record: dict) -> Scores:
    """Who blames or praises whom of two in a sentence: 1 p→q +, 2 q→p +, 3 p→q −, 4 q→p −; 0, neither, is not asked for."""
    document, scores = document_of(record), Scores(key, str(record["id"]))
    line = read_line(document)
    judged = _judge(line, document)
    places = [(start, start + len(record[side])) for side in "pq" if (start := record["text"].find(record[side])) >= 0]
    gold = _or_missing(record["label"])
    found = _or_missing(_direction(judged, line.mentions, *places) if len(places) == 2 else "0")
    simple = {0: MISSING, 1: "1", -1: "3"}[floors.judge_tone(document.text)]
    scores.add("sentiment", WHOLE, "direction_macro_f1", "macro_f1", {f"{gold}>{found}": 1}, {f"{gold}>{simple}": 1})
    return scores


def _or_missing(label: str) -> str:
    return MISSING if str(label) == "0" else str(label)


def _direction(judged: pd.DataFrame, mentions: pd.DataFrame, p: Span, q: Span) -> str:
    """The label of the surest judgement by the one on the other."""
    best, sure = "0", 0.0
    for holder, target, positive, negative in ((p, q, "1", "3"), (q, p, "2", "4")):
        holders = set(mentions.actor_id[(mentions.start < holder[1]) & (mentions.end > holder[0])])
        for row in _at(judged[judged.holder_id.isin(holders)], *target).itertuples():
            if row.label != LABELS[1] and row.probability > sure:
                best, sure = positive if row.label == LABELS[2] else negative, row.probability
    return best
