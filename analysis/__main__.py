"""One article to tables: `python -m analysis FILE --out DIR [--issues CSV] [--format csv|parquet] [--fast]`.

Many articles are `python -m analysis.corpus`.
"""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import analysis
from analysis import documents, encoder, paths, positions, tables
from analysis.corrections import read_corrections

if TYPE_CHECKING:
    import pandas as pd


def main(arguments: Sequence[str] | None = None) -> int:
    """Analyse a file; 0 if its tables were written, 1 with a sentence on what is wrong."""
    asked = _parser().parse_args(arguments)
    try:
        issues = positions.read_issues(asked.issues) if asked.issues else None
        _make_folder(asked.out)
        document = documents.read_document(asked.file)
        print(*document.notes, sep="\n", end="\n" * bool(document.notes), file=sys.stderr)
        if not asked.fast:
            encoder.warn()
        codebook = paths.codebook_beside(asked.file) if issues is None else issues
        lines = read_corrections(paths.corrections_beside(asked.file))
        write_all(analysis.analyse(document, codebook, corrections=lines, fast=asked.fast), asked.out / asked.file.stem, format=asked.format)
    except (documents.InputError, OSError) as error:
        print(documents.tell(error), file=sys.stderr)
        return 1
    return 0


def _make_folder(folder: Path) -> None:
    """Make the folder of the tables, or say in a sentence why not."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise documents.InputError(f"{folder} is a file; name a folder for the tables.") from None
    except OSError as error:
        raise documents.InputError(f"The folder {folder} can't be made ({error.strerror}).") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m analysis", description="Write every table of an article to DIR/<file stem>/; of many: python -m analysis.corpus."
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="an article, plain text")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="where the tables go")
    parser.add_argument(
        "--issues", type=Path, metavar="CSV",
        help="codebook (without it: <stem>.issues.csv beside the file, else proposed issues)",
    )
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv", help="csv unless given")
    parser.add_argument("--fast", action="store_true", help="rules and word lists alone, without the encoder")
    return parser


def write_all(found: dict[str, pd.DataFrame], folder: Path, *, format: str = "csv") -> None:
    """Write all tables of an article; the folder holds either all the earlier ones or all the new ones."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name[:60]}-", dir=folder.parent))
    try:
        for name, frame in found.items():
            tables.write(frame, draft, name, format=format)
        draft.chmod(0o755)
        _swap(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _swap(draft: Path, folder: Path) -> None:
    """Put a whole folder in the place of another; what else a person kept in it moves over.

    Another run may do the same at this moment: then the later one's tables stay, and they are whole.
    """
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name[:60]}-", dir=folder.parent))
    moved: list[Path] = []
    while draft.exists():
        with suppress(FileNotFoundError):  # there was none, or the other run has just moved it
            os.replace(folder, old / str(len(moved)))
            moved.append(old / str(len(moved)))
        try:
            os.replace(draft, folder)
        except OSError as error:
            if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
    for kept in (path for earlier in moved for path in earlier.iterdir()):
        if kept.stem not in tables.TABLES or kept.suffix not in (".csv", ".parquet"):
            shutil.move(kept, folder / kept.name)
    shutil.rmtree(old)


if __name__ == "__main__":
    sys.exit(main())
