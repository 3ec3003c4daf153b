"""Two people's corrections of one article, compared and joined."""

from __future__ import annotations

import subprocess

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import double_coding, paths
from analysis.corrections import LINE, read_corrections, save_corrections
from analysis.double_coding import (
    compare,
    find_conflicts,
    find_decisions,
    join_lines,
)


def lines(tmp_path, name, *rows):
    made = [dict(zip(("table", "text", "key", "action", "column", "value", "before", "after"), row), who=name) for row in rows]
    return read_corrections(save_corrections(tmp_path / f"{name}.csv", made))


ANA = (("mentions", "he", "actor_id=a", "accept", "", ""), ("mentions", "she", "actor_id=a", "reject", "", ""),
       ("positions", "taxes fall", "actor_id=a; issue_id=tax", "edit", "stance", "oppose"), ("sentiment", "Bo", "", "edit", "label", "positive"),
       ("statements", "we go", "actor_id=a", "edit", "kind", "direct"))
BO = (("mentions", "he", "actor_id=a", "accept", "", ""), ("mentions", "she", "actor_id=a", "edit", "form", "nominal"),
      ("positions", "taxes fall", "issue_id=tax; actor_id=a", "edit", "stance", "support"), ("mentions", "it", "actor_id=a", "reject", "", ""),
      ("statements", "we go", "actor_id=a", "edit", "act", "belief"))


def test_agreement_counts_by_table(tmp_path):
    found = compare(*(find_decisions(lines(tmp_path, name, *rows)) for name, rows in (("ana", ANA), ("bo", BO)))).set_index("table")
    assert found.loc["mentions", ["first", "second", "both", "same"]].tolist() == [2, 3, 2, 1]
    assert found.loc["mentions", "f1"] == pytest.approx(2 * 1 / 5)
    assert found.loc["sentiment", ["first", "second", "both"]].tolist() == [1, 0, 0] and pd.isna(found.loc["sentiment", "kappa"])
    assert "actors" not in found.index


def test_of_a_conflict_neither_side_is_chosen(tmp_path):
    one, other = lines(tmp_path, "ana", *ANA), lines(tmp_path, "bo", *BO)
    conflicts = find_conflicts(find_decisions(one), find_decisions(other))
    assert list(conflicts.text) == ["she", "taxes fall"]
    assert conflicts.iloc[1][["first", "first_who", "second", "second_who"]].tolist() == [
        "edit stance = oppose", "ana", "edit stance = support", "bo"]
    joined = join_lines(one, other)
    assert sorted((row["text"], row["column"]) for row in joined) == [("Bo", "label"), ("he", ""), ("it", ""), ("we go", "act"), ("we go", "kind")]


def test_words_at_two_places_are_two_rows_and_a_line_without_context_is_of_the_only_one(tmp_path):
    near = ("mentions", "he", "", "reject", "", "", "then ", " left")
    far = ("mentions", "he", "", "accept", "", "", "and ", " stayed")
    loose = ("mentions", "he", "", "accept", "", "")
    decide = lambda name, *rows: find_decisions(lines(tmp_path, name, *rows))  # noqa: E731
    assert not len(find_conflicts(decide("a", near), decide("b", far)))
    assert len(find_conflicts(decide("c", near), decide("d", loose))) == 1
    assert not len(find_conflicts(decide("e", near, far), decide("f"))) and not len(compare({}, {}))


@given(st.lists(st.sampled_from(ANA + BO), unique=True))
def test_nobody_is_in_conflict_with_themselves(tmp_path, rows):
    (tmp_path / "x.csv").unlink(missing_ok=True)
    own = lines(tmp_path, "x", *rows)
    decided = find_decisions(own)
    assert not len(find_conflicts(decided, decided))
    assert (compare(decided, decided).f1 == 1).all()
    assert {tuple(row[name] for name in LINE[:8]) for row in join_lines(own, own)} == {tuple(row[name] for name in LINE[:8]) for row in join_lines(own, [])}


def test_make_agreement_lists_conflicts_and_keeps_what_is_none(tmp_path, capsys):
    lines(tmp_path, "ana", *ANA), lines(tmp_path, "bo", *BO)
    out = tmp_path / "out"
    assert double_coding.main([str(tmp_path / "ana.csv"), str(tmp_path / "bo.csv"), "--out", str(out)]) == 0
    assert "2 conflicts" in capsys.readouterr().out
    assert len(pd.read_csv(out / "conflicts.csv")) == 2 and len(read_corrections(out / "merged.corrections.csv")) == 5
    assert double_coding.main([str(tmp_path / "none.csv"), str(tmp_path / "bo.csv")]) == 1
    asked = subprocess.run(["make", "agreement", "PY=true"], cwd=paths.ROOT, capture_output=True, text=True, check=False)
    assert asked.returncode and "A=one.csv" in asked.stderr
