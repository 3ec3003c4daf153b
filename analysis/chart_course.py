"""The chart of the course: how each actor is spoken of from the article's start to its end."""

from __future__ import annotations

import pandas as pd

from analysis import counts, findings, measured, wording
from analysis.sheet import FAINT, INK, LABEL_STYLES, SMALL, Chart, actor_rows, open_sheet, sentence_sheet, styled

ROWS = 14


@styled
def draw_course(actors: pd.DataFrame, sentiment: pd.DataFrame, characters: int) -> Chart:
    """Where in an article of `characters` each actor is spoken of well or badly.

    Reads `actors` and `sentiment`.  Each mark is one mention; neutral ones are small.
    """
    clear = sentiment[sentiment.label != "neutral"]
    title = findings.about_course(clear, characters)
    numbers = sentiment.groupby("actor_id", sort=False).size().to_dict()
    wanted = counts.ranked(numbers)[:ROWS]
    mine = sentiment[sentiment.actor_id.isin(wanted)]
    data = pd.DataFrame({"actor_id": mine.actor_id, "name": mine.actor_id.map(wording.names_of(actors)), "voice": mine.voice,
                         "place": (mine.start.astype(float) * 100 / max(1, characters)).round(2), "label": mine.label}).reset_index(drop=True)
    if data.empty:
        return Chart(sentence_sheet(title), title, data)
    rest = len(sentiment) - len(mine)
    caption = ((f"Not drawn: {wording.count(rest, 'mention')} of others. " if rest else "")
               + f"▼ negative, ▲ positive, small ● neutral. {measured.caption('sentiment')}")
    named = actor_rows(actors, wanted)
    fig, (axes,) = open_sheet(named, title=title, measure="Each mark is one mention, from the article’s start to its end", caption=caption)
    for place, actor in enumerate(wanted):
        axes.axhline(place, color=FAINT, linewidth=0.8, zorder=0)
        for label in ("neutral", "positive", "negative"):
            colour, marker = LABEL_STYLES[label]
            at = data.place[(data.actor_id == actor) & (data.label == label)]
            axes.plot(at, [place] * len(at), marker=marker, color=colour, markersize=4 if label == "neutral" else 8, linestyle="none",
                      markeredgecolor=INK, markeredgewidth=0.5, alpha=0.9)
    axes.set_xlim(-1, 101)
    axes.set_xticks([0, 25, 50, 75, 100], ["start", "25%", "50%", "75%", "end"])
    axes.set_xlabel("place in the article (per cent of its characters)", size=SMALL, loc="left")
    listed = "; ".join(f"{row.name} {int((data.label[data.actor_id == key] == 'negative').sum())} negative and "
                       f"{int((data.label[data.actor_id == key] == 'positive').sum())} positive" for key, row in zip(wanted, named))
    return Chart(fig, f"Dot chart. {title} Judged: {listed}.", data)
