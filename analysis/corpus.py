"""Corpus: many articles in one run, which may be ended at any time and goes on where it was.

    python -m analysis.corpus INPUT [--out DIR] [--issues CSV] [--columns text=body,…] [--fast]
                              [--engine local|dask] [--scheduler ADDRESS] [--workers N]

INPUT is a folder, a .zip, or a .csv, .jsonl or .parquet table.  DIR gets a folder of Parquet files for each table.
The articles are read first, so that duplicates are known; then the line is walked for each.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Literal

import pandas as pd
from tqdm import tqdm

from analysis import database, encoder, near_duplicates, partitions, paths, quotations, stamps, versions, workers
from analysis.articles import parse_columns
from analysis.documents import InputError, tell
from analysis.intake import Item, read_items
from analysis.partitions import Analysing, Reading
from analysis.registry import read_registry
from analysis.resuming import Index, cut, list_sources

BAR = "{desc}: {percentage:3.0f}%|{bar:24}| {n_fmt} of {total_fmt} articles, {rate_noinv_fmt}, {remaining} left"
Engine = Literal["local", "dask"]
DoAll = Callable[[Callable, Iterable], Iterator[Mapping]]
LISTED = 10  # rejected inputs that are named at the end; all are in the table


@dataclass(frozen=True)
class Run:
    """What is asked, and where it goes."""

    source: Path
    folder: Path
    columns: Mapping[str, str]
    issues: pd.DataFrame | None
    fast: bool
    engine: Engine
    scheduler: str | None
    workers: int

    def version(self, *, analysed: bool) -> str:
        """What changes whenever the rows of the same input might: code, data, models, packages and parameters."""
        asked = [f"fast {self.fast}", "issues " + ("proposed" if self.issues is None else self.issues.to_csv(index=False))]
        parts = [*versions.of_analysing(), *asked] if analysed else versions.of_reading()
        return versions.hash_of("\n".join([*parts, json.dumps(dict(self.columns), sort_keys=True)]).encode())


@dataclass
class Tally:
    """What the run has come to so far."""

    stems: list[str] = field(default_factory=list)
    articles: int = 0
    read: int = 0
    rejected: int = 0
    duplicates: int = 0
    made: int = 0
    encodings: Counter[str] = field(default_factory=Counter)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the line over many articles; 0 if any could be analysed, 1 if none or if asked amiss, 130 after Ctrl-C."""
    asked = _parser().parse_args(arguments)
    tally = Tally()
    try:
        run = _prepare(asked)
        with paths.locked(run.folder):
            return _run(run, tally)
    except KeyboardInterrupt:
        print(f"Stopped. What is done is kept: {tally.articles:,} of {tally.read:,} articles that were read. "
              "The same command goes on from there.", file=sys.stderr)
        return 130
    except (InputError, OSError) as error:
        print(tell(error), file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis.corpus", description="Write the tables of many articles as Parquet.")
    parser.add_argument("input", type=Path, metavar="INPUT", help="a folder, .zip, .csv, .jsonl or .parquet")
    parser.add_argument("--out", type=Path, metavar="DIR", help="where the tables go; build/<name of the input> unless given")
    parser.add_argument("--issues", metavar="CSV", help="codebook for all articles; issues are proposed for each unless given")
    parser.add_argument("--columns", default="", metavar="FIELD=COLUMN,…", help="columns of a table that have unusual names: text=body,published=day")
    parser.add_argument("--engine", choices=("local", "dask"), default="local", help="processes of this machine, or the workers of a Dask cluster")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of the Dask cluster, as tcp://host:8786 or a scheduler file; one is started here unless given")
    parser.add_argument("--workers", type=int, default=0, metavar="N",
                        help="processes; as many as there are cores unless given (on a cluster: how many are kept busy; all, unless given)")
    parser.add_argument("--fast", action="store_true", help="rules and word lists alone, without the encoder")
    return parser


def _prepare(asked: argparse.Namespace) -> Run:
    """What is asked, proved before anything is written."""
    from analysis.positions import read_issues

    folder = asked.out or paths.BUILD / (asked.input.resolve().stem if asked.input.is_file() else asked.input.resolve().name)
    if asked.input.is_dir() and folder.resolve().is_relative_to(asked.input.resolve()):
        raise InputError(f"The tables can't go to {folder}, inside the input: the next run would read them; name another folder.")
    if asked.workers < 0:
        raise InputError("--workers is a number of processes, 1 or more.")
    if asked.scheduler and asked.engine != "dask":
        raise InputError("--scheduler is the address of a Dask cluster: add --engine dask.")
    issues = read_issues(asked.issues) if asked.issues else None
    # Workers of a cluster start elsewhere: only a whole path means the same folder to them.
    return Run(asked.input, folder.resolve(), parse_columns(asked.columns), issues, asked.fast, asked.engine, asked.scheduler,
               asked.workers or (0 if asked.scheduler else workers.cores()))


def _run(run: Run, tally: Tally) -> int:
    """Read, analyse, remove what is stale, and tell; the exit status."""
    if not run.fast:
        encoder.warn()
    partitions.sweep(run.folder)
    items = read_items(run.source, run.columns)
    first = next(items, None)  # an unsafe archive is refused before anything changes
    if first is None:
        raise InputError(f"There is nothing to read in {run.source}.")
    _tell_state(run, finished=False)
    with _open_engine(run) as do_all:
        _read(run, tally, chain([first], items), do_all)
        _analyse(run, tally, do_all)
    partitions.sweep(run.folder, set(tally.stems))
    quotations.forget(run.folder)
    near_duplicates.write(run.folder)
    _tell_state(run, finished=True, articles=tally.articles, rejected=tally.rejected, duplicates=tally.duplicates)
    with database.open_database(run.folder, read_registry(paths.SEEDS / "actors.csv")) as tables:
        database.write_links(tables, run.folder)
        quotations.write(tables, run.folder)
    print("\n".join(_tell(run, tally)))
    return 0 if tally.articles else 1


@contextmanager
def _open_engine(run: Run) -> Iterator[DoAll]:
    """What does tasks elsewhere: processes of this machine, or a cluster."""
    if run.engine == "local":
        yield partial(workers.do_all, workers=run.workers, after_death=partitions.blame)
        return
    from analysis import cluster  # half a second, which only a run on a cluster pays

    site = cluster.Site(run.folder, cluster.version())
    with cluster.open_client(run.scheduler, run.workers) as client:
        yield partial(cluster.do_all, client=client, site=site, workers=run.workers, after_death=partitions.condemn)


# ---- Reading -------------------------------------------------------------------------------------------


def _read(run: Run, tally: Tally, items: Iterator[Item], do_all: DoAll) -> None:
    """Every item into `articles` or `rejected`, by partitions; what is there is not read again."""
    made = run.version(analysed=False)
    with tqdm(desc="read", unit=" articles", file=sys.stderr) as bar:

        def todo() -> Iterator[Reading]:
            for group, key in cut(items):
                stem = f"read-{versions.hash_of(f'{made} {key}'.encode())[:12]}"
                tally.stems.append(stem)
                if (stamp := stamps.read(run.folder, stem)) is None:
                    yield Reading(run.folder, stem, made, tuple(group), run.columns)
                else:
                    count(stamp)

        def count(stamp: Mapping) -> None:
            tally.read += stamp["articles"]
            tally.rejected += stamp["rejected"]
            tally.encodings.update(stamp["encodings"])
            bar.update(stamp["articles"])

        for stamp in do_all(partitions.read, todo()):
            count(stamp)


# ---- Analysing -----------------------------------------------------------------------------------------


def _analyse(run: Run, tally: Tally, do_all: DoAll) -> None:
    """The line for every partition of `articles`, except where it was walked before."""
    made, earlier = run.version(analysed=True), Index(run.folder)
    with tqdm(total=tally.read, desc="analysed", unit=" articles", file=sys.stderr, smoothing=0, bar_format=BAR) as bar:

        def todo() -> Iterator[Analysing]:
            for source, duplicates, left_out, ids in list_sources(run.folder, list(tally.stems)):
                words = json.dumps([source, made, duplicates, left_out], sort_keys=True)
                stem = f"part-{versions.hash_of(words.encode())[:12]}"
                tally.stems.append(stem)
                stamp = stamps.read(run.folder, stem)
                if stamp is None:
                    yield Analysing(run.folder, stem, made, source, tuple(duplicates), left_out, earlier.find(made, ids), run.issues, run.fast)
                else:
                    bar.initial += stamp["seen"]  # so that the rate is that of this run
                    count(stamp)

        def count(stamp: Mapping) -> None:
            tally.articles += stamp["articles"]
            tally.rejected += stamp["rejected"]
            tally.duplicates += stamp["duplicates"]
            bar.update(stamp["seen"])

        for stamp in do_all(partitions.analyse, todo()):
            tally.made += stamp["articles"]
            count(stamp)


# ---- What is told --------------------------------------------------------------------------------------


def _tell_state(run: Run, *, finished: bool, **counts: int) -> None:
    """Keep whether the tables are whole, and made with the models, for those who read them."""
    state = {"input": run.source.name, "models": not run.fast and encoder.available(), "finished": finished, **counts}
    with paths.replacing(run.folder / "corpus.json") as draft:
        draft.write_text(json.dumps(state, indent=1) + "\n", "utf-8")


def _tell(run: Run, tally: Tally) -> Iterator[str]:
    """What came of the run, in a few lines."""
    yield (f"Articles: {tally.articles:,} analysed ({tally.made:,} of them now), {tally.duplicates:,} with the text of another, "
           f"{tally.rejected:,} rejected.")
    odd = {name: number for name, number in tally.encodings.most_common() if name != "utf-8"}
    if odd:
        yield f"Not in UTF-8: {', '.join(f'{number:,} in {name}' for name, number in odd.items())}."
    named = 0
    for stem in tally.stems:
        rows = partitions.read_table(run.folder, "rejected", stem) if named < min(LISTED, tally.rejected) else ()
        for key, reason in rows.itertuples(index=False) if len(rows) else ():
            named += 1
            if named <= LISTED:
                yield f"  {key}: {reason}"
    if tally.rejected > LISTED:
        yield f"  … and {tally.rejected - LISTED:,} more in the table rejected."
    yield f"The tables are in {run.folder}, a folder of Parquet files for each."


if __name__ == "__main__":
    # Run as a module this file is `__main__`; errors must be the classes that the steps raise.
    sys.exit(main())
