"""Turns: where the same actor takes different stances on the same issue, side by side with both evidences."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

TURNS = {
    ("support", "oppose"): "from for to against",
    ("oppose", "support"): "from against to for",
    ("support", "conditional"): "gains a condition",
    ("oppose", "conditional"): "from against to a condition",
    ("conditional", "support"): "drops its condition",
    ("conditional", "oppose"): "from a condition to against",
}
CARRIED = ("position_id", "stance", "start", "text", "condition", "probability")
COLUMNS = ("actor_id", "issue_id", "turn", *(f"{side}_{name}" for side in ("earlier", "later") for name in CARRIED))


def find_turns(positions: pd.DataFrame, *, by: Sequence[str] = ("actor_id", "issue_id")) -> pd.DataFrame:
    """Each change of stance of an actor on an issue, with the evidence before and after it.

    Parameters
    ----------
    positions : pandas.DataFrame
        The table `positions`, in reading order; of several articles, in the order of their dates, with a column that
        names the same actor across them.
    by : sequence of str
        Columns that are the same for the same actor and issue; over articles ("entity_id", "issue_id").

    Returns
    -------
    pandas.DataFrame
        The columns of `by`, `turn` (in words), and of the earlier and the later position its id, stance, place, text,
        condition and probability.  Neutral positions are passed over.  A turn may be a change of mind, two
        parts of one issue, or an error of ours; an actor that keeps its stance has no row.
    """
    rows = []
    taken = positions[positions.stance != "neutral"]
    for key, group in taken.groupby(list(by), sort=False):
        held = group.to_dict("records")
        for before, after in zip(held, held[1:]):
            if turn := TURNS.get((before["stance"], after["stance"])):
                rows.append(dict(zip(by, key)) | {"turn": turn} | {f"earlier_{name}": before[name] for name in CARRIED}
                            | {f"later_{name}": after[name] for name in CARRIED})
    return pd.DataFrame(rows, columns=[*by, *COLUMNS[2:]])
