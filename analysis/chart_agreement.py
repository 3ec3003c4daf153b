"""Charts of agreement: a heat map of who agrees with whom, and the line along which actors differ most."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from analysis import measured, network_statements, networks, polarization, wording
from analysis.chart_network import NOTHING, order_nodes
from analysis.sheet import (
    INK,
    NO_SIDE,
    SMALL,
    SOFT,
    STANCE_STYLES,
    Chart,
    Row,
    draw_heads,
    fit_heads,
    open_sheet,
    sentence_sheet,
    side_styles,
    styled,
)

MOST, LEAST = 12, 5
BREADTH, LABEL, EDGE = 8.4, 2.0, 1.0  # inches: the sheet, names of rows, room for the last slanted name


@styled
def draw_agreement(statements: pd.DataFrame, actors: pd.DataFrame) -> Chart:
    """The heat map of the weights that `chart_network` draws as lines, for the most active actors, camp by camp."""
    edges = polarization.weigh_edges(statements)
    if edges.empty:
        return Chart(sentence_sheet(NOTHING), NOTHING, edges)
    camps = polarization.find_camps(networks.build(statements, normalisation="average", duplicates="document"))
    activity = network_statements.name_nodes(statements).value_counts().to_dict()
    there = sorted(set(edges.source) | set(edges.target), key=lambda node: (-activity.get(node, 0), node))
    kept = order_nodes(there[:MOST], camps, activity)
    title = _tell(edges[edges.source.isin(kept) & edges.target.isin(kept)])
    rows = _rows(kept, actors)
    fitted = fit_heads(rows, (BREADTH - LABEL - EDGE - 0.3) / max(LEAST, len(rows)))
    left = len(there) - len(kept)
    caption = ((f"Not drawn: {wording.count(left, 'actor')} who say less. " if left else "")
               + "Above: agreement minus conflict divided by the mean activity of both; below: on how many issues both take a side. Numbers in grey are open: "
               f"another draw of the statements may turn them. {measured.caption('positions')}")
    fig, (axes,) = open_sheet(rows, title=title, caption=caption, measure="Agreement (+, green) and conflict (−, vermilion) of two actors", head=fitted.height + 0.1,
                              row_height=0.44, foot=0.1, width=BREADTH, name_room=LABEL, edge=EDGE)
    draw_heads(axes, rows, fitted, LEAST)
    for edge in edges[edges.source.isin(kept) & edges.target.isin(kept)].itertuples():
        for row, column in ((edge.source, edge.target), (edge.target, edge.source)):
            _draw_cell(axes, kept.index(row), kept.index(column), edge)
    told = "; ".join(f"{edge.source} and {edge.target} {edge.weight:+.2f}" for edge in edges.head(20).itertuples())
    return Chart(fig, f"Heat map. {title} {told}.", edges)


def _tell(edges: pd.DataFrame) -> str:
    """The finding: which two agree, and which two disagree most, of those with most issues in common."""
    ordered = edges.assign(size=edges.weight.abs()).sort_values(["sure", "shared", "size", "source", "target"], ascending=[False, False, False, True, True])
    agree, clash = (next(part.itertuples(), None) for part in (ordered[ordered.weight > 0], ordered[ordered.weight < 0]))
    told = [f"{one.source} and {one.target} {'' if one.verdict == 'sure' else 'seem to '}{word} most" for one, word in ((agree, "agree"), (clash, "disagree")) if one]
    if len(told) < 2:
        told.append(f"nobody {'disagrees' if agree else 'agrees'} more than not")
    return f"{'; '.join(told)}."


def _rows(names: list[str], actors: pd.DataFrame) -> list[Row]:
    styles = side_styles(actors)
    sides = {name: "" if pd.isna(side) else str(side) for name, side in zip(actors.name, actors.side)}
    return [Row(name, sides.get(name, ""), styles.get(sides.get(name, ""), NO_SIDE)) for name in names]


def _draw_cell(axes: Axes, row: int, column: int, edge) -> None:
    colour = STANCE_STYLES["support" if edge.weight > 0 else "oppose"][0]
    axes.add_patch(Rectangle((column - 0.48, row - 0.46), 0.96, 0.92, color=colour, alpha=0.1 + 0.5 * min(1.0, abs(edge.weight)), linewidth=0))
    ink = SOFT if edge.verdict == "open" else INK
    axes.text(column, row - 0.14, f"{edge.weight:+.1f}".replace("-", "−"), ha="center", va="center", size=SMALL - 1, color=ink, weight="bold" if edge.verdict == "sure" else "normal")
    axes.text(column, row + 0.24, f"{edge.shared}", ha="center", va="center", size=SMALL - 2, color=ink)


@styled
def draw_scale(statements: pd.DataFrame, actors: pd.DataFrame) -> Chart:
    """The line along which actors differ most over all issues, with the interval of each."""
    data = polarization.scale_actors(statements)
    if data.empty:
        title = "Fewer than three actors take a side on two issues or more, which is too few for a scale."
        return Chart(sentence_sheet(title), title, data)
    data = data.iloc[(-data.statements).argsort(kind="stable")[:2 * MOST]].sort_values(["place", "actor"], ascending=[False, True], ignore_index=True)
    apart = (data.low.max() > data.high.min())
    ends = f"{data.actor.iloc[0]} and {data.actor.iloc[-1]}"
    title = f"{ends} stand furthest apart over all issues." if apart else f"{ends} seem furthest apart over all issues, but nobody is surely apart from anybody."
    rows = _rows(list(data.actor), actors)
    caption = ("First axis of the actors’ mean stances on all issues; its ends have no meaning of their own. Lines: 95% over draws of the statements, each kept as "
               f"often as its coding is likely right. {measured.caption('positions')}")
    fig, (axes,) = open_sheet(rows, title=title, caption=caption, measure="Place on the line along which they differ most, −1 to 1")
    axes.set_xlim(-1.08, 1.08)
    axes.axvline(0, color=SOFT, linewidth=0.8, zorder=0)
    for place, (row, one) in enumerate(zip(rows, data.itertuples())):
        axes.plot([one.low, one.high], [place, place], color=SOFT, linewidth=1.4)
        axes.plot([one.place], [place], marker=row.style[1], color=row.style[0], markeredgecolor=INK, markeredgewidth=0.7, markersize=8)
    told = "; ".join(f"{one.actor} {one.place:+.2f} ({one.low:+.2f} to {one.high:+.2f})" for one in data.itertuples())
    return Chart(fig, f"Dots with intervals. {title} {told}.", data)
