"""The chart of positions: which actor stands where on which issue."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from analysis import counts, findings, measured
from analysis.sheet import (
    FAINT, INK, SMALL, STANCE_STYLES, Chart, Row, actor_rows, breadth, open_sheet, sentence_sheet, styled, wrap,
)

COLUMNS, ROWS = 7, 20  # actors and issues drawn; the others are said in the caption
STANCE_WORDS = {"support": "for", "oppose": "against", "conditional": "on a condition", "neutral": "neither"}


def tabulate(issues: pd.DataFrame, actors: pd.DataFrame, positions: pd.DataFrame) -> pd.DataFrame:
    """Actor, issue, stance: how many positions, and how sure the surest is; from the most spoken of down."""
    sure = {key: float(value) for key, value in
            positions.groupby(["actor_id", "issue_id", "stance"]).probability.max().items()}
    numbers = Counter(zip(positions.actor_id, positions.issue_id, positions.stance))
    names, labels = findings.names_of(actors), dict(zip(issues.issue_id, issues.label))
    columns = ["actor_id", "name", "issue_id", "issue", "stance", "positions", "probability"]
    return pd.DataFrame([dict(actor_id=a, name=names.get(a, a), issue_id=i, issue=labels.get(i, i), stance=s,
                              positions=number, probability=sure[a, i, s]) for (a, i, s), number in numbers.items()],
                        columns=columns)


@styled
def draw_positions(issues: pd.DataFrame, actors: pd.DataFrame, positions: pd.DataFrame) -> Chart:
    """The matrix of issues (rows) and actors (columns), a mark for each stance found.

    Reads `issues`, `actors`, `positions`.  The mark's shape and colour are the stance, its size and number
    how many positions, its opacity how sure the surest of them is.
    """
    title = findings.about_positions(issues, positions)
    data = tabulate(issues, actors, positions)
    if data.empty:
        return Chart(sentence_sheet(title), title, data)
    on_issue, by_actor = Counter(positions.issue_id), Counter(positions.actor_id)
    rows, columns = counts.ranked(on_issue)[:ROWS], counts.ranked(by_actor)[:COLUMNS]
    labels = dict(zip(data.issue_id, data.issue))
    caption = f"{_left_out(data, rows, columns)}A number counts positions; a faint mark is unsure. {measured.caption('positions')}"
    heads = [wrap(row.name, 0.68, SMALL - 1, lines=3) for row in actor_rows(actors, columns)]
    tall = max(head.count("\n") + 1 for head in heads) * 0.17 + 0.3
    fig, (axes,) = open_sheet([Row(labels[issue]) for issue in rows], title=title, caption=caption, head=tall + 0.25,
                              measure="Positions found, of each actor (column) on each issue (row)", row_height=0.4, foot=0.1)
    _draw_grid(axes, actor_rows(actors, columns), heads, len(rows))
    _draw_key(axes, tall)
    for (issue, actor), cell in data[data.issue_id.isin(rows) & data.actor_id.isin(columns)].groupby(["issue_id", "actor_id"]):
        _draw_cell(axes, rows.index(issue), columns.index(actor), cell)
    return Chart(fig, f"Matrix of stances. {title} {_listed(data)}", data)


def _left_out(data: pd.DataFrame, rows: list[str], columns: list[str]) -> str:
    rest = data[~(data.issue_id.isin(rows) & data.actor_id.isin(columns))]
    if rest.empty:
        return ""
    actors, issues = len(set(data.actor_id) - set(columns)), len(set(data.issue_id) - set(rows))
    more = " and ".join([findings.count(number, f"more {noun}")
                         for number, noun in ((actors, "actor"), (issues, "issue")) if number])
    return f"Not drawn: {more} with {findings.count(int(rest.positions.sum()), 'position')}. "


def _listed(data: pd.DataFrame) -> str:
    """The matrix in words, issue by issue."""
    found = []
    for issue, group in data.groupby("issue", sort=False):
        stances = [f"{STANCE_WORDS[stance]}: {findings.join(list(dict.fromkeys(group.name[group.stance == stance])))}"
                   for stance in STANCE_WORDS if (group.stance == stance).any()]
        found.append(f"{issue} – {'; '.join(stances)}.")
    return " ".join(found)


def _draw_grid(axes, named: list[Row], heads: list[str], rows: int) -> None:
    axes.set_xlim(-0.5, max(COLUMNS, len(named)) - 0.5)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    for place in range(rows):
        axes.axhline(place + 0.5, color=FAINT, linewidth=0.8, zorder=0)
    for place, (row, head) in enumerate(zip(named, heads)):
        across = axes.get_xaxis_transform()
        axes.annotate(head, (place, 1), (0, 16), xycoords=across, textcoords="offset points", ha="center", va="bottom",
                      size=SMALL - 1, linespacing=1.1)
        if row.side:
            axes.plot([place], [-0.5 - 0.2], marker=row.style[1], color=row.style[0], markeredgecolor=INK,
                      markeredgewidth=0.6, markersize=6, clip_on=False)


def _draw_key(axes, tall: float) -> None:
    """What the marks mean, in one line above the columns, with the marks themselves."""
    fig = axes.figure
    width, height = fig.get_size_inches()
    y = axes.get_position().y1 + (tall + 0.12) / height
    x = 0.15 / width
    for stance, (colour, marker) in STANCE_STYLES.items():
        fig.add_artist(_mark(x + 0.06 / width, y, colour, marker, fig))
        fig.text(x + 0.18 / width, y, STANCE_WORDS[stance], size=SMALL, va="center")
        x += (0.18 + breadth(STANCE_WORDS[stance], SMALL) + 0.25) / width


def _mark(x: float, y: float, colour: str, marker: str, fig):
    from matplotlib.lines import Line2D

    return Line2D([x], [y], marker=marker, color=colour, markeredgecolor=INK, markeredgewidth=0.7, markersize=9,
                  linestyle="none", transform=fig.transFigure)


def _draw_cell(axes, row: int, column: int, cell: pd.DataFrame) -> None:
    """The marks of one actor on one issue, side by side, the most frequent first."""
    cell = cell.sort_values(["positions", "stance"], ascending=[False, True])
    step = min(0.42, 0.9 / len(cell))
    for place, mark in enumerate(cell.itertuples()):
        x = column + (place - (len(cell) - 1) / 2) * step - (0.06 if mark.positions > 1 else 0)
        colour, marker = STANCE_STYLES[mark.stance]
        size = min(8 + 1.5 * (mark.positions - 1), 13) if len(cell) < 3 else 8
        axes.plot([x], [row], marker=marker, color=colour, markeredgecolor=INK, markeredgewidth=0.7, markersize=size,
                  alpha=0.35 + 0.65 * float(mark.probability), linestyle="none")
        if mark.positions > 1:
            axes.annotate(str(mark.positions), (x, row), (size / 2 + 1.5, 0), textcoords="offset points", va="center",
                          size=SMALL - 1)
