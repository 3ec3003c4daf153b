"""Roll-ups: how a group of mentions is spoken of, as shares of the three labels, raw and corrected for the labels' error.

The label of one mention is often wrong, and wrong in a known way: a neutral one is taken for negative more often than a
positive one is.  Shares are corrected by the confusion that was measured (`data/sentiment_confusion.csv`, made by
`training.confusion`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np
import pandas as pd

from analysis.header import Part
from analysis.paths import DATA
from analysis.tables import LABELS

DRAWS, SEED, STEPS = 400, 11, 60
CLEAR = 0.1
HARDLY = 0.02  # a balance nearer to zero is none
FEW, VAGUE = 5, 1.0  # fewer mentions, or a wider interval of the balance, say too little
COLUMNS = ("group", "mentions", *(f"raw_{label}" for label in LABELS), *LABELS, "balance", "low", "high", "verdict")


@cache
def read_confusion(rule: str = "encoder") -> np.ndarray:
    """Targets by true label (rows) and given label (columns), in the order of `tables.LABELS`, for labels of one rule."""
    found = pd.read_csv(DATA / "sentiment_confusion.csv", comment="#")
    return found[found["rule"] == rule].pivot(index="gold", columns="given", values="targets").loc[list(LABELS), list(LABELS)].to_numpy()


def correct(shares: np.ndarray, confusion: np.ndarray) -> np.ndarray:
    """Shares of the true labels that best explain the shares given.

    Parameters
    ----------
    shares : array (..., 3)
        Of the labels given; each row sums to 1.
    confusion : array (..., 3, 3)
        P(given label | true label), true labels in rows.

    Returns
    -------
    array (..., 3)
        The shares of highest likelihood, by expectation-maximisation (Vardi & Lee 1993), which unlike the inverse of
        the confusion (Rogan & Gladen 1978; Forman 2008) never leaves 0 to 1.  They are pulled back to what was given after
        60 steps, so that few mentions are not stretched to the utmost.
    """
    found = np.full(shares.shape, 1 / shares.shape[-1])
    for _ in range(STEPS):
        expected = np.einsum("...k,...kj->...j", found, confusion)
        ratio = np.divide(shares, expected, out=np.zeros_like(expected), where=expected > 0)
        found = found * np.einsum("...kj,...j->...k", confusion, ratio)
    return found / found.sum(axis=-1, keepdims=True)


def roll_up(judged: pd.DataFrame, groups: Sequence[object]) -> pd.DataFrame:
    """Shares of the three labels among the mentions of each group.

    Parameters
    ----------
    judged : frame of `sentiment`
    groups : sequence
        The group of each row (an actor, a side, a voice, a part); rows without one are left out.

    Returns
    -------
    pandas.DataFrame
        group, mentions; `raw_…` are the shares of the labels as given, `negative`, `neutral` and `positive` those corrected
        by the measured confusion; `balance` is positive − negative (−1 to 1) of the corrected ones, `low` and `high` its
        95% interval; `verdict` is "well", "badly", "neither" where the interval holds 0, or "too few to say" under 5
        mentions or where the interval is wider than 1.  The most mentioned group first.

    Notes
    -----
    The interval carries sampling (400 draws of the sentences, whose mentions are judged together) and misclassification
    (the confusion is drawn anew each time, from a Dirichlet distribution of its counts).
    """
    frame = judged.assign(group=list(groups))
    frame = frame[frame.group.notna()]
    rows = [_row(name, group) for name, group in frame.groupby("group", sort=False)]
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    return found.sort_values("mentions", ascending=False, kind="stable").reset_index(drop=True)


def _row(name: object, group: pd.DataFrame) -> dict[str, object]:
    given = np.stack([(group.label == label).to_numpy(float) for label in LABELS], axis=1)
    counts = read_confusion("vader" if (group["rule"] == "vader").all() else "encoder")
    raw = given.mean(axis=0)
    shares = correct(raw, _rates(counts + 0.5))
    low, high = _interval(given, group.sentence_id if "sentence_id" in group else group.start, counts)
    balance = shares[2] - shares[0]
    verdict = ("too few to say" if len(group) < FEW or high - low > VAGUE else
               "well" if low > HARDLY else "badly" if high < -HARDLY else "neither")
    return dict(group=name, mentions=len(group), **{f"raw_{label}": value for label, value in zip(LABELS, raw)},
                **dict(zip(LABELS, shares)), balance=balance, low=min(low, balance), high=max(high, balance), verdict=verdict)


def show(found: pd.DataFrame) -> pd.DataFrame:
    """A roll-up to be read: verdict, balance with its interval, each share corrected and, in brackets, raw.

    Where there is too little to say, the balance is left out.
    """
    def signed(value: float) -> str:
        return f"{value:+.2f}".replace("-", "−")

    balance = [pd.NA if row.verdict == "too few to say" else f"{signed(row.balance)} ({signed(row.low)} to {signed(row.high)})"
               for row in found.itertuples()]
    shares = {label: [f"{100 * share:.0f}% ({100 * raw:.0f}%)" for share, raw in zip(found[label], found[f"raw_{label}"])] for label in LABELS}
    return pd.DataFrame({"group": found.group, "mentions": found.mentions, "spoken of": found.verdict, "balance": balance, **shares})


def _rates(counts: np.ndarray) -> np.ndarray:
    return counts / counts.sum(axis=-1, keepdims=True)


def _interval(given: np.ndarray, clusters: Iterable[object], counts: np.ndarray) -> tuple[float, float]:
    """95% interval of positive − negative.

    Each draw has one mention more, of any label: ten neutral mentions don't prove that the next one is neutral.
    """
    chance = np.random.default_rng(SEED)
    _, cluster = np.unique(np.asarray(list(clusters), dtype=str), return_inverse=True)
    sums = np.zeros((cluster.max() + 1, given.shape[1]))
    np.add.at(sums, cluster, given)
    drawn = chance.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=DRAWS) @ sums
    drawn = drawn + chance.multinomial(1, np.full(len(LABELS), 1 / len(LABELS)), size=DRAWS)
    confusion = np.stack([chance.dirichlet(row + 0.5, size=DRAWS) for row in counts], axis=1)
    shares = correct(drawn / drawn.sum(axis=1, keepdims=True), confusion)
    low, high = np.quantile(shares[:, 2] - shares[:, 0], [0.025, 0.975])
    return float(low), float(high)


def find_places(judged: pd.DataFrame, parts: Sequence[Part], characters: int) -> list[str]:
    """Where in the article each mention stands: headline (title and summary), or a third of the rest."""
    heads = [(part.start, part.end) for part in parts if part.kind in ("title", "summary")]
    first = max((end for _, end in heads), default=0)
    span = max(1, characters - first)
    thirds = ("first third", "middle third", "last third")
    return ["headline" if any(start <= place < end for start, end in heads) else thirds[min(2, max(0, 3 * (place - first) // span))]
            for place in judged.start.astype(int)]


def lean(judged: pd.DataFrame) -> str:
    """The label of several judgements together: the mean of P(positive) − P(negative), neutral within 0.1 of zero or without any."""
    mean = 0.0 if judged.empty else float(judged.score.mean())
    return "positive" if mean > CLEAR else "negative" if mean < -CLEAR else "neutral"


def judge_author(judged: pd.DataFrame, people: pd.DataFrame, *, least: int = FEW) -> pd.DataFrame:
    """How the article as a whole speaks of each main actor, and how its reporter does.

    Parameters
    ----------
    judged : frame of `sentiment`
    people : frame of `actors`
    least : int
        Mentions from which on an actor is a main one.

    Returns
    -------
    pandas.DataFrame
        actor, mentions, `article` (the label of all its mentions together, as `lean` has it), `by_reporter` (mentions in the
        reporter's own words), `reporter` (their label; empty without any), `quoted` (that of the others).  The most
        mentioned first.  Of an author's view of the main person (PerSenT, Bastan et al. 2020) `lean` is right a little more
        often than chance: the scorecard tells how often.
    """
    names, rows = dict(zip(people.actor_id, people.name)), []
    for actor, mine in judged.groupby("actor_id", sort=False):
        if len(mine) >= least:
            own, others = mine[mine.voice == "narrator"], mine[mine.voice == "actor"]
            rows.append(dict(actor=names[actor], mentions=len(mine), article=lean(mine), by_reporter=len(own),
                             reporter=lean(own) if len(own) else pd.NA, quoted=lean(others) if len(others) else pd.NA))
    found = pd.DataFrame(rows, columns=["actor", "mentions", "article", "by_reporter", "reporter", "quoted"])
    return found.sort_values("mentions", ascending=False, kind="stable").reset_index(drop=True)


def compare_tone(judged: pd.DataFrame, tone: pd.DataFrame) -> pd.DataFrame:
    """Each judged sentence with its tone (VADER's compound) and the mean sentiment toward the actors in it.

    Columns start, tone, sentiment (both −1 to 1), differ (their distance), text; the sentences that differ most first.
    """
    place = tone.start.to_numpy(int).searchsorted(judged.start.to_numpy(int), side="right") - 1
    mean = judged.score.astype(float).groupby(place).mean()
    found = tone.iloc[mean.index][["start", "compound", "text"]].rename(columns={"compound": "tone"}).reset_index(drop=True)
    found.insert(2, "sentiment", mean.to_numpy())
    found.insert(3, "differ", (found.tone.astype(float) - found.sentiment).abs())
    return found.sort_values(["differ", "start"], ascending=[False, True], kind="stable").reset_index(drop=True)
