"""Speakers: I and we inside quotations, led to who speaks them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.tables import FIRST_PERSON

OFFICES = {"president", "minister", "premier", "chancellor", "leader", "king", "ambassador", "negotiator", "envoy",
           "diplomat", "official", "spokesman", "spokeswoman", "secretary"}
FIRST = re.compile(r"\b(?:(I|me|my|My|mine|myself|Me)|(we|We|us|our|Our|ours|ourselves))\b(?![’']t)")


def find_first_persons(text: str, statements: pd.DataFrame, quotes: Sequence[tuple[int, int]],
                       people: pd.DataFrame) -> Iterator[dict]:
    """Rows (start, end, text, actor_id, rule, probability) of I and we in quoted content, by their innermost statement.

    "We" of an official is the state or body of the side, where that is an actor of the article; any other we is
    the speaker, which says less than is meant, and its probability says so.
    """
    spans = _speakers(statements)
    for found in (found for start, end in quotes for found in FIRST.finditer(text, start, end)):
        around = [span for span in spans if span[0] <= found.start() and found.end() <= span[1]]
        if not around:
            continue
        narrow = min(end - start for start, end, _ in around)
        for actor_id in dict.fromkeys(actor for start, end, actor in around if end - start == narrow):
            place = dict(start=found.start(), end=found.end(), text=found.group())
            if found.group(1):
                yield {**place, "actor_id": actor_id, "rule": f"{FIRST_PERSON}: speaker", "probability": 0.95}
            else:
                who, rule, probability = _we(actor_id, people)
                yield {**place, "actor_id": who, "rule": rule, "probability": probability}


def _speakers(statements: pd.DataFrame) -> list[tuple[int, int, str]]:
    """Start, end and speaker of every piece whose words are the speaker's own."""
    own = statements[statements.actor_id.notna() & statements.kind.isin(["direct", "mixed"])]
    return [(int(start), int(end), actor) for start, end, actor in zip(own.start, own.end, own.actor_id)]


def _we(actor_id: str, people: pd.DataFrame) -> tuple[str, str, float]:
    """Whom "we" means when this actor speaks."""
    if actor_id not in set(people.actor_id):
        return actor_id, f"{FIRST_PERSON} plural: speaker", 0.5
    speaker = people[people.actor_id == actor_id].iloc[0]
    if speaker.kind != "person":
        return actor_id, f"{FIRST_PERSON} plural: the body that speaks", 0.8
    office = not pd.isna(speaker.role) and any(word in OFFICES for word in speaker.role.lower().split())
    side = people[(people["name"] == speaker.side) & people.kind.isin(["state", "organisation"])] if office and not pd.isna(
        speaker.side) else people[:0]
    if len(side):
        return side.actor_id.iloc[0], f"{FIRST_PERSON} plural: side of an official", 0.6
    return actor_id, f"{FIRST_PERSON} plural: speaker", 0.5
