"""Charts of a corpus: who appears in most articles, and when."""

from __future__ import annotations

import pandas as pd

from analysis import measured, wording
from analysis.lettering import breadth
from analysis.sheet import FAINT, INK, NAME, SIDE_STYLES, SMALL, SOFT, Chart, Row, open_sheet, sentence_sheet, styled

COLOUR = SIDE_STYLES[0][0]
TOLD = 5  # names that the words of a chart list
COUNTED = "Actors are one by the registry, the name of a body or the full name; groups (officials, rivals) are left out, and each text counts once."


@styled
def draw_leaders(ranked: pd.DataFrame, articles: int) -> Chart:
    """In how many of all articles each name appears.

    Reads what `database.rank_actors` gives; `articles` is how many there are in all.
    """
    data = ranked[["name", "kind", "articles", "mentions"]].reset_index(drop=True)
    if data.empty:
        title = "No actor appears in these articles."
        return Chart(sentence_sheet(title), title, data)
    most = int(data.articles[0])
    names = list(data.name[data.articles == most])
    who = wording.join(names) if len(names) <= 3 else f"{len(names)} actors"
    title = f"{wording.begin(who)} {'appears' if len(names) == 1 else 'appear'} in the most articles: {most:,} of {articles:,}"
    named = [Row(name) for name in data.name]
    labels = [f"{number:,} ({wording.percent(number, articles)})" for number in data.articles]
    room = 0.1 + max(breadth(label, NAME) for label in labels)
    fig, (axes,) = open_sheet(named, title=title, measure="Articles in which each actor is mentioned (number, share of all)",
                              caption=f"{COUNTED} {measured.caption('mentions')}", edge=room)
    for place, (number, label) in enumerate(zip(data.articles, labels)):
        axes.barh(place, number, height=0.62, color=COLOUR, edgecolor=INK, linewidth=0.5)
        axes.annotate(label, (number, place), (5, 0), textcoords="offset points", va="center", size=NAME, annotation_clip=False)
    axes.set_xlim(0, most)
    axes.xaxis.get_major_locator().set_params(integer=True, nbins=5)
    axes.set_xlabel("articles (number)", size=SMALL, loc="left")
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    listed = ", ".join(f"{name} {number}" for name, number in zip(data.name, data.articles))
    return Chart(fig, f"Bar chart. {title}. Articles: {listed}.", data)


@styled
def draw_times(trace: pd.DataFrame) -> Chart:
    """In which share of the articles of each period a name appears, above how many articles there are.

    Reads what `database.trace_actors` gives.
    """
    if trace.empty:
        title = "No article has a date, so nothing can be told over time."
        return Chart(sentence_sheet(title), title, trace)
    names, periods = list(dict.fromkeys(trace.name)), list(dict.fromkeys(trace.period))
    shares = {name: [number / of if of else 0.0 for number, of in zip(rows.articles, rows.of)] for name, rows in trace.groupby("name", sort=False)}
    of = list(trace.of[:len(periods)])
    best = max(range(len(periods)), key=lambda place: (shares[names[0]][place], of[place]))
    title = (f"{names[0]} appears most in {periods[best]}: in {wording.percent(shares[names[0]][best], 1)} "
             f"of {wording.count(of[best], 'article')}")
    rows = [Row("All articles"), *map(Row, names)]
    fig, (axes,) = open_sheet(rows, title=title, measure="Share of each period’s articles in which an actor is mentioned",
                              caption=f"Top row: number of articles, {max(of):,} at the highest; other rows: a full height is all articles of that "
                              f"period. {COUNTED} {measured.caption('mentions')}", row_height=0.44)
    for place, heights in enumerate([[number / max(of) for number in of], *(shares[name] for name in names)]):
        axes.axhline(place + 0.4, color=FAINT, linewidth=0.8, zorder=0)
        axes.bar(range(len(periods)), [-0.8 * height for height in heights], bottom=place + 0.4, width=0.8,
                 color=SOFT if place == 0 else COLOUR, edgecolor=INK, linewidth=0.4)
    axes.set_xlim(-0.6, len(periods) - 0.4)
    shown = range(0, len(periods), -(-len(periods) // 6))
    axes.set_xticks(list(shown), [periods[place] for place in shown])
    axes.set_xlabel(f"{({10: 'day', 7: 'month', 4: 'year'}[len(periods[0])])} of publication", size=SMALL, loc="left")
    listed = ", ".join(f"{name} {wording.percent(max(shares[name]), 1)} in {periods[shares[name].index(max(shares[name]))]}" for name in names[:TOLD])
    return Chart(fig, f"Bars over time, a row for each actor. {title}. Highest shares: {listed}.", trace)
