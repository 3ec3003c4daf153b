"""Peers: what one would use instead, read on the same texts in the same run and scored by the same functions.

    python -m venv peers && peers/bin/pip install -r requirements.txt -r benchmarks/peers.txt
    make peers PY=peers/bin/python GOLD=folder

A peer that is not installed is left out, and a sentence says so.  Words a second are of processor time, one thread.
"""

from __future__ import annotations

import importlib.util
import os
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import pandas as pd

from analysis import attribution_scores, documents, floors, gold, metrics, sentiment
from analysis.documents import InputError
from analysis.metrics import Scores, compare
from analysis.tokens import load_pipeline
from analysis.trial_texts import CONLL, of_persons, try_names
from analysis.upstream import read_line

COLUMNS = ("task", "set", "measure", "who", "value", "low", "high", "n", "words_per_second", "note")
NEEDED = {"textacy": "textacy", "TextBlob": "textblob"}
OURS, BARE = "this project", "spaCy"
POLAR = 0.05  # VADER's own threshold; TextBlob is given the same
Reader = Callable[[str], object]


def missing() -> list[str]:
    """One sentence for each peer that is not installed."""
    return [f"{who} is not installed here, so it is left out; benchmarks/README.md tells how to add it." for who in NEEDED if not _here(who)]


def _here(who: str) -> bool:
    return who not in NEEDED or importlib.util.find_spec(NEEDED[who]) is not None


def compare_all(folder: Path, *, articles: int = 0) -> pd.DataFrame:
    """Every comparison that the gold of a folder allows.

    Parameters
    ----------
    folder : Path
        With `polnear.jsonl` (attributions), `conllpp2023.jsonl` (names), `newsmtsc.jsonl` (sentiment), some or all.
    articles : int
        Of each set this many records are read, the same ones every time; 0 reads all.

    Returns
    -------
    pandas.DataFrame
        A row for each measure and reader: task, set, measure, who, value with its 95% interval over documents, n (of the gold),
        words_per_second, note.

    Raises
    ------
    InputError
        Where the folder holds none of these sets.
    """
    found = [TASKS[one.key](one.title, one.records[:articles or None]) for one in gold.read_gold(folder) if one.key in TASKS]
    if not found:
        raise InputError(f"{folder.name} holds none of the sets {', '.join(f'{key}.jsonl' for key in TASKS)}, with which others can be compared.")
    return pd.concat(found, ignore_index=True)


class Clock:
    """A reader that counts the words it reads, its processor seconds, and how often it failed."""

    def __init__(self, read: Reader) -> None:
        self.read, self.words, self.seconds, self.failed, self.why = read, 0, 0.0, 0, ""

    def __call__(self, text: str, *more: object) -> object:
        began = time.process_time()
        try:
            return self.read(text, *more)
        except Exception as error:  # a peer may fail as it likes; nothing found is what its user gets
            self.failed, self.why = self.failed + 1, type(error).__name__
            return []
        finally:
            self.seconds += time.process_time() - began
            self.words += len(text.split())

    @property
    def note(self) -> str:
        """How often it failed, in words."""
        return f"ended in {self.why} on {self.failed} of the texts, which count as nothing found" if self.failed else ""


def _measure(task: str, title: str, readers: dict[str, Reader], records: Sequence[dict],
             score: Callable[[Scores, dict, object], None], measures: dict[str, str], given: Callable[[dict], tuple]) -> pd.DataFrame:
    """Let each reader read all records, and count what it found."""
    rows = []
    for who, read in readers.items():
        if not _here(who):
            continue
        read(*given(records[0]))  # models are loaded before anything is timed
        clock, scores = Clock(read), []
        for record in records:
            own = Scores(task, str(record["id"]))
            score(own, record, clock(*given(record)))
            scores += own
        rows += [_row(task, title, words, who, [one for one in scores if one.metric == metric], clock)
                 for metric, words in measures.items()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(task: str, title: str, measure: str, who: str, scores: Sequence[metrics.Score], clock: Clock) -> dict[str, object]:
    formula, counts = scores[0].formula, [one.ours for one in scores]
    value = metrics.interval(formula, counts)
    return dict(task=task, set=title, measure=measure, who=who, value=round(value.value, 3), low=round(value.low, 3), high=round(value.high, 3),
                n=metrics.size(formula, counts), words_per_second=round(clock.words / clock.seconds), note=clock.note)


# ---- Attributions ----------------------------------------------------------------------------------------


def read_attributions(text: str) -> list[dict]:
    """Ours: every statement."""
    return attribution_scores.attributions_of(read_line(documents.Document("peers", text)).statements)


def read_textacy(text: str) -> list[dict]:
    """textacy's direct quotations, the marks made straight, as it does with them best."""
    from textacy import extract

    found = extract.direct_quotations(load_pipeline()(text.translate(documents.STRAIGHT)))
    return [dict(source=[_reach(quote.speaker)], cue=[_reach(quote.cue)], content=[(quote.content.start_char, quote.content.end_char)])
            for quote in found]


def _reach(words: Sequence) -> tuple[int, int]:
    return words[0].idx, words[-1].idx + len(words[-1])


def compare_attributions(title: str, records: Sequence[dict]) -> pd.DataFrame:
    """Contents found, of all attributions and of those that are quoted whole, and whether the source is right where the content was found."""
    def score(scores: Scores, record: dict, found: object) -> None:
        for (metric, formula), counts in attribution_scores.score(record["text"], record["attributions"], found).items():
            scores.add("peers", "", metric, formula, counts)

    readers = {OURS: read_attributions, "textacy": read_textacy, "regular expression": floors.find_quotes}
    measures = {"content_iou0.3_f1": "contents, F1", "content_direct_iou0.3_f1": "contents quoted whole, F1",
                "source_acc@0.3": "source right, of contents found"}
    return _measure("statements", title, readers, records, score, measures, lambda record: (record["text"],))


# ---- Names -----------------------------------------------------------------------------------------------


def read_spacy_names(text: str) -> set[tuple[int, int, str]]:
    """Plain spaCy, its own tokens; "the" before a name and "'s" after it are no part of it in CoNLL."""
    found = set()
    for name in load_pipeline()(text).ents:
        words = [word for word in name if word.lower_ not in ("the", "a", "'s", "’s")]
        if words and name.label_ in CONLL:
            found.add((*_reach(words), CONLL[name.label_]))
    return found


def read_capitals(text: str) -> set[tuple[int, int, str]]:
    """The recipe with a regular expression: runs of capitalised words."""
    return {(start, end, floors.type_name(text[start:end])) for start, end in floors.find_names(text)}


def compare_names(title: str, records: Sequence[dict]) -> pd.DataFrame:
    """Names with their type, exact, and those of persons alone."""
    def score(scores: Scores, record: dict, found: object) -> None:
        if isinstance(found, Scores):  # ours, scored as the scorecard does
            scores += [one for one in found if one.upstream == "end to end"]
            return
        asked = {(name["start"], name["end"], name["type"]) for name in record["entities"]}
        scores.add("peers", "", "entity_f1", "f1", compare(asked, found))
        scores.add("peers", "", "person_f1", "f1", compare(of_persons(asked), of_persons(set(found))))

    readers = {OURS: lambda text, record: try_names("peers", record), BARE: lambda text, record: read_spacy_names(text),
               "regular expression": lambda text, record: read_capitals(text)}
    frame = _measure("names", title, readers, records, score, {"entity_f1": "names of four types, F1", "person_f1": "names of persons, F1"},
                     lambda record: (record["text"], record))
    return frame.assign(words_per_second=frame.words_per_second.where(frame.who != OURS).astype("Int64"))  # ours reads twice there, to be scored


# ---- Sentiment -------------------------------------------------------------------------------------------


def read_sentiment(text: str, start: int, end: int) -> str:
    """Ours, toward the target."""
    return sentiment.score_targets(pd.DataFrame({"sentence": [text], "start": [start], "end": [end]})).label.iloc[0]


def read_vader(text: str, start: int, end: int) -> str:
    """VADER, of the whole sentence, whoever is meant."""
    return _name(_vader().polarity_scores(text)["compound"])


@cache
def _vader():
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    return SentimentIntensityAnalyzer()


def read_textblob(text: str, start: int, end: int) -> str:
    """TextBlob, of the whole sentence, whoever is meant."""
    from textblob import TextBlob

    return _name(TextBlob(text).sentiment.polarity)


def _name(polarity: float) -> str:
    return "positive" if polarity >= POLAR else "negative" if polarity <= -POLAR else "neutral"


def compare_sentiment(title: str, records: Sequence[dict]) -> pd.DataFrame:
    """The label of one target in a sentence."""
    def score(scores: Scores, record: dict, found: object) -> None:
        scores.add("peers", "", "macro_f1", "macro_f1", {f"{record['label']}>{found}": 1})

    readers = {OURS: read_sentiment, "VADER": read_vader, "TextBlob": read_textblob}
    return _measure("sentiment", title, readers, records, score, {"macro_f1": "label of a target, macro-F1"},
                    lambda record: (record["text"], record["start"], record["end"]))


TASKS = {"polnear": compare_attributions, "conllpp2023": compare_names, "newsmtsc": compare_sentiment, "newsmtsc_mt": compare_sentiment}


def tell(found: pd.DataFrame) -> list[str]:
    """For each measure, who is first and by how much over the next."""
    sentences = []
    for (title, measure), rows in found.groupby(["set", "measure"], sort=False):
        first, *rest = rows.sort_values("value", ascending=False, kind="stable").itertuples()
        beside = f", before {rest[0].who} with {rest[0].value:.2f}" if rest else ""
        sentences.append(f"{title}, {measure}: {first.who} with {first.value:.2f}{beside}.")
    return sentences


def notes(found: pd.DataFrame) -> Iterable[str]:
    """What must be said of single readers."""
    return [f"{who} {note}." for who, note in found.loc[found.note != "", ["who", "note"]].drop_duplicates().itertuples(index=False)]
