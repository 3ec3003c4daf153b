"""Links: which actors of different articles are one, by registry, by name, and for persons by full name and role.

What is likely but not sure is listed, and left to a person to decide in `seeds/actors.csv`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import pandas as pd

from analysis import gazetteer, paths, tables
from analysis.cast import first_fits, fold, surname
from analysis.registry import open_registry

SURE = 0.9  # links below it are not made but listed
PERSONS = ("person", "journalist")
UNCERTAIN = ("document_id", "actor_id", "name", "entity_id", "other_name", "rule", "probability")
Key = tuple[str, str]


def find_links(people: pd.DataFrame, registry: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One entity for each actor across articles.

    Parameters
    ----------
    people : frame of `actors`
        Of any number of articles.
    registry : DataFrame, optional
        As `registry.read_registry` gives it; what it names is one entity wherever it appears.

    Returns
    -------
    links : frame of `links`
        A row for each actor, in the order given.  Who has no name that would tell is an entity of its own in its
        article (rule "alone", probability 1).  `probability` is how likely the actor is that entity: by hand-set
        steps, not measured.
    uncertain : DataFrame
        Links that are likely but were not made, for a person to decide: the actor, the entity it may be, why,
        and how likely.

    Notes
    -----
    States, bodies and media are one by their name.  Persons are one by first name and surname, initials and short
    forms and transliterations included, unless side or gender of the names speaks against it.  Persons with one name, and
    two persons of one name on different sides, are only listed.  Groups, delegations by their name only
    where the name tells the state; persons without a name ("a senior official") never.
    """
    rows = people[["document_id", "actor_id", "name", "kind", "side", "role"]].fillna("").to_dict("records")
    named = {gazetteer.plain(alias): entry.name for entry in open_registry(registry, None).entries.values() for alias in entry.aliases}
    linked: dict[int, tuple[Key, str, float]] = {}
    persons: list[int] = []
    for number, row in enumerate(rows):
        found = named.get(gazetteer.plain(row["name"]))
        if found:
            linked[number] = (("registry", found), "registry", 1.0)
        elif row["kind"] in PERSONS and _is_name(row["name"]):
            persons.append(number)
        elif _tells_who(row):
            linked[number] = ((row["kind"], gazetteer.plain(row["name"])), "name of a body", 0.97)
    likely: list[tuple[int, Key, str, float]] = []
    for block in _blocks(rows, persons, linked):
        _link_persons(rows, block, linked, likely)
    return _links(rows, linked), _uncertain(rows, linked, likely)


def _is_name(name: str) -> bool:
    """Whether a person's name is one, and no description in lower case."""
    return all(part[:1].isupper() or part in gazetteer.name_words("particle") for part in name.split())


def _tells_who(row: dict) -> bool:
    """Whether a body is the same wherever its name appears."""
    if row["kind"] in ("state", "delegation"):
        return True
    return row["kind"] in ("organisation", "journalist") and row["name"][:1].isupper() or row["name"] in gazetteer.organisations()


def _blocks(rows: list[dict], persons: Iterable[int], linked: dict) -> Iterator[list[int]]:
    """Persons who share a surname, in order; each is compared only within its block."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for number in persons:
        blocks[surname(rows[number]["name"])].append(number)
    yield from (blocks[key] for key in sorted(blocks))


def _first(name: str) -> str:
    parts = name.split()
    return fold(parts[0]).rstrip(".") if len(parts) > 1 else ""


def _link_persons(rows: list[dict], block: list[int], linked: dict, likely: list) -> None:
    """Persons of one surname: those with like first names are one, those without are only listed."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number in block:
        groups[(_first(rows[number]["name"]), rows[number]["side"])].append(number)
    entities: dict[tuple[str, str], Key] = {}
    # Long first names first, so that initials and short forms find the name they stand for; sides before no side.
    for first, side in sorted(groups, key=lambda key: (-len(key[0]), not key[1], key)):
        members = groups[(first, side)]
        fits = [key for key in entities if first and first_fits(first, key[0])]
        agree = [key for key in fits if not side or not key[1] or side == key[1]]
        sure = 0.97 if agree and agree[0][0] == first else 0.9
        if first and len({entities[key] for key in agree}) == 1:
            entity, rule = entities[agree[0]], "full name" if sure > 0.9 else "full name, another form"
            entities[(first, side)] = entity
        else:
            entity, rule, sure = ("person", f"{surname(rows[members[0]]['name'])}, {first}, {side}"), "full name", 0.97
            others = fits if first else list(entities)
            likely += [(number, entities[key], *_doubt(rows[number], key, first, len(others))) for number in members for key in others]
            if not first:
                for number in members:  # "Smith" in two articles may be two: each is its own until someone says
                    linked[number] = (("alone", f"{number}"), "alone", 1.0)
                continue
            entities[(first, side)] = entity
        for number in members:
            linked[number] = (entity, rule, sure)


def _doubt(row: dict, key: tuple[str, str], first: str, rivals: int) -> tuple[str, float]:
    """Why two may be one, and how likely."""
    if first:
        return ("full name, but another side" if row["side"] else "first name fits several"), 0.5
    same = row["side"] and row["side"] == key[1]
    return ("surname and side", 0.8 / rivals) if same else ("surname", (0.3 if row["side"] and key[1] else 0.6) / rivals)


def _entity_ids(rows: list[dict], linked: dict[int, tuple[Key, str, float]]) -> dict[Key, str]:
    """Entity -> id: the slug of its commonest name, longest where equal; numbered where two would be the same."""
    names: dict[Key, Counter] = defaultdict(Counter)
    for number, (key, _, _) in linked.items():
        names[key][key[1] if key[0] == "registry" else rows[number]["name"]] += 1
    used: Counter = Counter()
    ids = {}
    for key in sorted(names, key=lambda key: (key[0] != "registry", key)):
        best = min(names[key], key=lambda name: (-names[key][name], -len(name), name))
        stem = paths.slug(best)
        used[stem] += 1
        ids[key] = stem if used[stem] == 1 else f"{stem}-{used[stem]}"
    return ids


def _links(rows: list[dict], linked: dict[int, tuple[Key, str, float]]) -> pd.DataFrame:
    shared = {number: found for number, found in linked.items() if found[0][0] != "alone"}
    ids = _entity_ids(rows, shared)
    made = []
    for number, row in enumerate(rows):
        key, rule, probability = linked.get(number, (("alone", ""), "alone", 1.0))
        own = key[0] == "alone"
        made.append(dict(document_id=row["document_id"], actor_id=row["actor_id"], rule=rule, probability=probability,
                         entity_id=f"{row['document_id']}.{row['actor_id']}" if own else ids[key]))
    return tables.make("links", made)


def _uncertain(rows: list[dict], linked: dict, likely: list[tuple[int, Key, str, float]]) -> pd.DataFrame:
    ids = _entity_ids(rows, {number: found for number, found in linked.items() if found[0][0] != "alone"})
    holder = {key: rows[number]["name"] for number, (key, _, _) in reversed(linked.items())}
    found = [dict(document_id=rows[number]["document_id"], actor_id=rows[number]["actor_id"], name=rows[number]["name"],
                  entity_id=ids[key], other_name=holder[key], rule=rule, probability=round(probability, 3))
             for number, key, rule, probability in likely]
    types = {column: tables.TEXT for column in UNCERTAIN[:-1]} | {"probability": tables.NUMBER}
    frame = pd.DataFrame(found, columns=list(UNCERTAIN)).astype(types).drop_duplicates(["document_id", "actor_id", "entity_id"])
    return frame.sort_values(["probability", "document_id", "actor_id", "entity_id"], ascending=[False, True, True, True]).reset_index(drop=True)
