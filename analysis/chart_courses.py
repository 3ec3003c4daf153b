"""Charts of what changes in a corpus: who is for and against what from window to window, and who has the word in which outlet."""

from __future__ import annotations

import pandas as pd

from analysis import intervals, measured, wording
from analysis.sheet import FAINT, INK, NAME, SIDE_STYLES, SMALL, Chart, Row, open_sheet, sentence_sheet, styled

FOR, AGAINST = SIDE_STYLES[0][0], SIDE_STYLES[1][0]
MOST = 14  # rows that are drawn
UNKNOWN = ("no side known", "nobody named", "nobody")
SEVERAL = 2  # windows from which on there is a course


@styled
def draw_courses(course: pd.DataFrame, changes: pd.DataFrame) -> Chart:
    """The share of stories in which each entity supports an issue, window by window.

    Reads what `courses.trace_courses` and `courses.find_changes` give; those with most stories are drawn, those that changed first.
    """
    title = _tell_changes(changes)
    data = _choose(course, changes)
    if data.empty:
        title = "No actor takes a side on an issue in several windows of time."
        return Chart(sentence_sheet(title), title, data)
    rows, periods = list(dict.fromkeys(zip(data.name, data.issue))), sorted(data.period.unique())
    fig, (axes,) = open_sheet(
        [Row(f"{name}: {issue}") for name, issue in rows], title=title, measure="Share of stories in support, by window of publication", row_height=0.62,
        caption="Above the grey line and ▲: support; below it and ▼: oppose; the black line is the 95% interval (Wilson), open marks rest on fewer than "
        f"{intervals.FEW} stories. Changes are tested over all windows. {measured.caption('positions')}")
    for row in data.itertuples():
        _draw_vote(axes, periods.index(row.period), rows.index((row.name, row.issue)), row)
    for place in range(len(rows)):
        axes.axhline(place, color=FAINT, linewidth=0.8, zorder=0)
    axes.set_xlim(-0.6, len(periods) - 0.4)
    shown = range(0, len(periods), -(-len(periods) // 6))
    axes.set_xticks(list(shown), [periods[place] for place in shown])
    axes.set_xlabel("window of publication", size=SMALL, loc="left")
    listed = "; ".join(f"{name} on {issue}: {', '.join(f'{r.period} {wording.percent(r.support, r.stories)} of {r.stories}' for r in data[(data.name == name) & (data.issue == issue)].itertuples())}"
                       for name, issue in rows[:3])
    return Chart(fig, f"Marks over time, a row for each actor and issue. {title}. Support: {listed}.", data)


def _tell_changes(changes: pd.DataFrame) -> str:
    sure = changes[changes.verdict == "changed"]
    if sure.empty:
        return "No actor surely changed sides on an issue" + (f"; {wording.count(len(changes), 'change')} may have been" if len(changes) else "")
    first = sure.iloc[0]
    turned = "against" if first.after < first.before else "in favour of"
    more = f", and {wording.count(len(sure) - 1, 'more change')} like it" if len(sure) > 1 else ""
    return f"{first['name']} turned {turned} {first.issue} in {first.since}{more}"


def _choose(course: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """The rows that are drawn: of several windows, those that changed first, then those with most stories."""
    grouped = course.groupby(["name", "issue"], sort=False).agg(stories=("stories", "sum"), windows=("period", "nunique")).reset_index()
    turned = set(zip(changes.name, changes.issue))
    grouped = grouped[grouped.windows >= SEVERAL].assign(turned=lambda f: [key in turned for key in zip(f.name, f.issue)])
    chosen = grouped.sort_values(["turned", "stories", "name", "issue"], ascending=[False, False, True, True]).head(MOST)[["name", "issue"]]
    return chosen.merge(course, on=["name", "issue"], how="left").reset_index(drop=True)


def _draw_vote(axes, across: int, down: int, row) -> None:
    """A mark above the row's middle for support, below it for oppose, with its interval."""
    def place(share: float) -> float:
        return down + 0.34 - 0.68 * share

    colour, marker = (FOR, "^") if row.share >= 0.5 else (AGAINST, "v")
    axes.plot([across, across], [place(row.low), place(row.high)], color=INK, linewidth=0.8, zorder=1)
    axes.plot(across, place(row.share), marker=marker, color=colour, markeredgecolor=colour, markeredgewidth=1.2, markersize=6,
              markerfacecolor=colour if row.stories >= intervals.FEW else "white", zorder=2)


@styled
def draw_shares(found: pd.DataFrame) -> Chart:
    """How much of the speech of each outlet is that of each group, with its interval.

    Reads what `shares.share_voice` gives; of outlets and groups with too few stories nothing is drawn.
    """
    data = found[(found.verdict == "") & ~found.group.isin(UNKNOWN)].head(3 * MOST).reset_index(drop=True)
    if data.empty:
        title = ("There are too few stories of any outlet to tell how it shares out the word." if not (found.verdict == "").any() else
                 "Of nobody who speaks a side is known: the registry of actors can tell them.")
        return Chart(sentence_sheet(title), title, data)
    first = data.iloc[0]
    where = "all outlets together" if first.outlet == "all outlets" else first.outlet
    title = f"In {where}, {wording.percent(first.share, 1)} of all words of speech are of “{first.group}” ({100 * first.low:.0f}–{100 * first.high:.0f}%)"
    rest = found[(found.outlet == first.outlet) & found.group.isin(UNKNOWN)].share.sum()
    fig, (axes,) = open_sheet([Row(f"{row.outlet}: {row.group}") for row in data.itertuples()], title=title, edge=0.6,
                              measure="Share of the outlet’s words of speech, quoted or reported",
                              caption=f"Of {wording.percent(rest, 1)} of the words the group is unknown. Lines: 95% intervals over stories; not corrected for speakers taken for others, which was not measured by group. "
                              f"{measured.caption('statements')}")
    for place, row in enumerate(data.itertuples()):
        axes.plot([row.low, row.high], [place, place], color=INK, linewidth=1)
        axes.plot(row.share, place, marker="o", color=FOR, markeredgecolor=INK, markeredgewidth=0.5, markersize=6)
        axes.annotate(wording.percent(row.share, 1), (row.high, place), (6, 0), textcoords="offset points", va="center", size=NAME, annotation_clip=False)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    listed = ", ".join(f"{row.outlet} {row.group} {wording.percent(row.share, 1)}" for row in data.head(8).itertuples())
    return Chart(fig, f"Dots with intervals, a row for each outlet and group. {title}. Shares: {listed}.", data)
