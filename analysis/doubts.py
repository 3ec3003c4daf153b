"""Doubts: what the steps may have missed or got wrong in one article, counted and with examples.

Each function reads tables and returns a small frame with a `start` column (character of the article), so that
the examples can be looked up.  They are hints for a reader, not errors that are proved.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

import pandas as pd

from analysis.pronouns import FORMS

QUOTED = re.compile(r"“[^”\n]{2,}”|\"[^\"\n]{2,}\"")
NAMED = ("PERSON", "ORG", "GPE")  # adjectives of peoples are no mentions
LONG = 60  # words; a longer sentence is often two that were not cut


def least_sure(frame: pd.DataFrame, *, below: float = 0.7) -> pd.DataFrame:
    """Rows whose probability is under `below` (0 to 1), the least sure first."""
    return frame[frame.probability < below].sort_values(["probability", "start"])


def odd_sentences(sentences: pd.DataFrame, tokens: pd.DataFrame) -> pd.DataFrame:
    """Sentences that may be cut wrongly: very long, without a verb, or without an end mark."""
    words = tokens.groupby("sentence_id", sort=False).size()
    verbs = set(tokens.sentence_id[tokens.tag.str.startswith("VB") | (tokens.tag == "MD")])
    rows = []
    for key, start, text in zip(sentences.sentence_id, sentences.start, sentences.text):
        why = [reason for reason, holds in (
            (f"over {LONG} words", words.get(key, 0) > LONG),
            ("no verb", key not in verbs),
            ("no end mark", not re.search(r"[.!?…:;][\"'”’)\]]*$", text.rstrip())),
        ) if holds]
        if why:
            rows.append(dict(start=start, why=", ".join(why), text=text))
    return pd.DataFrame(rows, columns=["start", "why", "text"])


def missed_names(tokens: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Names that the tagger saw (people, bodies, states and cities) and no mention covers, each with its first place."""
    covered = _cover(mentions)
    rows: list[dict] = []
    last: dict | None = None
    for start, end, text, entity, tag in zip(tokens.start, tokens.end, tokens.text, tokens.entity.fillna(""), tokens.tag):
        mark, _, kind = entity.partition("-")
        if kind not in NAMED or tag.startswith("JJ") or covered(start, end):
            last = None
        elif mark == "I" and last is not None:
            last["name"] += f" {text}"
        else:
            last = dict(start=start, name=text, kind=kind)
            rows.append(last)
    found = pd.DataFrame(rows, columns=["start", "name", "kind"])
    times = found.groupby("name").start.transform("size")
    return found.assign(times=times).drop_duplicates("name").reset_index(drop=True)


def unresolved(tokens: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Pronouns of the third person that no mention covers: nobody fits, nobody is surer than another, or nobody is meant ("it rains")."""
    covered = _cover(mentions)
    rows = [dict(start=start, pronoun=text.lower()) for start, end, text, tag in zip(tokens.start, tokens.end, tokens.text, tokens.tag)
            if tag.startswith("PRP") and text.lower() in FORMS and not covered(start, end)]
    return pd.DataFrame(rows, columns=["start", "pronoun"])


def missed_quotes(text: str, statements: pd.DataFrame) -> pd.DataFrame:
    """Stretches in double quotation marks that no statement holds: titles, terms, irony, or speech that was missed."""
    covered = _cover(statements)
    rows = [dict(start=match.start(), text=match.group()) for match in QUOTED.finditer(text)
            if not covered(match.start(), match.end())]
    return pd.DataFrame(rows, columns=["start", "text"])


def lost_speech(text: str, statements: pd.DataFrame) -> pd.DataFrame:
    """Quoted stretches in no statement, and statements whose source is no actor that was found, in reading order."""
    nobody = statements[statements.actor_id.isna()]
    rows = [dict(start=row.start, why="quoted, no statement", text=row.text) for row in missed_quotes(text, statements).itertuples()]
    rows += [dict(start=row.start, why="no actor", text=row.text) for row in nobody.itertuples()]
    return pd.DataFrame(sorted(rows, key=lambda row: row["start"]), columns=["start", "why", "text"])


def silent_statements(issues: pd.DataFrame, statements: pd.DataFrame, positions: pd.DataFrame) -> pd.DataFrame:
    """Statements of known actors that hold a keyword of an issue and gave no position."""
    used = _cover(positions)
    words = [(label, word.strip()) for label, keywords in zip(issues.label, issues.keywords.fillna(""))
             for word in keywords.split("|") if word.strip()]
    rows = []
    known = statements[statements.actor_id.notna()].drop_duplicates("start")
    for start, end, text in zip(known.start, known.end, known.text):
        touched = [label for label, word in words if word.casefold() in text.casefold()]
        if touched and not used(start, end):
            rows.append(dict(start=start, issue=touched[0], text=text))
    return pd.DataFrame(rows, columns=["start", "issue", "text"])


def torn_tones(tone: pd.DataFrame, *, least: float = 0.1) -> pd.DataFrame:
    """Sentences with a share of at least `least` of both negative and positive words: their tone is a draw."""
    torn = tone[(tone.negative >= least) & (tone.positive >= least)]
    return torn[["start", "negative", "positive", "compound", "text"]]


def _cover(frame: pd.DataFrame):
    """A function that tells whether a stretch of text touches any row of the frame."""
    spans = _merge(zip(frame.start, frame.end))
    starts = [start for start, _ in spans]

    def covered(start: int, end: int) -> bool:
        place = bisect_right(starts, end - 1) - 1
        return place >= 0 and spans[place][1] > start
    return covered


def _merge(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches in order, those that touch made one."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
