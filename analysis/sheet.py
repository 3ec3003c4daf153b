"""The sheet a chart is drawn on: one width, one type, room measured so that no label overlaps another.

A sheet is laid out in inches from the top: title (the finding), measure (what is drawn, in which unit),
the rows, the axis, the caption.  Its height grows with its rows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import NamedTuple

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import blended_transform_factory

from analysis.lettering import breadth, wrap

WIDTH = 7.0  # inches; at half of it every word can still be read
MARGIN = 0.15
INK, SOFT, FAINT, PAPER = "#1a1a1a", "#555555", "#d9d9d9", "#ffffff"
TITLE, NAME, SMALL = 15, 11, 10  # points
SLANT = 40  # degrees, of names of columns that don't fit upright

# text.parse_math is off: "$" in a name is a dollar, not the start of a formula.
STYLE = {
    "font.family": "sans-serif", "font.sans-serif": ["DejaVu Sans"], "font.size": NAME, "text.parse_math": False,
    "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False, "axes.edgecolor": SOFT,
    "axes.axisbelow": True, "axes.unicode_minus": True, "text.color": INK, "xtick.color": SOFT, "ytick.color": SOFT,
    "axes.labelcolor": INK, "hatch.linewidth": 1.1, "figure.dpi": 100, "figure.facecolor": PAPER,
    "axes.facecolor": PAPER, "svg.fonttype": "path", "path.simplify": False,
}

# Okabe and Ito (2008), told apart in every common form of colour blindness; the marker says it again in grey.
SIDE_STYLES = (("#0072B2", "o"), ("#CC79A7", "s"), ("#56B4E9", "^"), ("#F0E442", "D"), ("#000000", "p"))
NO_SIDE = ("#999999", "X")
STANCE_STYLES = {
    "support": ("#009E73", "^"), "oppose": ("#D55E00", "v"),
    "conditional": ("#E69F00", "D"), "neutral": ("#999999", "o"),
}
LABEL_STYLES = {
    "positive": STANCE_STYLES["support"], "negative": STANCE_STYLES["oppose"], "neutral": STANCE_STYLES["neutral"],
}


class Chart(NamedTuple):
    """A figure, what it shows in words, and the small table it was drawn from."""

    fig: Figure
    alt: str
    data: pd.DataFrame


@dataclass(frozen=True)
class Row:
    """One row of a chart: its name, the side it stands with ("" for none), and that side's colour and marker."""

    name: str
    side: str = ""
    style: tuple[str, str] = NO_SIDE


def side_styles(actors: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Colour and marker of each side of an article, the same in every chart of it.

    Sides are taken by how many actors stand with them, then in reading order; the sixth and
    later ones share the grey of those without a side, and are told apart by their names.
    """
    sides = list(actors.side.dropna())
    ranked = sorted(dict.fromkeys(sides), key=lambda side: (-sides.count(side), sides.index(side)))
    return dict(zip(ranked, SIDE_STYLES))


def actor_rows(actors: pd.DataFrame, wanted: Sequence[str]) -> list[Row]:
    """Rows for some actors, by actor_id, in the order given."""
    styles = side_styles(actors)
    known = {key: (name, "" if pd.isna(side) else side)
             for key, name, side in zip(actors.actor_id, actors.name, actors.side)}
    return [Row(name, side, styles.get(side, NO_SIDE)) for name, side in (known.get(key, (key, "")) for key in wanted)]


def open_sheet(rows: Sequence[Row], *, title: str, measure: str, caption: str, row_height: float = 0.34,
               head: float = 0.0, foot: float = 0.5, panels: int = 1, gutter: float = 0.0, edge: float = 0.0,
               width: float = WIDTH, name_room: float = 2.0) -> tuple[Figure, list[Axes]]:
    """A figure with its words in place and an empty area for the rows, row 0 on top.

    Parameters
    ----------
    rows : sequence of Row
        Names go left of the area, with the marker of their side; sides go right of it.
    title, measure, caption : str
        The finding; what is drawn and its unit; how to read it and how wrong it may be.
    row_height, head, foot : float
        Inches for each row, above the rows (labels of columns) and below them (the axis).
    panels : int
        Areas side by side that share the rows.
    gutter, edge, width : float
        Inches left of the area beyond what the names need (labels of an axis), right of it, and of the whole.
    name_room : float
        Inches for a name; it takes two lines at most.
    """
    names = [wrap(row.name, name_room, NAME, lines=2) for row in rows]
    sides = [wrap(row.side, 1.15, SMALL, lines=1) for row in rows]
    if any("\n" in name for name in names):
        row_height = max(row_height, 0.40)
    left = MARGIN + max([breadth(line, NAME) for name in names for line in name.split("\n")], default=0.0)
    left += gutter + (0.32 if any(row.side for row in rows) else 0.12)
    right = MARGIN + edge + max([breadth(side, SMALL) + 0.1 for side in sides if side], default=0.0)
    fig, top, bottom = _frame(title, measure, caption, body=len(rows) * row_height + head + foot, width=width)
    area = (left, bottom + foot, width - left - right, len(rows) * row_height)
    axes = [_area(fig, area, number, panels, len(rows)) for number in range(panels)]
    _label_rows(axes, rows, names, sides)
    return fig, axes


def open_body(*, title: str, measure: str, caption: str, body: float, width: float = WIDTH) -> tuple[Figure, Axes]:
    """A figure with its words in place and one empty area, `body` inches high and as wide as the words, without axes.

    One unit of the area is an inch; 0, 0 is in its middle.
    """
    fig, top, bottom = _frame(title, measure, caption, body=body, width=width)
    whole = fig.get_size_inches()[1]
    axes = fig.add_axes((MARGIN / width, bottom / whole, 1 - 2 * MARGIN / width, (top - bottom) / whole))
    axes.set_axis_off()
    axes.set_xlim(MARGIN - width / 2, width / 2 - MARGIN)
    axes.set_ylim((bottom - top) / 2, (top - bottom) / 2)
    return fig, axes


def _frame(title: str, measure: str, caption: str, *, body: float, width: float = WIDTH) -> tuple[Figure, float, float]:
    """A figure with title, measure and caption; where its body begins and ends, in inches from the bottom."""
    room = width - 2 * MARGIN
    parts = [(wrap(title, room, TITLE, bold=True), TITLE, 0.265, INK, "bold"),
             (wrap(measure, room, NAME), NAME, 0.205, SOFT, "normal")]
    below = wrap(caption, room, SMALL)
    upper = sum((text.count("\n") + 1) * line + 0.08 for text, _, line, _, _ in parts if text) + MARGIN
    lower = ((below.count("\n") + 1) * 0.185 + 0.1 if below else 0) + MARGIN
    height = upper + body + lower
    fig = Figure(figsize=(width, height))
    y = height - MARGIN
    for text, size, line, colour, weight in parts:
        fig.text(MARGIN / width, y / height, text, size=size, color=colour, weight=weight, va="top", linespacing=1.25)
        y -= (text.count("\n") + 1) * line + 0.08
    fig.text(MARGIN / width, MARGIN / height, below, size=SMALL, color=SOFT, va="bottom", linespacing=1.25)
    return fig, height - upper, lower


def _area(fig: Figure, area: tuple[float, float, float, float], number: int, panels: int, rows: int) -> Axes:
    width, height = fig.get_size_inches()
    left, bottom, wide, high = area
    gap = 0.3 if panels > 1 else 0.0
    each = (wide - gap * (panels - 1)) / panels
    axes = fig.add_axes(((left + number * (each + gap)) / width, bottom / height, each / width, high / height))
    axes.set_ylim(rows - 0.5, -0.5)
    axes.set_yticks([])
    axes.tick_params(axis="x", labelsize=SMALL, length=3)
    return axes


def _label_rows(axes: list[Axes], rows: Sequence[Row], names: list[str], sides: list[str]) -> None:
    """Names and markers left of the first area, sides right of the last."""
    first, last = axes[0], axes[-1]
    scale = first.figure.get_size_inches()[0] * first.get_position().width
    marked = any(row.side for row in rows)
    for place, (row, name, side) in enumerate(zip(rows, names, sides)):
        across = blended_transform_factory(first.transAxes, first.transData)
        first.text(-(0.26 if marked else 0.08) / scale, place, name, transform=across, ha="right", va="center",
                   size=NAME, linespacing=1.05)
        if row.side:
            first.plot([-0.13 / scale], [place], marker=row.style[1], color=row.style[0], markeredgecolor=INK,
                       markeredgewidth=0.6, markersize=7, transform=across, clip_on=False)
            last.text(1 + 0.1 / scale, place, side, transform=blended_transform_factory(last.transAxes, last.transData),
                      va="center", size=SMALL, color=SOFT)


class Heads(NamedTuple):
    """Names of columns as they fit: their lines, their angle in degrees, and the inches they take."""

    lines: list[str]
    slant: float
    height: float


def fit_heads(named: Sequence[Row], room: float) -> Heads:
    """Names of columns that are `room` inches wide: upright in three lines, else slanted in one."""
    upright = [wrap(row.name, room - 0.08, SMALL, lines=9) for row in named]
    whole = all(breadth(word, SMALL) <= room - 0.08 for row in named for word in row.name.split())
    if whole and max(head.count("\n") for head in upright) < 3:
        return Heads(upright, 0.0, max(head.count("\n") + 1 for head in upright) * 0.17 + 0.32)
    slanted = [wrap(row.name, 1.85, SMALL, lines=1) for row in named]
    return Heads(slanted, SLANT, max(breadth(head, SMALL) for head in slanted) * math.sin(math.radians(SLANT)) + 0.45)


def draw_heads(axes: Axes, named: Sequence[Row], heads: Heads, least: int) -> None:
    """Names of the columns with the marker of their side, room for `least` columns; lines between the rows."""
    axes.set_xlim(-0.5, max(least, len(named)) - 0.5)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    bottom, top = axes.get_ylim()
    for line in range(int(bottom - top)):
        axes.axhline(line + 0.5, color=FAINT, linewidth=0.8, zorder=0)
    for place, (row, head) in enumerate(zip(named, heads.lines)):
        axes.annotate(head, (place, 1), (0, 16), xycoords=axes.get_xaxis_transform(), textcoords="offset points",
                      ha="left" if heads.slant else "center", va="bottom", size=SMALL, linespacing=1.1, rotation=heads.slant,
                      rotation_mode="anchor" if heads.slant else "default")
        if row.side:
            colour, marker = row.style
            axes.plot([place], [-0.7], marker=marker, color=colour, markeredgecolor=INK, markeredgewidth=0.6,
                      markersize=6, clip_on=False)


def draw_key(axes: Axes, head: float, styles: Mapping[str, tuple[str, str]]) -> None:
    """What marks mean, words → colour and marker, in one line above columns whose names take `head` inches."""
    fig = axes.figure
    width, height = fig.get_size_inches()
    x, y = 0.15, axes.get_position().y1 * height + head + 0.14
    for words, (colour, marker) in styles.items():
        fig.add_artist(Line2D([(x + 0.06) / width], [y / height], marker=marker, color=colour, markeredgecolor=INK,
                              markeredgewidth=0.7, markersize=9, linestyle="none", transform=fig.transFigure))
        fig.text((x + 0.18) / width, y / height, words, size=SMALL, va="center")
        x += 0.43 + breadth(words, SMALL)


def styled(draw: Callable[..., Chart]) -> Callable[..., Chart]:
    """Draw in the sheet's style, whatever style the notebook has, and leave that one as it was."""
    @wraps(draw)
    def drawn(*args, **options) -> Chart:
        with matplotlib.rc_context(STYLE):
            return draw(*args, **options)
    return drawn


def sentence_sheet(title: str, caption: str = "") -> Figure:
    """A figure that only says, in a plain sentence, that there is nothing to draw, and why."""
    return _frame(title, "", caption, body=0.1)[0]
