"""Chart of company: who appears with whom, as arcs between the actors of an article (Wattenberg 2002)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis import counts, findings, measured, wording
from analysis.sheet import FAINT, INK, SMALL, Chart, actor_rows, open_sheet, sentence_sheet, styled

ROWS, LABELLED = 14, 6  # actors drawn, arcs that bear their number


@styled
def draw_company(actors: pd.DataFrame, mentions: pd.DataFrame, sentences: pd.DataFrame) -> Chart:
    """Who appears in the same paragraph as whom.

    Reads `actors`, `mentions` and `sentences`.  An arc joins two actors; it is the wider, the more paragraphs
    mention both.  Country names used as places, I and we don't count.
    """
    pairs = counts.count_company(mentions, sentences)
    title = findings.about_company(actors, pairs)
    numbers = counts.count_mentions(mentions)
    met = {actor for pair in pairs for actor in pair}
    wanted = [actor for actor in counts.ranked(numbers) if actor in met][:ROWS]
    wanted = [actor for actor in numbers if actor in wanted]
    drawn = {pair: number for pair, number in pairs.items() if set(pair) <= set(wanted)}
    names = wording.names_of(actors)
    data = pd.DataFrame([dict(actor_id=one, name=names[one], other_id=other, other=names[other], paragraphs=number)
                         for (one, other), number in drawn.items()], columns=["actor_id", "name", "other_id", "other", "paragraphs"])
    data = data.sort_values("paragraphs", ascending=False, kind="stable").reset_index(drop=True)
    if data.empty:
        return Chart(sentence_sheet(title), title, data)
    left_out = len(pairs) - len(drawn)
    caption = (f"{wording.count(left_out, 'more pair')} of actors mentioned less often {'is' if left_out == 1 else 'are'} not drawn. "
               if left_out else "")
    caption += (f"Actors stand in the order of their first mention; the {LABELLED} widest arcs bear their number. Being named together is "
                f"not agreeing. {measured.caption('mentions')}")
    named = actor_rows(actors, wanted)
    fig, (axes,) = open_sheet(named, title=title, measure="An arc joins two actors: paragraphs that mention both", caption=caption, foot=0.1)
    _draw_arcs(axes, wanted, data)
    listed = "; ".join(f"{row.name} and {row.other} {row.paragraphs}" for row in data.head(10).itertuples())
    return Chart(fig, f"Arc diagram. {title} Paragraphs that mention both: {listed}.", data)


def _draw_arcs(axes, wanted: list[str], data: pd.DataFrame) -> None:
    place = {actor: number for number, actor in enumerate(wanted)}
    most, longest = data.paragraphs.max(), max(1, len(wanted) - 1)
    turn = np.linspace(-np.pi / 2, np.pi / 2, 60)
    for actor in wanted:
        axes.axhline(place[actor], color=FAINT, linewidth=0.8, zorder=0)
    for rank, row in reversed(list(enumerate(data.itertuples()))):
        ends = sorted((place[row.actor_id], place[row.other_id]))
        middle, half = sum(ends) / 2, (ends[1] - ends[0]) / 2
        reach = 0.06 + 0.9 * (ends[1] - ends[0]) / longest
        share = row.paragraphs / most
        axes.plot(reach * np.cos(turn), middle + half * np.sin(turn), color=INK, linewidth=0.6 + 4 * share,
                  alpha=0.25 + 0.6 * share, solid_capstyle="round")
        if rank < LABELLED:
            axes.text(reach, middle, f"{row.paragraphs}", size=SMALL, ha="center", va="center",
                      bbox=dict(boxstyle="round,pad=0.15", facecolor="white", edgecolor=INK, linewidth=0.6))
    axes.set_xlim(-0.01, 1.05)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
