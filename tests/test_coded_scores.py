"""Coded scores and attribution scores: gold against gold is 1, shuffled gold falls, hand-made cases come out as by hand."""

from __future__ import annotations

import random

import pytest

from analysis import attribution_scores, coded_scores, matching, metrics, paths
from analysis.coding import Coding
from analysis.fields import plain, sign
from analysis.gold import read_article

PARAGRAPHS = [{"paragraph": "0", "start": "0", "end": "50", "tone": "1"}, {"paragraph": "1", "start": "50", "end": "100", "tone": "-1"}]


def rows(*cells: str, columns: str) -> list[dict[str, str]]:
    return [dict(zip(columns.split(), cell.split())) for cell in cells]


def mentions(*cells: str) -> list[dict[str, str]]:
    return rows(*cells, columns="actor_id start end form sense disputed")


def scores(gold: dict, system: dict, **options) -> dict[str, float]:
    asked = Coding(gold | {"tone": gold.get("tone", PARAGRAPHS)})
    found = coded_scores.score(asked, Coding(system, asked.paragraphs, asked.rows.get("issues")), **options)
    return {metric: metrics.interval(formula, list(units.values())).value for (metric, formula), units in found.items()}


# ---- Known answers -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def gold_rows():
    return read_article(paths.SEEDS / "gold" / "istanbul-talks").rows


def test_gold_against_gold_is_all_right(gold_rows):
    found = scores(gold_rows, gold_rows)
    assert len(found) > 40 and found.pop("count_mae") == 0
    assert {metric for metric, value in found.items() if value != pytest.approx(1)} == set()


def test_shuffled_gold_falls(gold_rows):
    actors = [row["actor_id"] for row in gold_rows["mentions"]]
    random.Random(1).shuffle(actors)
    stances = [row["stance"] for row in gold_rows["positions"]]
    random.Random(2).shuffle(stances)
    shuffled = gold_rows | {
        "mentions": [row | {"actor_id": actor} for row, actor in zip(gold_rows["mentions"], actors)],
        "positions": [row | {"stance": stance} for row, stance in zip(gold_rows["positions"], stances)]}
    found = scores(gold_rows, shuffled)
    assert found["mention_exact_f1"] > 0.9 and found["mention_linked_exact_f1"] < 0.3 and found["pronoun_linked_f1"] < 0.3
    assert found["position_pair_f1"] == pytest.approx(1) and found["position_triple_f1"] < 0.8


GOLD = {"actors": rows("ann Ann", "bob Bob", columns="actor_id name"),
        "mentions": mentions("ann 0 3 name actor 0", "bob 10 13 name actor 0", "ann 60 63 name actor 0", "ann 70 73 pronoun actor 0")}


def test_mentions_by_hand():
    system = {"actors": rows("a1 Ann", "b1 Robert", columns="actor_id name"),
              "mentions": mentions("a1 0 3 name actor 0", "b1 10 13 name actor 0", "b1 60 64 name actor 0", "b1 70 73 pronoun actor 0")}
    found = scores(GOLD, system)
    assert found["mention_exact_f1"] == pytest.approx(2 / 3) and found["mention_overlap_f1"] == 1
    assert found["mention_linked_exact_f1"] == pytest.approx(2 / 3) and found["mention_link_accuracy"] == pytest.approx(2 / 3)
    assert found["pronoun_exact_f1"] == 1 and found["pronoun_resolution_accuracy"] == 0
    assert found["count_mae"] == 1 and found["actor_f1"] == 1


def test_disputed_rows_are_neither_asked_for_nor_punished():
    disputed = GOLD | {"mentions": GOLD["mentions"] + mentions("bob 80 83 name actor 1")}
    with_it, without = GOLD | {"mentions": GOLD["mentions"] + mentions("bob 80 83 name actor 0")}, GOLD
    assert scores(disputed, with_it)["mention_exact_f1"] == scores(disputed, without)["mention_exact_f1"] == 1
    assert scores(disputed, without, disputed=True)["mention_exact_recall"] == 0.75


def test_countries_named_as_places_are_left_out_of_both_sides():
    gold = GOLD | {"mentions": GOLD["mentions"] + mentions("bob 80 83 name place 0")}
    assert scores(gold, gold)["mention_exact_f1"] == scores(gold, GOLD)["mention_exact_f1"] == 1


SAID = "statement_id actor_id content_start content_end type strict disputed"


def test_statements_by_hand():
    gold = GOLD | {"statements": rows("s1 ann 0 20 direct 1 0", "s2 bob 60 80 indirect 1 0", "s3 ann 84 98 indirect 0 0", columns=SAID)}
    system = GOLD | {"statements": rows("q1 ann 0 19 direct", "q2 ann 66 80 mixed", columns="statement_id actor_id start end kind")}
    found = scores(gold, system)
    assert found["statement_f1@0.3"] == 1 and found["statement_f1@0.8"] == 0.5 and found["statement_all_f1@0.3"] == 0.8
    assert found["statement_speaker_accuracy"] == 0.5 and found["statement_type_accuracy"] == 0.5
    assert "statement_cue_accuracy" not in found


def test_positions_by_hand():
    columns = "actor_id issue_id stance start end"
    gold = GOLD | {"positions": rows("ann peace support 0 9", "bob peace oppose 60 69", columns=columns)}
    system = GOLD | {"positions": rows("ann peace support 60 69", "bob peace support 60 69", "bob trade oppose 0 9", columns=columns)}
    found = scores(gold, system)
    assert found["position_triple_f1"] == pytest.approx(0.4) and found["position_pair_f1"] == pytest.approx(0.8)
    assert found["position_stance_accuracy"] == 0.5 and found["position_triple_paragraph_f1"] == 0


def test_an_empty_coding_finds_nothing():
    found = scores(GOLD, {"actors": [], "mentions": []})
    assert found["mention_exact_f1"] == 0 and found["mention_exact_precision"] == 0 and found["pronoun_resolution_accuracy"] == 0


# ---- Attributions --------------------------------------------------------------------------------------

TEXT = "Ann said “peace is near” on Monday. Bob thinks that it will rain."
ANN = {"source": [[0, 3]], "cue": [[4, 8]], "content": [[9, 24]]}
BOB = {"source": [[36, 39]], "cue": [[40, 46]], "content": [[47, 64]]}


def attributions(gold, system) -> dict[str, float]:
    return {metric: metrics.interval(formula, [counts]).value for (metric, formula), counts in attribution_scores.score(TEXT, gold, system).items()}


def test_attributions_of_gold_are_all_right():
    found = attributions([ANN, BOB], [ANN, BOB])
    assert {metric for metric, value in found.items() if value != 1} == {
        metric for metric in found if "mixed" in metric}  # nothing is quoted in part
    assert attributions([ANN], [])["content_exact_f1"] == 0 and attributions([], [])["content_exact_f1"] == 1


def test_attributions_by_hand():
    half = BOB | {"content": [[47, 54]], "source": []}
    found = attributions([ANN, BOB], [ANN, half])
    # "that it": six of fourteen characters that are not blank.
    assert found["content_iou0.3_f1"] == 1 and found["content_iou0.5_f1"] == 0.5 and found["attribution_f1"] == 1
    assert found["source_acc@0.3"] == 0.5 and found["attr@0.3_f1"] == 0.5 and found["source_exact_r"] == 0.5
    assert found["content_direct_exact_f1"] == 1 and found["content_indirect_exact_f1"] == 0


# ---- Matching ------------------------------------------------------------------------------------------


def test_spans_are_matched_one_to_one_exact_first():
    assert matching.match_spans([(0, 5), (0, 9)], [(0, 9), (1, 9)]) == [((0, 9), (0, 9)), ((0, 5), (1, 9))]
    assert matching.match_spans([(0, 5)], [(5, 9)]) == []


def test_sets_are_matched_by_what_they_share():
    assert matching.match_sets([{1, 2, 3}], [{3}, {2, 3}]) == [(pytest.approx(2 / 3), 0, 1)]
    assert matching.match_sets([], [{1}]) == []


@pytest.mark.parametrize("words, expected", [
    ("The U.S.", "us"), ("Müller’s", "muller"), ("Kim Jong-un (leader)", "kim jong un"), ("", ""), ("a Club", "club")])
def test_names_are_compared_plain(words, expected):
    assert plain(words) == expected


@pytest.mark.parametrize("cell, expected", [("negative", -1), ("0.04", 0), ("-0.2", -1), ("1", 1), ("", None), ("odd", None)])
def test_signs(cell, expected):
    assert sign(cell) == expected
