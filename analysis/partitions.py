"""Partitions: some articles, read and analysed together, and kept as one Parquet file in the folder of each table.

A partition has two files' names: `read-…` for what was read of the input, `part-…` for what was found in it.  Each
name is the hash of all it was made from, and `stamps/` holds a file of that name once the partition is whole: what
is there with its stamp need not be made again, and what is there without is no result.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
from pyarrow import parquet

import analysis
from analysis import near_duplicates, stamps, tables
from analysis.articles import make_article, open_article
from analysis.corrections import Line, read_corrections
from analysis.documents import InputError, tell
from analysis.intake import Item

WORKING = ".working"
NAME = re.compile(r"\.?(?:read|part)-[0-9a-f]{12}\b.*")
DEATHS = 2  # after so many an article is what ends its process, and not a person or the system
FATAL = "Reading it ends the process, each time; it may need more memory than there is."


@dataclass(frozen=True)
class Reading:
    """Items of the input to be read into one partition of `articles`."""

    folder: Path
    stem: str
    version: str
    items: tuple[Item, ...]
    columns: Mapping[str, str]
    deaths: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Analysing:
    """One partition of `articles` to be analysed.

    Attributes
    ----------
    source : str
        Name of the partition of `articles`.
    duplicates : tuple of dict
        Rows of that table.
    left_out : mapping
        Inputs that are not analysed, with the reason; "" where the same article stands elsewhere.
    earlier : mapping
        document_id to the partition of an earlier run that has its rows already.
    """

    folder: Path
    stem: str
    version: str
    source: str
    duplicates: tuple[dict[str, str], ...]
    left_out: Mapping[str, str]
    earlier: Mapping[str, str]
    issues: pd.DataFrame | None
    fast: bool
    deaths: Mapping[str, int] = field(default_factory=dict)


def read(task: Reading) -> dict[str, object]:
    """Read items into `articles` and `rejected`; the stamp of the partition."""
    rows, rejected = [], []
    with _working(task) as at:
        for item in task.items:
            at(item.input)
            try:
                if task.deaths.get(item.input, 0) >= DEATHS:
                    raise InputError(FATAL)
                rows.append(make_article(item, task.columns))
            except Exception as error:  # one broken file must not end a run of thousands: it is named, the rest go on
                rejected.append(dict(input=item.input, reason=tell(error)))
    signed = [{**{key: row[key] for key in ("input", "document_id")}, **near_duplicates.sign(row["text"])} for row in rows]
    frames = {name: tables.make(name, made) for name, made in (("articles", rows), ("signatures", signed), ("rejected", rejected))}
    encodings = Counter(row["encoding"] for row in rows)
    return _keep(task, frames, articles=len(rows), rejected=len(rejected), encodings=dict(sorted(encodings.items())))


def analyse(task: Analysing) -> dict[str, object]:
    """Walk the line for each article of a partition; the stamp of the partition.

    What an earlier run found in an article under the same code and parameters is taken over from there.
    """
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in tables.TABLES}
    rejected, reused = [], _Earlier(task.folder, task.earlier)
    with _working(task) as at:
        articles = read_table(task.folder, "articles", task.source).to_dict("records")
        for row in articles:
            key, reason = row["input"], task.left_out.get(row["input"])
            at(key)
            try:
                if reason or task.deaths.get(key, 0) >= DEATHS:
                    raise InputError(reason or FATAL)
                if reason is None:
                    rows = reused.find(row["document_id"]) or _analyse_one(row, task)
                    for name, frame in rows.items():
                        found[name].append(frame)
            except Exception as error:
                rejected.append(dict(input=key, reason=tell(error)))
    frames = {name: pd.concat(parts, ignore_index=True) if parts else _empty(name) for name, parts in found.items()}
    frames |= {"duplicates": tables.make("duplicates", task.duplicates), "rejected": tables.make("rejected", rejected)}
    corrected = [row["document_id"] for row in articles if isinstance(row["corrections"], str)]
    return _keep(task, frames, seen=len(articles), articles=len(found["documents"]), rejected=len(rejected), duplicates=len(task.duplicates),
                 corrected=corrected)


def _analyse_one(row: Mapping[str, object], task: Analysing) -> dict[str, pd.DataFrame]:
    """Every table of an article; of issues, each with the article they were proposed or asked in."""
    document = open_article(row)
    found = analysis.analyse(document, task.issues, corrections=_corrections(row), fast=task.fast)
    return {**found, "issues": _own(found["issues"], document.document_id)}


def _corrections(row: Mapping[str, object]) -> list[Line]:
    """What a person said of the rows of an article, from the file that lay beside it; read as any other, from a file."""
    if not isinstance(row["corrections"], str):
        return []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{Path(str(row['path'])).stem}.corrections.csv")
        path.write_text(row["corrections"], "utf-8", newline="")
        return read_corrections(path)


def _own(issues: pd.DataFrame, document_id: str) -> pd.DataFrame:
    owner = pd.Series([document_id] * len(issues), dtype=tables.TEXT, name="document_id")
    return pd.concat([owner, issues], axis=1)


def _empty(name: str) -> pd.DataFrame:
    return _own(tables.make(name), "") if name == "issues" else tables.make(name)


class _Earlier:
    """Rows of partitions of earlier runs, each file read once."""

    def __init__(self, folder: Path, stems: Mapping[str, str]) -> None:
        self.folder, self.stems, self.kept = folder, stems, {}

    def find(self, document_id: str) -> dict[str, pd.DataFrame]:
        """The tables of an article; nothing where no earlier run has it."""
        stem = self.stems.get(document_id)
        if stem is None:
            return {}
        if stem not in self.kept:
            self.kept[stem] = {name: read_table(self.folder, name, stem) for name in tables.TABLES}
        return {name: frame[frame.document_id == document_id] for name, frame in self.kept[stem].items()}


# ---- Deaths --------------------------------------------------------------------------------------------


@contextmanager
def _working(task: Reading | Analysing) -> Iterator[Callable[[str], None]]:
    """Keeps which article is under work, for the case that it ends the process."""
    path = task.folder / WORKING / task.stem
    path.parent.mkdir(parents=True, exist_ok=True)
    yield lambda key: path.write_text(key, "utf-8", "surrogatepass")
    path.unlink(missing_ok=True)


def blame(task: Reading | Analysing) -> Reading | Analysing:
    """A task whose process died, with the death counted against the article that was under work."""
    path = task.folder / WORKING / task.stem
    if not path.is_file():
        return task
    key = path.read_text("utf-8", "surrogatepass")
    return replace(task, deaths={**task.deaths, key: task.deaths.get(key, 0) + 1})


def condemn(task: Reading | Analysing) -> Reading | Analysing:
    """A task that outlived several workers of a cluster: the article under work is not tried again."""
    for _ in range(DEATHS):
        task = blame(task)
    return task


# ---- Files ---------------------------------------------------------------------------------------------


def _keep(task: Reading | Analysing, frames: Mapping[str, pd.DataFrame], **counts: object) -> dict[str, object]:
    """Write the tables of a partition, then its stamp."""
    for name, frame in frames.items():
        tables.write(frame, task.folder / name, task.stem, format="parquet")
    return stamps.write(task.folder, task.stem, frames, {"version": task.version, **counts})


def read_table(folder: Path, name: str, stem: str, columns: Iterable[str] | None = None) -> pd.DataFrame:
    """One table of one partition, with its types."""
    path = folder / name / f"{stem}.parquet"
    return parquet.read_table(path, columns=list(columns) if columns else None, partitioning=None).to_pandas()


def read_article(folder: Path, document_id: str) -> dict[str, pd.DataFrame]:
    """Every table of one article of a corpus, as `analysis.analyse` gives it for the article alone.

    Raises
    ------
    KeyError
        Where the corpus has no such article.
    """
    for stem in filter(lambda stem: stem.startswith("part-"), stamps.stems(folder)):
        if document_id in set(read_table(folder, "documents", stem, ["document_id"]).document_id):
            found = _Earlier(folder, {document_id: stem}).find(document_id)
            found["issues"] = found["issues"].drop(columns="document_id")
            return {name: frame.reset_index(drop=True) for name, frame in found.items()}
    raise KeyError(document_id)


def sweep(folder: Path, wanted: set[str] | None = None) -> None:
    """Remove what runs that were ended left half-written and, with `wanted`, every partition that is none of these.

    Stamps go first, so that no partition looks whole that is not.
    """
    for name in (stamps.STAMPS, *tables.TABLES, *tables.CORPUS, WORKING):
        for path in (folder / name).glob("*") if (folder / name).is_dir() else ():
            ours = NAME.fullmatch(path.name)
            if ours and (path.name.startswith(".") or name == WORKING or wanted is not None and path.stem not in wanted):
                path.unlink(missing_ok=True)
