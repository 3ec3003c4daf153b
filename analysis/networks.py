"""Networks: who agrees with whom on what, drawn from positions as Discourse Network Analyzer draws it from coded statements.

    python -m analysis.networks TABLES --out DIR [--mode one] [--aggregation subtract] [--normalisation average] …

Definitions follow rDNA (Leifeld, Gruber & Bossner 2019) and Leifeld (2017): x[i, p, k] is the number of statements in
which actor i takes stance k (for, against) on concept p, after duplicates are dealt with; n[i] is its sum over p and k.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

import networkx
import numpy as np
import pandas as pd

from analysis.documents import InputError, tell
from analysis.network_statements import (
    Counts,
    Duplicates,
    Unit,
    count_stances,
    cut_windows,
    drop_duplicates,
    keep_frequent,
    name_nodes,
    read_statements,
)

Aggregation = Literal["congruence", "conflict", "subtract", "ignore"]
Normalisation = Literal["no", "average", "jaccard", "cosine", "activity", "prominence"]
NORMALISED = {"one": ("no", "average", "jaccard", "cosine"), "two": ("no", "activity", "prominence")}
AGGREGATED = {"one": ("congruence", "conflict", "subtract", "ignore"), "two": ("subtract", "ignore")}


class NetworkError(ValueError):
    """A network that can't be; the message is one sentence."""


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
    aggregation, normalisation, duplicates, by
        See `link_actors` and `link_concepts`, `drop_duplicates`, `name_nodes`.
    least_actor, least_concept : int
        Fewest statements of an actor, and on a concept, after duplicates are dealt with.
    isolates : bool
        Whether nodes without an edge stay.

    Raises
    ------
    NetworkError
        Where the options don't go together.
    """
    if normalisation not in NORMALISED[mode]:
        raise NetworkError(f"A {mode}-mode network can't be normalised by {normalisation}; it can be by {', '.join(NORMALISED[mode])}.")
    if aggregation not in AGGREGATED[mode]:
        raise NetworkError(f"A {mode}-mode network has no {aggregation}; it can be {', '.join(AGGREGATED[mode])}.")
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


# ---- The command -----------------------------------------------------------------------------------------


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
    if not size.isdigit() or int(size) < 1 or unit not in get_args(Unit):
        raise argparse.ArgumentTypeError(f"{words!r} is no window; write it as \"3 months\" ({', '.join(get_args(Unit))})")
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
