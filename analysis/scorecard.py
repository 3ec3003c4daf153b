"""Scorecard: how wrong is each step, beside a simple method, published programs and people?

    python -m analysis.scorecard agree FOLDER_A FOLDER_B    how far two codings of one article agree
    python -m analysis.scorecard keep SCORECARD.csv         make a run's figures those that captions carry

`make scorecard` runs `notebooks/scorecard.ipynb`, which measures with the functions here.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from analysis import floors, metrics, paths
from analysis.documents import InputError
from analysis.gold import ARTICLES, TITLES, GoldSet, read_gold
from analysis.measured import COLUMNS as FIRST
from analysis.metrics import Counts, Score
from analysis.upstream import ALONE, WHOLE
from analysis.wording import count, join

STEPS = ("sentences", "tokens", "names", "mentions", "linking", "pronouns", "statements", "positions", "tone", "sentiment")
COLUMNS = (*FIRST, "upstream", "gold", "unit", "units", "floor_by", "published", "published_by", "ceiling_by", "formula",
           "key", "counts")
PRIVATE = ("key", "counts")  # for comparing two runs; left out of what is kept
FEW = 10  # documents; of fewer the paragraphs are resampled
SHOWN = ["step", "set", "metric", "upstream", "n", "floor", "value", "low", "high", "published", "ceiling"]


@dataclass(frozen=True)
class Card:
    """A run of the scorecard: its rows, and what was left out of the gold, in words."""

    frame: pd.DataFrame
    notes: tuple[str, ...] = ()


def measure(folder: Path, *, characters: int = 0, workers: int = 2) -> Card:
    """Measure every step on all gold of a folder.

    Parameters
    ----------
    folder : Path
        See `gold.read_gold`.
    characters : int
        Of each set so many are read, records chosen by a hash of their ids; 0 reads all.
    workers : int
        Processes; the figures don't depend on it.

    Returns
    -------
    Card
        Its frame has one row for each step, upstream (alone: the gold's rows go in; end to end: the line's own), set
        and metric: `value` with its 95% interval `low`, `high` over `units` documents (or paragraphs, where there are
        fewer than ten documents), `n` gold items, the `floor` that a simple method reaches on the same texts, what is
        `published`, and the `ceiling`: people where known, else the best published.  `counts` lets two runs be compared.

    Raises
    ------
    InputError
        Where the gold is missing or broken.
    """
    from analysis.trials import try_gold  # loads every step; reading a scorecard needs none

    sets = read_gold(folder, characters=characters)
    return Card(tabulate(sets, try_gold(sets, workers=workers)), tuple(note for one in sets for note in one.notes))


def tabulate(sets: Sequence[GoldSet], scores: Sequence[Score]) -> pd.DataFrame:
    """Scores of records as rows of the scorecard; several coded articles together, then each."""
    titles = {one.key: one.title for one in sets}
    groups: dict[tuple, list[Score]] = {}
    for score in scores:
        key = score.step, score.gold, score.upstream, score.metric, score.formula
        groups.setdefault(key, []).append(score)
    places = _places(scores)
    rows = [_row(group, titles[group[0].gold], group[0].gold, places[group[0].gold]) for group in groups.values()]
    for group in groups.values():
        articles = places[group[0].gold] if group[0].gold == ARTICLES else {}
        for name in articles if len(articles) > 1 else ():
            own = [score for score in group if score.document == name]
            rows += [_row(own, name, f"{ARTICLES}/{name}", {name: articles[name]})] if own else []
    rows.sort(key=lambda row: (STEPS.index(row["step"]), list(TITLES).index(row["gold"].partition("/")[0]), row["gold"],
                               row["upstream"] == ALONE))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"n": int, "units": int})


def _places(scores: Sequence[Score]) -> dict[str, dict[str, list[str]]]:
    """The units of each document of each set, in reading order: all measures of a set resample the same ones."""
    found: dict[str, dict[str, dict[str, None]]] = {}
    for score in scores:
        found.setdefault(score.gold, {}).setdefault(score.document, {})[score.unit] = None
    return {gold: {name: list(units) for name, units in documents.items()} for gold, documents in found.items()}


def _row(group: Sequence[Score], title: str, gold: str, places: Mapping[str, Sequence[str]]) -> dict:
    first = group[0]
    unit = "document" if len(places) >= FEW else "paragraph" if gold.startswith(ARTICLES) else "record"
    names = list(places) if unit == "document" else [name for units in places.values() for name in units]
    ours, floor = _by_unit(group, names), None if first.floor is None else _by_unit(group, names, floor=True)
    value, low, high = metrics.interval(first.formula, list(ours.values()))
    known = _ladder().get((gold.partition("/")[0], first.metric), {})
    human = "human" if known.get("human") else "published"
    simple = None if floor is None else metrics.interval(first.formula, list(floor.values())).value
    return dict(
        step=first.step, set=title, metric=first.metric, value=value, low=low, high=high,
        n=metrics.size(first.formula, list(ours.values())), floor=simple, ceiling=known.get(human), upstream=first.upstream, gold=gold,
        unit=unit, units=len(ours), floor_by=None if floor is None else floors.BY[first.step], published=known.get("published"),
        published_by=known.get("published_by"), ceiling_by=known.get(f"{human}_by"), formula=first.formula,
        key=hashlib.sha256("\n".join(ours).encode()).hexdigest()[:8], counts=_write_counts(ours.values()))


def _by_unit(group: Sequence[Score], names: Sequence[str], *, floor: bool = False) -> dict[str, Counts]:
    """Counts summed by document, or by finer units where these are named."""
    found = {name: Counter() for name in names}
    for score in group:
        counts = score.floor if floor else score.ours
        if score.formula.startswith("count_"):  # actors of two articles are two actors
            counts = {key.replace(">", f">{score.document}/", 1): value for key, value in counts.items()}
        found[score.unit if score.unit in found else score.document].update(counts)
    return found


@cache
def _ladder() -> dict[tuple[str, str], dict]:
    """What is drawn, and what others reach, by set and metric (analysis/data/ladder.csv)."""
    frame = pd.read_csv(paths.DATA / "ladder.csv", comment="#").astype(object)
    return {(row["gold"], row["metric"]): row for row in frame.where(frame.notna(), None).to_dict("records")}


def drawn(card: Card) -> pd.DataFrame:
    """The rows of the ladder, with their label; in the order of the line."""
    labels = {(gold, metric, row["upstream"]): row["label"] for (gold, metric), row in _ladder().items() if row["label"]}
    keys = list(zip(card.frame.gold, card.frame.metric, card.frame.upstream))
    found = card.frame.assign(label=[labels.get(key) for key in keys], order=[list(labels).index(key) if key in labels else -1 for key in keys])
    return found[(found.order >= 0) & found.value.notna()].sort_values("order").drop(columns="order").reset_index(drop=True)


def summarise(card: Card) -> list[str]:
    """What the scorecard says, in short sentences."""
    rows = drawn(card)
    sure = rows[rows.low > rows.floor]
    unsure = rows[rows.floor.notna() & ~(rows.low > rows.floor)]
    said = [f"{len(sure)} of {count(len(rows), 'measure')} are surely above a simple method."]
    if len(unsure):
        said.append(f"Not surely above it: {join([_name(row) for row in unsure.itertuples()])}.")
    known = rows[rows.ceiling.notna()]
    if len(known):
        reached = known[known.value >= known.ceiling]
        said.append(f"{len(reached)} of {len(known)} reach what people, or the best published program, reach.")
    few = card.frame[(card.frame.unit != "document") & ~card.frame.gold.str.contains("/")].drop_duplicates("gold")
    if len(few):
        units = join([f"{unit}s" for unit in dict.fromkeys(few.unit)])
        said.append(f"The intervals of {join(list(few.set))} are over {units}, because there are fewer than ten documents.")
    return said


def _name(row: tuple) -> str:
    return f"{row.label.removeprefix('… ').lower()} ({row.set})"


def tell_sources(card: Card) -> pd.DataFrame:
    """Where the simple method, the published and the human figures of the ladder come from."""
    names = {"floor_by": "a simple method", "published_by": "published by", "ceiling_by": "ceiling by"}
    return drawn(card)[["step", "set", "metric", *names]].rename(columns=names)


def compare_upstream(card: Card) -> pd.DataFrame:
    """Steps that were measured both ways: with the gold's rows upstream, and with the line's own."""
    keys = ["step", "set", "metric", "gold"]
    alone, whole = (card.frame[card.frame.upstream == upstream] for upstream in (ALONE, WHOLE))
    both = whole.merge(alone, on=keys, suffixes=("", "_alone"))
    both = both[~both.gold.str.contains("/")].assign(lost=both.value_alone - both.value)
    named = {"value_alone": "alone", "value": "end to end", "lost": "lost upstream"}
    return both.rename(columns=named)[["step", "set", "metric", "n", *named.values()]]


# ---- Files ---------------------------------------------------------------------------------------------


def write(card: Card, folder: Path) -> Path:
    """Keep a run as `scorecard.csv`; an earlier one stays until the new one is whole."""
    return _write(card.frame, folder / "scorecard.csv")


def _write(frame: pd.DataFrame, target: Path, comment: str = "") -> Path:
    with paths.replacing(target) as draft:
        draft.write_text(comment + frame.to_csv(index=False, float_format="%.4f", lineterminator="\n"), encoding="utf-8", newline="\n")
    return target


def read(path: str | Path) -> pd.DataFrame:
    """An earlier scorecard.

    Raises
    ------
    InputError
        Where the file is missing or no scorecard.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"There is no scorecard {path}; check the name.")
    try:
        frame = pd.read_csv(path, comment="#")
    except ValueError:  # no table, or not in UTF-8
        frame = pd.DataFrame()
    missing = [name for name in (*FIRST, "upstream", "gold") if name not in frame.columns]
    if missing:
        raise InputError(f"{path.name} is no scorecard: it has no column {missing[0]}.")
    return frame.assign(**{name: None for name in PRIVATE if name not in frame.columns})


def keep(path: str | Path) -> Path:
    """Make the figures of a run those of the shipped version (analysis/data/scorecard.csv), which captions carry."""
    frame = read(path)
    weights = hashlib.sha256((paths.MODELS / "SHA256SUMS").read_bytes()).hexdigest()[:8] if (paths.MODELS / "SHA256SUMS").exists() else "none"
    comment = ("# Measured by `make scorecard` on the sets named in `set`, each with its own licence (none of their text is here); "
               f"weights: sha256 of models/SHA256SUMS begins with {weights}\n")
    small = frame[~frame.gold.str.contains("/")].drop(columns=[*PRIVATE, "formula"])
    return _write(small, paths.DATA / "scorecard.csv", comment)


def _write_counts(units: Sequence[Counts]) -> str:
    return ";".join(" ".join(f"{key}={value:.6g}" for key, value in sorted(unit.items()) if value) for unit in units)


# ---- The shell -----------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where done, 2 where what was asked can't be."""
    parser = argparse.ArgumentParser(prog="python -m analysis.scorecard", description="Compare two codings, or keep a run's figures.")
    tasks = parser.add_subparsers(dest="task", required=True)
    agree = tasks.add_parser("agree", help="how far two codings of one article agree")
    agree.add_argument("folders", nargs=2, type=Path, metavar="FOLDER")
    tasks.add_parser("keep", help="make a run's figures those that captions carry").add_argument("path", type=Path, metavar="SCORECARD.csv")
    asked = parser.parse_args(arguments)
    try:
        if asked.task == "keep":
            print(f"The figures are kept in {keep(asked.path).relative_to(paths.DATA.parent.parent)}")
        else:
            from analysis.coder_agreement import find_agreement

            print(find_agreement(*asked.folders).to_string(index=False, na_rep="", float_format=lambda value: f"{value:.3f}"))
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
