"""Layers: what the tables say of an article, as stretches of its text with a short label each, for close reading.

A label says in words and signs what a colour says, so that nothing hangs on colour.  What stands at one place twice
(the pieces of a joint source, say) is one stretch with one row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

import pandas as pd

Layer = Literal["actors", "statements", "positions", "sentiment"]
LAYERS: dict[Layer, str] = {"actors": "mentions", "statements": "statements", "positions": "positions", "sentiment": "sentiment"}
SIGNS = {"support": "+", "oppose": "−", "conditional": "◇", "neutral": "○",
         "positive": "▲", "negative": "▼"}
BY_A_PERSON = ("corrected", "accepted")  # how the rule of a row ends that a person spoke about
HAND = " ✎"


class Stretch(NamedTuple):
    """A stretch of the text that a layer marks; `id` is where links lead, "" for a part that has no label of its own."""

    layer: Layer
    start: int
    end: int
    style: str
    id: str = ""
    label: str = ""
    spoken: str = ""


class Listed(NamedTuple):
    """One row of the list below the text: the stretch it leads to, its words, and a cell for each further column."""

    id: str
    words: str
    cells: tuple[str, ...]


class Drawn(NamedTuple):
    """One layer: its stretches, the columns of its list and the rows."""

    stretches: list[Stretch]
    columns: tuple[str, ...]
    rows: list[Listed]


Frames = Mapping[str, pd.DataFrame]


def number_actors(actors: pd.DataFrame | None) -> dict[str, tuple[int, str]]:
    """For each actor_id its number, from 1 in the order of the table, and its name."""
    if actors is None:
        return {}
    return {actor: (number, name) for number, (actor, name) in enumerate(zip(actors.actor_id, actors.name), 1)}


def draw_layers(tables: Frames) -> dict[Layer, Drawn]:
    """Every layer of which there is a table with rows, in the order of `LAYERS`.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Tables of one article; those that are missing or empty have no layer.
    """
    actors = number_actors(tables.get("actors"))
    issues = dict(zip(tables["issues"].issue_id, tables["issues"].label)) if "issues" in tables else {}
    found: dict[Layer, Drawn] = {}
    for layer, name in LAYERS.items():
        frame = tables.get(name)
        if frame is not None and not frame.empty:
            found[layer] = DRAWERS[layer](frame, actors, issues)
    return found


def _draw_mentions(frame: pd.DataFrame, actors: Mapping, issues: Mapping) -> Drawn:
    stretches, rows = [], []
    # A reference to several actors is one place with a row for each.
    for (start, end), same in frame.groupby(["start", "end"], sort=True):
        first, several = same.iloc[0], [_named(actor, actors) for actor in same.actor_id]
        numbers = ", ".join(str(actors[actor][0]) if actor in actors else actor for actor in same.actor_id)
        # A name tells itself whom it means; "he" doesn't.
        label = numbers if first.form == "name" else f"{numbers} {' and '.join(name for _, name in several)}"
        style = "m place" if first.sense == "place" else "m"
        place = _tail(first.mention_id)
        stretches.append(Stretch("actors", start, end, style, place, label + _hand(same), f"Mention of {' and '.join(name for _, name in several)}"))
        rows.append(Listed(place, first.text, (" · ".join(f"{number} {name}" for number, name in several), first.form, first.sense,
                                              first.rule, _share(first.probability))))
    return Drawn(stretches, ("actor", "form", "sense", "rule", "probability"), rows)


def _draw_statements(frame: pd.DataFrame, actors: Mapping, issues: Mapping) -> Drawn:
    stretches, rows = [], []
    for (statement, piece), same in frame.groupby(["statement_id", "piece"], sort=False):
        first = same.iloc[0]
        who = " and ".join(name for _, name in (_named(actor, actors) for actor in same.actor_id if not pd.isna(actor))) or "nobody named"
        place = _tail(statement) + (f"-{piece}" if piece else "")
        label = f"❝ {who}, {first.kind}{', goes on' if piece else ''}{', denied' if first.negated else ''}"
        stretches.append(Stretch("statements", first.start, first.end, "q", place, label + _hand(same), f"Statement of {who}, {first.kind}"))
        if not piece:
            stretches += [Stretch("statements", first[f"{part}_start"], first[f"{part}_end"], part)
                          for part in ("source", "cue") if not pd.isna(first[f"{part}_start"])]
        rows.append(Listed(place, first.text, (who, _words(first.source), _words(first.cue), first.kind, first.act, first.cue_class,
                                              first.rule, _share(first.probability))))
    return Drawn(stretches, ("actor", "source", "cue", "kind", "act", "cue class", "rule", "probability"), rows)


def _draw_positions(frame: pd.DataFrame, actors: Mapping, issues: Mapping) -> Drawn:
    stretches, rows = [], []
    for row in frame.itertuples():
        number, name = _named(row.actor_id, actors)
        place, issue = _tail(row.position_id), issues.get(row.issue_id, row.issue_id)
        hand = HAND if str(row.rule).endswith(BY_A_PERSON) else ""
        stretches.append(Stretch("positions", row.start, row.end, f"p {row.stance}", place, f"{SIGNS[row.stance]} {number} {issue}{hand}",
                                 f"Position: {name}, {row.stance}, {issue}"))
        if not pd.isna(row.condition_start):
            stretches.append(Stretch("positions", row.condition_start, row.condition_end, "if"))
        rows.append(Listed(place, row.text, (f"{number} {name}", issue, f"{SIGNS[row.stance]} {row.stance}", row.move.replace("_", " "),
                                            row.basis.replace("_", " "), _words(row.condition), row.rule, _share(row.probability))))
    return Drawn(stretches, ("actor", "issue", "stance", "move", "basis", "condition", "rule", "probability"), rows)


def _draw_sentiment(frame: pd.DataFrame, actors: Mapping, issues: Mapping) -> Drawn:
    stretches, rows = [], []
    for row in frame.itertuples():
        number, name = _named(row.actor_id, actors)
        voice = "narrator" if row.voice == "narrator" else _named(row.holder_id, actors)[1] if not pd.isna(row.holder_id) else "an actor"
        place = f"t{_tail(row.mention_id)}"
        # Most mentions are neutral: the sign alone leaves room for the others.
        sign = SIGNS[row.label] + ("" if row.label == "neutral" else f" {row.label}")
        hand = HAND if str(row.rule).endswith(BY_A_PERSON) else ""
        stretches.append(Stretch("sentiment", row.start, row.end, f"t {row.label}", place, f"{sign}{hand}",
                                 f"Sentiment toward {name}: {row.label}, by {voice}"))
        rows.append(Listed(place, row.text, (f"{number} {name}", f"{SIGNS[row.label]} {row.label}", voice, f"{row.score:+.2f}", row.rule,
                                            _share(row.probability))))
    return Drawn(stretches, ("actor", "label", "voice", "score", "rule", "probability"), rows)


DRAWERS: dict[Layer, Callable[[pd.DataFrame, Mapping, Mapping], Drawn]] = {
    "actors": _draw_mentions, "statements": _draw_statements, "positions": _draw_positions, "sentiment": _draw_sentiment}


def _named(actor: object, actors: Mapping) -> tuple[object, str]:
    return actors.get(actor, ("?", str(actor)))


def _tail(name: str) -> str:
    """What tells a row within its article: m12."""
    return name.rsplit(".", 1)[-1]


def _hand(same: pd.DataFrame) -> str:
    return HAND if any(str(rule).endswith(BY_A_PERSON) for rule in same.rule) else ""


def _words(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def _share(value: object) -> str:
    return "" if pd.isna(value) else f"{value:.2f}"
