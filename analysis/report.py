"""Report: runs the notebooks of one article, or of many, with papermill, and opens the article for them.

    python -m analysis.report [NOTEBOOK …] [--article FILE] [--issues FILE] [-p NAME=VALUE]… [-f PARAMETERS.yml]

Without a notebook the whole line runs and the page is made.  What a run makes goes to a draft first; only
when every notebook is proved to have run whole does it take the place of what was there.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pandas as pd

from analysis import encoder, paths, tables
from analysis.documents import Document, InputError, read_document

if TYPE_CHECKING:
    import duckdb

ARTICLE = "seeds/istanbul-talks.txt"
DRAFT = "ANALYSIS_DRAFT"  # names the draft to the kernels that write into it
STALE = 24 * 3600  # seconds after which a draft is that of a run that was killed
MAKER = {
    "documents": "01-documents", "sentences": "01-documents", "tokens": "01-documents", "actors": "02-actors",
    "mentions": "02-actors", "statements": "03-statements", "issues": "04-positions", "positions": "04-positions",
    "tone": "05-sentiment", "sentiment": "05-sentiment", "corrections": "01-documents",
}


# ---- What a notebook asks for --------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """One article under work: its document, and the folder its tables and figures are in."""

    document: Document
    folder: Path
    issues: Path | None = None
    corrections: Path | None = None

    @property
    def figures(self) -> Path:
        """Where its figures are kept."""
        return self.folder / "figures"

    def read(self, name: str) -> pd.DataFrame:
        """One table of the article.

        Raises
        ------
        InputError
            Where the notebook that makes it was not run.
        """
        try:
            return tables.check(name, tables.read(self.folder / "tables", name), self.document.text)
        except FileNotFoundError:
            raise InputError(f"There is no table {name} of this article yet: run notebooks/{MAKER[name]}.ipynb first, "
                             "or `make report`.") from None
        except tables.TableError as error:
            raise InputError(f"The table {name} of this article is not as a run left it ({error}); make it again with `make report`.") from None

    def write(self, name: str, frame: pd.DataFrame) -> None:
        """Prove one table against the article's text, and keep it as CSV."""
        tables.write(tables.check(name, frame, self.document.text), self.folder / "tables", name)
        if name == "issues" and self.issues is None:
            self._offer(frame)

    def correct(self, step: str, **frames: pd.DataFrame) -> list[pd.DataFrame]:
        """Replay the article's corrections over tables that a step just made; what became of each line is kept.

        Parameters
        ----------
        step : str
            One of `replaying.STEPS`.
        """
        from analysis.corrections import read_corrections
        from analysis.replaying import STEPS, Replay

        kept = self.folder / "corrected"  # what each step made of the lines; the table joins them
        parts = {name: tables.read(kept / name, "corrections") for name in STEPS[:STEPS.index(step)] if (kept / name).exists()}
        known = {name: self.read(name) for name in ("sentences", "actors", "issues") if (self.folder / "tables" / f"{name}.csv").exists()}
        replay = Replay(read_corrections(self.corrections), self.document, known, parts)
        corrected = replay.correct(step, **frames)
        tables.write(replay.parts[step], kept / step, "corrections")
        self.write("corrections", replay.outcomes())
        return corrected

    def codebook(self) -> pd.DataFrame | None:
        """The issues that were given or lie beside the article; None where they are to be proposed."""
        from analysis.positions import read_issues  # only one notebook needs it

        return None if self.issues is None else read_issues(self.issues)

    def registry(self) -> pd.DataFrame | None:
        """What `seeds/actors.csv` says of actors; None where there is no such file."""
        from analysis.registry import read_registry  # only one notebook needs it

        return read_registry(paths.SEEDS / "actors.csv")

    def _offer(self, frame: pd.DataFrame) -> None:
        """Keep proposed issues where a person edits them; what was edited there is not touched."""
        if not (self.folder / "issues.csv").exists():
            tables.write(frame, self.folder, "issues")


def open_run(article: str | Path = ARTICLE, issues: str | Path = "") -> Run:
    """Open an article for a notebook, in `build/<document_id>/`.

    Parameters
    ----------
    article : str or Path
        A file, seen from the repository, or from the working directory where it is not there.
    issues : str or Path
        The codebook; empty: `<stem>.issues.csv` beside the article, where there is one.

    Raises
    ------
    InputError
        Where the article or the codebook can't be found or read; the message is one sentence.
    """
    path = locate(article)
    document = read_document(path)
    folder = Path(os.environ.get(DRAFT) or paths.BUILD / document.document_id)
    with paths.replacing(folder / "article.txt") as draft:
        draft.write_text(document.text, encoding="utf-8", newline="")
    return Run(document, folder, locate(issues) if str(issues) else paths.codebook_beside(path), paths.corrections_beside(path))


def open_corpus(folder: str | Path) -> tuple[duckdb.DuckDBPyConnection, Path]:
    """The tables of a corpus run as a database, and the folder that what is drawn from them goes to.

    Raises
    ------
    InputError
        Where no run has filled the folder, or the last was not finished.
    """
    from analysis.database import open_database  # only one notebook needs it
    from analysis.registry import read_registry

    return open_database(locate(folder), read_registry(paths.SEEDS / "actors.csv")), Path(os.environ.get(DRAFT) or locate(folder))


def open_folder(name: str) -> Path:
    """The folder under `build/` of a notebook that is about no single article."""
    folder = Path(os.environ.get(DRAFT) or paths.BUILD / paths.slug(name))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def locate(path: str | Path) -> Path:
    """A file as it was named: seen from the repository, else from the working directory."""
    inside = paths.ROOT / path
    return inside if inside.exists() or not Path(path).exists() else Path(path).absolute()


# ---- What make asks for --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Job:
    """One notebook with the parameters it is to run with."""

    notebook: Path
    parameters: dict[str, object]

    @property
    def output(self) -> str:
        """Where the executed notebook goes, seen from the folder of the run."""
        return f"notebooks/{self.notebook.name}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run notebooks; 0 only if all ran whole, 1 where one failed, 2 where what was asked can't be done."""
    from analysis.parameters import ParameterError

    asked = _parser().parse_args(arguments)
    try:
        if asked.page:
            return _make_page(_folder(asked.article))
        notebooks = [_find_notebook(name) for name in asked.notebooks] or _line()
        jobs = plan(notebooks, asked)
        folder = _home(jobs, asked.article)
        encoder.warn()
        # What is of a single notebook, or the whole line, has its page at once; make asks for the line's by itself.
        whole = not asked.notebooks or "article" not in jobs[0].parameters
        return run(jobs, folder, timeout=asked.timeout) or (_make_page(folder) if whole else 0)
    except (InputError, ParameterError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(paths.unwritable(error), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted; the results of earlier runs are as they were.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis.report", description="Run notebooks, and make the page of an article.")
    parser.add_argument("notebooks", nargs="*", metavar="NOTEBOOK", help="without any: the whole line, then the page")
    parser.add_argument("--article", default=ARTICLE, metavar="FILE", help="plain text; %(default)s unless given")
    parser.add_argument("--issues", default="", metavar="FILE", help="codebook (CSV); <stem>.issues.csv beside the article unless given")
    parser.add_argument("-p", dest="given", action="append", default=[], metavar="NAME=VALUE", help="a notebook's parameter")
    parser.add_argument("-f", dest="file", metavar="PARAMETERS.yml", help="parameters as `name: value` lines")
    parser.add_argument("--timeout", type=float, metavar="SECONDS", help="for each cell; none unless given")
    parser.add_argument("--page", action="store_true", help="only make the page, from notebooks that were run")
    return parser


def _line() -> list[Path]:
    from analysis import prerequisites

    return prerequisites.line()


def _home(jobs: Sequence[Job], article: str) -> Path:
    """Where what the jobs make goes: to their article's folder, to their corpus, or to a folder of their own."""
    if any("article" in job.parameters for job in jobs):
        return _folder(article)
    corpus = jobs[0].parameters.get("corpus")
    return locate(corpus) if corpus else paths.BUILD / jobs[0].notebook.stem


def _folder(article: str) -> Path:
    """The folder of an article, which is read to tell."""
    return paths.BUILD / read_document(locate(article)).document_id


def _find_notebook(name: str) -> Path:
    path = locate(name)
    if path.suffix != ".ipynb" or not path.is_file():
        raise InputError(f"There is no notebook {name}.")
    return path


def plan(notebooks: Sequence[Path], asked: argparse.Namespace) -> list[Job]:
    """The jobs of a run: each notebook with its own of the parameters that were given, all proved.

    Raises
    ------
    InputError, ParameterError
    """
    from analysis.parameters import declared, fit, from_words, read_file, refuse_reserved, refuse_unknown, split

    known = {path: declared(_open_notebook(path).cells, path.name) for path in notebooks}
    typed, filed = dict(map(split, asked.given)), read_file(asked.file) if asked.file else {}
    refuse_reserved([*typed, *filed])
    refuse_unknown(typed, (name for own in known.values() for name in own))
    # A file may hold the parameters of the whole line, of which only some notebooks are run.
    rest = {path: declared(_open_notebook(path).cells, path.name) for path in _line() if filed and path not in known}
    refuse_unknown(filed, (name for own in (known | rest).values() for name in own))
    reserved = {"article": _shown(asked.article), "issues": _shown(asked.issues) if asked.issues else ""}
    return [Job(path, {name: fit(parameter, value, path.name) for name, parameter in own.items() for value in (
        [reserved[name]] if name in reserved else [from_words(parameter, typed[name])] if name in typed
        else [filed[name]] if name in filed else [])}) for path, own in known.items()]


def _open_notebook(path: Path) -> nbformat.NotebookNode:
    try:
        return nbformat.read(path, as_version=4)
    except (nbformat.ValidationError, ValueError, TypeError, AttributeError, LookupError, RecursionError):  # what nbformat lets through
        raise InputError(f"{path.name} is no notebook that can be read.") from None


def _shown(path: str) -> str:
    """A file as a notebook names it: seen from the repository where it lies in there."""
    found = locate(path)
    return found.relative_to(paths.ROOT).as_posix() if found.is_relative_to(paths.ROOT) else str(found)


def run(jobs: Sequence[Job], folder: Path, *, timeout: float | None = None) -> int:
    """Run jobs one after the other into a draft of `folder`; keep what they made if all ran whole.

    Returns
    -------
    int
        0, or 1 where one failed: then what was there stays, and the failed notebook is kept as
        `NAME.failed.ipynb` beside the good ones.
    """
    from tqdm import tqdm

    from analysis.execution import execute

    outcomes: list = []
    with _draft(folder) as draft, tqdm(total=sum(map(_cells, jobs)), unit="cell", file=sys.stderr) as bar:
        for job in jobs:
            bar.set_description(job.notebook.stem)
            outcomes.append(execute(job.notebook, draft / ".running.ipynb", parameters=job.parameters, folder=paths.ROOT,
                                    timeout=timeout, done=bar.update))
            if outcomes[-1].problem:
                break
            _save(outcomes[-1].book, draft / job.output)
        else:
            _keep(draft, folder, jobs)
    if outcomes[-1].problem:
        _save(outcomes[-1].book, _failed(folder, jobs[len(outcomes) - 1]))
    print(_closing_table(jobs, outcomes, folder))
    return int(bool(outcomes[-1].problem))


def _cells(job: Job) -> int:
    """Code cells of a job that will be run, with the injected parameters and the proof."""
    cells = [cell for cell in _open_notebook(job.notebook).cells if cell.cell_type == "code" and cell.source.strip()]
    return len(cells) + bool(job.parameters) + 1


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
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


def _keep(draft: Path, folder: Path, jobs: Sequence[Job]) -> None:
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
        _failed(folder, job).unlink(missing_ok=True)


def _failed(folder: Path, job: Job) -> Path:
    return folder / "notebooks" / f"{job.notebook.stem}.failed.ipynb"


def _save(book: nbformat.NotebookNode, path: Path) -> None:
    with paths.replacing(path) as draft:
        nbformat.write(book, draft)


def _closing_table(jobs: Sequence[Job], outcomes: Sequence, folder: Path) -> str:
    """Notebook, seconds, state and failing cell of each job, and in words what failed."""
    rows = [("notebook", "seconds", "state", "failing cell")]
    for number, job in enumerate(jobs):
        outcome = outcomes[number] if number < len(outcomes) else None
        state = "not run" if outcome is None else "failed" if outcome.problem else "done"
        rows.append((job.notebook.stem, f"{outcome.seconds:.1f}" if outcome else "", state, outcome.cell if outcome else ""))
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows]
    if outcomes[-1].problem:
        failed = _failed(folder, jobs[len(outcomes) - 1])
        lines += ["", f"{jobs[len(outcomes) - 1].notebook.name} failed: {outcomes[-1].problem}",
                  f"As far as it ran it is kept in {_plain(failed)}; the results of earlier runs are as they were."]
    return "\n".join(lines)


def _plain(path: Path) -> str:
    return path.relative_to(paths.ROOT).as_posix() if path.is_relative_to(paths.ROOT) else str(path)


def _make_page(folder: Path) -> int:
    """Make the page of a folder of executed notebooks."""
    from analysis import page

    print(f"The report is {_plain(page.make_page(folder))}")
    return 0


if __name__ == "__main__":
    # Run as a module this file is `__main__`; errors must be the classes that the steps raise.
    sys.exit(main())
