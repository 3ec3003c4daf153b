"""Charts of actors: how often each is mentioned, where in the article, and how many words each speaks."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from analysis import counts, findings, measured, wording
from analysis.lettering import breadth
from analysis.sheet import (
    FAINT,
    INK,
    NAME,
    PAPER,
    SMALL,
    SOFT,
    Chart,
    Row,
    actor_rows,
    open_sheet,
    sentence_sheet,
    styled,
)

ROWS = 20  # actors drawn; the others are said in the caption
MEASURED = "Whiskers: how many there may be, by the measured shares of wrong finds and of missed mentions (95%)."
WHISKERS = "Whiskers: how many are likely right, by each one’s own probability (95%); what was missed is not in them."


def _names(actors: pd.DataFrame, wanted: list[str]) -> dict[str, list[str]]:
    rows = actor_rows(actors, wanted)
    return {"actor_id": wanted, "name": [row.name for row in rows], "side": [row.side for row in rows]}


def _left_out(numbers: dict[str, int], drawn: list[str], noun: str) -> str:
    rest = {actor: number for actor, number in numbers.items() if actor not in drawn}
    return (f"Not drawn: {wording.count(len(rest), 'more actor')} with {wording.count(sum(rest.values()), noun)}. "
            if rest else "")


def _whisker(axes, place: float, low: float, high: float) -> None:
    """An interval on a bar: a dark line on a light one, so that it is seen on any colour."""
    for colour, width, size in ((PAPER, 3.6, 7), (INK, 1.2, 5)):
        axes.plot([low, high], [place, place], color=colour, linewidth=width, marker="|", markersize=size,
                  markeredgewidth=width, solid_capstyle="butt", zorder=3, clip_on=False)


def _value_axis(axes, most: float, label: str, room: float) -> None:
    """An axis of counts from 0, with `room` inches kept free at its end for the values."""
    inches = axes.figure.get_size_inches()[0] * axes.get_position().width
    axes.set_xlim(0, most * inches / max(0.5, inches - room))
    axes.xaxis.get_major_locator().set_params(integer=True, nbins=5)
    axes.set_xticks([tick for tick in axes.get_xticks() if 0 <= tick <= most])
    axes.set_xlabel(label, size=SMALL, loc="left")
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    axes.axvline(0, color=SOFT, linewidth=1)


@styled
def draw_mentions(actors: pd.DataFrame, mentions: pd.DataFrame) -> Chart:
    """How often each actor is mentioned, coloured by side.

    Reads `actors` and `mentions`; country names used as places don't count.  The whiskers carry the error that
    the scorecard measured; where it was not measured, the mentions' own probabilities, which tell nothing of missed ones.
    """
    title = findings.about_mentions(actors, mentions)
    numbers = counts.count_mentions(mentions)
    wanted = counts.ranked(numbers)[:ROWS]
    told = counts.told(mentions)
    rows = []
    scores = measured.linking()
    for actor in wanted:
        mine = told[told.actor_id == actor]
        rows.append(dict(mentions=numbers[actor], **dict(zip(("low", "high"), _reach(mine, scores)))))
    data = pd.DataFrame({**_names(actors, wanted), **pd.DataFrame(rows, columns=["mentions", "low", "high"])})
    if data.empty:
        return Chart(sentence_sheet(title), title, data)
    caption = (f"{_left_out(numbers, wanted, 'mention')}Names, descriptions and pronouns count; I, we and a country named as a "
               f"place do not. {MEASURED if scores else WHISKERS} {measured.caption('mentions')}")
    named = actor_rows(actors, wanted)
    fig, (axes,) = open_sheet(named, title=title, measure="Mentions of each actor, and the side it stands with",
                              caption=caption)
    _draw_bars(axes, named, data)
    _value_axis(axes, max(data.high.max(), max(numbers.values())), "mentions (number)", 0.1 + breadth(f"{max(numbers.values()):,}", NAME))
    listed = ", ".join(f"{name} {number}" for name, number in zip(data.name, data.mentions))
    return Chart(fig, f"Bar chart. {title} Mentions: {listed}.", data)


def _draw_bars(axes, named: list[Row], data: pd.DataFrame) -> None:
    for place, (row, number, low, high) in enumerate(zip(named, data.mentions, data.low, data.high)):
        axes.barh(place, number, height=0.62, color=row.style[0], edgecolor=INK, linewidth=0.5)
        if high - low > 0.05 or high < number - 0.05:
            _whisker(axes, place, low, high)
        axes.annotate(f"{number:,}", (max(number, high), place), (5, 0), textcoords="offset points", va="center", size=NAME,
                      annotation_clip=False)


def _reach(mentions: pd.DataFrame, scores: dict | None) -> tuple[float, float]:
    """How few and how many mentions of one actor there may be: by the measured error, else by their own probability."""
    if scores:
        return counts.measured_interval(Counter(mentions.form), scores)[1:]
    sure = mentions.probability.astype(float)
    return counts.interval(sure.sum(), (sure * (1 - sure)).sum(), 0, len(mentions))


@styled
def draw_places(actors: pd.DataFrame, mentions: pd.DataFrame, characters: int) -> Chart:
    """Where in an article of `characters` each actor is mentioned (a dispersion chart).

    Reads `actors` and `mentions`.  Each stroke is one mention: tall for a name, short for a description
    or pronoun.
    """
    title = findings.about_places(actors, mentions, characters)
    numbers = counts.count_mentions(mentions)
    wanted = counts.ranked(numbers)[:ROWS]
    told = counts.told(mentions)
    told = told[told.actor_id.isin(wanted)]
    places = (told.start.astype(float) * 100 / max(1, characters)).round(2)
    data = pd.DataFrame({"actor_id": told.actor_id, "name": told.actor_id.map(wording.names_of(actors)),
                         "place": places, "form": told.form}).reset_index(drop=True)
    if data.empty:
        return Chart(sentence_sheet(title), title, data)
    caption = (f"{_left_out(numbers, wanted, 'mention')}A tall stroke is a name, a short one a description or pronoun. "
               f"{measured.caption('mentions')}")
    named = actor_rows(actors, wanted)
    fig, (axes,) = open_sheet(named, title=title, measure="Each stroke is one mention, from the article’s start to its end",
                              caption=caption)
    _draw_strokes(axes, wanted, named, data)
    tenths = counts.count_tenths(mentions, characters)
    listed = ", ".join(f"{row.name} in {tenths[key]}" for key, row in zip(wanted, named))
    return Chart(fig, f"Dispersion chart. {title} Tenths of the article in which each is mentioned: {listed}.", data)


@styled
def draw_voices(actors: pd.DataFrame, statements: pd.DataFrame, characters: int) -> Chart:
    """Where in an article of `characters` each actor speaks (a dispersion chart).

    Reads `actors` and `statements`: speech of known actors.  Each stroke is where a piece of speech begins: tall where it is
    quoted, short where it is retold.
    """
    title = findings.about_voices(actors, statements)
    said = counts.spoken(statements)
    numbers = dict(Counter(said.actor_id))
    wanted = counts.ranked(numbers)[:ROWS]
    said = said[said.actor_id.isin(wanted)]
    data = pd.DataFrame({"actor_id": said.actor_id, "name": said.actor_id.map(wording.names_of(actors)),
                         "place": (said.start.astype(float) * 100 / max(1, characters)).round(2), "form": said.kind}).reset_index(drop=True)
    if data.empty:
        return Chart(sentence_sheet(title), title, data)
    caption = (f"{_left_out(numbers, wanted, 'piece')}A tall stroke is quoted, whole or in part, a short one retold. "
               f"{measured.caption('statements')}")
    named = actor_rows(actors, wanted)
    fig, (axes,) = open_sheet(named, title=title, measure="Each stroke is one piece of speech, from the article’s start to its end",
                              caption=caption)
    _draw_strokes(axes, wanted, named, data, tall=("direct", "mixed"))
    listed = ", ".join(f"{row.name} {numbers[key]}" for key, row in zip(wanted, named))
    return Chart(fig, f"Dispersion chart. {title} Pieces of speech: {listed}.", data)


def _draw_strokes(axes, wanted: list[str], named: list[Row], data: pd.DataFrame, *, tall: tuple[str, ...] = ("name",)) -> None:
    for place, (actor, row) in enumerate(zip(wanted, named)):
        mine = data[data.actor_id == actor]
        axes.axhline(place, color=FAINT, linewidth=0.8, zorder=0)
        half = [0.36 if form in tall else 0.18 for form in mine.form]
        # A dark stroke below a thinner coloured one: pale colours keep an edge.
        for colour, width, inset in ((INK, 3.0, 0.0), (row.style[0], 2.0, 0.02)):
            axes.vlines(mine.place, [place - h + inset for h in half], [place + h - inset for h in half],
                        color=colour, linewidth=width)
    axes.set_xlim(-0.5, 100.5)
    axes.set_xticks([0, 25, 50, 75, 100], ["start", "25%", "50%", "75%", "end"])
    axes.set_xlabel("place in the article (per cent of its characters)", size=SMALL, loc="left")


@styled
def draw_words(actors: pd.DataFrame, statements: pd.DataFrame) -> Chart:
    """How many words each actor speaks, in quotation marks and reported.

    Reads `actors` and `statements`: speech of known actors, neither denied nor hypothetical.  A word that
    stands in two statements of one actor counts once.
    """
    title = findings.about_words(actors, statements)
    words = {actor: found for actor, found in counts.count_words(statements).items() if found}
    totals = {actor: len(found) for actor, found in words.items()}
    wanted = counts.ranked(totals)[:ROWS]
    rows = []
    for actor in wanted:
        direct = sum(kind == "direct" for kind, _ in words[actor].values())
        low, high = counts.word_interval(statements, actor, totals[actor])
        rows.append(dict(direct=direct, reported=totals[actor] - direct, low=low, high=high))
    data = pd.DataFrame({**_names(actors, wanted), **pd.DataFrame(rows, columns=["direct", "reported", "low", "high"])})
    if data.empty:
        return Chart(sentence_sheet(title), title, data)
    caption = (f"{_left_out(totals, wanted, 'word')}Solid: inside quotation marks; hatched: told in the reporter’s words. "
               f"{WHISKERS} {measured.caption('statements')}")
    named = actor_rows(actors, wanted)
    fig, (axes,) = open_sheet(named, title=title, measure="Words of each actor: in quotation marks + reported",
                              caption=caption)
    widest = _draw_stacks(axes, named, data)
    _value_axis(axes, max(totals.values()), "words (number)", 0.1 + widest)
    listed = ", ".join(f"{name} {a} quoted and {b} reported" for name, a, b in zip(data.name, data.direct, data.reported))
    return Chart(fig, f"Stacked bar chart. {title} Words: {listed}.", data)


def _draw_stacks(axes, named: list[Row], data: pd.DataFrame) -> float:
    """Bars of two parts; the width of the widest value beside them, in inches."""
    widest = 0.0
    for place, (row, direct, reported, low, high) in enumerate(
            zip(named, data.direct, data.reported, data.low, data.high)):
        axes.barh(place, direct, height=0.62, color=row.style[0], edgecolor=INK, linewidth=0.5)
        axes.barh(place, reported, left=direct, height=0.62, color=PAPER, edgecolor=row.style[0], hatch="////", linewidth=0)
        axes.barh(place, reported, left=direct, height=0.62, fill=False, edgecolor=INK, linewidth=0.5)
        if high - low > 0.5:
            _whisker(axes, place, low, high)
        label = f"{direct:,} + {reported:,}"
        widest = max(widest, breadth(label, NAME))
        axes.annotate(label, (direct + reported, place), (5, 0), textcoords="offset points", va="center", size=NAME,
                      annotation_clip=False)
    return widest
