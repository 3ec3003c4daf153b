"""The gazetteer: states, capitals and bodies as data, each checked against the package it leans on."""

from __future__ import annotations

import csv

import pycountry
import pytest

from analysis import gazetteer, paths


def read(name: str) -> list[dict[str, str]]:
    with (paths.DATA / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def test_codes_are_those_of_iso_3166() -> None:
    codes = [row["code"] for row in read("states.csv")]
    known = {country.alpha_2 for country in pycountry.countries}
    assert len(set(codes)) == len(codes)
    assert {code for code in codes if not code.startswith("X")} <= known
    assert len(known & set(codes)) > 190


def test_capitals_are_known_as_cities() -> None:
    capitals = [name for row in read("states.csv") for name in row["capitals"].split("|") if name]
    known = gazetteer.cities()
    assert sum(gazetteer.plain(name) in known or name in known for name in capitals) > 0.8 * len(capitals)


@pytest.mark.parametrize("name", sorted(path.name for path in paths.DATA.glob("*.csv")))
def test_every_list_says_where_it_is_from(name) -> None:
    first = (paths.DATA / name).read_text("utf-8").split("\n", 1)[0]
    assert first.startswith("# ") and len(first) > 40
