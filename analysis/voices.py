"""Voices: who is given how much room to speak: by side, named or anonymous, with plain or loaded cues.

Words are counted as `counts.count_words` does: speech that is told as said, neither denied nor hypothetical.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping

import pandas as pd

from analysis.counts import WORD, spoken

DRAWS, SEED = 500, 3
ANONYMOUS, NAMED, UNKNOWN = "anonymous", "named", "nobody known"
PLAIN, LOADED = "neutral", "loaded"


def share_words(groups: Mapping[str, str], statements: pd.DataFrame, *, of: Callable[[object], str] | None = None) -> pd.DataFrame:
    """How the words of an article's statements are shared out among groups.

    Parameters
    ----------
    groups : mapping
        actor_id → group; who is in none is left out.
    statements : frame of `statements`
    of : callable, optional
        The group of a row instead of its actor's (then `groups` only says which actors count).

    Returns
    -------
    pandas.DataFrame
        group, statements, words, share (0 to 1), low, high: the largest group first.  The interval is the middle 95%
        of 500 draws of the statements, each kept with its own probability: it carries how few they are and how unsure
        the program is of each, and nothing of what it missed.
    """
    said = spoken(statements).drop_duplicates(["statement_id", "piece", "actor_id"])
    cells: dict[tuple[str, str], list] = defaultdict(lambda: [0, 0.0])
    for row in said.itertuples():
        if row.actor_id in groups:
            cell = cells[row.statement_id, of(row) if of else groups[row.actor_id]]
            cell[0] += len(WORD.findall(row.text))
            cell[1] = max(cell[1], float(row.probability))
    rows = [(group, words, sure) for (_, group), (words, sure) in cells.items()]
    total, drawn = sum(words for _, words, _ in rows), _draw(rows)
    found = [dict(group=group, statements=sum(row[0] == group for row in rows), words=sum(row[1] for row in rows if row[0] == group),
                  low=drawn[group][0], high=drawn[group][1]) for group in dict.fromkeys(row[0] for row in rows)]
    frame = pd.DataFrame(found, columns=["group", "statements", "words", "low", "high"])
    frame.insert(3, "share", frame.words / total if total else 0.0)
    return frame.sort_values(["words", "group"], ascending=[False, True], kind="stable").reset_index(drop=True)


def _draw(rows: list[tuple[str, int, float]]) -> dict[str, tuple[float, float]]:
    """95% interval of each group's share of the words."""
    chance, shares = random.Random(SEED), defaultdict(list)
    for _ in range(DRAWS):
        words: dict[str, int] = defaultdict(int)
        for group, number, sure in (rows[chance.randrange(len(rows))] for _ in rows):
            words[group] += number if chance.random() < sure else 0
        whole = sum(words.values())
        for group in {row[0] for row in rows} if whole else ():
            shares[group].append(words[group] / whole)
    return {group: (sorted(values)[int(0.025 * len(values))], sorted(values)[int(0.975 * len(values)) - 1])
            for group, values in shares.items()} | {row[0]: (0.0, 1.0) for row in rows if row[0] not in shares}


def sides_of(actors: pd.DataFrame) -> dict[str, str]:
    """actor_id → side; journalists, and who stands with nobody known, under names of their own."""
    return {row.actor_id: "journalists and media" if row.kind == "journalist" else "no side known" if pd.isna(row.side) else row.side
            for row in actors.itertuples()}


def names_known(actors: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, str]:
    """actor_id → whether the article names who speaks: anonymous is who is only ever described ("an official")."""
    called = set(mentions.actor_id[mentions.form == "name"])
    return {actor: NAMED if actor in called else ANONYMOUS for actor in actors.actor_id}


def weight_of_cue(row: object) -> str:
    """Whether a cue only tells that somebody spoke ("said"), or adds something ("claimed", "insisted")."""
    return PLAIN if row.cue_class == "neutral" else LOADED


def combine(actors: pd.DataFrame, mentions: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """The three ways of sharing out, one below the other, with a column `by`."""
    parts = [("side", share_words(sides_of(actors), statements)), ("named or not", share_words(names_known(actors, mentions), statements)),
             ("cue", share_words(sides_of(actors), statements, of=weight_of_cue))]
    return pd.concat([frame.assign(by=by)[["by", *frame.columns]] for by, frame in parts], ignore_index=True)
