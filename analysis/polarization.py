"""Polarization: camps, how far they are apart, and how sure that is, over chance and over errors of the coding.

Each draw takes articles (statements, where there are few articles) at random with replacement, and keeps a statement with
its probability of being coded right, so that an interval carries both (bootstrap, Efron & Tibshirani 1993).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import networkx
import numpy as np
import pandas as pd

from analysis import wording
from analysis.network_statements import Counts, Duplicates, count_stances, drop_duplicates, name_nodes
from analysis.networks import Network, Normalisation, build, link_actors

DRAWS, SEED = 300, 20250515
FEW_ARTICLES = 10  # under so many, statements are drawn instead of articles
FEW_STATEMENTS, FEW_SHARED = 10, 3  # under so many statements, or pairs of actors with a concept in common, there is too little to say
SURE, LIKELY = 0.95, 0.5  # share of the draws in which an edge must have the same sign


def draw_counts(statements: pd.DataFrame, nodes: pd.Series, *, draws: int = DRAWS) -> Iterator[Counts]:
    """Counts of stances in bootstrap draws; nodes and concepts are those of all statements, in the same order."""
    whole = count_stances(statements, nodes)
    known = nodes.notna().to_numpy()
    row = pd.Index(whole.nodes).get_indexer(nodes[known].astype(object))
    column = pd.Index(whole.concepts).get_indexer(statements.concept[known].astype(object))
    agreement, sure = statements.agreement[known].to_numpy(dtype=bool), statements.probability[known].fillna(1.0).to_numpy(dtype=float)
    unit, names = pd.factorize(statements.document[known])
    if len(names) < FEW_ARTICLES:
        unit, names = np.arange(len(row)), range(len(row))
    chance = np.random.default_rng(SEED)
    cells, shape = row * len(whole.concepts) + column, whole.pro.shape
    for _ in range(draws):
        times = np.bincount(chance.integers(0, len(names), len(names)), minlength=len(names))[unit] if len(names) else np.zeros(0)
        weight = times * (chance.random(len(row)) < sure)
        pro, con = (np.bincount(cells[side], weights=weight[side], minlength=shape[0] * shape[1]).reshape(shape).astype(float) for side in (agreement, ~agreement))
        yield Counts(whole.nodes, whole.concepts, pro, con)


def weigh_edges(statements: pd.DataFrame, *, normalisation: Normalisation = "average", duplicates: Duplicates = "document",
                draws: int = DRAWS) -> pd.DataFrame:
    """Edges of the subtract network of actors, each with how sure it is.

    Returns
    -------
    pandas.DataFrame
        source, target, weight, shared (concepts), low and high (95%), sure (share of the draws in which the edge is there
        with the same sign, 0 to 1), verdict: "sure" (in 95% of the draws), "likely" (in half of them) or "open".
    """
    once = drop_duplicates(statements, duplicates, name_nodes(statements))
    nodes = name_nodes(once)
    whole = link_actors(count_stances(once, nodes), "subtract", normalisation)
    edges = whole.edges()
    if edges.empty:
        return edges.assign(low=[], high=[], sure=[], verdict=[])
    first, second = (pd.Index(whole.rows).get_indexer(edges[column].astype(object)) for column in ("source", "target"))
    drawn = np.array([link_actors(counts, "subtract", normalisation).weights[first, second] for counts in draw_counts(once, nodes, draws=draws)])
    sure = (np.sign(drawn) == np.sign(edges.weight.to_numpy())).mean(axis=0)
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    return edges.assign(low=low, high=high, sure=sure, verdict=np.select([sure >= SURE, sure >= LIKELY], ["sure", "likely"], "open"))


def find_camps(network: Network) -> dict[str, int]:
    """Camps of a one-mode network: node to number, the largest camp first; nodes that agree with nobody are in none.

    Louvain's method (Blondel et al. 2008) on the edges with a positive weight, from a fixed seed.
    """
    graph = network.graph()
    graph.remove_edges_from([(a, b) for a, b, weight in graph.edges(data="weight") if weight <= 0])
    graph.remove_nodes_from(list(networkx.isolates(graph)))
    if not graph:
        return {}
    found = networkx.community.louvain_communities(graph, weight="weight", seed=SEED)
    ordered = sorted((sorted(camp) for camp in found), key=lambda camp: (-len(camp), camp))
    return {node: number for number, camp in enumerate(ordered) for node in camp}


def _modularity(network: Network, camps: dict[str, int]) -> float:
    """How much more agreement there is within camps than by chance, with conflict between them (Gómez, Jensen & Arenas 2009).

    Q = Σij [(w⁺ij − s⁺i s⁺j / 2w⁺) − (w⁻ij − s⁻i s⁻j / 2w⁻)] δ(camp i, camp j) / (2w⁺ + 2w⁻): 0 as by chance, 1 at most.
    """
    camp = np.array([camps.get(node, -1 - place) for place, node in enumerate(network.rows)])
    total, together = 0.0, camp[:, None] == camp[None, :]
    np.fill_diagonal(together, False)
    whole = np.abs(network.weights).sum()
    for sign in (1, -1):
        part = np.clip(sign * network.weights, 0, None)
        strength = part.sum(axis=1)
        if strength.sum():
            total += sign * (part - np.outer(strength, strength) / strength.sum())[together].sum()
    return float(total / whole) if whole else np.nan


def _division(counts: Counts) -> float:
    """How evenly actors are divided over concepts, 0 (all on one side) to 1 (halves), weighed by the actors on each.

    Σp m[p] · 4 q[p] (1 − q[p]) / Σp m[p]: m actors take a side on p, a share q of them for it; concepts of one actor don't count.
    """
    leaning = counts.pro - counts.con
    pro, con = (leaning > 0).sum(axis=0), (leaning < 0).sum(axis=0)
    size = pro + con
    share = np.divide(pro, size, out=np.zeros(len(size)), where=size > 0)
    size = np.where(size > 1, size, 0)
    return float((size * 4 * share * (1 - share)).sum() / size.sum()) if size.sum() else np.nan


def _clash(counts: Counts) -> float:
    """Conflict as a share of all that two actors say on the same concept: Σ conflict / Σ (congruence + conflict)."""
    agree, clash = (link_actors(counts, name, "no").weights.sum() for name in ("congruence", "conflict"))
    return float(clash / (agree + clash)) if agree + clash else np.nan


MEASURES = {
    "camps": "how much more agreement within camps, and conflict between them, than by chance (signed modularity, at most 1)",
    "division": "how evenly actors are divided over each issue (0 one side, 1 halves)",
    "conflict": "share of conflict in what two actors say on one issue (0 to 1)",
}


def measure_polarization(statements: pd.DataFrame, *, duplicates: Duplicates = "document", draws: int = DRAWS) -> pd.DataFrame:
    """Three measures of polarization with 95% intervals.

    Returns
    -------
    pandas.DataFrame
        measure, value, low, high, meaning, verdict ("too few to say" under 10 statements or 3 pairs of actors with an
        issue in common, else empty).  Camps are found anew in each draw.
    """
    once = drop_duplicates(statements, duplicates, name_nodes(statements))
    nodes = name_nodes(once)
    counts = count_stances(once, nodes)
    network = link_actors(counts, "subtract", "average")
    pairs = int((np.triu(network.shared, 1) > 0).sum())
    few = len(once) < FEW_STATEMENTS or pairs < FEW_SHARED
    drawn = pd.DataFrame([] if few else [_measure(each) for each in draw_counts(once, nodes, draws=draws)], columns=list(MEASURES), dtype=float)
    rows = []
    for name, value in _measure(counts).items():
        low, high = drawn[name].dropna().quantile([0.025, 0.975]) if len(drawn) else (np.nan, np.nan)
        rows.append(dict(measure=name, value=value, low=low, high=high, meaning=MEASURES[name], verdict="too few to say" if few else pd.NA))
    return pd.DataFrame(rows)


def _measure(counts: Counts) -> dict[str, float]:
    network = link_actors(counts, "subtract", "average")
    return {"camps": _modularity(network, find_camps(network)), "division": _division(counts), "conflict": _clash(counts)}


def scale_actors(statements: pd.DataFrame, *, duplicates: Duplicates = "document", least: int = 2, draws: int = DRAWS) -> pd.DataFrame:
    """Actors on the one line along which they differ most: the first axis of the actor × issue matrix of mean stances.

    A singular value decomposition of the mean stances (−1 to 1, 0 where none), columns centred (as in a biplot, Gabriel
    1971); the axis is turned so that the actor with most statements is on the right.

    Returns
    -------
    pandas.DataFrame
        actor, place (−1 to 1), low, high (95%), issues (taken a stance on), statements; by place.  Only actors with `least`
        issues or more; no rows where fewer than three are left.
    """
    once = drop_duplicates(statements, duplicates, name_nodes(statements))
    nodes = name_nodes(once)
    counts = count_stances(once, nodes)
    kept = ((counts.pro + counts.con) > 0).sum(axis=1) >= least
    if kept.sum() < 3:
        return pd.DataFrame(columns=["actor", "place", "low", "high", "issues", "statements"])
    number = (counts.pro + counts.con).sum(axis=1)
    whole = _first_axis(counts, kept)
    whole = whole * (np.sign(whole[np.argmax(number[kept])]) or 1)
    drawn = np.array([_aligned(_first_axis(each, kept), whole) for each in draw_counts(once, nodes, draws=draws)])
    low, high = np.nanquantile(drawn, [0.025, 0.975], axis=0)
    found = pd.DataFrame({"actor": np.array(counts.nodes, dtype=object)[kept], "place": whole, "low": low, "high": high,
                          "issues": ((counts.pro + counts.con) > 0).sum(axis=1)[kept], "statements": number[kept].astype(int)})
    return found.sort_values(["place", "actor"], ascending=[False, True], ignore_index=True)


def _first_axis(counts: Counts, kept: np.ndarray) -> np.ndarray:
    """Places of the kept actors on the first axis, the furthest at 1 or −1; 0 where they don't differ."""
    number = counts.pro + counts.con
    stance = np.divide(counts.pro - counts.con, number, out=np.zeros_like(number), where=number > 0)[kept]
    left, size, _ = np.linalg.svd(stance - stance.mean(axis=0), full_matrices=False)
    axis = left[:, 0] * size[0]
    most = np.abs(axis).max()
    return np.round(axis / most, 9) if most > 1e-9 else np.zeros(len(axis))


def _aligned(axis: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """An axis turned round where it runs against that of all statements: its direction is arbitrary."""
    return -axis if axis @ whole < 0 else axis


# ---- In words --------------------------------------------------------------------------------------------


def tell_camps(edges: pd.DataFrame, camps: Mapping[str, int], activity: Mapping[str, int]) -> str:
    """The camps and how many ties are sure, as a sentence; a camp is called by who speaks most in it."""
    heads = [max(sorted(node for node in camps if camps[node] == camp), key=lambda node: activity.get(node, 0)) for camp in sorted(set(camps.values()))]
    sure = edges[edges.verdict == "sure"]
    ties = ("no tie is sure" if sure.empty else
            f"{wording.count(int((sure.weight > 0).sum()), 'tie')} of agreement and {wording.count(int((sure.weight < 0).sum()), 'tie')} of conflict can be relied on")
    if not heads:
        return f"Nobody agrees with anybody more than they disagree; {ties}."
    if len(heads) == 1:
        return f"Those who agree stand in one camp around {heads[0]}; {ties}."
    named = wording.join(heads) if len(heads) <= 4 else f"{', '.join(heads[:3])} and others"
    return f"Agreement falls into {len(heads)} camps, around {named}; {ties}."


def tell(statements: pd.DataFrame, edges: pd.DataFrame, measures: pd.DataFrame) -> list[str]:
    """What the network of an article says, in sentences."""
    nodes = name_nodes(statements)
    base = f"{wording.begin(wording.count(len(statements), 'stance'))} for or against, of {wording.count(nodes.nunique(), 'actor')} on {wording.count(statements.concept.nunique(), 'issue')}."
    if edges.empty:
        return [base, "No two actors take a side on the same issue, so there is no network."]
    camps = find_camps(build(statements, normalisation="average", duplicates="document"))
    division = measures.set_index("measure").loc["division"]
    if not pd.isna(division.verdict):
        return [base, tell_camps(edges, camps, nodes.value_counts().to_dict()), "How polarized the article is can't be said from so few stances."]
    return [base, tell_camps(edges, camps, nodes.value_counts().to_dict()),
            f"Over the issues that several actors speak of they are divided by {division.value:.2f} ({division.low:.2f}–{division.high:.2f}), where 0 is one side and 1 two halves."]
