"""Courses: where an entity stands on an issue from one window of time to the next, what changed, and what contradicts itself.

A story has one vote for each entity and issue: support or oppose, whichever its positions say more often.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from analysis import intervals
from analysis.database import LENGTH, choose_period

STANDS = """
CREATE OR REPLACE TEMP VIEW stands AS
SELECT entity_id, coalesce(entities.name, actors.name) AS name, coalesce(lower(issues.label), issue_id) AS issue, stance, basis, positions.text,
       originals.document_id, story_id, published, left(published, {length}) AS period, coalesce(outlet, originals.path) AS outlet
FROM positions JOIN originals USING (document_id) JOIN actors USING (document_id, actor_id) JOIN links USING (document_id, actor_id)
     LEFT JOIN entities USING (entity_id) LEFT JOIN issues USING (document_id, issue_id)
WHERE stance IN ('support', 'oppose') AND actors.kind <> 'group' AND published IS NOT NULL"""
# A story that says both as often has no vote, and stands among the contradictions.
VOTES = """
CREATE OR REPLACE TEMP VIEW votes AS
SELECT entity_id, name, issue, period, story_id, avg((stance = 'support')::INTEGER) > 0.5 AS pro
FROM stands GROUP BY ALL HAVING avg((stance = 'support')::INTEGER) <> 0.5"""
COURSE = """
SELECT name, issue, period, count(*) FILTER (pro) AS support, count(*) AS stories FROM votes GROUP BY entity_id, name, issue, period
ORDER BY name, issue, period"""
EVIDENCE = "SELECT text, outlet FROM stands WHERE name = ? AND issue = ? AND stance = ? AND period {side} ? ORDER BY published {order}, document_id LIMIT 1"
CONTRADICTIONS = """
SELECT name, issue, period, first.published AS first_day, first.outlet AS first_outlet, first.text AS supports, other.published AS other_day,
       other.outlet AS other_outlet, other.text AS opposes
FROM (SELECT DISTINCT ON (entity_id, issue, period) * FROM stands WHERE stance = 'support' ORDER BY entity_id, issue, period, starts_with(basis, 'own') DESC, published, document_id) first
JOIN (SELECT DISTINCT ON (entity_id, issue, period) * FROM stands WHERE stance = 'oppose' ORDER BY entity_id, issue, period, starts_with(basis, 'own') DESC, published, document_id) other
USING (entity_id, name, issue, period) ORDER BY name, issue, period"""


def prepare(database: duckdb.DuckDBPyConnection) -> None:
    """Make the views `stands` and `votes`, which this module and `coalitions` ask."""
    database.execute(STANDS.format(length=LENGTH[choose_period(database)]))
    database.execute(VOTES)


def trace_courses(database: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """How many stories of each window have an entity for and against an issue.

    Returns
    -------
    pandas.DataFrame
        name, issue, period, support and stories (numbers), share (of support, 0 to 1) with its 95% interval `low` to `high`.
        Groups and articles without a date are left out.  As right as the positions are: the scorecard tells.
    """
    prepare(database)
    found = database.execute(COURSE).df()
    bounds = [intervals.wilson(row.support / row.stories, row.stories) for row in found.itertuples()]
    return found.assign(share=found.support / found.stories, low=[low for low, _ in bounds], high=[high for _, high in bounds])


def find_changes(database: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Entities that changed sides on an issue, with the last words before and the first after; the sure ones first.

    Columns name, issue, since (the window), before and after (shares of stories in support), low and high (bounds of
    the difference), verdict ("changed", "perhaps"), said_before, said_after.
    """
    rows = []
    for (name, issue), group in trace_courses(database).groupby(["name", "issue"], sort=True):
        periods = list(group.period)
        for change in intervals.find_changes(list(zip(group.support, group.stories))):
            since, rose = periods[change.place], change.after > change.before
            rows.append(dict(name=name, issue=issue, since=since, before=change.before, after=change.after, low=change.low, high=change.high,
                             verdict=change.verdict, said_before=_evidence(database, name, issue, "oppose" if rose else "support", "<", since),
                             said_after=_evidence(database, name, issue, "support" if rose else "oppose", ">=", since)))
    columns = ["name", "issue", "since", "before", "after", "low", "high", "verdict", "said_before", "said_after"]
    return pd.DataFrame(rows, columns=columns).sort_values(["verdict", "name", "issue", "since"], kind="stable").reset_index(drop=True)


def _evidence(database: duckdb.DuckDBPyConnection, name: str, issue: str, stance: str, side: str, period: str) -> str:
    found = database.execute(EVIDENCE.format(side=side, order="DESC" if side == "<" else "ASC"), [name, issue, stance, period]).fetchone()
    return f"“{found[0].strip('“”')}” ({found[1]})" if found else ""


def find_contradictions(database: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Entities that are for and against one issue in one window, with both evidences; own words before others'."""
    prepare(database)
    return database.execute(CONTRADICTIONS).df()
