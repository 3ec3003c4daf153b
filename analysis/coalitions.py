"""Coalitions: which entities stand together on the issues of each window of time, and when they part (discourse networks, Leifeld 2017)."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pandas as pd

from analysis import courses, intervals

# Two agree on an issue as far as both support it or both oppose it; the one with fewer stories says how sure that is.
PAIRS = """
WITH leaning AS (SELECT name, issue, period, avg(pro::INTEGER) AS p, count(*) AS n FROM votes WHERE name IN (SELECT unnest(?)) GROUP BY ALL)
SELECT a.name AS name, b.name AS other, period, sum(least(a.n, b.n) * (a.p * b.p + (1 - a.p) * (1 - b.p))) AS agree,
       sum(least(a.n, b.n)) AS stories, count(*) AS issues
FROM leaning a JOIN leaning b USING (issue, period) WHERE a.name < b.name GROUP BY ALL ORDER BY ALL"""


def trace_pairs(database: duckdb.DuckDBPyConnection, names: Sequence[str]) -> pd.DataFrame:
    """How far each two of some entities agree in each window.

    Returns
    -------
    pandas.DataFrame
        name, other, period, agree (stories, in parts), stories, issues (in common), share (0 to 1) with its 95% interval,
        verdict: "together", "apart", "open" where the interval holds a half, "too few to say" under 3 stories.
    """
    courses.prepare(database)
    found = database.execute(PAIRS, [list(names)]).df()
    shares = found.agree / found.stories
    bounds = [intervals.wilson(share, number) for share, number in zip(shares, found.stories)]
    verdicts = ["too few to say" if number < intervals.LEAST else "together" if low > 0.5 else "apart" if high < 0.5 else "open"
                for number, (low, high) in zip(found.stories, bounds)]
    return found.assign(share=shares, low=[low for low, _ in bounds], high=[high for _, high in bounds], verdict=verdicts)


def find_turns(pairs: pd.DataFrame) -> pd.DataFrame:
    """Who came together or parted, and since when: name, other, since, before, after (shares of agreement), low, high, turn, verdict.

    Reads what `trace_pairs` gives.
    """
    rows = []
    for (name, other), group in pairs.groupby(["name", "other"], sort=True):
        for change in intervals.find_changes(list(zip(group.agree, group.stories))):
            rows.append(dict(name=name, other=other, since=list(group.period)[change.place], before=change.before, after=change.after,
                             low=change.low, high=change.high, turn="came together" if change.after > change.before else "parted", verdict=change.verdict))
    columns = ["name", "other", "since", "before", "after", "low", "high", "turn", "verdict"]
    return pd.DataFrame(rows, columns=columns).sort_values(["verdict", "name", "other", "since"], kind="stable").reset_index(drop=True)


def show(pairs: pd.DataFrame) -> pd.DataFrame:
    """A table to be read: each two, and in a column for each window what they are to each other."""
    cells = [row.verdict if row.verdict == "too few to say" else f"{row.verdict}, {100 * row.share:.0f}% ({100 * row.low:.0f}–{100 * row.high:.0f})"
             for row in pairs.itertuples()]
    wide = pairs.assign(cell=cells).pivot(index=["name", "other"], columns="period", values="cell").fillna("—")
    return wide.reset_index().rename_axis(columns=None)
