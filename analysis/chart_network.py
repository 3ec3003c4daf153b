"""The chart of the discourse network: actors on a ring, camp by camp, with lines of agreement and of conflict between them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from analysis import measured, network_statements, networks, polarization, wording
from analysis.lettering import breadth, wrap
from analysis.sheet import INK, NO_SIDE, SMALL, STANCE_STYLES, Chart, open_body, sentence_sheet, side_styles, styled

MOST, LINES = 30, 40  # actors that are drawn, and lines beside the strongest of each
RADIUS, NAME_ROOM, GAP = 1.75, 1.6, 0.7  # inches of the ring and of names; room between camps, in places
NOTHING = "Nobody takes a side on an issue that somebody else takes a side on, so there is no network to draw."
LINE_STYLES = {"sure": (2.6, "-", 1.0), "likely": (1.8, "-", 0.75), "open": (1.0, (0, (1, 2)), 0.85)}  # width, dashes, opacity
CLASHING = (0, (5, 2))


@styled
def draw_network(statements: pd.DataFrame, actors: pd.DataFrame) -> Chart:
    """The network of agreement minus conflict, averaged over the activity of both.

    Parameters
    ----------
    statements : DataFrame
        As `network_statements.make_statements` gives them; a stance counts once in a document.
    actors : DataFrame
        For their sides.
    """
    edges = polarization.weigh_edges(statements)
    if edges.empty:
        return Chart(sentence_sheet(NOTHING), NOTHING, edges)
    network = networks.build(statements, normalisation="average", duplicates="document")
    camps = polarization.find_camps(network)
    activity = network_statements.name_nodes(statements).value_counts().to_dict()
    ring = order_nodes([node for node in network.rows if node in set(edges.source) | set(edges.target)], camps, activity)[:MOST]
    drawn = edges[edges.source.isin(ring) & edges.target.isin(ring)]
    drawn = _strongest(drawn)
    title = polarization.tell_camps(edges, camps, activity)
    rest = len(edges) - len(drawn)
    caption = ((f"Not drawn: {wording.count(rest, 'weaker line')}. " if rest else "")
               + "Lines tell agreement minus conflict of two actors on the issues that both speak of, divided by how much they speak; "
               "dotted ones would vanish or turn in more than half of many draws of the statements, each kept as often as its coding is "
               f"likely right: read them as questions. {measured.caption('positions')}")
    fig, axes = open_body(title=title, measure="Who agrees with whom; camps stand side by side on the ring", caption=caption, body=2 * (RADIUS + NAME_ROOM) + 0.65)
    places = _place(ring, camps)
    for edge in drawn.iloc[::-1].itertuples():
        _draw_line(axes, places[edge.source], places[edge.target], edge.weight, edge.verdict)
    styles = side_styles(actors)
    sides = {name: "" if pd.isna(side) else str(side) for name, side in zip(actors.name, actors.side)}
    _draw_nodes(axes, places, activity, {node: styles.get(sides.get(node, ""), NO_SIDE) for node in ring})
    shown = [side for side in styles if side in {sides.get(node) for node in ring}]
    _draw_key(axes, {side: styles[side] for side in shown} | ({"another side, or none": NO_SIDE} if any(styles.get(sides.get(node, ""), NO_SIDE) == NO_SIDE for node in ring) else {}))
    told = "; ".join(f"{edge.source} and {edge.target} {'agree' if edge.weight > 0 else 'disagree'} ({edge.weight:+.2f}, {edge.verdict})" for edge in drawn.head(12).itertuples())
    return Chart(fig, f"Network. {title} {told}.", edges)


def _strongest(edges: pd.DataFrame) -> pd.DataFrame:
    """The strongest edge of each node, and the strongest of all, the strongest first."""
    ordered = edges.iloc[(-edges.weight.abs() * edges.sure).argsort(kind="stable")].reset_index(drop=True)
    ends = pd.concat([ordered.source, ordered.target])
    own = set(ends[~ends.duplicated()].index) | set(ordered.target[~ordered.target.duplicated()].index)
    return ordered[(ordered.index < LINES) | ordered.index.isin(own)]


def order_nodes(nodes: Sequence[str], camps: Mapping[str, int], activity: Mapping[str, int]) -> list[str]:
    """Nodes camp by camp, the most active first in each; those of no camp last."""
    return sorted(nodes, key=lambda node: (camps.get(node, len(nodes)), -activity.get(node, 0), node))


def _place(ring: Sequence[str], camps: Mapping[str, int]) -> dict[str, float]:
    """Angle of each node, in radians from the top, with a gap where one camp ends."""
    breaks = [camps.get(one) != camps.get(other) for one, other in zip(ring, [*ring[1:], ring[0]])]
    step = 2 * math.pi / (len(ring) + GAP * sum(breaks))
    places, angle = {}, math.pi / 2
    for node, ends in zip(ring, breaks):
        places[node] = angle
        angle -= step * (1 + GAP * ends)
    return places


def _point(angle: float, radius: float = RADIUS) -> tuple[float, float]:
    return radius * math.cos(angle), radius * math.sin(angle)


def _draw_line(axes: Axes, start: float, end: float, weight: float, verdict: str) -> None:
    """A line bent toward the middle: green for agreement, vermilion and dashed for conflict, dotted where it is open."""
    width, dashes, opacity = LINE_STYLES[verdict]
    if weight < 0 and verdict != "open":
        dashes = CLASHING
    colour = STANCE_STYLES["support" if weight > 0 else "oppose"][0]
    (x, y), (u, v) = _point(start), _point(end)
    curve = Path([(x, y), ((x + u) * 0.18, (y + v) * 0.18), (u, v)], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    axes.add_patch(PathPatch(curve, fill=False, edgecolor=colour, linewidth=width * (0.6 + min(1.0, abs(weight))), linestyle=dashes, alpha=opacity))


def _draw_nodes(axes: Axes, places: Mapping[str, float], activity: Mapping[str, int], styles: Mapping[str, tuple[str, str]]) -> None:
    """Marks by side, larger for who speaks more, and names that lead outward, so that none meets another."""
    most = max(activity.get(node, 1) for node in places)
    for node, angle in places.items():
        colour, marker = styles[node]
        x, y = _point(angle)
        axes.plot([x], [y], marker=marker, color=colour, markeredgecolor=INK, markeredgewidth=0.7, zorder=3, markersize=6 + 7 * math.sqrt(activity.get(node, 1) / most))
        left = math.cos(angle) < -1e-9
        x, y = _point(angle, RADIUS + 0.16)
        axes.text(x, y, wrap(node, NAME_ROOM - 0.2, SMALL, lines=2), size=SMALL, linespacing=1.0, rotation=math.degrees(angle) + (180 if left else 0), rotation_mode="anchor",
                  ha="right" if left else "left", va="center")


def _draw_key(axes: Axes, sides: Mapping[str, tuple[str, str]]) -> None:
    """What lines and marks mean, in two rows below the ring."""
    green, red = STANCE_STYLES["support"][0], STANCE_STYLES["oppose"][0]
    lines = {"agree": Line2D([], [], color=green, linewidth=2.6), "disagree": Line2D([], [], color=red, linewidth=2.6, linestyle=CLASHING),
             "agree, open": Line2D([], [], color=green, linewidth=1.6, linestyle=LINE_STYLES["open"][1]),
             "disagree, open": Line2D([], [], color=red, linewidth=1.6, linestyle=LINE_STYLES["open"][1])}
    bottom = axes.get_ylim()[0]
    for row, entries in enumerate((lines, {name: Line2D([], [], marker=style[1], color=style[0], markeredgecolor=INK, linestyle="none") for name, style in sides.items()})):
        x = axes.get_xlim()[0] + 0.1
        for name, mark in entries.items():
            y = bottom + 0.38 - 0.24 * row
            mark.set_data([x, x + 0.3] if mark.get_marker() in (None, "None") else [x + 0.15], [y, y] if mark.get_marker() in (None, "None") else [y])
            axes.add_line(mark)
            words = wrap(name, 1.5, SMALL, lines=1)
            axes.text(x + 0.38, y, words, size=SMALL, va="center")
            x += 0.58 + breadth(words, SMALL)
