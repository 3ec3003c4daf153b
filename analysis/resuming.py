"""Resuming: which articles make a partition, which are there twice, and whose rows an earlier run has made."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd

from analysis import partitions, stamps
from analysis.intake import Item
from analysis.versions import hash_of

# A partition ends after the first article, past the least number, whose hash says so: a new article changes the
# partition it falls into, and not all after it.
LEAST, ONE_IN, MOST = 12, 12, 48  # articles
HEAVY = 8 * 2**20  # bytes of a partition


def cut(items: Iterable[Item]) -> Iterator[tuple[list[Item], str]]:
    """Items in groups that make a partition each, with the hash of all that is in it."""
    group: list[Item] = []
    hashes: list[str] = []
    weight = 0
    for item in items:
        group.append(item)
        content = item.content if isinstance(item.content, bytes) else json.dumps(item.content, sort_keys=True, default=str).encode()
        hashes.append(hash_of(content + f"\n{item.input}\n{item.encoding}\n{item.reason}\n{item.corrections}".encode("utf-8", "surrogatepass")))
        weight += len(content)
        if len(group) >= MOST or weight > HEAVY or len(group) >= LEAST and int(hashes[-1][:8], 16) % ONE_IN == 0:
            yield group, hash_of(" ".join(hashes).encode())
            group, hashes, weight = [], [], 0
    if group:
        yield group, hash_of(" ".join(hashes).encode())


def list_sources(folder: Path, stems: Sequence[str]) -> Iterator[tuple[str, list[dict], dict[str, str], list[str]]]:
    """Partitions of `articles` in the order of the input, with the duplicates in each.

    Yields
    ------
    name, rows of `duplicates`, inputs to leave out with the reason ("" where the article stands elsewhere), ids of
    those that nobody corrected: only their rows can be taken over from an earlier run
    """
    # On the disk, in a file without a name: however many there are, memory stays the same.
    with sqlite3.connect("") as seen:
        seen.execute("CREATE TABLE texts (sha256 TEXT PRIMARY KEY, input TEXT) WITHOUT ROWID")
        seen.execute("CREATE TABLE ids (document_id TEXT PRIMARY KEY, sha256 TEXT) WITHOUT ROWID")
        for stem in stems:
            rows = partitions.read_table(folder, "articles", stem, ["input", "document_id", "sha256", "corrections"])
            ids = list(rows.document_id[rows.corrections.isna()])
            yield stem, *_mark(seen, rows.drop(columns="corrections")), ids


def _mark(seen: sqlite3.Connection, rows: pd.DataFrame) -> tuple[list[dict], dict[str, str]]:
    duplicates, left_out = [], {}
    for key, document_id, digest in rows.itertuples(index=False):
        first = seen.execute("SELECT input FROM texts WHERE sha256 = ?", (digest,)).fetchone()
        known = seen.execute("SELECT sha256 FROM ids WHERE document_id = ?", (document_id,)).fetchone()
        if first:
            duplicates.append(dict(input=key, document_id=document_id, duplicate_of=first[0]))
        if known:
            same = known[0] == digest
            left_out[key] = "" if same else f"Another article has the same document_id {document_id} by chance; rename one of the files."
        seen.execute("INSERT OR IGNORE INTO texts VALUES (?, ?)", (digest, key))
        seen.execute("INSERT OR IGNORE INTO ids VALUES (?, ?)", (document_id, digest))
    return duplicates, left_out


class Index:
    """Which partition of an earlier run has the rows of an article; read only when it is first asked."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.known = folder, None
        self.stems = [stem for stem in stamps.stems(folder) if stem.startswith("part-")]

    def find(self, made: str, ids: Iterable[str]) -> dict[str, str]:
        """Of articles those whose rows were made under the same code and parameters."""
        if self.known is None:
            self.known = sqlite3.connect("")
            self.known.execute("CREATE TABLE rows (document_id TEXT PRIMARY KEY, stem TEXT) WITHOUT ROWID")
            for stem in self.stems:
                if (stamp := stamps.read(self.folder, stem)) and stamp["version"] == made:
                    documents = partitions.read_table(self.folder, "documents", stem, ["document_id"])
                    free = set(documents.document_id).difference(stamp["corrected"])
                    self.known.executemany("INSERT OR IGNORE INTO rows VALUES (?, ?)", ((key, stem) for key in sorted(free)))
        found = ((key, self.known.execute("SELECT stem FROM rows WHERE document_id = ?", (key,)).fetchone()) for key in ids)
        return {key: stem[0] for key, stem in found if stem}
