"""Explorer: the rows of one article or of many, chosen by article, actor, issue and voice.

Nothing here needs a front end: `board` puts buttons on it, and the notebook shows the same rows without any.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from analysis import corrections, opening, paths, tables
from analysis.documents import InputError

Table = Literal["actors", "mentions", "statements", "positions", "sentiment"]
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


# ---- Opening -------------------------------------------------------------------------------------------


def open_collection(article: str, corpus: str = "", articles: str = "", issues: str = "") -> Collection:
    """What was run: an article, or, where one is named, a corpus.

    Parameters
    ----------
    article : str
        A file, seen from the repository.
    corpus : str
        The folder of a corpus run, seen from the repository.
    articles : str
        The folder that the corpus was read from; without it no corrections can be saved.

    Raises
    ------
    InputError
        Where nothing was run yet, in one sentence.
    """
    return _open_corpus(opening.locate(corpus), opening.locate(articles) if articles else None) if corpus else _open_article(article, issues)


def _open_article(article: str, issues: str) -> Collection:
    run = opening.open_run(article, issues)
    frames = {name: run.read(name) for name in ("sentences", "actors", "mentions", "statements", "issues", "positions", "sentiment")}
    name = run.document.document_id
    title = run.read("documents").title.iloc[0]
    return Collection(_named(frames), {name: run.document.text}, {name: Path(article).stem if pd.isna(title) else title},
                      {name: opening.locate(article)}, run.folder)


def _open_corpus(folder: Path, articles: Path | None) -> Collection:
    if not (folder / "articles").is_dir():
        raise InputError(f"There are no tables of a corpus in {folder.name}: run `make corpus CORPUS=…` first.")
    kept = pd.read_parquet(folder / "articles", columns=["input", "document_id", "path", "title", "text"]).drop_duplicates("document_id")
    frames = {name: _read_parquet(folder, name) for name in ("sentences", "actors", "mentions", "statements", "issues", "positions", "sentiment")}
    frames["issues"] = frames["issues"].drop_duplicates("issue_id")
    titles = {row.document_id: row.path if pd.isna(row.title) else row.title for row in kept.itertuples()}
    files = {row.document_id: articles / row.input for row in kept.itertuples() if articles is not None and (articles / row.input).is_file()}
    return Collection(_named(frames), dict(zip(kept.document_id, kept.text)), titles, files, folder)


def _read_parquet(folder: Path, name: str) -> pd.DataFrame:
    """One table of a corpus; without rows where there is none."""
    known = [column.name for column in tables.columns(name)]
    files = sorted((folder / name).glob("*.parquet")) if (folder / name).is_dir() else []
    try:
        return tables.make(name, pd.concat([pd.read_parquet(file, columns=known) for file in files])) if files else tables.make(name)
    except (ValueError, KeyError, OSError):  # what pyarrow raises of columns that are not there, and of a spoilt file
        raise InputError(f"The table {name} in {folder.name} is not as this version keeps it: run `make corpus` again.") from None


def _named(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Frames with the names of actors and issues beside their ids."""
    actors = frames["actors"].set_index(["document_id", "actor_id"]).name
    issues = dict(zip(frames["issues"].issue_id, frames["issues"].label))
    found = dict(frames)
    for name in ("mentions", "statements", "positions", "sentiment"):
        frame = frames[name].copy()
        frame["actor"] = _look_up(frame, "actor_id", actors)
        if "holder_id" in frame:
            frame["holder"] = _look_up(frame, "holder_id", actors)
        if "issue_id" in frame:
            frame["issue"] = frame.issue_id.map(issues).astype("string").fillna(frame.issue_id)
        found[name] = frame
    found["actors"] = frames["actors"].assign(actor=frames["actors"].name)
    return found


def _look_up(frame: pd.DataFrame, column: str, names: pd.Series) -> pd.Series:
    wanted = pd.MultiIndex.from_arrays([frame.document_id, frame[column]])
    return pd.Series(names.reindex(wanted).array, index=frame.index, dtype="string")


# ---- Choosing ------------------------------------------------------------------------------------------


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


Found = dict[Table, pd.DataFrame]


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


# ---- Telling and keeping ---------------------------------------------------------------------------------


def summarise(found: Mapping[Table, pd.DataFrame]) -> list[str]:
    """How many rows of each table are chosen, in words."""
    return [f"{name}: {len(frame):,}" for name, frame in found.items()]


def export_rows(found: Mapping[Table, pd.DataFrame], folder: Path) -> list[Path]:
    """Keep what is chosen, one CSV for each table that has rows, in `selection/` of a folder."""
    room, written = folder / "selection", []
    for name, frame in found.items():
        with paths.replacing(room / f"{name}.csv") as draft:
            frame.to_csv(draft, index=False, lineterminator="\n")
        written.append(room / f"{name}.csv")
    return written


@dataclass
class Ledger:
    """What people said of one article so far, and what became of it in the last run."""

    path: Path | None
    outcomes: pd.DataFrame | None = field(default=None)

    def rows(self) -> pd.DataFrame:
        """One row for each line of the file, without rows where there is none."""
        lines = corrections.read_corrections(self.path)
        said = [dict(table=line.table, words=line.anchor.text, row="; ".join(line.key.values()), action=line.action, column=line.column,
                     value=line.value, who=line.who, when=line.when, why=line.why, outcome=self._outcome(line)) for line in lines]
        columns = ["table", "words", "row", "action", "column", "value", "who", "when", "why", "outcome"]
        return pd.DataFrame(said, columns=columns)

    def _outcome(self, line: corrections.Line) -> str:
        known = self.outcomes
        same = None if known is None else known[(known.line == line.number) & (known.action == line.action) & (known.table == line.table)]
        return "waits for the next run" if same is None or same.empty else str(same.outcome.iloc[0])


def open_ledger(collection: Collection, document_id: str) -> Ledger:
    """The corrections of an article; what became of them is known where it was run by itself."""
    try:
        outcomes = tables.read(collection.folder / "tables", "corrections")
    except FileNotFoundError:
        outcomes = None
    return Ledger(collection.ledger(document_id), outcomes)
