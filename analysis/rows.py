"""Rows of a table while people's corrections are carried out: compared, filled, and numbered anew in reading order."""

from __future__ import annotations

import pandas as pd

from analysis.corrections import KEYS
from analysis.documents import Document

Row = dict[str, object]
LETTERS = {"mentions": ("mention_id", "m"), "statements": ("statement_id", "q"), "positions": ("position_id", "p")}


def renumber(name: str, rows: list[Row], document: Document) -> list[Row]:
    """Rows in reading order, each once, with ids to match; tables whose ids are no ordinals stay as they are."""
    if name not in LETTERS:
        return rows
    column, letter = LETTERS[name]
    if name == "statements":
        return _renumber_statements(rows, document)
    others = [key for key in KEYS[name]] + (["stance"] if name == "positions" else [])
    ordered = sorted(rows, key=lambda row: (row["start"], row["end"], *(str(row[key]) for key in others)))
    once = {(row["start"], row["end"], *(row[key] for key in others)): row for row in ordered}
    return [row | {column: document.row_id(letter, number)} for number, row in enumerate(once.values())]


def _renumber_statements(rows: list[Row], document: Document) -> list[Row]:
    groups: dict[object, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["statement_id"] if row["statement_id"] != "new" else id(row), []).append(row)
    first = {key: min((row["start"], row["end"], row["start"] if row["cue_start"] is pd.NA else row["cue_start"]) for row in group)
             for key, group in groups.items()}
    ids = {key: document.row_id("q", number) for number, key in enumerate(sorted(groups, key=first.__getitem__))}
    made: dict[tuple, Row] = {}
    for key in ids:
        for row in groups[key]:
            parent = ids.get(row["parent_id"], pd.NA)  # of a statement that is gone nothing is reported
            made[ids[key], row["piece"], str(row["actor_id"])] = row | {"statement_id": ids[key], "parent_id": parent}
    return list(made.values())


def aliases_of(actor: Row) -> list[str]:
    """The other names of an actor."""
    return [] if actor["aliases"] is pd.NA else str(actor["aliases"]).split("|")


def same(one: object, other: object) -> bool:
    """Whether two cells are equal; what is missing equals only what is missing."""
    return one is other or (one is not pd.NA and other is not pd.NA and one == other)


def among(value: object, values: list) -> bool:
    """Whether a cell equals one of others."""
    return any(same(value, other) for other in values)


def common(one: tuple, other: tuple) -> float:
    """Intersection over union of two spans."""
    inside = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, inside) / (max(one[1], other[1]) - min(one[0], other[0]))


def defaults(name: str, words: str) -> Row:
    """What a row that a person adds holds where the person says nothing of it."""
    quoted = words[:1] in "“\"‘'«„"
    return {
        "mentions": dict(form="name", sense="actor"),
        "statements": dict(piece=0, statement_id="new", kind="direct" if quoted else "indirect", act="speech", cue_class="neutral",
                           negated=False, hypothetical=False),
        "positions": dict(basis="own_direct" if quoted else "reporter", move="none"),
    }[name]
