"""Many articles to tables: `python -m analysis FILE [FILE …] --out DIR [--issues CSV] [--format csv|parquet]`."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

import analysis
from analysis import documents, paths, positions, tables

if TYPE_CHECKING:
    import pandas as pd


def main(arguments: Sequence[str] | None = None) -> int:
    """Analyse files one by one; 1 where any of them failed, with the list of these, else 0."""
    asked = _parser().parse_args(arguments)
    try:
        issues = positions.read_issues(asked.issues) if asked.issues else None
        _make_folder(asked.out)
    except (documents.InputError, OSError) as error:
        print(_sentence(error), file=sys.stderr)
        return 1
    failures = _run(asked.files, out=asked.out, issues=issues, format=asked.format)
    if failures:
        print(f"{len(failures)} of {len(asked.files)} files failed:", file=sys.stderr)
        print("\n".join(f"  {path}: {why}" for path, why in failures), file=sys.stderr)
    return 1 if failures else 0


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
        prog="python -m analysis", description="Write every table of each article to DIR/<file stem>/."
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="an article, plain text")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="where the tables go")
    parser.add_argument(
        "--issues", type=Path, metavar="CSV",
        help="codebook for all files (without it: <stem>.issues.csv beside a file, else proposed issues)",
    )
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv", help="csv unless given")
    return parser


def _run(
    files: Sequence[Path], *, out: Path, issues: pd.DataFrame | None, format: str
) -> list[tuple[Path, str]]:
    """Analyse and write each file; what could not be done, with the reason in a sentence."""
    # One stem twice must not write into one folder; the document's id tells the two apart.
    stems, failures = Counter(path.stem for path in dict.fromkeys(files)), []
    for path in tqdm(files, desc="articles", unit="article", file=sys.stderr):
        try:
            document = documents.read_document(path)
            for note in document.notes:
                tqdm.write(f"{path}: {note}", file=sys.stderr)
            codebook = paths.codebook_beside(path) if issues is None else issues
            found = analysis.analyse(document, codebook)
            name = path.stem if stems[path.stem] == 1 else found["documents"].document_id[0]
            write_all(found, out / name, format=format)
        # A broken article must not end a run of thousands: it is named, and the rest go on.
        except Exception as error:
            failures.append((path, _sentence(error)))
            tqdm.write(f"skipped {path}: {failures[-1][1]}", file=sys.stderr)
    return failures


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
    """Put a whole folder in the place of another; what else a person kept in it moves over."""
    if not folder.exists():
        os.replace(draft, folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name[:60]}-", dir=folder.parent))
    os.replace(folder, old / "tables")
    os.replace(draft, folder)
    for kept in (old / "tables").iterdir():
        if kept.stem not in tables.TABLES or kept.suffix not in (".csv", ".parquet"):
            shutil.move(kept, folder / kept.name)
    shutil.rmtree(old)


def _sentence(error: Exception) -> str:
    """What went wrong, in one line; what is no fault of the input says its type too."""
    words = " ".join(str(error).split()) or "no reason given"
    return words if isinstance(error, (documents.InputError, OSError)) else f"{type(error).__name__}: {words}"


if __name__ == "__main__":
    sys.exit(main())
