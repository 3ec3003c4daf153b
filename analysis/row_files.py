"""Row files: CSV, JSON lines and Parquet read row by row, each with the encoding it was in."""

from __future__ import annotations

import codecs
import csv
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from analysis.decoding import decode, name_format
from analysis.documents import LARGEST, InputError

Opener = Callable[[], BinaryIO]
HEAVIEST = 4 * LARGEST  # bytes of one article
BATCH = 100  # rows of a Parquet file at once
BLOCK = 2**20  # bytes


def csv_rows(opener: Opener) -> Iterator[tuple[dict[str, object] | str, str]]:
    """Rows of a CSV file, whatever parts its cells; a row with too many of them is the reason why it is none."""
    encoding = _find_encoding(opener)
    csv.field_size_limit(HEAVIEST)
    with opener() as raw, io.TextIOWrapper(raw, encoding, errors="replace", newline="") as stream:
        head = stream.readline(HEAVIEST)
        delimiter = max(",;\t|", key=head.count)
        names = next(csv.reader([head], delimiter=delimiter), [])
        twice = next((name for number, name in enumerate(names) if name.strip() and name in names[:number]), None)
        if twice is not None:
            raise InputError(f"The head of the table names the column {twice!r} twice; give each a name of its own.")
        for cells in csv.reader(stream, delimiter=delimiter):
            if len(cells) > len(names):
                yield f"The row has {len(cells)} cells, the head of the table {len(names)}.", encoding
            elif cells:
                yield dict(zip(names, cells)), encoding


def json_rows(opener: Opener) -> Iterator[tuple[dict[str, object] | str, str]]:
    """Objects of a file of JSON lines; a line that is none is the reason why."""
    encoding = _find_encoding(opener)
    with opener() as raw, io.TextIOWrapper(raw, encoding, errors="replace") as stream:
        while line := stream.readline(HEAVIEST):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            yield row if isinstance(row, dict) else "The line is no JSON object.", encoding


def parquet_rows(opener: Opener) -> Iterator[tuple[dict[str, object], str]]:
    """Rows of a Parquet file, a batch in memory at a time."""
    from pyarrow import parquet

    with opener() as raw, _seekable(raw) as stream:
        for batch in parquet.ParquetFile(stream).iter_batches(batch_size=BATCH):
            yield from ((row, "utf-8") for row in batch.to_pylist())


@contextmanager
def _seekable(stream: BinaryIO) -> Iterator[BinaryIO]:
    """A file as it is; a member of an archive in a nameless file of its own, since Parquet is read from its end."""
    if not isinstance(stream, zipfile.ZipExtFile):
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(stream, copy)
        copy.seek(0)
        yield copy


def _find_encoding(opener: Opener) -> str:
    """The encoding of a whole table, by its first block that is not UTF-8.

    Raises
    ------
    InputError
        Where it is no text.
    """
    reader = codecs.getincrementaldecoder("utf-8")()
    with opener() as stream:
        block = stream.read(BLOCK)
        known = name_format(block)
        if known or not block.strip():
            raise InputError(f"It is {known or 'empty'}, not a table.")
        if not block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and b"\x00" not in block:
            try:
                while block:
                    reader.decode(block)
                    last, block = block, stream.read(BLOCK)
                reader.decode(b"", final=True)
                return "utf-8-sig"  # which reads both, with a mark and without
            except UnicodeDecodeError:
                block = block or last
    found = decode(block)
    if found is None or "\x00" in found[0]:
        raise InputError("It is not text in any encoding that could be found; save it in UTF-8.")
    return found[1]
