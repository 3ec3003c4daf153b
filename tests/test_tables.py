"""Tables: the one door in and out holds for every table, also an empty one."""

from __future__ import annotations

import pandas as pd
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import tables

ALL = {**tables.TABLES, **tables.CORPUS}
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), min_size=1, max_size=20)


def row(table: str, /, **other) -> dict:
    """A right row of a table, with what is given changed."""
    return {column.name: _cell(column) for column in ALL[table] if column.required} | other


def _cell(column: tables.Column):
    if column.values:
        return column.values[0]
    return {tables.TEXT: "x", tables.INTEGER: 0, tables.NUMBER: 0.5, tables.FLAG: False}[column.dtype]


@pytest.mark.parametrize("name", ALL)
def test_every_table_has_all_columns_and_types_without_rows(name: str) -> None:
    frame = tables.check(name, tables.make(name))
    assert list(frame.columns) == [column.name for column in ALL[name]]
    assert [str(dtype) for dtype in frame.dtypes] == [column.dtype for column in ALL[name]]


@pytest.mark.parametrize("format", ["csv", "parquet"])
@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("rows", [0, 1])
def test_write_and_read_give_the_same_frame(name: str, rows: int, format: str, tmp_path) -> None:
    frame = tables.make(name, [row(name)] * rows)
    assert tables.write(frame, tmp_path, name, format=format) == tmp_path / f"{name}.{format}"
    pd.testing.assert_frame_equal(tables.read(tmp_path, name), frame)


@given(st.lists(st.tuples(WORDS, st.one_of(st.none(), WORDS)), max_size=5))
def test_any_words_survive_csv(tmp_path_factory, rows) -> None:
    made = [row("actors", actor_id=str(n), name=name, role=role) for n, (name, role) in enumerate(rows)]
    frame, folder = tables.make("actors", made), tmp_path_factory.mktemp("t")
    tables.write(frame, folder, "actors")
    pd.testing.assert_frame_equal(tables.read(folder, "actors"), frame)


@pytest.mark.parametrize("name", ["NA", "null", "None", "nan", " ", "1", "TRUE", 'a "b", c', "“x”\ny"])
def test_words_that_look_like_something_else_stay_words(name: str, tmp_path) -> None:
    tables.write(tables.make("actors", [row("actors", name=name)]), tmp_path, "actors")
    assert tables.read(tmp_path, "actors").name[0] == name


def test_make_leaves_empty_what_is_missing_and_rounds() -> None:
    frame = tables.make("tone", [row("tone", negative=1 / 3)])
    assert frame.negative[0] == 0.333
    assert tables.make("actors", [row("actors")]).role.isna().all()


def test_make_refuses_columns_that_are_not_declared() -> None:
    with pytest.raises(tables.TableError, match="actors: no such column: colour"):
        tables.make("actors", [row("actors", colour="red")])


def test_make_takes_a_frame_and_leaves_it_alone() -> None:
    given_frame = pd.DataFrame([row("issues")])[["label", "issue_id"]]
    assert list(tables.make("issues", given_frame).columns)[:2] == ["issue_id", "label"]
    assert list(given_frame.columns) == ["label", "issue_id"]


TEXT = "He said no."
MENTION = dict(start=0, end=2, text="He")


@pytest.mark.parametrize(
    ("name", "rows", "message"),
    [
        ("mentions", [row("mentions", **MENTION, form="verb")], "form: 'verb' is none of"),
        ("mentions", [row("mentions", **MENTION), row("mentions", **MENTION)], "two rows with the key"),
        ("mentions", [row("mentions", **MENTION) | {"actor_id": None}], "actor_id: row 0 is empty"),
        ("mentions", [row("mentions", **MENTION) | {"rule": ""}], "rule: unknown is an empty cell"),
        ("mentions", [row("mentions", start=0, end=2, text="he")], "row 0: text"),
        ("mentions", [row("mentions", start=0, end=0, text="")], "text"),
        ("mentions", [row("mentions", start=0, end=99, text=TEXT)], "row 0: text"),
        ("mentions", [row("mentions", start=-3, end=2, text="He")], "row 0: text"),
        ("statements", [row("statements", **MENTION, cue_start=3)], "row 0: text"),
        ("statements", [row("statements", **MENTION, cue_start=3, cue_end=7, cue="says")], "row 0: text"),
    ],
)
def test_check_refuses(name: str, rows: list[dict], message: str) -> None:
    with pytest.raises(tables.TableError, match=message):
        tables.check(name, tables.make(name, rows), TEXT)


def test_check_hands_back_what_is_right() -> None:
    frame = tables.make("statements", [row("statements", **MENTION, cue_start=3, cue_end=7, cue="said")])
    assert tables.check("statements", frame, TEXT) is frame


def test_check_refuses_columns_out_of_order() -> None:
    frame = tables.make("issues", [row("issues")])
    with pytest.raises(tables.TableError, match="columns are"):
        tables.check("issues", frame[frame.columns[::-1]])


def test_read_says_which_file_is_missing(tmp_path) -> None:
    with pytest.raises(FileNotFoundError):
        tables.read(tmp_path, "actors")


def test_the_dictionary_explains_every_column() -> None:
    words = tables.dictionary()
    assert len(words) == sum(map(len, ALL.values()))
    assert (words.meaning.str.len() > 5).all()


def test_parquet_keeps_the_types_for_other_programs(tmp_path) -> None:
    path = tables.write(tables.make("tone"), tmp_path, "tone", format="parquet")
    types = {field.name: str(field.type) for field in pyarrow.parquet.read_schema(path)}
    assert types["start"] == "int64" and types["compound"] == "double" and "string" in types["text"]
