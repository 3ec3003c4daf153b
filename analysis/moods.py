"""Moods: how the leading actors are spoken of in each window of time, by the reporters and by those they quote."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pandas as pd

from analysis import rollups
from analysis.database import LENGTH, choose_period

MOST = 2000  # mentions of one actor in one voice and window: a larger number is sampled, by a hash that stays the same
JUDGED = """
SELECT name, voice, {window} AS period, story_id, label, sentiment."rule"
FROM sentiment JOIN links USING (document_id, actor_id) JOIN entities USING (entity_id) JOIN originals USING (document_id)
WHERE published IS NOT NULL AND name IN (SELECT unnest(?))
QUALIFY row_number() OVER (PARTITION BY name, voice, period ORDER BY hash(mention_id)) <= ? ORDER BY name, period, voice, mention_id"""


def trace_moods(database: duckdb.DuckDBPyConnection, names: Sequence[str], *, by_outlet: bool = False) -> pd.DataFrame:
    """Shares of labels among the mentions of some entities, by window and voice.

    Parameters
    ----------
    database : connection
        As `database.open_database` gives it.
    names : sequence of str
        Of entities, as `database.rank_actors` tells them.
    by_outlet : bool
        By outlets instead of windows of time.

    Returns
    -------
    pandas.DataFrame
        name, period (or the outlet), voice, and the columns of `rollups.roll_up`: shares corrected by the measured confusion
        of the labels, the balance with its 95% interval (stories as clusters) and the verdict.  No rows without any.
    """
    window = "coalesce(outlet, 'no outlet known')" if by_outlet else f"left(published, {LENGTH[choose_period(database)]})"
    judged = database.execute(JUDGED.format(window=window), [list(names), MOST]).df().rename(columns={"story_id": "sentence_id"})
    parts = [rollups.roll_up(group, ["all"] * len(group)).assign(name=key[0], period=key[1], voice=key[2])
             for key, group in judged.groupby(["name", "period", "voice"], sort=True)]
    columns = ["name", "period", "voice", *rollups.COLUMNS[1:]]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def show(found: pd.DataFrame) -> pd.DataFrame:
    """A table to be read: name and voice, and in a column for each window the balance with its interval, or that there is too little."""
    cells = ["too few to say" if row.verdict == "too few to say" else f"{row.balance:+.2f} ({row.low:+.2f} to {row.high:+.2f})".replace("-", "−")
             for row in found.itertuples()]
    return found.assign(cell=cells).pivot(index=["name", "voice"], columns="period", values="cell").fillna("—").reset_index().rename_axis(columns=None)
