"""Chart of the scorecard: for each step a ladder from a simple method over ours to people."""

from __future__ import annotations

import pandas as pd

from analysis.lettering import breadth
from analysis.sheet import FAINT, INK, PAPER, SMALL, SOFT, Chart, Row, open_sheet, sentence_sheet, styled

# Colour and marker of each rung (Okabe & Ito); the marker says it again in grey.
RUNGS = {"floor": ("#999999", "|", "a simple method"), "published": ("#E69F00", "D", "best published"),
         "human": ("#009E73", "s", "people"), "value": ("#0072B2", "o", "ours")}
COLUMNS = ["step", "label", "set", "metric", "upstream", "n", "floor", "value", "low", "high", "published", "human"]


@styled
def draw_ladder(rows: pd.DataFrame) -> Chart:
    """How well each step does, from 0 (all wrong) to 1 (all right), beside a simple method, published programs and people.

    Reads the rows that `scorecard.drawn` gives.
    """
    data = rows.assign(human=rows.ceiling.where(rows.ceiling_by != rows.published_by)).reindex(columns=COLUMNS).reset_index(drop=True)
    if data.empty:
        title = "Nothing was measured."
        return Chart(sentence_sheet(title), title, data)
    sure = int((data.low > data.floor).sum())
    title = f"{sure} of {len(data)} measures are surely above a simple method"
    units = " or ".join(dict.fromkeys(rows.unit))
    caption = (f"Line: 95% of {units} resamples. Numbers: ours, and right of the area n, how many gold items it is over. "
               "F1, or the share that is right. The coded articles that are shipped, PLOVER and GUM were at hand while the program was made, "
               "which flatters it there; no row tells of texts unlike those of its set.")
    fig, (axes,) = open_sheet([Row(f"{row.label}, {row.set}") for row in data.itertuples()], title=title, caption=caption,
                              measure="From 0, all wrong, to 1, all right", row_height=0.42, head=0.34, edge=0.62, name_room=2.5)
    axes.set_xlim(0, 1.02)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    for place, row in enumerate(data.itertuples()):
        _draw_row(axes, place, row)
    _name_rungs(axes, data)
    return Chart(fig, f"Dot chart. {title}. {' '.join(_say(row) for row in data.itertuples())}", data)


def _draw_row(axes, place: int, row: tuple) -> None:
    axes.axhline(place, color=FAINT, linewidth=0.8, zorder=0)
    if not pd.isna(row.low):
        axes.plot([row.low, row.high], [place, place], color=INK, linewidth=1.6, solid_capstyle="butt", zorder=2)
    for name, (colour, marker, _) in RUNGS.items():
        value = getattr(row, name)
        if not pd.isna(value):
            axes.plot([value], [place], marker=marker, color=colour, markersize=11 if marker == "|" else 7, markeredgewidth=2.4 if marker == "|" else 0.7,
                      markeredgecolor=colour if marker == "|" else INK, linestyle="", zorder=4 if name == "value" else 3, clip_on=False)
    axes.annotate(f"{row.value:.2f}", (row.value, place), (0, 6), textcoords="offset points", ha="center", va="bottom", size=SMALL - 1,
                  bbox=dict(facecolor=PAPER, edgecolor="none", pad=0.4), zorder=5)
    axes.annotate(f"n {row.n:,}", (1, place), (12, 0), xycoords=axes.get_yaxis_transform(), textcoords="offset points", va="center",
                  size=SMALL - 1, color=SOFT, annotation_clip=False)


def _name_rungs(axes, data: pd.DataFrame) -> None:
    """What each marker stands for, once, above the rows."""
    inches = axes.figure.get_size_inches()[0] * axes.get_position().width
    at = 0.0
    above = 1 + 0.3 / (axes.figure.get_size_inches()[1] * axes.get_position().height)
    for name, (colour, marker, words) in RUNGS.items():
        if data[name].notna().any():
            axes.plot([at / inches], [above], marker=marker, color=colour, markersize=7, markeredgecolor=colour if marker == "|" else INK,
                      markeredgewidth=2.4 if marker == "|" else 0.7, transform=axes.transAxes, clip_on=False, zorder=6)
            axes.annotate(words, (at / inches, above), (7, 0), xycoords="axes fraction", textcoords="offset points", va="center", size=SMALL - 1,
                          annotation_clip=False, bbox=dict(facecolor=PAPER, edgecolor="none", pad=0.4))
            at += 0.36 + breadth(words, SMALL - 1)


def _say(row: tuple) -> str:
    others = [f"{words} {getattr(row, name):.2f}" for name, (_, _, words) in RUNGS.items() if name != "value" and not pd.isna(getattr(row, name))]
    beside = f" ({', '.join(others)})" if others else ""
    return f"{row.label}, {row.set}: {row.value:.2f}{beside}."
