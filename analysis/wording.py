"""Wording: numbers, names and lists as a sentence prints them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

PLURALS = {"person": "people"}


def count(number: int, noun: str, plural: str = "") -> str:
    """'1 mention', '1,200 mentions', 'no mentions'."""
    named = noun if number == 1 else plural or f"{noun}s"
    return f"{number:,} {named}" if number else f"no {named}"


def join(names: Sequence[str]) -> str:
    """'A', 'A and B', 'A, B and C'."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else list(names))


def percent(part: float, whole: float) -> str:
    """A share in whole per cent; what is more than nothing is never '0%'."""
    share = 100 * part / whole if whole else 0
    return "under 1%" if 0 < share < 0.5 else f"{share:.0f}%"


def names_of(actors: pd.DataFrame) -> dict[str, str]:
    """actor_id to name."""
    return dict(zip(actors.actor_id, actors.name))


def begin(sentence: str) -> str:
    """A sentence with a capital at its start, the rest untouched."""
    return sentence[:1].upper() + sentence[1:]


def most(actors: pd.DataFrame, keys: Sequence[str], verb: str = "") -> str:
    """Names, all of up to three, else how many they are; with a verb in the right number ('speak', 'are')."""
    known = {key: (name, kind) for key, name, kind in zip(actors.actor_id, actors.name, actors.kind)}
    found = [known.get(key, (key, "")) for key in keys]
    several = len(found) > 1 or (found[0][1] in ("group", "delegation") and found[0][0].endswith("s"))
    named = join([name for name, _ in found]) if len(found) <= 3 else f"{len(found)} actors"
    singular = {"are": "is", "have": "has", "": ""}.get(verb, f"{verb}s")
    return begin(f"{named} {verb if several else singular}".strip()) if verb else named


def signed(number: float) -> str:
    """'−0.62', '+0.10', '0.00', with a true minus."""
    text = f"{abs(number):.2f}"
    return text if float(text) == 0 else f"{'−' if number < 0 else '+'}{text}"


def list_names(actors: pd.DataFrame, wanted: Iterable[str]) -> str:
    """Names of some actors as one phrase."""
    names = names_of(actors)
    return join([names.get(key, key) for key in wanted]) or "nobody"
