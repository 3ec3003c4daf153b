"""Discourse networks: each definition by hand, random tables against a slow plain computation, files by a second reader."""

from __future__ import annotations

import csv
import math
from itertools import combinations
from pathlib import Path

import networkx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import (
    chart_agreement,
    chart_network,
    network_files,
    network_statements,
    networks,
    polarization,
    tables,
)

# a and b agree twice on X and clash on Y; c agrees with a on Y alone; d speaks of Z alone.
SAID = [("a", "X", True), ("a", "X", True), ("b", "X", True), ("a", "Y", False), ("b", "Y", True), ("c", "Y", False), ("d", "Z", True)]


def coded(rows, **cells) -> pd.DataFrame:
    """Statements of (person, concept, agreement[, document, date])."""
    rows = [(*row, *("d1", None)[len(row) - 3:]) for row in rows]
    frame = pd.DataFrame(rows, columns=["person", "concept", "agreement", "document", "date"])
    frame = frame.assign(organisation=pd.NA, start=0, stop=1, probability=1.0, actor_id=frame.person, issue_id=frame.concept, **cells)
    words = ("person", "organisation", "concept", "document", "date", "actor_id", "issue_id")
    return frame.astype({name: "string" for name in words})[list(network_statements.COLUMNS)]


def weight(network: networks.Network, one: str, other: str) -> float:
    if one not in network.rows or other not in network.columns:
        return 0.0
    return float(network.weights[network.rows.index(one), network.columns.index(other)])


# ---- Definitions by hand ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("aggregation", "normalisation", "ab", "ac", "bc"),
    [
        # x[a] = X+ 2, Y− 1; x[b] = X+ 1, Y+ 1; x[c] = Y− 1; n = 3, 2, 1
        ("congruence", "no", 2 * 1, 1, 0),
        ("conflict", "no", 1, 0, 1),
        ("subtract", "no", 2 - 1, 1, -1),
        ("ignore", "no", 2 * 1 + 1 * 1, 1, 1),
        ("congruence", "average", 2 / 2.5, 1 / 2, 0),
        ("conflict", "average", 1 / 2.5, 0, 1 / 1.5),
        ("subtract", "average", 1 / 2.5, 1 / 2, -1 / 1.5),
        # a, b: both X+ (2 · 1), a alone Y− (1), b alone Y+ (1); a, c: both Y− (1), a alone X+ (2)
        ("congruence", "jaccard", 2 / (1 + 1 + 2), 1 / (2 + 0 + 1), 0),
        ("conflict", "jaccard", 1 / 4, 0, 1 / (2 + 1)),
        ("congruence", "cosine", 2 / (math.sqrt(5) * math.sqrt(2)), 1 / math.sqrt(5), 0),
        ("subtract", "cosine", 1 / (math.sqrt(5) * math.sqrt(2)), 1 / math.sqrt(5), -1 / math.sqrt(2)),
        ("ignore", "average", 3 / 2.5, 1 / 2, 1 / 1.5),
    ],
)
def test_one_mode(aggregation, normalisation, ab, ac, bc) -> None:
    network = networks.build(coded(SAID), aggregation=aggregation, normalisation=normalisation)
    found = [weight(network, *pair) for pair in ("ab", "ac", "bc")]
    assert found == pytest.approx([ab, ac, bc]) and "d" not in network.rows
    assert np.allclose(network.weights, network.weights.T) and not network.weights.diagonal().any()


@pytest.mark.parametrize(
    ("aggregation", "normalisation", "wanted"),
    [
        ("subtract", "no", {"aX": 2, "aY": -1, "bX": 1, "bY": 1, "cY": -1, "dZ": 1}),
        ("ignore", "no", {"aX": 2, "aY": 1, "bX": 1, "bY": 1, "cY": 1, "dZ": 1}),
        ("subtract", "activity", {"aX": 2 / 3, "aY": -1 / 3, "bX": 1 / 2, "bY": 1 / 2, "cY": -1, "dZ": 1}),
        ("ignore", "prominence", {"aX": 2 / 3, "bX": 1 / 3, "aY": 1 / 3, "bY": 1 / 3, "cY": 1 / 3, "dZ": 1}),
        ("subtract", "prominence", {"aX": 2 / 3, "bX": 1 / 3, "aY": -1 / 3, "bY": 1 / 3, "cY": -1 / 3, "dZ": 1}),
    ],
)
def test_two_mode(aggregation, normalisation, wanted) -> None:
    network = networks.build(coded(SAID), mode="two", aggregation=aggregation, normalisation=normalisation)
    found = {f"{row.source}{row.target}": row.weight for row in network.edges().itertuples()}
    assert found == pytest.approx(wanted)


DATED = [("a", "X", True, "d1", "2024-01-01"), ("a", "X", True, "d1", "2024-01-01"), ("a", "X", True, "d2", "2024-01-03"), ("a", "X", True, "d3", "2024-01-20"),
         ("a", "X", True, "d4", "2024-02-20"), ("a", "X", True, "d5", "2025-02-20"), ("a", "X", False, "d1", "2024-01-01"), ("a", "X", True, "d6", None)]


@pytest.mark.parametrize(("policy", "left"), [("include", 8), ("document", 7), ("week", 6), ("month", 5), ("year", 4), ("across", 2)])
def test_duplicates(policy, left) -> None:
    statements = coded(DATED)
    assert len(network_statements.drop_duplicates(statements, policy, network_statements.name_nodes(statements))) == left


@pytest.mark.parametrize(
    ("size", "unit", "moving", "wanted"),
    [
        (1, "months", False, {"2024-01-01": 5, "2024-02-01": 1, "2025-02-01": 1}),
        (2, "months", True, {"2024-01-01": 6, "2024-02-01": 1, "2025-01-01": 1, "2025-02-01": 1}),
        (1, "years", False, {"2024-01-01": 6, "2025-01-01": 1}),
        (2, "weeks", False, {"2024-01-01": 4, "2024-01-15": 1, "2024-02-12": 1, "2025-02-10": 1}),
    ],
)
def test_windows(size, unit, moving, wanted) -> None:
    found = {day: len(part) for day, part in network_statements.cut_windows(coded(DATED), size, unit, moving=moving)}
    assert {day: number for day, number in found.items() if number} == wanted
    assert not list(network_statements.cut_windows(coded(SAID), 1, "months")), "without dates there are no windows"


def test_thresholds_and_isolates() -> None:
    statements = coded(SAID)
    assert networks.build(statements, least_actor=2).rows == ("a", "b")
    assert set(networks.build(statements, mode="two", least_concept=3).columns) == {"X", "Y"}
    whole = networks.build(statements, isolates=True)
    assert whole.rows == ("a", "b", "c", "d") and networks.build(coded([("a", "X", True)])).rows == ()
    assert networks.build(coded([("a", "X", True)]), isolates=True).rows == ("a",)


@pytest.mark.parametrize("options", [dict(mode="two", aggregation="conflict"), dict(mode="two", normalisation="cosine"), dict(normalisation="activity")])
def test_options_that_do_not_go_together_are_refused(options) -> None:
    with pytest.raises(networks.NetworkError, match="-mode network"):
        networks.build(coded(SAID), **options)


def test_nothing_gives_an_empty_network() -> None:
    for mode in ("one", "two"):
        network = networks.build(coded([]), mode=mode)
        assert network.rows == () and network.edges().empty and not network.graph()
    assert polarization.weigh_edges(coded([])).empty and polarization.scale_actors(coded([])).empty
    assert set(polarization.measure_polarization(coded([])).verdict) == {"too few to say"}


# ---- Against a slow plain computation ----------------------------------------------------------------------

ROWS = st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("XYZ"), st.booleans(), st.sampled_from(["d1", "d2"])), max_size=40)


def slow(rows, aggregation: str, normalisation: str, one: str, other: str) -> float:
    def x(node, concept, side):
        return sum(1 for row in rows if row[:3] == (node, concept, side))
    cells = [(concept, side) for concept in "XYZ" for side in (True, False)]
    if aggregation == "ignore":
        pairs = [(x(one, c, True) + x(one, c, False), x(other, c, True) + x(other, c, False)) for c in "XYZ"]
        value = sum(i * j for i, j in pairs)
    else:
        pairs = [(x(one, *cell), x(other, *cell)) for cell in cells]
        agree = sum(i * j for i, j in pairs)
        clash = sum(x(one, c, side) * x(other, c, not side) for c, side in cells)
        value = {"congruence": agree, "conflict": clash, "subtract": agree - clash}[aggregation]
    by = {"no": 1, "average": sum(i + j for i, j in pairs) / 2,
          "jaccard": sum(i * j if i and j else i + j for i, j in pairs),
          "cosine": math.sqrt(sum(i * i for i, _ in pairs)) * math.sqrt(sum(j * j for _, j in pairs))}[normalisation]
    return value / by if by else 0.0


@settings(max_examples=25)
@given(ROWS, st.sampled_from(["congruence", "conflict", "subtract", "ignore"]), st.sampled_from(networks.NORMALISED["one"]), st.sampled_from(["include", "document", "across"]))
def test_random_tables(rows, aggregation, normalisation, policy) -> None:
    network = networks.build(coded(rows), aggregation=aggregation, normalisation=normalisation, duplicates=policy, isolates=True)
    kept = {"include": rows, "document": list(dict.fromkeys(rows)), "across": list({row[:3]: row for row in rows}.values())}[policy]
    for one, other in combinations("abcde", 2):
        assert weight(network, one, other) == pytest.approx(slow(kept, aggregation, normalisation, one, other))


# ---- Camps, polarization, certainty ----------------------------------------------------------------------


def two_camps(documents: int = 30, clash: bool = True) -> pd.DataFrame:
    """Two camps of three that disagree on three issues in every document."""
    return coded([(who, issue, (camp == "l") if clash else True, f"d{number}") for number in range(documents) for camp in "lr" for who in (f"{camp}1", f"{camp}2", f"{camp}3")
                  for issue in ("X", "Y", "Z")])


def test_two_camps_are_found_and_sure() -> None:
    statements = two_camps()
    edges = polarization.weigh_edges(statements)
    assert set(edges.verdict) == {"sure"} and ((edges.weight > 0) == (edges.source.str[0] == edges.target.str[0])).all()
    camps = polarization.find_camps(networks.build(statements))
    assert {node: camp for node, camp in camps.items()} == {"l1": 0, "l2": 0, "l3": 0, "r1": 1, "r2": 1, "r3": 1}
    measures = polarization.measure_polarization(statements).set_index("measure")
    assert measures.value["division"] == 1 and measures.low["division"] == 1
    # of 30 ordered pairs 12 agree, which is 6·2·3 of each camp's strength; conflict is all between camps
    assert measures.value["conflict"] == pytest.approx(18 / 30) and measures.value["camps"] > 0.4
    scale = polarization.scale_actors(statements)
    assert set(scale.place.abs()) == {1.0} and scale.place[scale.actor.str[0] == "l"].nunique() == 1


def test_one_side_is_not_polarized() -> None:
    measures = polarization.measure_polarization(two_camps(clash=False)).set_index("measure")
    assert measures.value["division"] == 0 and measures.value["conflict"] == 0


def test_what_rests_on_one_statement_is_open_and_doubtful_coding_widens_the_interval() -> None:
    assert set(polarization.weigh_edges(coded(SAID)).verdict) == {"open"}
    sure, unsure = (polarization.weigh_edges(two_camps(12).assign(probability=probability)) for probability in (1.0, 0.5))
    assert (unsure.high - unsure.low).mean() > (sure.high - sure.low).mean()


def test_the_same_statements_give_the_same_draws() -> None:
    assert polarization.weigh_edges(two_camps(5)).equals(polarization.weigh_edges(two_camps(5)))


# ---- From the tables of an article -------------------------------------------------------------------------


def test_statements_of_the_seed_article(seed_tables) -> None:
    found = network_statements.make_statements(*(seed_tables[name] for name in ("positions", "actors", "issues", "documents")))
    stands = seed_tables["positions"]
    assert len(found) == stands.stance.isin(["support", "oppose"]).sum() and (found.person.notna() | found.organisation.notna()).all()
    with_conditions = network_statements.make_statements(seed_tables["positions"], seed_tables["actors"], conditional="support")
    assert len(with_conditions) == (stands.stance != "neutral").sum() and set(with_conditions.concept) <= set(stands.issue_id)


def test_who_names_whom() -> None:
    actors = tables.make("actors", [dict(actor_id=key, document_id="d", name=key.upper(), kind="person") for key in "abc"])
    said = pd.DataFrame([dict(document_id="d", statement_id="q0", actor_id="a", start=0, end=50), dict(document_id="d", statement_id="q1", actor_id=pd.NA, start=60, end=90)])
    named = pd.DataFrame([dict(document_id="d", actor_id=key, start=place, end=place + 2, sense=sense) for key, place, sense in (
        ("b", 5, "actor"), ("b", 20, "actor"), ("c", 30, "place"), ("a", 40, "actor"), ("c", 70, "actor"))])
    assert network_statements.link_speakers(said, named, actors).to_dict("records") == [dict(source="A", target="B", times=2, statements=1)]


# ---- Files -------------------------------------------------------------------------------------------------

ODD = '<b>"Ann" & =1+1\x00\x0b ש 😀'


@pytest.mark.parametrize("mode", ["one", "two"])
def test_files_are_read_by_a_second_reader(tmp_path, mode) -> None:
    network = networks.build(coded([*SAID, (ODD, "X", True)]), mode=mode)
    graph = network.graph()
    for format, read in (("graphml", networkx.read_graphml), ("gexf", networkx.read_gexf), ("pajek", networkx.read_pajek)):
        path = network_files.write_network(network, tmp_path, "n", format, {"a": "West"})
        first = path.read_bytes()
        again = networkx.Graph(read(path))
        assert len(again) == len(graph) and again.number_of_edges() == graph.number_of_edges()
        assert sorted(round(value, 3) for *_, value in again.edges(data="weight")) == sorted(round(value, 3) for *_, value in graph.edges(data="weight"))
        assert network_files.write_network(network, tmp_path, "n", format, {"a": "West"}).read_bytes() == first and b"lastmodified" not in first
    rows = list(csv.DictReader(network_files.write_network(network, tmp_path, "n", "csv").open(newline="")))
    assert len(rows) == graph.number_of_edges() and set(rows[0]) == {"source", "target", "weight", "shared"}


def test_statements_are_kept_as_discourse_network_analyzer_knows_them(tmp_path) -> None:
    rows = list(csv.DictReader(network_files.write_statements(coded([("=cmd()", "X", True), ("b", "Y", False)]), tmp_path).open(newline="")))
    assert list(rows[0]) == ["person", "organisation", "concept", "agreement", "document", "date", "start", "stop"]
    assert [row["agreement"] for row in rows] == ["1", "0"] and rows[0]["person"] == "'=cmd()"


def test_the_command(tmp_path, seed_tables, capsys) -> None:
    for name in ("positions", "actors", "issues", "documents"):
        tables.write(seed_tables[name], tmp_path / "tables", name)
    assert networks.main([str(tmp_path / "tables"), "--out", str(tmp_path / "out"), "--normalisation", "average"]) == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"network.csv", "network.graphml", "network.gexf", "network.net", "statements.csv"}
    assert networks.main([str(tmp_path / "tables"), "--out", str(tmp_path / "w"), "--window", "1 months", "--formats", "csv"]) == 0
    assert list(Path(tmp_path / "w").glob("network-2025-05-01.csv"))
    for words in (["none", "--out", "x"], [str(tmp_path / "tables"), "--out", str(tmp_path / "x"), "--mode", "two", "--normalisation", "cosine"]):
        assert networks.main(words) == 1
        told = capsys.readouterr().err
        assert told.count("\n") == 1 and "Traceback" not in told


# ---- Charts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", [chart_network.draw_network, chart_agreement.draw_agreement, chart_agreement.draw_scale])
@pytest.mark.parametrize("rows", [[], SAID[:1], SAID, [(f"Actor number {k} of many", "XYZ"[k % 3], bool(k % 2)) for k in range(90)]])
def test_charts_of_little_and_of_much(draw, rows) -> None:
    chart = draw(coded(rows), tables.make("actors", []))
    assert chart.alt and chart.fig.get_size_inches()[0] < 10


def test_names_on_the_ring_do_not_meet() -> None:
    chart = chart_network.draw_network(coded([(f"Actor number {k} of many", "X", True) for k in range(40)]), tables.make("actors", []))
    angles = sorted(text.get_rotation() % 180 for text in chart.fig.axes[0].texts if text.get_rotation())
    assert len(angles) > 20 and 2 * math.pi * chart_network.RADIUS / chart_network.MOST > 0.3, "each name has room for its two lines"


def test_five_thousand_actors_in_no_time() -> None:
    """Grows with the rows, and not with their square: 8 times the rows in less than 24 times the time."""
    import time

    chance = np.random.default_rng(1)
    spent = []
    for number in (2_000, 16_000):
        rows = zip((f"a{k}" for k in chance.integers(0, 400, number)), (f"c{k}" for k in chance.integers(0, 30, number)), map(bool, chance.integers(0, 2, number)))
        statements, began = coded(list(rows)), time.process_time()
        networks.build(statements, normalisation="jaccard", duplicates="document")
        spent.append(time.process_time() - began)
    assert spent[1] < 24 * max(spent[0], 0.02)
