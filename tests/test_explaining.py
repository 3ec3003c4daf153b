"""Explaining: every part of a rule has its sentence, every position its reasons, a wrong id one sentence."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import explaining, paths, positions, tables, trails
from analysis.documents import InputError

WORDS = {
    "statement": ("say", "speech"), "quotation": ("", "speech"), "clause": ("build", ""), "noun": ("demand", ""),
}


@pytest.mark.parametrize("name", trails.PARTS)
def test_each_part_is_known_again(name):
    word, act = WORDS.get(name, ("dam", ""))
    part = trails.say(name, word, act=act)
    assert trails.recognise(part)[0] == name, part
    (sentence,) = trails.spell_out(part)
    assert sentence.endswith(".") and "{" not in sentence and (word in sentence or "{word}" not in trails.PARTS[name][0])


@pytest.mark.parametrize("act", tables.ACTS)
def test_each_act_is_told(act):
    assert trails.recognise(trails.say("statement", "say", act=act))[0] == "statement"
    assert trails.recognise(trails.say("quotation", act=act))[0] == "quotation"


def test_parts_are_written_by_one_function_alone():
    for module in ("positions", "readings", "bearings", "hedges"):
        source = (paths.ROOT / "analysis" / f"{module}.py").read_text("utf-8")
        assert "trails.say(" in source and "} +" not in source and "} −" not in source


def test_all_rules_of_the_seed_article_are_explained(seed_tables):
    parts = {part for rule in seed_tables["positions"].rule for part in trails.parts_of(rule)}
    assert [part for part in parts if trails.recognise(part) is None] == []


def test_what_no_step_writes_is_told_as_it_stands():
    assert trails.spell_out("whatever")[0].startswith("“whatever” (a part of a rule")


@given(st.text(max_size=40))
def test_any_rule_can_be_read(rule):
    assert len(trails.spell_out(rule)) == len(trails.parts_of(rule)) > 0


def test_closed_sets_are_told_in_words():
    assert set(explaining.BASES) == set(tables.BASES) and set(explaining.MOVES) == set(tables.MOVES)
    assert set(explaining.STANCES) == set(tables.STANCES)


def test_every_position_is_explained(seed_tables):
    names = dict(zip(seed_tables["actors"].actor_id, seed_tables["actors"].name))
    for row in seed_tables["positions"].itertuples():
        told = explaining.explain(row.position_id, seed_tables)
        assert names[row.actor_id] in told and " ".join(row.text.split()) in told and f"{row.probability:.2f}" in told
        assert ("The condition is" in told) == (not pd.isna(row.condition))
        assert all(line.strip().endswith((".", "»")) for line in told.split("\n"))


@pytest.mark.parametrize("key", ["", "p1", "nothing.p1", "../x.p1"])
def test_a_wrong_id_is_told_in_one_sentence(key, seed_tables, capsys):
    with pytest.raises(InputError) as told:
        positions.explain(key, seed_tables)
    assert "\n" not in str(told.value) and str(told.value).endswith((".", "?"))
    assert explaining.main([key]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_without_positions_there_is_none_to_suggest(seed_tables):
    with pytest.raises(InputError, match="the article has none"):
        positions.explain("x.p0", {**seed_tables, "positions": tables.make("positions")})


def test_the_tables_of_a_run_are_found_by_the_id(seed_tables, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(paths, "BUILD", tmp_path)
    key = seed_tables["positions"].position_id[0]
    for name in explaining.NEEDED:
        tables.write(seed_tables[name], tmp_path / key.rpartition(".")[0] / "tables", name)
    assert positions.explain(key) == positions.explain(key, seed_tables)
    assert explaining.main([key]) == 0 and positions.explain(key) in capsys.readouterr().out
