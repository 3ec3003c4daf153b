"""Report: runs the notebooks of one article, or of many, with papermill.

    python -m analysis.report [NOTEBOOK …] [--article FILE] [--issues FILE] [-p NAME=VALUE]… [-f PARAMETERS.yml]

Without a notebook the whole line runs and the page is made.  What a run makes goes to a draft first; only
when every notebook is proved to have run whole does it take the place of what was there.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import nbformat

from analysis import drafts, encoder, paths
from analysis.documents import InputError, read_document
from analysis.drafts import Job
from analysis.opening import ARTICLE, locate


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
    with drafts.open_draft(folder) as draft, tqdm(total=sum(map(_cells, jobs)), unit="cell", file=sys.stderr) as bar:
        for job in jobs:
            bar.set_description(job.notebook.stem)
            outcomes.append(execute(job.notebook, draft / ".running.ipynb", parameters=job.parameters, folder=paths.ROOT,
                                    timeout=timeout, done=bar.update))
            if outcomes[-1].problem:
                break
            drafts.save(outcomes[-1].book, draft / job.output)
        else:
            drafts.keep(draft, folder, jobs)
    if outcomes[-1].problem:
        drafts.save(outcomes[-1].book, drafts.failed_copy(folder, jobs[len(outcomes) - 1]))
    print(_closing_table(jobs, outcomes, folder))
    return int(bool(outcomes[-1].problem))


def _cells(job: Job) -> int:
    """Code cells of a job that will be run, with the injected parameters and the proof."""
    cells = [cell for cell in _open_notebook(job.notebook).cells if cell.cell_type == "code" and cell.source.strip()]
    return len(cells) + bool(job.parameters) + 1


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
        failed = drafts.failed_copy(folder, jobs[len(outcomes) - 1])
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
