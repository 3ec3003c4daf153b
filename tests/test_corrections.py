"""What a person said of single rows, replayed in every run."""

from __future__ import annotations

import csv

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis
from analysis import (
    corrections,
    documents,
    gold,
    paths,
    positions,
    replaying,
    tables,
    trials,
)
from analysis.corrections import make_correction, read_corrections, save_corrections

STORY = """Minister Ana Ruiz said the bridge will open in May. She promised to support the bridge.

Mayor Bo Lindt rejected the bridge. “We oppose the bridge,” Lindt told reporters. Lindt criticised Ruiz harshly.

The Council backed the bridge on Monday, and Ruiz thanked the Council.
"""
CODEBOOK = "issue_id,label,description,keywords\nbridge,The bridge,,bridge\ntax,Taxes,,tax\n"


@pytest.fixture
def story(tmp_path):
    """An article with its codebook, in a folder of its own."""
    path = tmp_path / "story.txt"
    path.write_text(STORY)
    (tmp_path / "story.issues.csv").write_text(CODEBOOK)
    return path


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> dict[str, pd.DataFrame]:
    """The tables of the story before anybody corrected it."""
    folder = tmp_path_factory.mktemp("plain")
    (folder / "story.txt").write_text(STORY)
    (folder / "story.issues.csv").write_text(CODEBOOK)
    return analysis.analyse(folder / "story.txt")


def row_of(frame: pd.DataFrame, **cells: str) -> dict:
    for name, value in cells.items():
        frame = frame[frame[name] == value]
    return frame.iloc[0].to_dict()


def correct(story, *rows: dict) -> dict[str, pd.DataFrame]:
    """The tables after lines were saved."""
    save_corrections(paths.corrections_beside(story), rows)
    return analysis.analyse(story)


def same_but(before: dict, after: dict, *changed: str) -> bool:
    return all(before[name].equals(after[name]) for name in tables.TABLES if name not in (*changed, "corrections"))


# ---- Single actions ----------------------------------------------------------------------------------------


def test_without_a_file_nothing_is_corrected(plain) -> None:
    assert plain["corrections"].empty and list(plain["corrections"].columns)


def test_a_row_that_is_accepted_stays_and_says_so(story, plain) -> None:
    row = row_of(plain["positions"])
    found = correct(story, make_correction("positions", row, "accept", STORY))
    now = row_of(found["positions"])
    assert now["rule"] == f"{row['rule']}; accepted" and now["probability"] == 1.0
    assert same_but(plain, found, "positions") and list(found["corrections"].outcome) == ["already so"]


@pytest.mark.parametrize("name", ["mentions", "statements", "positions"])
def test_a_row_that_is_rejected_is_gone_and_all_others_stay(story, plain, name: str) -> None:
    row = plain[name].iloc[-1].to_dict()
    found = correct(story, make_correction(name, row, "reject", STORY, why="wrong"))
    key = ["start", "end", "actor_id"]
    left = plain[name][~(plain[name][key] == pd.Series(row)[key]).all(axis=1)]
    assert found[name][[*key, "text"]].equals(left[[*key, "text"]].reset_index(drop=True))
    assert list(found["corrections"].outcome) == ["applied"] and found["corrections"].why[0] == "wrong"


@pytest.mark.parametrize(
    ("name", "column", "value", "others"),
    [
        ("positions", "stance", "neutral", {}),
        ("positions", "issue_id", "tax", {}),
        ("positions", "condition", "in May", {"condition_start": STORY.index("in May")}),
        ("statements", "act", "belief", {}),
        ("statements", "hypothetical", "true", {}),
        ("sentiment", "label", "negative", {"negative": 1.0, "neutral": 0.0, "score": -1.0}),
        ("mentions", "sense", "place", {}),
        ("statements", "cue", "bridge", {}),
    ],
)
def test_a_cell_that_is_edited_holds_the_value(story, plain, name: str, column: str, value: str, others: dict) -> None:
    row = plain[name].iloc[0].to_dict()
    found = correct(story, make_correction(name, row, "edit", STORY, column=column, value=value))
    here = found[name][(found[name].start == row["start"]) & (found[name].end == row["end"])]
    now = row_of(here, **({"actor_id": row["actor_id"]} if column != "actor_id" else {}))
    assert str(now[column]).casefold() == value.casefold() and now["rule"] == "corrected" and now["probability"] == 1.0
    assert all(now[key] == wanted for key, wanted in others.items())
    assert list(found["corrections"].outcome) == ["applied"]


def test_a_mention_is_led_to_another_actor_and_later_steps_read_it(story, plain) -> None:
    she = row_of(plain["mentions"], text="She")
    found = correct(story, make_correction("mentions", she, "edit", STORY, column="actor_id", value="Bo Lindt"))
    other = row_of(plain["actors"], name="Bo Lindt")["actor_id"]
    assert row_of(found["mentions"], text="She")["actor_id"] == other
    promised = found["statements"][found["statements"].source == "She"]
    assert set(promised.actor_id) == {other}, "the statement follows the mention"


def test_two_actors_become_one(story, plain) -> None:
    lindt, ruiz = (row_of(plain["actors"], name=name) for name in ("Bo Lindt", "Ana Ruiz"))
    found = correct(story, make_correction("actors", lindt, "merge", STORY, value="Ana Ruiz"))
    assert "Bo Lindt" not in set(found["actors"].name) and "Bo Lindt" in row_of(found["actors"], name="Ana Ruiz")["aliases"]
    for name in ("mentions", "statements", "positions", "sentiment"):
        assert lindt["actor_id"] not in set(found[name].actor_id.dropna())
    assert (found["mentions"].actor_id == ruiz["actor_id"]).sum() == plain["mentions"].actor_id.isin([ruiz["actor_id"], lindt["actor_id"]]).sum()


def test_a_mention_is_split_off_to_an_actor_of_its_own(story, plain) -> None:
    last = plain["mentions"][plain["mentions"].text == "Lindt"].iloc[-1].to_dict()
    found = correct(story, make_correction("mentions", last, "split", STORY, value="Eva Lindt"))
    eva = row_of(found["actors"], name="Eva Lindt")
    assert eva["kind"] == "person" and row_of(found["mentions"], actor_id=eva["actor_id"])["start"] == last["start"]


def test_an_actor_is_added_and_a_mention_of_it(story, plain) -> None:
    start = STORY.index("reporters")
    lines = [make_correction("actors", dict(actor_id=pd.NA, name="The press"), "add", STORY, column="kind", value="group"),
             make_correction("mentions", dict(start=start, end=start + 9, actor_id="the-press"), "add", STORY)]
    found = correct(story, *lines)
    added = row_of(found["mentions"], text="reporters")
    assert added["actor_id"] == row_of(found["actors"], name="The press", kind="group")["actor_id"] and added["rule"] == "corrected"


def test_a_statement_and_a_position_are_added(story, plain) -> None:
    start = STORY.index("thanked the Council")
    place = dict(start=start, end=start + len("thanked the Council"), actor_id=row_of(plain["actors"], name="Ana Ruiz")["actor_id"])
    found = correct(story, make_correction("statements", place, "add", STORY, column="act", value="attitude"),
                    make_correction("positions", place | {"issue_id": "tax"}, "add", STORY, column="stance", value="conditional"))
    assert row_of(found["statements"], text="thanked the Council")["act"] == "attitude"
    assert row_of(found["positions"], text="thanked the Council")["stance"] == "conditional"


def test_what_the_document_is_can_be_told(story, plain) -> None:
    found = correct(story, make_correction("documents", plain["documents"].iloc[0].to_dict(), "edit", STORY, column="outlet", value="The Globe"))
    assert found["documents"].outlet[0] == "The Globe" and same_but(plain, found, "documents")


# ---- Many lines --------------------------------------------------------------------------------------------


def test_of_two_lines_about_the_same_the_later_holds_and_the_earlier_is_listed(story, plain) -> None:
    row = row_of(plain["positions"])
    lines = [make_correction("positions", row, "edit", STORY, column="stance", value=value) for value in ("neutral", "conditional")]
    found = correct(story, *lines)
    assert list(found["corrections"].outcome) == ["overruled", "applied"] and "line 3" in found["corrections"].note[0]
    here = found["positions"][found["positions"].start == row["start"]]
    assert "conditional" in set(here.stance) and "neutral" not in set(here[here.rule == "corrected"].stance)


def test_what_can_not_be_done_is_listed_with_its_reason(story, plain) -> None:
    gone = make_correction("positions", row_of(plain["positions"]), "reject", STORY) | {"text": "the tunnel will never be built at all"}
    nobody = make_correction("mentions", row_of(plain["mentions"], text="She"), "edit", STORY, column="actor_id", value="Nemo")
    far = make_correction("statements", plain["statements"].iloc[0].to_dict(), "edit", STORY, column="cue", value="shouted")
    missing = make_correction("actors", dict(actor_id="x", name="Nemo"), "edit", STORY, column="side", value="North")
    found = correct(story, gone, nobody, far, missing)
    assert list(found["corrections"].outcome) == ["not placed", "refused", "refused", "not placed"]
    assert found["corrections"].note.str.len().min() > 5 and same_but(plain, found)


def test_lines_that_change_nothing_change_nothing(story, plain) -> None:
    """The same value, or a row that is gone already: the tables are those of no list at all."""
    row = row_of(plain["positions"])
    lines = [make_correction("positions", row, "edit", STORY, column="stance", value=row["stance"]),
             make_correction("mentions", dict(start=0, end=8, actor_id="nobody"), "reject", STORY)]
    found = correct(story, *lines)
    assert same_but(plain, found) and list(found["corrections"].outcome) == ["already so"] * 2


def test_corrections_hold_after_the_article_was_changed_a_little(story, plain) -> None:
    row = row_of(plain["mentions"], text="She")
    save_corrections(paths.corrections_beside(story), [make_correction("mentions", row, "reject", STORY)])
    story.write_text("Update: a picture was added.\n\n" + STORY.replace("in May", "in June"))
    found = analysis.analyse(story)
    assert "She" not in set(found["mentions"].text) and list(found["corrections"].outcome) == ["applied"]


def test_lines_can_be_handed_over_and_left_out(story, plain) -> None:
    path = save_corrections(paths.corrections_beside(story), [make_correction("mentions", row_of(plain["mentions"], text="She"), "reject", STORY)])
    lines = read_corrections(path)
    assert same_but(plain, analysis.analyse(story, corrections=()))
    assert analysis.analyse(story, corrections=lines)["mentions"].equals(analysis.analyse(story)["mentions"])
    with pytest.raises(documents.InputError, match="no list of corrections"):
        analysis.analyse(story, corrections=story.with_name("other.csv"))


@settings(max_examples=12)
@given(st.data())
def test_whatever_is_asked_the_tables_stay_whole_and_every_line_is_listed(plain, data) -> None:
    lines = []
    for number in range(data.draw(st.integers(1, 5))):
        name = data.draw(st.sampled_from(["actors", "mentions", "statements", "positions", "sentiment"]))
        action = data.draw(st.sampled_from([each for each in corrections.POSSIBLE[name] if each not in ("add", "merge", "split")]))
        row = plain[name].iloc[data.draw(st.integers(0, len(plain[name]) - 1))].to_dict()
        column = data.draw(st.sampled_from(corrections.EDITABLE[name])) if action == "edit" else ""
        declared = next((each for each in tables.columns(name) if each.name == column), None)
        values = ["true", "false"] if declared is not None and declared.dtype == tables.FLAG else (
            declared.values if declared is not None and declared.values else ["Ana Ruiz", "bridge", "Lindt", "tax"])
        value = data.draw(st.sampled_from(values)) if column else ""
        cells = make_correction(name, row, action, STORY, column=column, value=value)
        lines.append(corrections._line(number + 2, cells, "drawn"))
    document = documents.make_document(STORY)
    found = analysis.analyse(document, tables.make("issues", plain["issues"]), corrections=lines)
    assert list(found["corrections"].line) == [line.number for line in lines]
    for name in tables.TABLES:
        tables.check(name, found[name], STORY)


# ---- The file ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "'"])
def test_no_cell_is_a_formula_and_each_is_read_as_it_was(tmp_path, start: str) -> None:
    saved = save_corrections(tmp_path / "x.corrections.csv", [
        dict(table="actors", text=f"{start}cmd()", action="edit", column="name", value=f"{start}1", who="a", when="", why=f"{start}2")])
    cells = next(csv.DictReader(saved.open(newline="")))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in cells.values())
    line = read_corrections(saved)[0]
    assert (line.anchor.text, line.value, line.why) == (f"{start}cmd()", f"{start}1", f"{start}2")


def test_a_save_keeps_what_a_person_wrote_and_adds_no_line_twice(tmp_path) -> None:
    path = tmp_path / "x.corrections.csv"
    path.write_text("table;text;action;note of mine\nactors;Ana Ruiz;accept;seen\n")
    row = dict(table="actors", text="Bo Lindt", action="reject", who="a", when="2026-01-01")
    save_corrections(path, [row])
    first = path.read_bytes()
    save_corrections(path, [row | {"when": "2026-02-02"}])
    assert path.read_bytes() == first and b"seen" in first and [line.anchor.text for line in read_corrections(path)] == ["Ana Ruiz", "Bo Lindt"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("table,text\nactors,X\n", "no column action"),
        ("table,text,action\nactor,X,accept\n", "line 2 the table “actor”"),
        ("table,text,action\nactors,X,delete\n", "the action “delete”"),
        ("table,text,action\nsentiment,X,add\n", "the action “add”"),
        ("table,text,action\nmentions,,accept\n", "no text"),
        ("table,text,action,column\npositions,X,edit,rule\n", "the column “rule”"),
        ("table,text,action,column,value\npositions,X,edit,stance,maybe\n", "“maybe” as stance"),
        ("table,text,action,column,value\nactors,X,edit,kind,\n", "no value for kind"),
        ("table,text,action\nactors,X,merge\n", "no value"),
        ("table,text,action,key\nactors,X,accept,colour=red\n", "the key “colour=red”"),
        ("table,text,action\npositions,X,add\n", "without a stance"),
    ],
)
def test_a_file_that_asks_for_what_can_not_be_is_refused_in_a_sentence(tmp_path, content: str, told: str) -> None:
    path = tmp_path / "x.corrections.csv"
    path.write_text(content)
    with pytest.raises(documents.InputError) as caught:
        read_corrections(path)
    assert told in str(caught.value) and "x.corrections.csv" in str(caught.value) and "\n" not in str(caught.value)


def test_the_command_lists_what_became_of_each_line(story, plain, tmp_path, capsys) -> None:
    judged = plain["sentiment"].iloc[0].to_dict()
    save_corrections(paths.corrections_beside(story), [make_correction("sentiment", judged, "edit", STORY, column="label", value="negative")])
    assert replaying.main([str(story)]) == 0 and "applied" in capsys.readouterr().out
    out = tmp_path / "examples.jsonl"
    assert replaying.main([str(story), "--examples", str(out)]) == 0
    example = pd.read_json(out, lines=True).iloc[0]
    assert example.text[example.start:example.end] == judged["text"] and example.label == "negative"
    assert replaying.main([str(tmp_path / "none.txt")]) == 1 and "Traceback" not in capsys.readouterr().err


def test_what_people_say_is_held_against_what_the_program_found(story, plain) -> None:
    first, second = plain["positions"].iloc[0].to_dict(), plain["positions"].iloc[1].to_dict()
    path = save_corrections(paths.corrections_beside(story), [
        make_correction("positions", first, "accept", STORY), make_correction("positions", second, "reject", STORY)])
    [corrected] = gold.read_gold(story.parent)
    assert corrected.key == gold.CORRECTED and trials.try_record((corrected.key, corrected.records[0]))[0].ours == {"hit": 1, "all": 2}
    assert replaying.count_agreed(read_corrections(path), documents.read_document(story), plain) == {"positions": (1, 2)}


def test_a_position_that_a_person_set_is_explained_as_theirs(story, plain) -> None:
    row = row_of(plain["positions"])
    found = correct(story, make_correction("positions", row, "edit", STORY, column="stance", value="neutral"))
    told = positions.explain(found["positions"].position_id[0], found)
    assert "A person set it by hand" in told and "a hundred positions" not in told and "Taken together" not in told
