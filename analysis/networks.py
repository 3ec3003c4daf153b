"""Networks: who agrees with whom on what, drawn from positions as Discourse Network Analyzer draws it from coded statements.

    python -m analysis.networks TABLES --out DIR [--mode one] [--aggregation subtract] [--normalisation average] …

Definitions follow rDNA (Leifeld, Gruber & Bossner 2019) and Leifeld (2017): x[i, p, k] is the number of statements in
which actor i takes stance k (for, against) on concept p, after duplicates are dealt with; n[i] is its sum over p and k.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, NamedTuple, get_args

import networkx
import numpy as np
import pandas as pd

from analysis.documents import InputError, tell

Aggregation = Literal["congruence", "conflict", "subtract", "ignore"]
Normalisation = Literal["no", "average", "jaccard", "cosine", "activity", "prominence"]
Duplicates = Literal["include", "document", "week", "month", "year", "across"]
Unit = Literal["days", "weeks", "months", "years"]

COLUMNS = ("person", "organisation", "concept", "agreement", "document", "date", "start", "stop", "probability", "actor_id", "issue_id")
ONE = {"no", "average", "jaccard", "cosine"}
TWO = {"no", "activity", "prominence"}
PERIODS = {"week": "W", "month": "M", "year": "Y"}
OFFSETS = {"days": "days", "weeks": "weeks", "months": "months", "years": "years"}


class NetworkError(ValueError):
    """A network that can't be; the message is one sentence."""


# ---- Statements ------------------------------------------------------------------------------------------


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
    while (first := begin + pd.DateOffset(**{OFFSETS[unit]: number})) <= days.max():
        last = first + pd.DateOffset(**{OFFSETS[unit]: size})
        yield first.date().isoformat(), statements[(days >= first) & (days < last)]
        number += 1 if moving else size


def keep_frequent(statements: pd.DataFrame, nodes: pd.Series, *, actors: int = 1, concepts: int = 1) -> pd.DataFrame:
    """Statements of nodes that make at least so many, on concepts that have at least so many (counted once, before either goes)."""
    enough = nodes.map(nodes.value_counts()) >= actors
    return statements[enough.fillna(False) & (statements.concept.map(statements.concept.value_counts()) >= concepts)]


# ---- Networks --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Network:
    """Weights between nodes, and how much stands behind each.

    Attributes
    ----------
    rows, columns : tuple of str
        The same nodes in a one-mode network; actors and concepts in a two-mode one.
    weights : numpy.ndarray
        rows × columns; the diagonal of a one-mode network is 0.
    shared : numpy.ndarray
        One-mode: on how many concepts both take a stance.  Two-mode: how many statements there are.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    weights: np.ndarray
    shared: np.ndarray
    one_mode: bool

    def edges(self, *, least: float = 0.0) -> pd.DataFrame:
        """Edges whose weight is not 0 and at least so far from it: source, target, weight, shared."""
        strong = (self.weights != 0) & (np.abs(self.weights) >= least)
        first, second = np.nonzero(np.triu(strong) if self.one_mode else strong)
        names, others = np.array(self.rows, dtype=object), np.array(self.columns, dtype=object)
        return pd.DataFrame({"source": names[first] if len(first) else [], "target": others[second] if len(second) else [],
                             "weight": self.weights[first, second], "shared": self.shared[first, second]})

    def graph(self, *, least: float = 0.0) -> networkx.Graph:
        """The network for networkx; nodes of a two-mode one say in `bipartite` which they are (0 actor, 1 concept).

        Nodes of a two-mode network that are called alike are told apart by a blank.
        """
        graph, taken = networkx.Graph(), set(self.rows)
        others = {name: name if self.one_mode or name not in taken else f"{name} " for name in self.columns}
        for names, mode in ((self.rows, 0), *(() if self.one_mode else ((others.values(), 1),))):
            graph.add_nodes_from(names, **({} if self.one_mode else {"bipartite": mode}))
        graph.add_edges_from((edge.source, others[edge.target], {"weight": float(edge.weight), "shared": int(edge.shared)})
                             for edge in self.edges(least=least).itertuples())
        return graph


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


def build(statements: pd.DataFrame, *, mode: Literal["one", "two"] = "one", aggregation: Aggregation = "subtract",
          normalisation: Normalisation = "no", duplicates: Duplicates = "include", by: Literal["actor", "person", "organisation"] = "actor",
          least_actor: int = 1, least_concept: int = 1, isolates: bool = False) -> Network:
    """A network of statements.

    Parameters
    ----------
    statements : DataFrame
        As `make_statements` gives them.
    mode : {"one", "two"}
        Actors among themselves, or actors by concepts.
    aggregation, normalisation
        See `link_actors` and `link_concepts`.
    duplicates
        See `drop_duplicates`.
    by
        See `name_nodes`.
    least_actor, least_concept : int
        Fewest statements of an actor, and on a concept, after duplicates are dealt with.
    isolates : bool
        Whether nodes without an edge stay.

    Raises
    ------
    NetworkError
        Where the options don't go together.
    """
    if normalisation not in (ONE if mode == "one" else TWO):
        raise NetworkError(f"A {mode}-mode network can't be normalised by {normalisation}; it can be by {', '.join(sorted(ONE if mode == 'one' else TWO))}.")
    if mode == "two" and aggregation not in ("subtract", "ignore") or mode == "one" and aggregation not in ("congruence", "conflict", "subtract", "ignore"):
        raise NetworkError(f"A {mode}-mode network has no {aggregation}; it can be {'subtract or ignore' if mode == 'two' else 'congruence, conflict, subtract or ignore'}.")
    once = drop_duplicates(statements, duplicates, name_nodes(statements, by))
    kept = keep_frequent(once, name_nodes(once, by), actors=least_actor, concepts=least_concept)
    counts = count_stances(kept, name_nodes(kept, by))
    made = link_actors(counts, aggregation, normalisation) if mode == "one" else link_concepts(counts, aggregation, normalisation)
    return made if isolates else drop_isolates(made)


def link_actors(counts: Counts, aggregation: Aggregation, normalisation: Normalisation) -> Network:
    """The one-mode network of actors.

    congruence[i, j] = Σp (pro[i, p] · pro[j, p] + con[i, p] · con[j, p])
    conflict[i, j]   = Σp (pro[i, p] · con[j, p] + con[i, p] · pro[j, p])
    subtract         = congruence − conflict
    ignore[i, j]     = Σp (pro[i, p] + con[i, p]) · (pro[j, p] + con[j, p])

    each divided by
    no       1
    average  (n[i] + n[j]) / 2
    jaccard  m10 + m01 + m11: m11 = Σ x[i]·x[j] where both are not 0, m10 = Σ x[i] where x[j] is 0, m01 the other way round
    cosine   √(Σ x[i]²) · √(Σ x[j]²)

    with sums over concepts and stances (over concepts for "ignore"); where that is 0 the weight is 0.  rDNA's program divides
    by n[i] · n[j] for cosine; its documentation and we mean the cosine.
    """
    pro, con = counts.pro, counts.con
    parts = [pro + con] if aggregation == "ignore" else [pro, con]
    agree = sum(part @ part.T for part in parts)
    clash = pro @ con.T + con @ pro.T if aggregation in ("conflict", "subtract") else 0.0
    weights = {"congruence": agree, "ignore": agree, "conflict": clash, "subtract": agree - clash}[aggregation]
    divisor = _divisor(parts, normalisation)
    weights = np.divide(weights, divisor, out=np.zeros_like(weights), where=divisor > 0) if normalisation != "no" else weights
    touched = ((pro + con) > 0).astype(np.float32)
    shared = np.rint(touched @ touched.T).astype(int)
    np.fill_diagonal(weights, 0)
    return Network(counts.nodes, counts.nodes, weights, shared, one_mode=True)


def _divisor(parts: Sequence[np.ndarray], normalisation: Normalisation) -> np.ndarray:
    """What each weight of a one-mode network is divided by."""
    x = np.hstack(parts)
    if normalisation == "average":
        total = x.sum(axis=1)
        return (total[:, None] + total[None, :]) / 2
    if normalisation == "jaccard":
        there = (x > 0).astype(float)
        alone = x @ (1 - there).T  # Σ x[i] where x[j] is 0
        return alone + alone.T + x @ x.T
    length = np.sqrt((x ** 2).sum(axis=1))
    return length[:, None] * length[None, :]


def link_concepts(counts: Counts, aggregation: Aggregation, normalisation: Normalisation) -> Network:
    """The two-mode network of actors and concepts.

    subtract[i, p] = pro[i, p] − con[i, p];  ignore[i, p] = pro[i, p] + con[i, p]

    each divided by
    no          1
    activity    n[i], the statements of the actor
    prominence  the statements on the concept
    """
    number = counts.pro + counts.con
    weights = counts.pro - counts.con if aggregation == "subtract" else number.copy()
    if normalisation != "no":
        divisor = np.broadcast_to(number.sum(axis=1, keepdims=True) if normalisation == "activity" else number.sum(axis=0, keepdims=True), number.shape)
        weights = np.divide(weights, divisor, out=np.zeros_like(weights), where=divisor > 0)
    return Network(counts.nodes, counts.concepts, weights, number.astype(int), one_mode=False)


def drop_isolates(network: Network) -> Network:
    """The network without nodes that no edge reaches."""
    rows, columns = (network.weights != 0).any(axis=1), (network.weights != 0).any(axis=0)
    keep = np.ix_(rows, columns)
    return replace(network, rows=tuple(np.array(network.rows, dtype=object)[rows]), columns=tuple(np.array(network.columns, dtype=object)[columns]),
                   weights=network.weights[keep], shared=network.shared[keep])


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


# ---- The command -----------------------------------------------------------------------------------------


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
    from analysis import tables

    if (folder / name).is_dir():
        return pd.read_parquet(folder / name)
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a network, or one for each window of time; 1 with a sentence where that can't be."""
    asked = _parser().parse_args(arguments)
    try:
        statements, sides = read_statements(asked.tables, conditional=asked.conditional)
        _write(asked, statements, sides)
    except (InputError, NetworkError, OSError) as error:
        print(tell(error), file=sys.stderr)
        return 1
    return 0


def _write(asked: argparse.Namespace, statements: pd.DataFrame, sides: dict[str, str]) -> None:
    from analysis.network_files import write_network, write_statements

    parts = cut_windows(statements, asked.window[0], asked.window[1], moving=asked.moving) if asked.window else [("", statements)]
    written = 0
    for day, part in parts:
        network = build(part, mode=asked.mode, aggregation=asked.aggregation, normalisation=asked.normalisation, duplicates=asked.duplicates,
                        by=asked.by, least_actor=asked.least_actor, least_concept=asked.least_concept, isolates=asked.isolates)
        for format in asked.formats:
            print(write_network(network, asked.out, f"network-{day}" if day else "network", format, sides))
            written += 1
    if not written:
        raise NetworkError("No statement has a date, so there are no windows of time to cut.")
    print(write_statements(statements, asked.out))


def _window(words: str) -> tuple[int, Unit]:
    size, _, unit = words.partition(" ")
    unit = unit if unit.endswith("s") else f"{unit}s"
    if not size.isdigit() or int(size) < 1 or unit not in OFFSETS:
        raise argparse.ArgumentTypeError(f"{words!r} is no window; write it as \"3 months\" ({', '.join(OFFSETS)})")
    return int(size), unit  # type: ignore[return-value]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis.networks", description="A discourse network of the positions of an article or a corpus.")
    parser.add_argument("tables", type=Path, metavar="TABLES", help="build/<document>/tables, or the folder of a corpus")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR")
    parser.add_argument("--mode", choices=("one", "two"), default="one", help="actors among themselves, or by concepts; %(default)s")
    parser.add_argument("--aggregation", choices=get_args(Aggregation), default="subtract", help="%(default)s")
    parser.add_argument("--normalisation", choices=get_args(Normalisation), default="no", help="%(default)s")
    parser.add_argument("--duplicates", choices=get_args(Duplicates), default="document", help="within what the same stance counts once; %(default)s")
    parser.add_argument("--by", choices=("actor", "person", "organisation"), default="actor", help="%(default)s")
    parser.add_argument("--conditional", choices=("drop", "support"), default="drop", help="what becomes of conditional stances; %(default)s")
    parser.add_argument("--least-actor", type=int, default=1, metavar="N", help="fewest statements of an actor")
    parser.add_argument("--least-concept", type=int, default=1, metavar="N", help="fewest statements on a concept")
    parser.add_argument("--isolates", action="store_true", help="keep nodes without an edge")
    parser.add_argument("--window", type=_window, metavar='"3 months"', help="a network for each window of time")
    parser.add_argument("--moving", action="store_true", help="windows begin one unit after each other, and overlap")
    parser.add_argument("--formats", nargs="+", choices=("csv", "graphml", "gexf", "pajek"), default=["csv", "graphml", "gexf", "pajek"], help="all unless given")
    return parser


if __name__ == "__main__":
    sys.exit(main())
