"""Intake: what a folder, an archive or a table holds, item by item, in a fixed order and never all at once.

An item is the bytes of a file or the cells of a row; `analysis.articles` makes an article of it.  Nothing is
unpacked to the disk, and an archive that could fill it is refused.
"""

from __future__ import annotations

import csv
import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from analysis.documents import InputError
from analysis.row_files import HEAVIEST, Opener, csv_rows, json_rows, parquet_rows

TEXTS, PAGES, ROWS = (".txt", ".text"), (".html", ".htm", ".xhtml"), (".csv", ".tsv", ".jsonl", ".ndjson", ".parquet")
KNOWN = "a folder, .zip, .txt, .html, .csv, .jsonl or .parquet"
MEMBERS = 500_000  # files of one archive
UNPACKED = 100 * 2**30  # bytes of all files of one archive
RATIO, SMALL = 100, 20 * 2**20  # plain text shrinks to a third; what shrinks to a hundredth was made to

LEDGER = ".corrections.csv"  # what a person said of single rows of the article of that name

Beside = Callable[[str], Opener | None]


@dataclass(frozen=True)
class Item:
    """One thing that may be an article.

    Attributes
    ----------
    input : str
        Where it stands: the file seen from the input, and after # the row, from 1.
    content : bytes, dict or None
        A file, or a row with its columns; None where it can't be read.
    encoding : str
        Of the table a row stands in; "" for a file, whose own is still to be found.
    reason : str
        Why it can't be read, in a sentence; "" where it can.
    corrections : bytes
        The file X.corrections.csv that lies beside the article X.txt; empty where there is none.
    """

    input: str
    content: bytes | dict[str, object] | None
    encoding: str = ""
    reason: str = ""
    corrections: bytes = b""

    @property
    def file(self) -> PurePosixPath:
        """The file it is, or stands in."""
        return PurePosixPath(self.input.rpartition("#")[0] if isinstance(self.content, dict) else self.input)


def read_items(source: Path, columns: Mapping[str, str]) -> Iterator[Item]:
    """Everything in a folder, an archive or a file: articles, and what can't be read with the reason.

    Parameters
    ----------
    source : Path
        A folder with its folders, a .zip, or a single file.  Hidden files and folders are passed over.
    columns : mapping
        What the columns of tables are called, where not by a usual name; see `analysis.articles.USUAL`.

    Raises
    ------
    InputError
        Where there is nothing of that name, or an archive is unsafe; one sentence.
    """
    if source.is_dir():
        for path in _walk(source):
            name = path.relative_to(source).as_posix()
            if path.is_dir():
                yield Item(name, None, reason="It is a link to a folder; links out of the input are not followed.")
            elif path.exists() and not path.is_file():
                yield Item(name, None, reason="It is a pipe or a device and no file.")
            else:
                yield from _open_file(name, _opener(path), path.stat().st_size if path.exists() else 0, columns, partial(_beside, path))
    elif not source.is_file():
        raise InputError(f"There is no file or folder {source}; check the name.")
    elif source.suffix.lower() == ".zip":
        yield from _read_archive(source, columns)
    elif source.suffix.lower() in (*TEXTS, *PAGES, *ROWS):
        yield from _open_file(source.name, _opener(source), source.stat().st_size, columns, partial(_beside, source))
    else:
        raise InputError(f"{source.name} is none of what can be read: {KNOWN}.")


def _opener(path: Path) -> Opener:
    return lambda: path.open("rb")


def _beside(path: Path, name: str) -> Opener | None:
    """The file of that name in the same folder."""
    return _opener(path.with_name(name)) if path.with_name(name).is_file() else None


def _walk(folder: Path) -> Iterator[Path]:
    """Files below a folder, in the order of their names; a link to a folder is handed over and not entered."""
    try:
        entries = sorted((entry for entry in os.scandir(folder) if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError as error:
        raise InputError(f"The folder {folder} can't be read ({error.strerror}).") from None
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path))
        else:
            yield Path(entry.path)


def _open_file(name: str, opener: Opener, size: int, columns: Mapping[str, str], beside: Beside) -> Iterator[Item]:
    """One file as one item, or as its rows; what a person corrected in an article goes with it."""
    suffix = PurePosixPath(name).suffix.lower()
    try:
        if name.endswith(LEDGER):
            stem = PurePosixPath(name).name.removesuffix(LEDGER)
            if not any(beside(stem + ending) for ending in (*TEXTS, *PAGES)):
                yield Item(name, None, reason=f"It holds corrections by its name, but there is no article {stem}.txt beside it.")
        elif name.endswith(".issues.csv"):
            yield Item(name, None, reason="It is a codebook by its name, not a table of articles; hand it over with --issues.")
        elif suffix in ROWS:
            yield from _read_rows(name, suffix, opener, columns)
        elif suffix not in (*TEXTS, *PAGES):
            yield Item(name, None, reason=f"{suffix or 'A file without ending'} is none of what can be read: {KNOWN}.")
        elif size > HEAVIEST:
            yield Item(name, None, reason=f"It has {size:,} bytes, more than one article; cut it into one file for each article.")
        else:
            ledger = beside(PurePosixPath(name).stem + LEDGER)
            yield Item(name, _read_whole(opener), corrections=_read_whole(ledger) if ledger else b"")
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
        # zipfile raises RuntimeError for a password and NotImplementedError for a method it lacks.
        yield Item(name, None, reason=f"It can't be read ({getattr(error, 'strerror', None) or error}).")


def _read_whole(opener: Opener) -> bytes:
    with opener() as stream:
        return stream.read(HEAVIEST + 1)


# ---- Archives ------------------------------------------------------------------------------------------


def _read_archive(path: Path, columns: Mapping[str, str]) -> Iterator[Item]:
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:  # a later version, a name in no encoding
        raise InputError(f"{path.name} is no archive that can be opened ({error}).") from None
    with archive:
        refuse_unsafe(path.name, archive.infolist(), path.stat().st_size)
        members = [member for member in archive.infolist() if not member.is_dir()]
        seen: dict[str, int] = {}
        openers = {member.filename: partial(archive.open, member) for member in members}
        for member in members:
            name = PurePosixPath(member.filename)
            if any(part.startswith((".", "__MACOSX")) for part in name.parts):
                continue
            seen[member.filename] = seen.get(member.filename, 0) + 1
            twice = f" ({seen[member.filename]})" if seen[member.filename] > 1 else ""
            shown = str(name.with_name(f"{name.stem}{twice}{name.suffix}"))
            yield from _open_file(shown, partial(archive.open, member), member.file_size, columns,
                                  lambda other, name=name: openers.get(str(name.with_name(other))))


def refuse_unsafe(name: str, members: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse an archive of `size` bytes whose members lead out of it or swell beyond measure.

    Raises
    ------
    InputError
        In one sentence that names the member or the measure.
    """
    if len(members) > MEMBERS:
        raise InputError(f"{name} is refused: it holds {len(members):,} files, more than {MEMBERS:,}; unpack it or part it.")
    for member in members:
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if not PurePosixPath(member.filename).name:
            raise InputError(f"{name} is refused: one of its members has no name.")
        if ".." in parts or parts[:1] == ("/",) or ":" in "".join(parts[:1]):
            raise InputError(f"{name} is refused: the name of its member {member.filename!r} leads out of the archive.")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise InputError(f"{name} is refused: its member {member.filename!r} is a link and not a file.")
    total = sum(member.file_size for member in members)
    if total > UNPACKED or total > max(SMALL, RATIO * size):
        raise InputError(f"{name} is refused: its {size:,} bytes would swell to {total:,}, as no archive of articles does.")


# ---- Tables --------------------------------------------------------------------------------------------


def _read_rows(name: str, suffix: str, opener: Opener, columns: Mapping[str, str]) -> Iterator[Item]:
    """Rows of a table; one item with the reason where it is none, or from where on it is none."""
    from analysis.articles import find_columns

    read = {".parquet": parquet_rows, ".jsonl": json_rows, ".ndjson": json_rows}.get(suffix, csv_rows)
    number = 0
    try:
        for number, (row, encoding) in enumerate(read(opener), start=1):
            if isinstance(row, str):
                yield Item(f"{name}#{number}", None, reason=row)
                continue
            if number == 1 and suffix not in (".jsonl", ".ndjson"):
                find_columns(row, columns)  # once for the whole table: a wrong name would reject every row
            yield Item(f"{name}#{number}", row, encoding)
    except InputError as error:
        yield Item(name, None, reason=str(error))
    except (csv.Error, ValueError) as error:  # pyarrow's errors are ValueErrors
        where = f"from row {number + 1} on " if number else ""
        yield Item(f"{name}#{number + 1}" if number else name, None, reason=f"It can't be read {where}({' '.join(str(error).split())}).")
