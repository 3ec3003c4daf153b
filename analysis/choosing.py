"""Choosing: the rows of one article or of many that are of an article, an actor, an issue, a voice or some words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from analysis import paths, tables

Table = Literal["actors", "mentions", "statements", "positions", "sentiment"]
Found = dict[Table, pd.DataFrame]
SHOWN: dict[Table, tuple[str, ...]] = {
    "actors": ("name", "kind", "side", "role", "aliases"),
    "mentions": ("start", "text", "actor", "form", "sense", "rule", "probability"),
    "statements": ("start", "text", "actor", "source", "cue", "kind", "act", "cue_class", "rule", "probability"),
    "positions": ("start", "text", "actor", "issue", "stance", "move", "basis", "condition", "rule", "probability"),
    "sentiment": ("start", "text", "actor", "label", "voice", "holder", "score", "rule", "probability"),
}
NARRATOR = "narrator"
LONGEST = 10**8  # characters; no article is longer, so that place and article make one number


@dataclass(frozen=True)
class Collection:
    """The tables of one article or of many, with their texts.

    `frames` have the names of actors and issues beside their ids (columns `actor`, `holder`, `issue`); `files` are the
    articles beside which corrections are kept, where it is known where they lie.
    """

    frames: Mapping[str, pd.DataFrame]
    texts: Mapping[str, str]
    titles: Mapping[str, str]
    files: Mapping[str, Path]
    folder: Path

    def of(self, document_id: str) -> dict[str, pd.DataFrame]:
        """The plain tables of one article."""
        found = {name: frame[frame.document_id == document_id] if "document_id" in frame else frame for name, frame in self.frames.items()}
        return {name: tables.make(name, frame[[column.name for column in tables.columns(name)]]) for name, frame in found.items()}

    def ledger(self, document_id: str) -> Path | None:
        """Where corrections of an article are kept; None where its file is not known."""
        file = self.files.get(document_id)
        return None if file is None else paths.corrections_beside(file)


@dataclass(frozen=True)
class Choice:
    """What is looked at: "" is all.  Actors and voices go by name, so that they are the same in every article."""

    article: str = ""
    actor: str = ""
    issue: str = ""
    voice: str = ""
    words: str = ""

    def but(self, **changed: str) -> Choice:
        """The same choice with something else in it."""
        return replace(self, **changed)


def choose(collection: Collection, choice: Choice) -> dict[Table, pd.DataFrame]:
    """The rows of each table that fit a choice.

    An actor is who is meant in mentions and sentiment, who speaks in statements, whose stance it is in positions.  An
    issue leaves its positions, and of the other tables what stands within their evidence.  The voice of the narrator
    leaves sentiment and positions that the reporter tells, that of an actor what he says and judges.  Words must stand
    in the row's own words, in capitals or not.
    """
    found: dict[Table, pd.DataFrame] = {name: collection.frames[name] for name in SHOWN}
    steps: dict[str, Callable[[dict[Table, pd.DataFrame], str], dict[Table, pd.DataFrame]]] = {
        "article": _of_article, "actor": _of_actor, "issue": _on_issue, "voice": _by_voice, "words": _with_words}
    for name, step in steps.items():
        wanted = getattr(choice, name)
        found = step(found, wanted) if wanted else found
    return found


def _of_article(found: Found, article: str) -> Found:
    return {name: frame[(frame.document_id == article).to_numpy(bool)] for name, frame in found.items()}


def _of_actor(found: Found, actor: str) -> Found:
    return {name: frame[_is(frame.actor, actor)] for name, frame in found.items()}


def _on_issue(found: Found, issue: str) -> Found:
    positions = found["positions"][_is(found["positions"].issue, issue)]
    inside = {name: frame[_within(frame, positions)] for name, frame in found.items() if name not in ("actors", "positions")}
    actors = found["actors"][_among(found["actors"], positions)]
    return {name: {"actors": actors, "positions": positions}.get(name, inside.get(name)) for name in found}  # type: ignore[misc]


def _by_voice(found: Found, voice: str) -> Found:
    judged, told, said = found["sentiment"], found["positions"], found["statements"]
    if voice == NARRATOR:
        judged, told, said = judged[_is(judged.voice, NARRATOR)], told[_is(told.basis, "reporter")], said.head(0)
    else:
        own = told.basis.isin(["own_direct", "own_reported"]).to_numpy(bool)
        judged, told, said = judged[_is(judged.holder, voice)], told[own & _is(told.actor, voice)], said[_is(said.actor, voice)]
    mentioned = found["mentions"][found["mentions"].mention_id.isin(judged.mention_id).to_numpy(bool)]
    return found | {"sentiment": judged, "positions": told, "statements": said, "mentions": mentioned}


def _with_words(found: Found, words: str) -> Found:
    return {name: frame[frame["actor" if name == "actors" else "text"].str.contains(words, case=False, regex=False).fillna(False).to_numpy(bool)]
            for name, frame in found.items()}


def _is(column: pd.Series, value: str) -> np.ndarray:
    return (column == value).fillna(False).to_numpy(bool)


def _among(actors: pd.DataFrame, rows: pd.DataFrame) -> np.ndarray:
    keys = ["document_id", "actor_id"]
    return pd.MultiIndex.from_frame(actors[keys]).isin(pd.MultiIndex.from_frame(rows[keys]))


def _within(frame: pd.DataFrame, around: pd.DataFrame) -> np.ndarray:
    """Which rows begin inside a row of `around` in the same article; sorted once, so that many articles cost little."""
    if frame.empty or around.empty:
        return np.zeros(len(frame), dtype=bool)
    names = pd.Index(pd.concat([frame.document_id, around.document_id]).unique())
    base = names.get_indexer(around.document_id) * LONGEST
    starts, ends = base + around.start.to_numpy(int), base + around.end.to_numpy(int)
    order = np.argsort(starts, kind="stable")
    reach = np.maximum.accumulate(ends[order])  # how far the evidence that began so far goes
    places = names.get_indexer(frame.document_id) * LONGEST + frame.start.to_numpy(int)
    before = np.searchsorted(starts[order], places, side="right") - 1
    return (before >= 0) & (places < reach[np.maximum(before, 0)])


def sort_rows(frame: pd.DataFrame, column: str = "", *, descending: bool = False) -> pd.DataFrame:
    """Rows by a column, empty cells last; in reading order where no column is named or there is no such."""
    return frame if column not in frame else frame.sort_values(column, ascending=not descending, kind="stable", na_position="last")


def list_names(collection: Collection, choice: Choice) -> dict[str, list[str]]:
    """Actors, issues and voices there are to choose from in the article that is chosen, the most frequent first."""
    found = choose(collection, Choice(article=choice.article))
    holders = found["sentiment"].holder.dropna()
    return {"actor": list(found["mentions"].actor.value_counts(sort=True).index), "issue": list(found["positions"].issue.value_counts().index),
            "voice": [NARRATOR, *holders.value_counts().index]}
