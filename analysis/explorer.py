"""Explorer: an article or a corpus opened for looking at, what was chosen told and exported, and its corrections kept.

`choosing` chooses the rows.  Nothing here needs a front end: `board` puts buttons on it, and the notebook shows the same
rows without any.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyarrow

from analysis import corrections, opening, paths, tables
from analysis.choosing import Collection, Table
from analysis.documents import InputError

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
    kept = _read_parquet(folder, "articles", "input", "document_id", "path", "title", "text").drop_duplicates("document_id")
    frames = {name: _read_parquet(folder, name) for name in ("sentences", "actors", "mentions", "statements", "issues", "positions", "sentiment")}
    frames["issues"] = frames["issues"].drop_duplicates("issue_id")
    titles = {row.document_id: row.path if pd.isna(row.title) else row.title for row in kept.itertuples()}
    files = {row.document_id: articles / row.input for row in kept.itertuples() if articles is not None and (articles / row.input).is_file()}
    return Collection(_named(frames), dict(zip(kept.document_id, kept.text)), titles, files, folder)


def _read_parquet(folder: Path, name: str, *some: str) -> pd.DataFrame:
    """One table of a corpus, or some of its columns; without rows where there is none."""
    known = list(some) or [column.name for column in tables.columns(name)]
    files = sorted((folder / name).glob("*.parquet")) if (folder / name).is_dir() else []
    try:
        found = pd.concat([pd.read_parquet(file, columns=known) for file in files]) if files else tables.make(name)
        return found if some else tables.make(name, found)
    except (pyarrow.ArrowException, ValueError, KeyError, OSError):  # what pyarrow raises of columns that are not there, and of a spoilt file
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
