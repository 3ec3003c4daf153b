"""Registry: what a person says of actors in `seeds/actors.csv`; it wins over what the program would guess.

One line for each actor, or for each time an actor held a role: `name`, `aliases` (separated by |), `kind`, `side`,
`role`, `parent`, and the dates `from` and `until` between which the line holds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from analysis import gazetteer, tables
from analysis.documents import InputError
from analysis.given import read_given
from analysis.syntax import Sentence, Word

KNOWN = ("name", "aliases", "kind", "side", "role", "parent", "from", "until")
KINDS = next(column.values for column in tables.TABLES["actors"] if column.name == "kind")


def read_registry(path: str | Path) -> pd.DataFrame | None:
    """Read the registry of actors; None where there is no such file.

    Returns
    -------
    pandas.DataFrame or None
        The columns of the file that are known, as text, empty cells missing; a line for each actor and time.

    Raises
    ------
    InputError
        Where it can't be read, a kind or a date is not one, or one alias is given to two actors.
    """
    path = Path(path)
    if not path.exists():
        return None
    rows = read_given(path, "registry", KNOWN, ("name",))
    owner: dict[str, str] = {}
    for number, cells in rows:
        _refuse_cells(number, cells, path.name)
        for alias in names_of(cells["name"], cells["aliases"]):
            if owner.setdefault(gazetteer.plain(alias), cells["name"]) != cells["name"]:
                raise InputError(f"{path.name} gives the name “{alias}” to {owner[gazetteer.plain(alias)]} and, in line {number}, to {cells['name']}; "
                                 "a name can lead to one actor only.")
    return pd.DataFrame([cells for _, cells in rows], columns=list(KNOWN), dtype=tables.TEXT).replace("", pd.NA)


def _refuse_cells(number: int, cells: dict[str, str], file: str) -> None:
    if not cells["name"]:
        raise InputError(f"{file} has no name in line {number}.")
    if cells["kind"] and cells["kind"] not in KINDS:
        raise InputError(f"{file} has the kind “{cells['kind']}” in line {number}; it can be {', '.join(KINDS)}.")
    for column in ("from", "until"):
        if cells[column] and not _is_date(cells[column]):
            raise InputError(f"{file} has “{cells[column]}” as {column} in line {number}; a date is written YYYY-MM-DD.")


def _is_date(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", text) and date.fromisoformat(text))
    except ValueError:
        return False


def names_of(name: str, aliases: str) -> list[str]:
    """Every name of a line, its own first."""
    return list(dict.fromkeys(part.strip() for part in (name, *aliases.split("|")) if part.strip()))


@dataclass(frozen=True)
class Entry:
    """One actor of the registry as it stood on a day."""

    name: str
    kind: str = ""
    side: str = ""
    role: str = ""
    parent: str = ""
    aliases: tuple[str, ...] = ()


@dataclass
class Registry:
    """The registry as one article needs it: who is known by which name, and where those names stand.

    Attributes
    ----------
    entries : dict of str to Entry
        By name in plain form.
    patterns : dict of str to list of (words, Entry)
        By first word in plain form, the longest names first.
    """

    entries: dict[str, Entry] = field(default_factory=dict)
    patterns: dict[str, list[tuple[tuple[str, ...], Entry]]] = field(default_factory=lambda: defaultdict(list))

    def match(self, words: Sequence[Word]) -> tuple[Entry, int] | None:
        """The longest name of the registry at the head of `words`, and its length in words.

        Case counts as it is written, but a word in capitals throughout matches too (headlines).
        """
        for name, entry in self.patterns.get(gazetteer.plain(words[0].text), ()) if words else ():
            given = [word.text.replace("’", "'") for word in words[:len(name)]]
            if len(given) == len(name) and all(one == other or len(one) > 3 and one == other.upper() for one, other in zip(given, name)):
                return entry, len(name)
        return None

    def surnames(self, folded: str) -> list[Entry]:
        """Persons with more than one name whose last name is this one, in the form of `cast.fold`."""
        from analysis.cast import surname  # the cast reads the registry, and folds names

        return [entry for entry in self.entries.values()
                if entry.kind in ("person", "journalist") and " " in entry.name and surname(entry.name) == folded]

    def find(self, sentence: Sentence) -> list[tuple[list[Word], Entry]]:
        """Where names of the registry stand in a sentence, the longest first at each place, none inside another."""
        found, i = [], 0
        while i < len(sentence.words):
            here = self.match(sentence.words[i:i + 12])
            if here:
                found.append((sentence.words[i:i + here[1]], here[0]))
            i += here[1] if here else 1
        return found


def open_registry(frame: pd.DataFrame | None, day: str | None) -> Registry:
    """The registry as it stood on a day (YYYY-MM-DD), that of the article; without one, as its last lines say.

    An actor none of whose lines holds on that day keeps its names, kind and side, but not its role.
    """
    registry = Registry()
    if frame is None:
        return registry
    lines: dict[str, list[dict]] = defaultdict(list)
    for cells in frame.fillna("").to_dict("records"):
        lines[cells["name"]].append(cells)
    for name, rows in lines.items():
        holding = [row for row in rows if not day or (row["from"] or day) <= day <= (row["until"] or day)]
        last = max(holding or rows, key=lambda row: row["from"])
        aliases = dict.fromkeys(alias for row in rows for alias in names_of(row["name"], row["aliases"]))
        entry = Entry(name, last["kind"], last["side"], last["role"] if holding else "", last["parent"], tuple(aliases))
        registry.entries[gazetteer.plain(name)] = entry
        for alias in aliases:
            words = gazetteer.cut(alias.removeprefix("the ").removeprefix("The "))  # names are kept without article
            registry.patterns[gazetteer.plain(words[0])].append((words, entry))
    for patterns in registry.patterns.values():
        patterns.sort(key=lambda pattern: (-len(pattern[0]), pattern[0]))
    return registry
