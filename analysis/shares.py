"""Shares: which outlet gives how much of its quoted and reported speech to whom (Share of Voice, Gender Gap Tracker's measure).

Counted in words.  Speech of several together is parted among them, and what is reported inside of a statement is the
outer speaker's.  Each story is one observation; shares are those of a sample of stories (ratio estimator, Cochran 1977).
"""

from __future__ import annotations

from typing import Literal, get_args

import duckdb
import pandas as pd

from analysis import intervals

By = Literal["side", "naming", "form", "speaker"]
COLUMNS = ("outlet", "group", "stories", "words", "share", "low", "high", "verdict")
ALL = "all outlets"

SPOKEN = r"""
CREATE OR REPLACE TEMP VIEW spoken AS
WITH one AS (SELECT *, count(*) OVER (PARTITION BY statement_id, piece) AS speakers FROM statements
             WHERE act = 'speech' AND parent_id IS NULL)
SELECT coalesce(outlet, 'no outlet known') AS outlet, story_id, published, entity_id,
       coalesce(entities.name, actors.name, 'nobody named') AS speaker,
       coalesce(actors.side, 'no side known') AS side,
       CASE WHEN actors.name IS NULL THEN 'nobody' WHEN actors.kind = 'group' OR regexp_matches(actors.name, '^\p{Ll}') THEN 'not named' ELSE 'named' END AS naming,
       CASE WHEN one.kind = 'indirect' THEN 'reported' ELSE 'direct' END AS form,
       len(regexp_extract_all(one.text, '[\p{L}\p{N}]+')) / speakers AS words
FROM one JOIN originals USING (document_id) LEFT JOIN actors USING (document_id, actor_id)
     LEFT JOIN links USING (document_id, actor_id) LEFT JOIN entities USING (entity_id)"""
SHARES = """
WITH each_and_all AS (SELECT outlet, story_id, {by} AS grp, words FROM spoken UNION ALL SELECT 'all outlets', story_id, {by}, words FROM spoken),
story AS (SELECT outlet, story_id, grp, sum(words) AS y FROM each_and_all GROUP BY ALL),
summed AS (SELECT *, sum(y) OVER (PARTITION BY outlet, story_id) AS x FROM story),
whole AS (SELECT outlet, count(*) AS n, sum(x) AS total, sum(x * x) AS squares FROM (SELECT DISTINCT outlet, story_id, x FROM summed) GROUP BY outlet),
parts AS (SELECT outlet, grp, sum(y) AS words, sum(y * y) AS yy, sum(x * y) AS xy FROM summed GROUP BY ALL)
SELECT outlet, grp, n, words, words / total AS share,
       n / greatest(n - 1, 1) * greatest(0, yy - 2 * share * xy + share * share * squares) / (total * total) AS variance
FROM parts JOIN whole USING (outlet) WHERE total > 0 ORDER BY outlet <> 'all outlets', total DESC, outlet, words DESC, grp"""


def share_voice(database: duckdb.DuckDBPyConnection, by: By) -> pd.DataFrame:
    """How the words of speech of each outlet, and of all, are shared out.

    Parameters
    ----------
    database : connection
        As `database.open_database` gives it.
    by : {"side", "naming", "form", "speaker"}
        naming: named · not named ("officials") · nobody; form: direct (quoted, whole or in part) · reported.

    Returns
    -------
    pandas.DataFrame
        outlet, group, stories (of the outlet, with any speech), words, share (0 to 1) with its 95% interval `low` to `high`,
        verdict ("" or "too few to say": under 5 stories, or an interval wider than 0.6).  No rows where nobody speaks.
        Not corrected: how speakers of one side are taken for another's was not measured.
    """
    if by not in get_args(By):
        raise ValueError(f"by is one of {', '.join(get_args(By))}")
    database.execute(SPOKEN)
    rows = []
    for outlet, group, stories, words, share, variance in database.execute(SHARES.format(by=by)).fetchall():
        low, high = intervals.wilson(share, share * (1 - share) / variance if variance > 1e-12 else stories)
        rows.append((outlet, group, stories, round(words), share, low, high, "" if intervals.says_enough(stories, low, high) else "too few to say"))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def show(found: pd.DataFrame) -> pd.DataFrame:
    """A table to be read, a row for each outlet and a column for each group: share and its interval."""
    cells = [f"{100 * row.share:.0f}% ({100 * row.low:.0f}–{100 * row.high:.0f})" if not row.verdict else f"{100 * row.share:.0f}%, too few to say"
             for row in found.itertuples()]
    order = list(dict.fromkeys(found.group))
    wide = found.assign(cell=cells).pivot(index=["outlet", "stories"], columns="group", values="cell").reindex(columns=order).fillna("0%")
    return wide.loc[sorted(wide.index, key=lambda key: (key[0] != ALL, -key[1], key[0]))].reset_index().rename_axis(columns=None)
