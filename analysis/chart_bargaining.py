"""The chart of bargaining: who wants what, who rejects it, what is common ground, what is conditional on what."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysis import findings, measured, wording
from analysis.bargaining import ROLES, say_move
from analysis.lettering import breadth, wrap
from analysis.sheet import FAINT, INK, MARGIN, SMALL, SOFT, Chart, Row, open_sheet, sentence_sheet, styled

ISSUES, ACTORS, LINES = 15, 12, 62  # issues at most, actors in a cell at most, lines of the whole chart
BREADTH, LABEL, LINE, GAP = 9.2, 1.75, 0.205, 0.12  # inches: the sheet, issues, one line, left of a column
HEADS = {"wants": "wants it", "rejects": "rejects it", "on a condition": "on a condition"}
COMMON = "common ground"
# Okabe and Ito (2008) with a shape of its own for each move, and the move's name beside each mark.
MOVE_STYLES = {
    "demand": ("#0072B2", ">"), "offer": ("#009E73", "P"), "agreement": ("#56B4E9", "s"), "attendance": ("#CC79A7", "p"),
    "precondition": ("#E69F00", "D"), "red_line": ("#000000", "X"), "refusal": ("#D55E00", "v"), "threat": ("#F0E442", "*"),
    "none": ("#FFFFFF", "o"),
}  # fmt: skip


class Entry(NamedTuple):
    """An actor in a cell: its move, and the lines it takes."""

    move: str
    lines: tuple[str, ...]


class Block(NamedTuple):
    """An issue: the lines of its label, the entries of each column, whether it is common ground, its height in lines."""

    label: list[str]
    cells: dict[str, list[Entry]]
    common: bool
    height: int


@styled
def draw_bargaining(bargains: pd.DataFrame) -> Chart:
    """Issues as rows, and in three columns the actors that want each, reject it, or bind it to a condition.

    Reads what `analysis.bargaining.find_bargains` returns.  A mark's shape and colour are the move, which also
    stands beside the name; an empty circle is a stance without a move.  A shaded row is common ground.
    """
    title = findings.about_bargains(bargains)
    if bargains.empty:
        return Chart(sentence_sheet(title), title, bargains)
    drawn = list(dict.fromkeys(bargains.issue))[:ISSUES]
    blocks = _make_blocks({issue: bargains[bargains.issue == issue] for issue in drawn})
    shade = "Shaded: several sides want it, or reject it, and nobody else. " if bargains.common.any() else ""
    caption = f"{_left_out(bargains, drawn)}{shade}{measured.caption('positions')}"
    lines = [Row(line) for block in blocks for line in [*block.label, *[""] * (block.height - len(block.label))]]
    shown = [move for move in MOVE_STYLES if move in set(bargains["move"][bargains.issue.isin(drawn)])]
    fig, (axes,) = open_sheet(lines, title=title, caption=caption, measure="Actors on each issue (row), with the move they make",
                              row_height=LINE, head=0.62 + 0.22 * (_key_lines(shown) - 1), foot=0.1, width=BREADTH, name_room=LABEL)
    _prepare(axes)
    _draw_key(axes, shown)
    top = 0
    for block in blocks:
        _draw_block(axes, block, top)
        top += block.height
    return Chart(fig, f"Bargaining grid. {title} {_listed(bargains, drawn)}", bargains)


def _room(axes: Axes | None = None) -> float:
    """Inches that the words of a column have; before the sheet is there, those of the narrowest one."""
    width = BREADTH - MARGIN - LABEL - 0.12 - MARGIN if axes is None else BREADTH * axes.get_position().width
    return width / len(HEADS) - GAP - 0.3


def _make_blocks(groups: dict[str, pd.DataFrame]) -> list[Block]:
    """The issues with as many actors in a cell as the chart's height allows; two at least."""
    for most in range(ACTORS, 1, -1):
        blocks = [_make_block(issue, group, most) for issue, group in groups.items()]
        if sum(block.height for block in blocks) <= LINES:
            break
    return blocks


def _make_block(issue: str, group: pd.DataFrame, most: int) -> Block:
    cells = {role: _entries(group[group.role == role], most) for role in ROLES.values()}
    label = wrap(issue, LABEL, 11, lines=3).split("\n") + ([COMMON] if group.common.any() else [])
    height = max(len(label), *(sum(len(entry.lines) for entry in cell) for cell in cells.values())) + 1
    return Block(label, cells, bool(group.common.any()), height)


def _entries(rows: pd.DataFrame, most: int) -> list[Entry]:
    """What is drawn of a cell: the surest actors first where not all have room."""
    found, left = [], most
    ranked = rows.sort_values(["positions", "probability", "start"], ascending=[False, False, True])
    for place, row in enumerate(ranked.itertuples()):
        lines = _lines(row)
        if len(lines) + (place < len(rows) - 1) > left and (found or len(lines) > left):
            return [*found, Entry("", (f"and {len(rows) - place} more",))]
        found.append(Entry(row.move, lines))
        left -= len(lines)
    return found


def _lines(row: tuple) -> tuple[str, ...]:
    """The actor with its move; below it the words of a condition, if there is one."""
    move = "" if row.move == "precondition" and row.role == ROLES["conditional"] else say_move(row.move, row.level)
    tail = (f" – {move}" if move else "") + (f" ×{row.positions}" if row.positions > 1 else "")
    name = _shorten(row.actor, row.kind, max(0.4, _room() - breadth(tail, SMALL)))
    if pd.isna(row.condition):
        return (f"{name}{tail}",)
    return (f"{name}{tail}", *wrap(row.condition, _room(), SMALL - 1, lines=2).split("\n"))


def _shorten(name: str, kind: str, inches: float) -> str:
    """A name in one line; a person's loses first names before it is cut."""
    words = name.split()
    while kind == "person" and len(words) > 1 and breadth(" ".join(words), SMALL) > inches:
        words = words[1:]
    return wrap(" ".join(words), inches, SMALL, lines=1)


def _prepare(axes: Axes) -> None:
    """Heads of the columns, and a unit of one inch across."""
    axes.set_xlim(0, BREADTH * axes.get_position().width)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    for place, head in enumerate(HEADS.values()):
        axes.annotate(head, (_left(axes, place), 1), (0, 6), xycoords=axes.get_xaxis_transform(), textcoords="offset points",
                      weight="bold", size=SMALL, va="bottom")


def _left(axes: Axes, column: int) -> float:
    return column * axes.get_xlim()[1] / len(HEADS) + GAP


def _draw_block(axes: Axes, block: Block, top: int) -> None:
    """One issue: its shade, its entries, the line below it."""
    if block.common:
        wide = axes.get_xlim()[1]
        axes.add_patch(Rectangle((0, top - 0.5), wide, block.height - 0.75, facecolor="#EFEFE4", edgecolor="none", zorder=0))
    axes.axhline(top + block.height - 0.87, color=FAINT, linewidth=0.8, zorder=0)
    for column, role in enumerate(HEADS):
        line, left = top, _left(axes, column)
        for entry in block.cells[role]:
            if entry.move:
                _draw_mark(axes, left + 0.06, line, entry.move)
            for number, words in enumerate(entry.lines):
                axes.text(left + (0.2 if entry.move else 0), line, words, size=SMALL - (number > 0), va="center",
                          color=SOFT if number or not entry.move else INK, style="italic" if number else "normal")
                line += 1


def _draw_mark(axes: Axes, x: float, y: float, move: str) -> None:
    colour, marker = MOVE_STYLES[move]
    axes.plot([x], [y], marker=marker, color=colour, markeredgecolor=INK, markeredgewidth=0.7, markersize=7, linestyle="none",
              clip_on=False)


def _key(moves: list[str]) -> list[tuple[str, float, int]]:
    """Each move with its inches from the left and its line."""
    x, line, placed = 0.15, 0, []
    for move in moves:
        wide = 0.4 + breadth(say_move(move) or "no move", SMALL)
        if x + wide > BREADTH - MARGIN:
            x, line = 0.15, line + 1
        placed.append((move, x, line))
        x += wide
    return placed


def _key_lines(moves: list[str]) -> int:
    return _key(moves)[-1][2] + 1


def _draw_key(axes: Axes, moves: list[str]) -> None:
    """What the marks mean, above the heads of the columns."""
    fig = axes.figure
    width, height = fig.get_size_inches()
    top = axes.get_position().y1 * height + 0.45 + 0.22 * (_key_lines(moves) - 1)
    for move, x, line in _key(moves):
        colour, marker = MOVE_STYLES[move]
        y = (top - 0.22 * line) / height
        fig.add_artist(Line2D([(x + 0.06) / width], [y], marker=marker, color=colour, markeredgecolor=INK, markeredgewidth=0.7,
                              markersize=8, linestyle="none", transform=fig.transFigure))
        fig.text((x + 0.18) / width, y, say_move(move) or "no move", size=SMALL, va="center")


def _left_out(bargains: pd.DataFrame, drawn: list[str]) -> str:
    rest = bargains[~bargains.issue.isin(drawn)]
    if rest.empty:
        return ""
    issues = wording.count(rest.issue.nunique(), "more issue")
    return f"Not drawn: {issues} with {wording.count(int(rest.positions.sum()), 'position')}. "


def _listed(bargains: pd.DataFrame, drawn: list[str]) -> str:
    """The grid in words, issue by issue."""
    found = []
    for issue in drawn:
        group = bargains[bargains.issue == issue]
        roles = [f"{words}: {wording.join(list(dict.fromkeys(group.actor[group.role == role])))}"
                 for role, words in HEADS.items() if (group.role == role).any()]
        shared = f" ({COMMON})" if group.common.any() else ""
        found.append(f"{issue}{shared} – {'; '.join(roles)}.")
    return " ".join(found)
