"""The chart of holders: who speaks well or badly of whom."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis import counts, findings, measured, wording
from analysis.holders import REPORTER, count_cells
from analysis.sheet import (
    INK,
    LABEL_STYLES,
    SMALL,
    Chart,
    Row,
    actor_rows,
    draw_heads,
    draw_key,
    fit_heads,
    open_sheet,
    sentence_sheet,
    styled,
)

ROWS, COLUMNS, LEAST = 14, 7, 5
BREADTH, LABEL, EDGE = 8.4, 2.2, 1.1  # inches: the sheet, names of holders, room for the last slanted name
WORDS = {"negative": "mostly badly", "neutral": "neither", "positive": "mostly well"}


@styled
def draw_holders(actors: pd.DataFrame, sentiment: pd.DataFrame) -> Chart:
    """The matrix of who speaks (rows) of whom (columns).

    Reads `actors` and `sentiment`.  The mark tells which of the judgements that are not neutral are more, the number
    how many mentions there are: "2−1+ of 9" is two negative and one positive of nine.
    """
    data = count_cells(sentiment, actors)
    title = findings.about_holders(data)
    if data.empty:
        return Chart(sentence_sheet(title), title, data)
    sizes = data.groupby("holder", sort=False).mentions.sum().to_dict()
    rows = [REPORTER] * (REPORTER in sizes) + counts.ranked({key: size for key, size in sizes.items() if key != REPORTER})
    columns = counts.ranked(data.groupby("actor_id", sort=False).mentions.sum().to_dict())[:COLUMNS]
    rows = [row for row in rows if not data[(data.holder == row) & data.actor_id.isin(columns)].empty][:ROWS]
    drawn = data[data.holder.isin(rows) & data.actor_id.isin(columns)]
    rest = int(data.mentions.sum() - drawn.mentions.sum())
    caption = ((f"Not drawn: {wording.count(rest, 'mention')} of or by others. " if rest else "")
               + "“2− 1+ of 9”: two mentions judged negative and one positive of nine; a number alone: all of them neutral. "
               f"{measured.caption('sentiment')}")
    named = actor_rows(actors, columns)
    fitted = fit_heads(named, (BREADTH - LABEL - EDGE - 0.3) / max(LEAST, len(named)))
    fig, (axes,) = open_sheet([Row(row) for row in rows], title=title, caption=caption, head=fitted.height + 0.25, row_height=0.46, foot=0.1,
                              measure="Who speaks (row) of whom (column)", width=BREADTH, name_room=LABEL, edge=EDGE)
    draw_heads(axes, named, fitted, LEAST)
    draw_key(axes, fitted.height, {words: LABEL_STYLES[label] for label, words in WORDS.items()})
    for cell in drawn.itertuples():
        _draw_cell(axes, rows.index(cell.holder), columns.index(cell.actor_id), cell)
    listed = "; ".join(f"{cell.holder} of {cell.actor} {_tell(cell)}" for cell in drawn.itertuples() if cell.negative + cell.positive)
    return Chart(fig, f"Matrix. {title} {listed}.", data)


def _tell(cell) -> str:
    signs = [f"{number}{sign}" for number, sign in ((cell.negative, "−"), (cell.positive, "+")) if number]
    return f"{' '.join(signs)} of {cell.mentions}" if signs else f"{cell.mentions}"


def _draw_cell(axes: Axes, row: int, column: int, cell) -> None:
    label = "negative" if cell.negative > cell.positive else "positive" if cell.positive > cell.negative else "neutral"
    colour, marker = LABEL_STYLES[label]
    axes.plot([column], [row - 0.16], marker=marker, color=colour, markersize=9 if label != "neutral" else 6, markeredgecolor=INK, markeredgewidth=0.6)
    axes.text(column, row + 0.26, _tell(cell), ha="center", va="center", size=SMALL - 1.5)
