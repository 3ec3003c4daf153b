"""Statements of networks: positions as Discourse Network Analyzer knows them, once a document or as often as they are said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
import pyarrow

from analysis import tables
from analysis.documents import InputError

COLUMNS = ("person", "organisation", "concept", "agreement", "document", "date", "start", "stop", "probability", "actor_id", "issue_id")
PERIODS = {"week": "W", "month": "M", "year": "Y"}
Duplicates = Literal["include", "document", "week", "month", "year", "across"]
Unit = Literal["days", "weeks", "months", "years"]


def make_statements(positions: pd.DataFrame, actors: pd.DataFrame, issues: pd.DataFrame | None = None,
                    documents: pd.DataFrame | None = None, *, conditional: Literal["drop", "support"] = "drop") -> pd.DataFrame:
    """Positions as the statements that Discourse Network Analyzer knows, one row each.

    Parameters
    ----------
    positions, actors, issues, documents : DataFrame
        Tables of one article or of many; `issues` give labels, `documents` dates.
    conditional : {"drop", "support"}
        What becomes of a stance that hangs on a condition.  Neutral ones take no side and are dropped always.

    Returns
    -------
    pandas.DataFrame
        person (empty where the actor is none), organisation (the actor that is no person, or whose body the person belongs
        to), concept, agreement (True for, False against), document, date (YYYY-MM-DD, may be empty), start and stop
        (characters), probability (0 to 1), actor_id, issue_id.
    """
    kept = ["support", "oppose"] + (["conditional"] if conditional == "support" else [])
    rows = positions[positions.stance.isin(kept)].merge(actors[["document_id", "actor_id", "name", "kind", "parent"]], on=["document_id", "actor_id"], how="left")
    names = actors.drop_duplicates(["document_id", "actor_id"]).set_index(["document_id", "actor_id"])["name"]
    human = rows.kind.isin(["person"])
    body = names.reindex(pd.MultiIndex.from_frame(rows[["document_id", "parent"]])).to_numpy()
    labels = {} if issues is None else dict(zip(issues.issue_id, issues.label))
    dates = {} if documents is None else dict(zip(documents.document_id, documents.published))
    found = pd.DataFrame({
        "person": rows.name.where(human), "organisation": pd.Series(body, rows.index).where(human, rows.name),
        "concept": rows.issue_id.map(lambda key: labels.get(key, key)), "agreement": rows.stance != "oppose",
        "document": rows.document_id, "date": rows.document_id.map(dates), "start": rows.start, "stop": rows.end,
        "probability": rows.probability, "actor_id": rows.actor_id, "issue_id": rows.issue_id})
    found = found.astype({name: "string" for name in ("person", "organisation", "concept", "document", "date", "actor_id", "issue_id")})
    return found.astype({"agreement": bool, "start": "Int64", "stop": "Int64", "probability": float})[list(COLUMNS)].reset_index(drop=True)


def name_nodes(statements: pd.DataFrame, by: Literal["actor", "person", "organisation"] = "actor") -> pd.Series:
    """Who makes each statement, as a node is called: the actor whoever it is, persons alone, or bodies alone."""
    return statements.person.fillna(statements.organisation) if by == "actor" else statements[by]


def drop_duplicates(statements: pd.DataFrame, policy: Duplicates, nodes: pd.Series) -> pd.DataFrame:
    """Count a node's same stance on a concept once in each document, week, month or year, or once in all.

    Statements without a date stand in a period of their own document.
    """
    if policy == "include":
        return statements
    if policy == "across":
        where = pd.Series("", statements.index)
    elif policy == "document":
        where = statements.document
    else:
        days = pd.to_datetime(statements.date, errors="coerce")
        where = days.dt.to_period(PERIODS[policy]).astype("string").where(days.notna(), statements.document)
    key = pd.DataFrame({"node": nodes, "concept": statements.concept, "agreement": statements.agreement, "where": where})
    return statements[~key.duplicated()]


def cut_windows(statements: pd.DataFrame, size: int, unit: Unit, *, moving: bool = False) -> Iterator[tuple[str, pd.DataFrame]]:
    """Statements by windows of time: fixed ones follow each other, moving ones begin one unit after each other.

    Yields the first day of each window, from that of the first dated statement on; what has no date is in none.
    """
    days = pd.to_datetime(statements.date, errors="coerce")
    if days.notna().sum() == 0:
        return
    begin = days.min().normalize() if unit in ("days", "weeks") else days.min().to_period("M" if unit == "months" else "Y").start_time
    number = 0
    while (first := begin + pd.DateOffset(**{unit: number})) <= days.max():
        last = first + pd.DateOffset(**{unit: size})
        yield first.date().isoformat(), statements[(days >= first) & (days < last)]
        number += 1 if moving else size


def keep_frequent(statements: pd.DataFrame, nodes: pd.Series, *, actors: int = 1, concepts: int = 1) -> pd.DataFrame:
    """Statements of nodes that make at least so many, on concepts that have at least so many (counted once, before either goes)."""
    enough = nodes.map(nodes.value_counts()) >= actors
    return statements[enough.fillna(False) & (statements.concept.map(statements.concept.value_counts()) >= concepts)]


def link_speakers(statements: pd.DataFrame, mentions: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Who names whom in what they say: edges from the sources of statements to the actors mentioned in their contents.

    Parameters
    ----------
    statements, mentions, actors : DataFrame
        Tables of the line, of one article or of many.

    Returns
    -------
    pandas.DataFrame
        source, target (names), times (mentions), statements (different ones); the most frequent first.  Who speaks of
        themselves is left out.
    """
    said = statements[statements.actor_id.notna()][["document_id", "statement_id", "actor_id", "start", "end"]]
    named = mentions[mentions.sense == "actor"][["document_id", "actor_id", "start", "end"]]
    rows = []
    for document, own in said.groupby("document_id", sort=True):
        here = named[named.document_id == document].sort_values("start")
        starts = here.start.to_numpy(dtype=np.int64)
        first, last = (np.searchsorted(starts, own[column].to_numpy(dtype=np.int64)) for column in ("start", "end"))
        for (_, statement, actor, _, _), low, high in zip(own.itertuples(index=False, name=None), first, last):
            rows += [(document, statement, actor, target) for target in here.actor_id.iloc[low:high] if target != actor]
    found = pd.DataFrame(rows, columns=["document_id", "statement_id", "source", "target"])
    names = actors.set_index(["document_id", "actor_id"])["name"]
    for column in ("source", "target"):
        found[column] = names.reindex(pd.MultiIndex.from_frame(found[["document_id", column]])).to_numpy()
    counted = found.groupby(["source", "target"], as_index=False).agg(times=("statement_id", "size"), statements=("statement_id", "nunique"))
    return counted.sort_values(["times", "source", "target"], ascending=[False, True, True], ignore_index=True)


def read_statements(folder: str | Path, *, conditional: Literal["drop", "support"] = "drop") -> tuple[pd.DataFrame, dict[str, str]]:
    """Statements of an article's tables, or of a corpus run, and the side of each node.

    In a corpus an actor is called by the name that most articles give its entity, and articles that are exact copies are
    counted each, as they were published.

    Raises
    ------
    InputError
        Where the folder holds no such tables.
    """
    folder = Path(folder)
    try:
        frames = {name: _read_table(folder, name) for name in ("positions", "actors", "issues", "documents")}
    except FileNotFoundError as error:
        raise InputError(f"{folder} holds no table {error.args[0]}: give the tables of an article (build/<document>/tables) or the folder of a corpus.") from None
    if (folder / "links").is_dir():
        frames["actors"] = _name_alike(frames["actors"], _read_table(folder, "links"))
    actors = frames["actors"]
    sides = {name: side for name, side in zip(actors["name"], actors.side) if not pd.isna(side)}
    issues = frames["issues"].drop_duplicates("issue_id")
    return make_statements(frames["positions"], actors, issues, frames["documents"], conditional=conditional), sides


def _read_table(folder: Path, name: str) -> pd.DataFrame:
    if (folder / name).is_dir():
        try:
            return pd.read_parquet(folder / name)
        except (pyarrow.ArrowException, OSError, ValueError) as error:
            reason = " ".join(str(error).split())[:200]
            raise InputError(f"A file in {folder / name} is damaged ({reason}): run `make corpus` again, which makes it anew.") from None
    try:
        return tables.read(folder, name)
    except FileNotFoundError:
        raise FileNotFoundError(name) from None


def _name_alike(actors: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Actors with the most frequent name of their entity."""
    joined = actors.merge(links[["document_id", "actor_id", "entity_id"]], on=["document_id", "actor_id"], how="left")
    counted = joined.groupby(["entity_id", "name"]).size().reset_index(name="times").sort_values(["times", "name"], ascending=[False, True])
    names = dict(zip(*(counted.drop_duplicates("entity_id")[column] for column in ("entity_id", "name"))))
    return joined.assign(name=joined.entity_id.map(names).fillna(joined["name"]))[list(actors.columns)]


class Counts(NamedTuple):
    """x of the formulas: statements by node and concept, for and against."""

    nodes: tuple[str, ...]
    concepts: tuple[str, ...]
    pro: np.ndarray
    con: np.ndarray


def count_stances(statements: pd.DataFrame, nodes: pd.Series) -> Counts:
    """Statements by node (in the order of the alphabet) and concept, for and against."""
    known = nodes.notna()
    row, names = pd.factorize(nodes[known], sort=True)
    column, concepts = pd.factorize(statements.concept[known], sort=True)
    agreement = statements.agreement[known].to_numpy(dtype=bool)
    size = len(names) * len(concepts)
    shape = (len(names), len(concepts))
    cells = row * len(concepts) + column
    pro, con = (np.bincount(cells[side], minlength=size).reshape(shape).astype(float) for side in (agreement, ~agreement))
    return Counts(tuple(map(str, names)), tuple(map(str, concepts)), pro, con)
