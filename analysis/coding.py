"""Coding: one article's actors, mentions, statements, positions, tone and sentiment, coded by people or by the line.

Both forms can be read: the tables of `analysis.tables`, and the coded articles of a gold folder, whose columns are
named otherwise (kind, speaker_start, content_start, evidence_start, tone, sentiment) and tell what is disputed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from analysis.fields import Row, flag, number, pick, plain, rows_of, sign, span_of

Rows = Mapping[str, Sequence[Row] | None]

NAMES = ("actors", "mentions", "statements", "issues", "positions", "tone", "target_sentiment")


@dataclass(frozen=True)
class Mention:
    """A place that refers to an actor."""

    actor: str
    start: int
    end: int
    form: str
    disputed: bool
    text: str

    @property
    def span(self) -> tuple[int, int]:
        """Its place."""
        return self.start, self.end


@dataclass
class Said:
    """A statement: who, what, and where; `strict` is False for deeds and attitudes."""

    speakers: set[str] = field(default_factory=set)
    spans: set[tuple[int, int]] = field(default_factory=set)
    kind: str = ""
    strict: bool = True
    disputed: bool = False
    cue: tuple[int, int] | None = None

    @cached_property
    def characters(self) -> set[int]:
        """Places of its content."""
        return {place for start, end in self.spans for place in range(start, end)}

    @property
    def start(self) -> int:
        """Where its content begins."""
        return min(self.spans)[0]


@dataclass(frozen=True)
class Stand:
    """A stance of an actor on an issue, in a paragraph."""

    actor: str
    issue: str
    stance: str
    paragraph: int | None
    disputed: bool


class Coding:
    """One article as coded; what is None was not coded at all.

    Parameters
    ----------
    rows : mapping of table name to rows
        Cells as text, "" where empty.
    paragraphs : list of (ordinal, start, end), optional
        Those of the gold, for a coding that is compared with it; else those of its own tone table.
    issues : rows, optional
        The gold's codebook, so that issues may be named by label.
    """

    def __init__(self, rows: Rows, paragraphs: Sequence[tuple[int, int, int]] | None = None,
                 issues: Sequence[Row] | None = None) -> None:
        self.rows, self.compared = rows, paragraphs is not None
        self.paragraphs = list(paragraphs) if paragraphs is not None else _paragraphs(rows.get("tone") or ())
        self.listed: dict[str, tuple[str, list[str]]] = {}
        for row in rows.get("actors") or ():
            key = pick(row, "actor_id", "name")
            if key:
                aliases = [alias for alias in pick(row, "aliases").split("|") if alias.strip()]
                self.listed[key] = pick(row, "name") or key, aliases
        self._keys = self._known_names()
        self._issues = {plain(row[name].replace("_", " ")): row["issue_id"] for row in issues or rows.get("issues") or ()
                        for name in ("issue_id", "label") if row.get(name)}
        self.mentions = self._read("mentions", self._mention)
        self.positions = self._read("positions", self._stand)
        self.statements = None if rows.get("statements") is None else self._statements(rows["statements"])
        self.tone, self.raw_tone, self.disputed_tone = self._tone(rows.get("tone"))
        self.targets, self.disputed_targets = self._targets(rows.get("target_sentiment"))

    def _read(self, name: str, make):
        rows = self.rows.get(name)
        return None if rows is None else [made for made in map(make, rows) if made is not None]

    def _known_names(self) -> dict[str, str]:
        keys: dict[str, str] = {}
        for key, (name, aliases) in self.listed.items():
            for words in (key, name, *aliases):
                keys.setdefault(plain(words), key)
        keys.update({plain(key): key for key in self.listed})
        return keys | {plain(name): key for key, (name, _) in self.listed.items()}

    def key(self, actor: str) -> str:
        """The actor_id of an actor given by id or by name."""
        return actor if actor in self.listed else self._keys.get(plain(actor)) or actor

    def names_of(self, actor: str) -> tuple[set[str], set[str]]:
        """Names and aliases of an actor; without aliases, the names it is mentioned by."""
        name, aliases = self.listed.get(actor, (actor, []))
        full, other = {plain(name), plain(actor.replace("_", " "))}, {plain(alias) for alias in aliases}
        if not aliases:
            other |= {plain(m.text) for m in self.mentions or () if m.actor == actor and m.form == "name"}
        return full - {""}, other - {""}

    def actors(self) -> list[str]:
        """All actors that are listed or used."""
        found = dict.fromkeys(self.listed)
        used = [*(m.actor for m in self.mentions or ()), *(p.actor for p in self.positions or ()),
                *(actor for actor, _ in self.targets or ()),
                *(actor for said in (self.statements or {}).values() for actor in sorted(said.speakers))]
        return list(found | dict.fromkeys(used))

    def paragraph(self, row: Row, span: tuple[int, int] | None) -> int | None:
        """The paragraph that a row stands in: by its place, else as it says."""
        at = None if span is None else self.paragraph_at(span[0])
        if at is not None:
            return at
        given = number(pick(row, "paragraph"))
        return None if given is None else int(given)

    def paragraph_at(self, place: int) -> int | None:
        """The ordinal of the paragraph around a character; None outside all."""
        return next((ordinal for ordinal, start, end in self.paragraphs if start <= place < end), None)

    def _mention(self, row: Row) -> Mention | None:
        span, actor = span_of(row, ("start", "end")), pick(row, "actor_id", "actor")
        place = pick(row, "sense") == "place"
        if span is None or not actor or (place and self.compared):
            return None
        return Mention(self.key(actor), *span, pick(row, "form", "kind"), flag(row, "disputed") or place, row.get("text", ""))

    def _statements(self, rows: Sequence[Row]) -> dict[str, Said]:
        found: dict[str, Said] = {}
        for place, row in enumerate(rows):
            span = span_of(row, ("content_start", "content_end"), ("start", "end"))
            if span is None:
                continue
            said = found.setdefault(pick(row, "statement_id") or f"row {place}", Said())
            said.spans.add(span)
            if pick(row, "actor_id"):
                said.speakers.add(self.key(pick(row, "actor_id")))
            said.kind = pick(row, "type", "kind")
            said.strict = flag(row, "strict") if "strict" in row else said.strict
            said.disputed |= flag(row, "disputed")
            said.cue = said.cue or span_of(row, ("cue_start", "cue_end"))
        return found

    def _stand(self, row: Row) -> Stand | None:
        actor, issue = pick(row, "actor_id", "actor"), pick(row, "issue_id", "issue")
        if not actor or not issue:
            return None
        span = span_of(row, ("evidence_start", "evidence_end"), ("start", "end"))
        return Stand(self.key(actor), self._issues.get(plain(issue.replace("_", " ")), issue), pick(row, "stance") or "neutral",
                     self.paragraph(row, span), flag(row, "disputed"))

    def _tone(self, rows: Sequence[Row] | None) -> tuple[dict[int, int] | None, dict[int, float], set[int]]:
        """Sign and raw value of each paragraph; of several rows of one, the last."""
        signs, raw, disputed = {}, {}, set()
        for row in rows or ():
            given = pick(row, "tone", "compound")
            at = self.paragraph(row, span_of(row, ("start", "end")))
            if at is None or sign(given) is None:
                continue
            signs[at] = sign(given)
            raw[at] = signs[at] if number(given) is None else number(given)
            disputed |= {at} if flag(row, "disputed") else set()
        return (None if rows is None else signs), raw, disputed

    def _targets(self, rows: Sequence[Row] | None) -> tuple[dict[tuple[str, int], int] | None, set[tuple[str, int]]]:
        """The sign of the mean sentiment toward each actor in each paragraph."""
        given, disputed = defaultdict(list), set()
        for row in rows or ():
            at = self.paragraph(row, span_of(row, ("evidence_start", "evidence_end"), ("start", "end")))
            value = sign(pick(row, "sentiment", "score", "label"))
            if not pick(row, "actor_id") or at is None or value is None:
                continue
            key = self.key(pick(row, "actor_id")), at
            given[key].append(value)
            disputed |= {key} if flag(row, "disputed") else set()
        signs = {key: sign(str(sum(found) / len(found))) for key, found in given.items()}
        return (None if rows is None else signs), disputed


def from_frames(frames: Mapping[str, pd.DataFrame], gold: Coding) -> Coding:
    """The line's tables as a coding that can be compared with the gold."""
    rows = {name: rows_of(frames[{"target_sentiment": "sentiment"}.get(name, name)])
            for name in NAMES if {"target_sentiment": "sentiment"}.get(name, name) in frames}
    return Coding(rows, gold.paragraphs, gold.rows.get("issues"))


def _paragraphs(rows: Sequence[Row]) -> list[tuple[int, int, int]]:
    found = []
    for row in rows:
        span, ordinal = span_of(row, ("start", "end")), number(pick(row, "paragraph"))
        if span and ordinal is not None:
            found.append((int(ordinal), *span))
    return found
