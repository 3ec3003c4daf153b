"""The chart of positions: which actor stands where on which issue."""

from __future__ import annotations

from collections import Counter

import pandas as pd
from matplotlib.axes import Axes

from analysis import counts, findings, measured, wording
from analysis.sheet import (
    INK,
    SMALL,
    SOFT,
    STANCE_STYLES,
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

COLUMNS, ROWS, LEAST = 8, 20, 5  # actors and issues drawn at most; room for as many actors at least
BREADTH, LABEL, TALLY = 8.4, 2.3, 1.0  # inches: the sheet, issues, the column of all actors
STANCE_WORDS = {"support": "for", "oppose": "against", "conditional": "on a condition", "neutral": "neither"}


def tabulate(issues: pd.DataFrame, actors: pd.DataFrame, positions: pd.DataFrame) -> pd.DataFrame:
    """Actor, issue, stance: how many positions, and how sure the surest is; from the most spoken of down."""
    sure = {key: float(value) for key, value in
            positions.groupby(["actor_id", "issue_id", "stance"]).probability.max().items()}
    numbers = Counter(zip(positions.actor_id, positions.issue_id, positions.stance))
    names, labels = wording.names_of(actors), dict(zip(issues.issue_id, issues.label))
    columns = ["actor_id", "name", "issue_id", "issue", "stance", "positions", "probability"]
    return pd.DataFrame([dict(actor_id=a, name=names.get(a, a), issue_id=i, issue=labels.get(i, i), stance=s,
                              positions=number, probability=sure[a, i, s]) for (a, i, s), number in numbers.items()],
                        columns=columns)


@styled
def draw_positions(issues: pd.DataFrame, actors: pd.DataFrame, positions: pd.DataFrame) -> Chart:
    """The matrix of issues (rows) and actors (columns), a mark for each stance found.

    Reads `issues`, `actors`, `positions`.  The mark's shape and colour are the stance, its size and number
    how many positions, its opacity how sure the surest of them is.  The last column counts all actors,
    drawn or not, by where most of their positions on the issue stand.
    """
    title = findings.about_positions(issues, positions)
    data = tabulate(issues, actors, positions)
    if data.empty:
        return Chart(sentence_sheet(title), title, data)
    rows = counts.ranked(Counter(positions.issue_id))[:ROWS]
    columns = counts.ranked(Counter(positions.actor_id))[:COLUMNS]
    labels, named = dict(zip(data.issue_id, data.issue)), actor_rows(actors, columns)
    fitted = fit_heads(named, (BREADTH - LABEL - TALLY - 0.3) / max(LEAST, len(named)))
    caption = (f"{_left_out(data, rows, columns)}A number counts positions; a faint mark is unsure. "
               f"{measured.caption('positions')}")
    fig, (axes,) = open_sheet([Row(labels[issue]) for issue in rows], title=title, caption=caption, head=fitted.height + 0.25,
                              measure="Positions found, of each actor (column) on each issue (row)", row_height=0.4,
                              foot=0.1, edge=TALLY, width=BREADTH, name_room=LABEL)
    draw_heads(axes, named, fitted, LEAST)
    draw_key(axes, fitted.height, {words: STANCE_STYLES[stance] for stance, words in STANCE_WORDS.items()})
    drawn = data[data.issue_id.isin(rows) & data.actor_id.isin(columns)]
    for (issue, actor), cell in drawn.groupby(["issue_id", "actor_id"]):
        _draw_cell(axes, rows.index(issue), columns.index(actor), cell)
    _draw_tally(axes, rows, counts.camps(positions))
    return Chart(fig, f"Matrix of stances. {title} {_listed(data)}", data)


def _left_out(data: pd.DataFrame, rows: list[str], columns: list[str]) -> str:
    rest = data[~(data.issue_id.isin(rows) & data.actor_id.isin(columns))]
    if rest.empty:
        return ""
    actors, issues = len(set(data.actor_id) - set(columns)), len(set(data.issue_id) - set(rows))
    more = " and ".join(wording.count(number, f"more {noun}")
                        for number, noun in ((actors, "actor"), (issues, "issue")) if number)
    return f"Not drawn: {more} with {wording.count(int(rest.positions.sum()), 'position')}. "


def _listed(data: pd.DataFrame) -> str:
    """The matrix in words, issue by issue."""
    found = []
    for issue, group in data.groupby("issue", sort=False):
        stances = [f"{STANCE_WORDS[stance]}: {wording.join(list(dict.fromkeys(group.name[group.stance == stance])))}"
                   for stance in STANCE_WORDS if (group.stance == stance).any()]
        found.append(f"{issue} – {'; '.join(stances)}.")
    return " ".join(found)


def _draw_cell(axes: Axes, row: int, column: int, cell: pd.DataFrame) -> None:
    """The marks of one actor on one issue, side by side, the most frequent first."""
    cell = cell.sort_values(["positions", "stance"], ascending=[False, True])
    step = 0.52 if len(cell) == 2 else 0.32
    for place, mark in enumerate(cell.itertuples()):
        x = column + (place - (len(cell) - 1) / 2) * step - (0.06 if mark.positions > 1 else 0)
        size = min(8 + 1.5 * (mark.positions - 1), 13) if len(cell) < 3 else 6
        _draw_mark(axes, x, row, mark.stance, size, 0.35 + 0.65 * float(mark.probability))
        if mark.positions > 1:
            axes.annotate(str(mark.positions), (x, row), (size / 2 + 1, 0), textcoords="offset points", va="center",
                          size=SMALL - 1 if len(cell) < 3 else SMALL - 2)


def _draw_mark(axes: Axes, x: float, y: float, stance: str, size: float, opacity: float = 1.0) -> None:
    colour, marker = STANCE_STYLES[stance]
    axes.plot([x], [y], marker=marker, color=colour, markeredgecolor=INK, markeredgewidth=0.7, markersize=size,
              alpha=opacity, linestyle="none", clip_on=False)


def _draw_tally(axes: Axes, rows: list[str], camps: dict[str, tuple[list[str], list[str]]]) -> None:
    """Right of the columns: how many of all actors are for and against each issue."""
    first, last = axes.get_xlim()
    inch = (last - first) / (axes.figure.get_size_inches()[0] * axes.get_position().width)
    axes.annotate("all actors", (last + 0.5 * TALLY * inch, 1), (0, 4), xycoords=axes.get_xaxis_transform(),
                  textcoords="offset points", ha="center", va="bottom", size=SMALL - 1, weight="bold")
    axes.plot([last, last], [-0.5, len(rows) - 0.5], color=SOFT, linewidth=0.8, clip_on=False)
    for row, issue in enumerate(rows):
        for number, stance, at in zip(map(len, camps[issue]), ("support", "oppose"), (0.16, 0.6)):
            if number:
                _draw_mark(axes, last + at * inch, row, stance, 7)
                axes.annotate(str(number), (last + (at + 0.1) * inch, row), va="center", size=SMALL, annotation_clip=False)
