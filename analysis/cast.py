"""The cast: the actors of one article, each once, and the references that lead to them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from analysis import gazetteer
from analysis.gazetteer import name_words
from analysis.registry import Registry
from analysis.syntax import Word


@dataclass(slots=True, eq=False)
class Actor:
    """One actor while the article is read; the columns of the actors table, and what agreement needs.

    Attributes
    ----------
    gender : str
        "m", "f" or "" (unknown, or no person).
    plural : bool
        Whether "they" refers to it as to many.
    registered : bool
        Whether the registry says what it is.
    """

    name: str
    kind: str
    side: str = ""
    role: str = ""
    parent: Actor | None = None
    aliases: Counter = field(default_factory=Counter)
    gender: str = ""
    plural: bool = False
    registered: bool = False
    members: list[Actor] = field(default_factory=list)

    @property
    def home(self) -> str:
        """The state or bloc it belongs to."""
        return self.side or (self.name if self.kind == "state" else "")


@dataclass(slots=True, eq=False)
class Reference:
    """One place that refers to one or several actors."""

    start: int
    end: int
    form: str
    actors: list[Actor]
    word: Word
    sense: str = "actor"
    rule: str = "name"
    probability: float = 0.9


def surname(name: str) -> str:
    """The last word of a personal name without suffixes, in a form equal for common transliterations.

    Zelensky, Zelenskiy and Zelenskyy become one; so do Sergei and Sergey.
    """
    parts = [part for part in name.split() if part not in name_words("suffix")]
    return fold(parts[-1]) if parts else fold(name)


def fold(word: str) -> str:
    """Plain form with the endings -iy, -yy, -ij, -ei, -ey, -i made -y, so that transliterations meet."""
    word = gazetteer.plain(word).replace("-", "")
    return re.sub(r"(?<=\w\w\w)(?:iy|yy|ij|yi|ii|i|y)$", "y", re.sub(r"(?<=\w\w)(?:ei|ey|ej)$", "y", word))


def first_fits(one: str, other: str) -> bool:
    """Whether two given names can be one person's: equal, an initial, or a short form."""
    one, other = fold(one).rstrip("."), fold(other).rstrip(".")
    short, long_ = sorted((one, other), key=len)
    return short == long_ or (len(short) == 1 and long_.startswith(short)) or (len(short) > 2 and long_.startswith(short))


class Cast:
    """The actors found so far, looked up by name.  Persons by surname; bodies by their name."""

    def __init__(self, registry: Registry | None = None) -> None:
        self.registry = registry or Registry()
        self.actors: list[Actor] = []
        self.by_name: dict[str, Actor] = {}
        self.by_surname: dict[str, list[Actor]] = {}
        self.by_first: dict[str, list[Actor]] = {}

    def add(self, actor: Actor) -> Actor:
        """Take an actor in and make its name known."""
        self.actors.append(actor)
        self.by_name.setdefault(f"{gazetteer.plain(actor.name)}", actor)
        if actor.kind in ("person", "journalist"):
            parts = actor.name.split()
            self.by_surname.setdefault(surname(actor.name), []).append(actor)
            if len(parts) > 1:
                self.by_first.setdefault(fold(parts[0]), []).append(actor)
        return actor

    def body(self, name: str, kind: str = "organisation", *, side: str = "", parent: str = "") -> Actor:
        """The body of this name, made on first call with what the gazetteer knows of it."""
        known = self.by_name.get(gazetteer.plain(name)) or self.enter(name)
        if known:
            return known
        entry = gazetteer.organisations().get(name)
        if name in gazetteer.states():
            actor = Actor(name, "state", side=name)
        elif entry:
            actor = Actor(name, entry.kind, side=entry.side, plural=entry.kind == "group")
            parent = entry.parent
        else:
            actor = Actor(name, kind, side=side, plural=kind == "group")
        self.add(actor)
        if parent and parent != name:
            actor.parent = self.body(parent)
        return actor

    def enter(self, name: str) -> Actor | None:
        """The actor that the registry has under this name, taken in as the registry says; None where it has none."""
        entry = self.registry.entries.get(gazetteer.plain(name))
        if entry is None:
            return None
        body = (gazetteer.match(gazetteer.cut(entry.name)) or (None, 0))[0]
        kind = entry.kind or (body.kind if body else likely_kind(entry.name))
        side = entry.side or (body.side if body else "")
        gender = guess_gender(entry.name, []) if kind in ("person", "journalist") else ""
        actor = self.add(Actor(entry.name, kind, side=side, role=entry.role, gender=gender, plural=kind == "group", registered=True))
        parent = entry.parent or (body.parent if body else "")
        if parent and parent != entry.name:
            actor.parent = self.body(parent)
        return actor

    def _expect(self, parts: list[str]) -> list[Actor]:
        """The person of the registry whom a full name means, also in another transliteration."""
        return [self.enter(entry.name) for entry in self.registry.surnames(fold(parts[-1]))
                if gazetteer.plain(entry.name) not in self.by_name and first_fits(parts[0], entry.name.split()[0])]

    def person(self, text: str, *, gender: str = "") -> list[Actor]:
        """Persons whom a name may mean, the surest first; empty where it is a new one."""
        parts = [part for part in text.split() if part not in name_words("suffix")]
        if not parts:
            return []
        exact = self.by_name.get(gazetteer.plain(text))
        if exact and exact.kind in ("person", "journalist"):
            return [exact]
        same = self.by_surname.get(fold(parts[-1]), [])
        if len(parts) > 1:
            full = [actor for actor in same if len(actor.name.split()) > 1 and first_fits(parts[0], actor.name.split()[0])]
            full = full or self._expect(parts)
            if full or parts[0].lower() not in name_words("particle"):
                return full
        fits = same or (self.by_first.get(fold(parts[0]), []) if len(parts) == 1 else [])
        return [actor for actor in fits if not gender or actor.gender in ("", gender)] or fits


def likely_kind(name: str) -> str:
    """"person" where the first word is a first name, else "organisation"."""
    parts = name.split()
    return "person" if len(parts) > 1 and gazetteer.plain(parts[0]) in gazetteer.first_names() else "organisation"


def guess_gender(name: str, titles: list[str]) -> str:
    """"m" or "f" by title, else by first name where nine bearers of ten are of one sex; else ""."""
    for title in titles:
        gender = gazetteer.title_gender(title.lower())
        if gender:
            return gender
    parts = name.split()
    share = gazetteer.first_names().get(gazetteer.plain(parts[0])) if len(parts) > 1 else None
    if share is None:
        return ""
    return "f" if share >= 0.9 else "m" if share <= 0.1 else ""
