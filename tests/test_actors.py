"""Actors: who appears, each once, and every place that refers to them, on short sentences."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import actors, documents, tables

Found = dict[str, list[str]]  # actor -> texts of its mentions in reading order


def read(text: str, registry: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    document = documents.make_document(text)
    sentences = documents.find_sentences(document)
    people, mentions = actors.find_actors(document, sentences, documents.find_tokens(document, sentences), registry)
    tables.check("actors", people, text), tables.check("mentions", mentions, text)
    return people, mentions


def found(text: str) -> Found:
    people, mentions = read(text)
    mentions = mentions[mentions.sense == "actor"]
    return {name: list(mentions.text[mentions.actor_id == key]) for key, name in zip(people.actor_id, people.name)}


def kinds(text: str) -> dict[str, str]:
    people, _ = read(text)
    return dict(zip(people.name, people.kind))


NAMES = [
    ("President Maria Keller met Jan Novak. Keller said Novak was late.",
     {"Maria Keller": ["Maria Keller", "Keller"], "Jan Novak": ["Jan Novak", "Novak"]}),
    ("Anna Weber and Karl Weber spoke. Anna Weber left, and Karl Weber stayed.",
     {"Anna Weber": ["Anna Weber", "Anna Weber"], "Karl Weber": ["Karl Weber", "Karl Weber"]}),
    ("Dmytro Kovalskyi spoke on Monday. Dmytro Kovalsky then left, and Kovalskiy was seen in Riga.",
     {"Dmytro Kovalskyi": ["Dmytro Kovalskyi", "Dmytro Kovalsky", "Kovalskiy"]}),
    ("Ursula von der Berg met Robert de la Cruz. Von der Berg smiled.",
     {"Ursula von der Berg": ["Ursula von der Berg", "Von der Berg"], "Robert de la Cruz": ["Robert de la Cruz"]}),
    ("The World Health Organization (WHO) warned of floods. The WHO said it would send help.",
     {"World Health Organization": ["World Health Organization", "WHO", "WHO", "it"]}),
    ("France, Germany and Italy said they would sign.",
     {"France": ["France", "they"], "Germany": ["Germany", "they"], "Italy": ["Italy", "they"]}),
    ("Hillary Lincoln won. Lincoln thanked her voters, and Lincoln promised jobs.",
     {"Hillary Lincoln": ["Hillary Lincoln", "Lincoln", "her", "Lincoln"]}),
    ("If Republican Donald Marsh wins, the rules will go.", {"Donald Marsh": ["Donald Marsh"]}),
    ("The National Union of Tram Workers rejected it, and the NUTW voted no.",
     {"National Union of Tram Workers": ["National Union of Tram Workers", "NUTW"]}),
    ("BRN warns of cuts\n\nThe Bank for Rural News warned of cuts. The BRN said so twice.", {"Bank for Rural News": ["BRN", "Bank for Rural News", "BRN"]}),
    ("Goldman Sachs cut jobs, and Goldman reported a loss.", {"Goldman Sachs": ["Goldman Sachs", "Goldman"]}),
    ("Ann Trump spoke on taxes. Now Trump wants to cut them. That is because Trump wants votes, and Trump has won before.",
     {"Ann Trump": ["Ann Trump", "Trump", "Trump", "Trump"]}),
    ("The Harbour Board and the Housing Bank met. The HB said it agreed.",
     {"Harbour Board": ["Harbour Board"], "Housing Bank": ["Housing Bank"]}),
    ("The Church of the Lakes sued. A judge said the Church of the Lakes had lost, but the Church went on.",
     {"Church of the Lakes": ["Church of the Lakes", "Church of the Lakes", "Church"]}),
    ("The New York Times said the deal was off. The Times stood by it.", {"New York Times": ["New York Times", "Times"]}),
    ("Rep. Jeff Marsh (R-S.C.) agreed.", {"Jeff Marsh": ["Jeff Marsh"]}),
]


@pytest.mark.parametrize(("text", "wanted"), NAMES)
def test_names_are_bare_and_led_to_one_actor(text, wanted):
    have = found(text)
    assert {name: have.get(name) for name in wanted} == wanted


KINDS = [
    ("The Kremlin said Moscow would not yield.", "Russia", "state"),
    ("“It is over,” an analyst at Calder Point said. Calder Point is a bank. Shares of Calder Point fell.", "Calder Point", "organisation"),
    ("Lawmaker Tom Hui spoke. Hui then left.", "Tom Hui", "person"),
    ("Drugmaker Norvatel said profit rose. Norvatel’s shares fell.", "Norvatel", "organisation"),
    ("Prices rose.\n\n(Reporting by Lin Huey Tang in Seoul; Editing by Sam Osei)", "Lin Huey Tang", "journalist"),
    ("Prices rose.\n\n(Reporting by Lin Huey Tang in Seoul; Editing by Sam Osei)", "Sam Osei", "journalist"),
    ("European allies said they would help.", "European allies", "group"),
    ("The Russian delegation left early.", "Russian delegation", "delegation"),
]


@pytest.mark.parametrize(("text", "name", "kind"), KINDS)
def test_kinds(text, name, kind):
    assert kinds(text).get(name) == kind


SENSES = [
    ("Moscow said it would not sign.", "Moscow", "actor"),
    ("Ukraine sent troops. The talks in Ukraine failed.", "Ukraine", "place"),
    ("Officials met in Berlin, Germany, on Monday.", "Germany", "place"),
]


@pytest.mark.parametrize(("text", "name", "sense"), SENSES)
def test_a_state_is_an_actor_or_a_place_by_its_context(text, name, sense):
    _, mentions = read(text)
    assert mentions.sense[mentions.text == name].iloc[-1] == sense


NOMINALS = [
    ("Russian President Ivan Orlov came. The Russian leader said no.", "Ivan Orlov", "The Russian leader"),
    ("Ukraine and Russia met in Oslo. Both sides said they were ready.", "Ukraine", "Both sides"),
    ("Acme Corp cut jobs. The company said sales fell.", "Acme Corp", "The company"),
    ("“We lost everything,” a bystander said.", "bystander", "a bystander"),
    ("One company said it would leave.", "company", "One company"),
]


@pytest.mark.parametrize(("text", "name", "nominal"), NOMINALS)
def test_descriptions(text, name, nominal):
    assert nominal in found(text)[name]


@pytest.mark.parametrize("text", ["Prices rose.", "Did it rain?", "WHO IS IT?", "Slideshow", "On Monday, in May, at Christmas."])
def test_no_actor(text):
    people, mentions = read(text)
    assert people.empty and mentions.empty


def test_names_and_roles_are_written_as_they_stand():
    people, _ = read("Cole Reed met Ana Ruiz, who leads the Bankers’ Association. Chile's housing minister, Maya Lund, was late.")
    assert "Bankers' Association" in set(people.name)
    assert people.set_index("name").role["Maya Lund"] == "Chile's housing minister"


def test_who_owns_an_apposition_is_somebody_else():
    have = found("President Max Weber and Vice President Jan Novak spoke. Ann Lee, the president’s chief adviser, listened. The president then left.")
    assert have["Max Weber"][-1] == "The president" and have["Ann Lee"] == ["Ann Lee", "the president’s chief adviser"]


def test_a_role_before_and_an_apposition_after_the_name_and_the_side_with_it():
    people, _ = read("French Foreign Minister Luc Moreau spoke. Ada Stone, the mayor of Leeds, listened.")
    rows = people.set_index("name")
    assert rows.role["Luc Moreau"] == "French Foreign Minister" and rows.side["Luc Moreau"] == "France"
    assert rows.role["Ada Stone"].startswith("mayor")


SIDES = [("Republican Sen. Tom Cole spoke.", "Tom Cole", "Republicans"), ("Labour leader Jo Hart left.", "Jo Hart", "Labour"),
         ("Democrat Ann Lee listened.", "Ann Lee", "Democrats"),
         ("U.S. President Max Stone smiled. The Stone administration agreed.", "Stone administration", "United States")]


@pytest.mark.parametrize(("text", "name", "side"), SIDES)
def test_sides_by_state_party_or_leader(text, name, side):
    assert read(text)[0].set_index("name").side[name] == side


REGISTRY = pd.DataFrame([
    {"name": "Anna Kovalenko", "aliases": "Kovalenko|the iron lady", "kind": "person", "side": "Opposition", "role": "party leader", "until": "2024-12-31"},
    {"name": "Anna Kovalenko", "kind": "person", "side": "Government", "role": "prime minister", "from": "2025-01-01"},
    {"name": "Green Front", "aliases": "the Greens", "kind": "organisation", "side": "Opposition"},
    {"name": "Russia", "kind": "state", "side": "East"},
], columns=["name", "aliases", "kind", "side", "role", "parent", "from", "until"], dtype="string")


@pytest.mark.parametrize(("day", "role", "side"), [("2024-03-04", "party leader", "Opposition"), ("2025-03-04", "prime minister", "Government")])
def test_the_registry_wins_as_it_stood_on_the_day_of_the_article(day, role, side):
    people, mentions = read(f"Cabinet falls\n\nBy Jane Miller, {day}\n\nOpposition leader Anna Kovalenko told the Greens to wait. "
                            "The iron lady left. Moscow said it agreed.\n", REGISTRY)
    rows = people.set_index("name")
    assert (rows.role["Anna Kovalenko"], rows.side["Anna Kovalenko"]) == (role, side)
    assert rows.kind["Green Front"] == "organisation" and rows.side["Russia"] == "East"
    assert list(mentions.text[mentions["rule"] == "registry"]) == ["Anna Kovalenko", "Greens", "iron lady"]


WORDS = st.sampled_from("President Anna Keller said that he , she they Moscow and Ukraine . “ ” the Russian leader of Acme Corp ( IAEA ) von \n\n 3 é 😀".split(" "))


@given(st.lists(WORDS, max_size=60))
@settings(max_examples=40, deadline=None)
def test_any_words_give_tables_that_hold(words):
    text = " ".join(["Prices", *words])
    people, mentions = read(text)
    assert set(mentions.actor_id) <= set(people.actor_id) and mentions.probability.between(0, 1).all()
    assert not mentions.duplicated(["start", "end", "actor_id"]).any()
