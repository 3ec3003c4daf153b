"""EXAMPLE.md says what the program finds today: its figures, its evidence, and its correction."""

from __future__ import annotations

import re

import pytest
from conftest import SEED

import analysis
from analysis import paths

TEXT = (paths.ROOT / "EXAMPLE.md").read_text("utf-8")
EVIDENCE = [re.split(r" *\| *", line.strip("| \n")) for line in TEXT.splitlines() if re.match(r"\| \w.*\| own_|\| \w.*\| reporter", line)]


def key(found, name: str) -> str:
    return found["actors"].set_index("name").actor_id[name]


@pytest.mark.parametrize("row", EVIDENCE, ids=lambda row: f"{row[0]}: {row[1]} {row[2]}")
def test_the_evidence_is_coded_so(seed_tables, row: list[str]) -> None:
    name, issue, stance, basis, words = row
    stands = seed_tables["positions"]
    of = stands[(stands.actor_id == key(seed_tables, name)) & (stands.issue_id == issue) & (stands.stance == stance) & (stands.basis == basis)]
    assert of.text.str.contains(words, regex=False).any(), f"mend EXAMPLE.md: {name} on {issue} has {list(of.text)}"


def test_its_figures_are_right(seed_tables) -> None:
    people, mentions, said, stands = (seed_tables[name] for name in ("actors", "mentions", "statements", "positions"))
    assert len(EVIDENCE) == 8 and f"codebook of {len(seed_tables['issues'])} issues" in TEXT
    often = mentions[mentions.sense == "actor"].actor_id.value_counts()
    assert often.index[0] == key(seed_tables, "Vladimir Putin") and f"mentioned most, {often.iloc[0]} times" in TEXT
    assert set(said.kind[said.actor_id == key(seed_tables, "Vladimir Putin")]) == {"indirect"}
    against = stands[(stands.issue_id == "delegation_level") & (stands.stance == "oppose")].actor_id.nunique()
    wanting = stands[(stands.issue_id == "direct_talks") & (stands.stance == "support")].actor_id.nunique()
    assert (against, wanting) == (4, 15), "mend EXAMPLE.md: four against the level, fifteen for talks"
    assert set(people.name) >= {row[0] for row in EVIDENCE}


def test_its_correction_can_be_replayed(tmp_path, seed_tables) -> None:
    lines = re.search(r"```\n(table,before.*?)```", TEXT, re.DOTALL)[1]
    (tmp_path / "a.corrections.csv").write_text(lines, "utf-8")
    found = analysis.analyse(SEED, corrections=tmp_path / "a.corrections.csv")
    assert list(found["corrections"].outcome) == ["applied"], found["corrections"].note[0]
    assert len(found["positions"]) == len(seed_tables["positions"]) - 1
