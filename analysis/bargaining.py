"""Bargaining: who wants what, who rejects it, what is common ground, and what is conditional on what.

Everything is taken from the table `positions`; nothing is found anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from analysis.attendance import find_level
from analysis.evidence import Place

ROLES = {"support": "wants", "oppose": "rejects", "conditional": "on a condition"}
COLUMNS = ("issue_id", "issue", "actor_id", "actor", "kind", "role", "move", "level", "positions", "condition", "common", "start",
           "probability", "position_ids")
MOVE_WORDS = {"red_line": "red line", "none": ""}


def find_bargains(issues: pd.DataFrame, actors: pd.DataFrame, positions: pd.DataFrame) -> pd.DataFrame:
    """What each actor wants, rejects or binds to a condition.

    Returns
    -------
    pandas.DataFrame
        One row for each issue, role (wants, rejects, on a condition), actor and, of conditions, wording; the issue
        with most positions first, actors in reading order.  `move` is the most frequent one other than "none" and
        `level` that of the delegation, where the evidence tells it; `positions` counts them, `position_ids`
        (separated by |) and `start` (character of the surest) lead to them.  `common` tells whether the issue is common
        ground: actors of two sides or more are on one side of it and nobody is on the other.  An actor
        without a side counts as one of its own.  Positions on neither side are left out; none, no rows.
    """
    taken = positions[positions.stance.isin(list(ROLES))]
    if taken.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    labels, names = dict(zip(issues.issue_id, issues.label)), dict(zip(actors.actor_id, actors["name"]))
    sides = {key: key if pd.isna(side) else side for key, side in zip(actors.actor_id, actors.side)}
    kinds = dict(zip(actors.actor_id, actors.kind))
    shared = _find_common(taken, sides)
    ranks = taken.issue_id.value_counts(sort=False)
    keys = ["issue_id", "stance", "actor_id", "condition"]
    rows = []
    for (issue, stance, actor, condition), group in taken.groupby(keys, sort=False, dropna=False):
        move = _main_move(group["move"])
        surest = group.sort_values(["probability", "start"], ascending=[False, True]).iloc[0]
        level = next((found for text in group.text if move == "attendance" and (found := find_level(text))), pd.NA)
        rows.append(dict(
            issue_id=issue, issue=labels.get(issue, issue), actor_id=actor, actor=names.get(actor, actor), kind=kinds.get(actor, ""), role=ROLES[stance],
            move=move, level=level, positions=len(group), condition=condition, common=issue in shared, start=int(surest.start),
            probability=float(surest.probability), position_ids="|".join(group.position_id)))
    order = {role: number for number, role in enumerate(ROLES.values())}
    rows.sort(key=lambda row: (-ranks[row["issue_id"]], row["issue_id"], order[row["role"]], row["start"], row["actor_id"]))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _main_move(moves: Iterable[str]) -> str:
    made = Counter(move for move in moves if move != "none")
    return made.most_common(1)[0][0] if made else "none"


def _find_common(taken: pd.DataFrame, sides: dict[str, str]) -> set[str]:
    """Issues on which several sides are for, or against, and nobody the other way."""
    found = set()
    for issue, group in taken.groupby("issue_id"):
        camps = {stance: {sides.get(actor, actor) for actor in group.actor_id[group.stance == stance]}
                 for stance in ("support", "oppose")}
        if max(map(len, camps.values())) > 1 and not min(map(len, camps.values())):
            found.add(issue)
    return found


def say_move(move: str, level: object = pd.NA) -> str:
    """A move in words, with the level of a delegation where it is known; "" for none."""
    words = MOVE_WORDS.get(move, move)
    return words if pd.isna(level) else f"{words}, {level}"


def make_grid(bargains: pd.DataFrame) -> pd.DataFrame:
    """The grid: a row for each issue, and in its cells who wants it, rejects it, shares it, and on which condition.

    `start` is the character of the surest evidence.  Cells hold places (`analysis.evidence.Place`), each an actor's name that leads to its surest evidence.
    """
    rows = []
    for issue, group in bargains.groupby("issue", sort=False):
        cells = {role: tuple(_place(row) for row in group[group.role == role].itertuples()) for role in ROLES.values()}
        one_side = group[group.common & (group.role != ROLES["conditional"])]
        rows.append({
            "start": int(group.sort_values(["probability", "start"], ascending=[False, True]).start.iloc[0]), "issue": issue, "who wants it": cells["wants"], "who rejects it": cells["rejects"],
            "common ground": tuple(Place(name, start) for name, start in zip(one_side.actor, one_side.start)),
            "conditional on what": cells["on a condition"], "positions": int(group.positions.sum()),
        })
    return pd.DataFrame(rows)


def _place(row: tuple) -> Place:
    """An actor's name with its move, its count and, of a condition, the condition's words."""
    bound = "" if pd.isna(row.condition) else f": {' '.join(row.condition.split())}"
    if row.role == ROLES["conditional"]:
        return Place(f"{row.actor}{bound}", row.start)
    told = ", ".join(filter(None, (say_move(row.move, row.level), f"{row.positions} times" if row.positions > 1 else "")))
    return Place(f"{row.actor} ({told}){bound}" if told else f"{row.actor}{bound}", row.start)
