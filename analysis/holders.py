"""Holders: who speaks well or badly of whom, with the sentences that prove it."""

from __future__ import annotations

import pandas as pd

from analysis.evidence import Place
from analysis.wording import names_of

REPORTER, NOBODY = "the reporter", "nobody known"
CELLS = ("holder_id", "holder", "actor_id", "actor", "mentions", "negative", "neutral", "positive")
SHOWN = 3  # evidences in a cell of the table


def count_cells(judged: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Holder by target: how often one speaks of the other, and how.

    Parameters
    ----------
    judged : frame of `sentiment`
    people : frame of `actors`

    Returns
    -------
    pandas.DataFrame
        A row for each holder and target that meet: `holder_id` (empty for the reporter, and for a source that is no actor
        that was found), `holder`, `actor_id`, `actor`, `mentions`, and of these the labels.  What a holder says of
        itself is there too.  The reporter first, then the holder who judges most.
    """
    names = names_of(people)
    own = judged.holder_id.where(judged.voice == "actor").fillna("")
    holder = [REPORTER if voice == "narrator" else names.get(key, NOBODY) for voice, key in zip(judged.voice, own)]
    frame = judged.assign(holder=holder, holder_id=own, actor=judged.actor_id.map(names))
    keys = ["holder_id", "holder", "actor_id", "actor"]
    counted = frame.groupby(keys, sort=False).label.value_counts().unstack(fill_value=0)
    counted = counted.reindex(columns=list(CELLS[5:]), fill_value=0).reset_index()
    counted.insert(4, "mentions", counted[list(CELLS[5:])].sum(axis=1))
    size = counted.groupby("holder").mentions.transform("sum")
    order = counted.assign(last=counted.holder != REPORTER, size=-size).sort_values(["last", "size", "holder", "mentions"], kind="stable",
                                                                                  ascending=[True, True, True, False])
    return order[list(CELLS)].reset_index(drop=True)


def show_cells(judged: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """The cells that hold a judgement, each with links to the clearest sentences of either kind.

    Columns holder, actor, mentions, negatively, positively; the last two hold a `Place` for each of the up to three
    clearest mentions.  Cells in which all is neutral are left out.
    """
    cells, rows = count_cells(judged, people), []
    keyed = judged.assign(holder_id=judged.holder_id.where(judged.voice == "actor").fillna(""))
    for cell in cells[cells.negative + cells.positive > 0].itertuples():
        voice = "narrator" if cell.holder == REPORTER else "actor"
        mine = keyed[(keyed.holder_id == cell.holder_id) & (keyed.voice == voice) & (keyed.actor_id == cell.actor_id)]
        rows.append(dict(holder=cell.holder, actor=cell.actor, mentions=cell.mentions, negatively=_proof(mine, "negative"),
                         positively=_proof(mine, "positive")))
    return pd.DataFrame(rows, columns=["holder", "actor", "mentions", "negatively", "positively"])


def _proof(mine: pd.DataFrame, label: str) -> tuple[Place, ...]:
    clear = mine[mine.label == label].sort_values(["probability", "start"], ascending=[False, True]).head(SHOWN)
    return tuple(Place(f"{row.text} ({row.probability:.2f})", int(row.start)) for row in clear.itertuples())
