"""The registry of actors that a person keeps, and what it refuses in one sentence."""

from __future__ import annotations

import pytest

from analysis.documents import InputError
from analysis.registry import open_registry, read_registry


def keep(folder, text: str):
    path = folder / "actors.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_file_is_no_registry(tmp_path):
    assert read_registry(tmp_path / "actors.csv") is None and not open_registry(None, None).entries


REFUSED = [
    ("alias,kind\nX,person\n", "has no column name"), ("name,kind\nX,hero\n", "the kind “hero” in line 2"),
    ("name,from\nX,2024-13-01\n", "“2024-13-01” as from in line 2"), ("name\nA,B\n", "2 cells in line 2"),
    ("name,side\n,West\n", "no name in line 2"), ("name,aliases\nA,Z\nB,y|Z\n", "gives the name “Z” to A and, in line 3, to B"),
    ("", "is empty"),
]


@pytest.mark.parametrize(("text", "told"), REFUSED)
def test_what_is_wrong_is_told_with_its_line(tmp_path, text, told):
    with pytest.raises(InputError, match=told):
        read_registry(keep(tmp_path, text))


DAYS = [("2019-06-01", "deputy"), ("2020-01-01", "minister"), ("2022-05-05", ""), (None, "minister")]


@pytest.mark.parametrize(("day", "role"), DAYS)
def test_a_role_holds_between_its_dates(tmp_path, day, role):
    frame = read_registry(keep(tmp_path, "name;role;from;until\nX Y;deputy;2018-01-01;2019-12-31\nX Y;minister;2020-01-01;2021-12-31\n"))
    assert open_registry(frame, day).entries["x y"].role == role
