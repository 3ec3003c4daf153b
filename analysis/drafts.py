"""Drafts: what a run makes goes to a copy first, and takes the place of what was there only when all of it is whole."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis import paths

if TYPE_CHECKING:
    import nbformat

DRAFT = "ANALYSIS_DRAFT"  # names the draft to the kernels that write into it
STALE = 24 * 3600  # seconds after which a draft is that of a run that was killed


@dataclass(frozen=True)
class Job:
    """One notebook with the parameters it is to run with."""

    notebook: Path
    parameters: dict[str, object]

    @property
    def output(self) -> str:
        """Where the executed notebook goes, seen from the folder of the run."""
        return f"notebooks/{self.notebook.name}"


def target(folder: Path) -> Path:
    """Where a kernel writes what belongs to a folder: the draft of the run it was started for, else the folder."""
    return Path(os.environ.get(DRAFT) or folder)


@contextmanager
def open_draft(folder: Path) -> Iterator[Path]:
    """A copy of what `folder` holds so far, which kernels write into; gone afterwards."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    for old in folder.parent.glob(".draft-*"):
        if old.stat().st_mtime < time.time() - STALE:
            shutil.rmtree(old, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder.parent))
    before = os.environ.get(DRAFT)
    try:
        for part in ("tables", "figures", "corrected", "issues.csv"):
            if (folder / part).is_dir():
                shutil.copytree(folder / part, draft / part)
            elif (folder / part).exists():
                shutil.copy2(folder / part, draft / part)
        os.environ[DRAFT] = str(draft)
        yield draft
    finally:
        os.environ.pop(DRAFT, None)
        if before is not None:
            os.environ[DRAFT] = before
        shutil.rmtree(draft, ignore_errors=True)


def keep(draft: Path, folder: Path, jobs: Sequence[Job]) -> None:
    """Put a whole draft in the place of what was there: tables and figures first, then the notebooks in their order."""
    (draft / ".running.ipynb").unlink(missing_ok=True)
    executed = [draft / job.output for job in jobs]
    files = [path for path in sorted(draft.rglob("*")) if path.is_file() and path not in executed]
    for path in [*files, *executed]:
        target = folder / path.relative_to(draft)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path in executed:
            os.utime(path)  # make compares times: a notebook is newer than what it was made from
        os.replace(path, target)
    for job in jobs:
        failed_copy(folder, job).unlink(missing_ok=True)


def failed_copy(folder: Path, job: Job) -> Path:
    """Where a notebook that failed is kept, as far as it ran."""
    return folder / "notebooks" / f"{job.notebook.stem}.failed.ipynb"


def save(book: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook in one move."""
    import nbformat  # over a second, which a kernel that only asks for its draft does not pay

    with paths.replacing(path) as draft:
        nbformat.write(book, draft)
