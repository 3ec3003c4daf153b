"""Links: actors of different articles that are one, and those that may be."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from analysis import database, tables
from analysis.links import SURE, find_links

ROWS = [
    ("a", "Volodymyr Zelenskyy", "person", "Ukraine"), ("b", "Volodymyr Zelensky", "person", "Ukraine"), ("c", "Zelensky", "person", "Ukraine"),
    ("d", "John Smith", "person", "United States"), ("e", "John Smith", "person", "United Kingdom"), ("f", "John Smith", "person", "United States"),
    ("g", "Jonathan Hale", "person", ""), ("h", "Jon Hale", "person", ""), ("a", "Russia", "state", "Russia"), ("b", "Russia", "state", "Russia"),
    ("a", "senior official", "person", "Russia"), ("b", "senior official", "person", "Russia"), ("a", "Acme Corp", "organisation", ""),
    ("b", "Acme Corp", "organisation", ""), ("a", "European allies", "group", ""), ("b", "European allies", "group", ""),
]


def people(rows) -> pd.DataFrame:
    return tables.make("actors", [dict(document_id=document, actor_id=name.lower().replace(" ", "-"), name=name, kind=kind, side=side or pd.NA)
                                  for document, name, kind, side in rows])


@pytest.fixture(scope="module")
def linked():
    links, uncertain = find_links(people(ROWS))
    return dict(zip(zip(links.document_id, links.actor_id), links.entity_id)), links, uncertain


ONE = [("a volodymyr-zelenskyy", "b volodymyr-zelensky"), ("d john-smith", "f john-smith"), ("g jonathan-hale", "h jon-hale"),
       ("a russia", "b russia"), ("a acme-corp", "b acme-corp")]
TWO = [("d john-smith", "e john-smith"), ("a senior-official", "b senior-official"), ("c zelensky", "a volodymyr-zelenskyy"),
       ("a european-allies", "b european-allies")]


@pytest.mark.parametrize(("one", "other"), ONE)
def test_one_entity(linked, one, other):
    assert linked[0][tuple(one.split())] == linked[0][tuple(other.split())]


@pytest.mark.parametrize(("one", "other"), TWO)
def test_two_entities(linked, one, other):
    assert linked[0][tuple(one.split())] != linked[0][tuple(other.split())]


def test_each_actor_has_one_row_and_what_was_made_is_sure(linked):
    _, links, _ = linked
    assert len(links) == len(ROWS) and not links.duplicated(["document_id", "actor_id"]).any() and (links.probability >= SURE).all()


def test_what_is_likely_is_listed_and_not_made(linked):
    _, links, uncertain = linked
    listed = set(zip(uncertain.document_id, uncertain.actor_id, uncertain.entity_id))
    assert ("c", "zelensky", "volodymyr-zelenskyy") in listed and ("d", "john-smith") in {row[:2] for row in listed}
    assert (uncertain.probability < SURE).all() and set(uncertain.entity_id) <= set(links.entity_id)


def test_the_order_of_articles_changes_no_link():
    links, _ = find_links(people(ROWS))
    turned, _ = find_links(people(ROWS[::-1]))
    key = ["document_id", "actor_id"]
    pd.testing.assert_frame_equal(links.sort_values(key, ignore_index=True), turned.sort_values(key, ignore_index=True))


def test_the_registry_links_what_it_names():
    registry = pd.DataFrame([{"name": "Volodymyr Zelenskyy", "aliases": "Zelensky|Volodymyr Zelensky"}],
                            columns=["name", "aliases", "kind", "side", "role", "parent", "from", "until"], dtype="string")
    links, uncertain = find_links(people(ROWS[:3]), registry)
    assert set(links.entity_id) == {"volodymyr-zelenskyy"} and set(links["rule"]) == {"registry"} and uncertain.empty


def test_no_actors_no_links():
    links, uncertain = find_links(people([]))
    assert links.empty and uncertain.empty


def test_who_appears_with_both_speaks_for_one_person_and_makes_no_link() -> None:
    """Hart of d3 stands among those of Jo Hart's articles, Ann Lind beside both; Hart of d4 among strangers."""
    actors = pd.DataFrame([("d1", "1", "Jo Hart"), ("d1", "2", "Ann Lind"), ("d2", "1", "Jo Hart"), ("d2", "3", "Bo Reed"), ("d3", "4", "Hart"), ("d3", "2", "Ann Lind"),
                           ("d4", "5", "Hart"), ("d4", "6", "Eva Holm")], columns=["document_id", "actor_id", "name"]).assign(kind="person", side=None)
    actors.loc[actors.actor_id == "5", "side"] = "North"
    links = actors.assign(entity_id=[f"e{key}" if key not in "45" else f"{document}.{key}" for document, key in zip(actors.document_id, actors.actor_id)])
    names = {"e1": "Jo Hart", "e2": "Ann Lind", "e3": "Bo Reed", "e6": "Eva Holm"}
    unlinked = pd.DataFrame([("Hart", None, "d3"), ("Hart", "North", "d4")], columns=["name", "side", "document_id"]).assign(
        kind="person", articles=1, entity_id="e1", rule="surname", probability=0.5)
    with duckdb.connect() as base:
        for name, frame in dict(actors=actors, links=links, unlinked=unlinked, entities=pd.DataFrame(names.items(), columns=["entity_id", "name"])).items():
            base.register(name, frame.astype(object).where(frame.notna(), None))
        found = database.list_uncertain(base).set_index("side", drop=False)
    alike = found[found.side.isna()].iloc[0]
    assert alike.company == "Ann Lind" and alike.probability == pytest.approx(0.5 + 0.3 * 1 / 2)  # of Ann Lind and Bo Reed one is met with both
    assert found.probability["North"] == 0.5 and pd.isna(found.company["North"])
