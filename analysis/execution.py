"""Execution: one notebook run by papermill in a kernel of this interpreter, and proved to have run whole.

papermill calls a run good that stopped half-way: after `sys.exit(0)` in a cell no later cell runs and no error
is raised, and of a killed kernel the saved notebook marks every cell completed.  So a last cell is added that
must answer, and every cell must have been counted.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import nbformat
import papermill
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook
from traitlets.config import Config

PROOF = "the run is whole"
# ipykernel 7.4 warns on every run that its sockets are not encrypted; with "auto" they are where they can be.
SETTINGS = Config({"KernelManager": {"transport_encryption": "auto"}})


class OwnKernel(AsyncKernelManager):
    """A kernel of the interpreter that runs this, whatever is installed under the name python3.

    What the process itself writes (tracebacks of its sockets when it is interrupted) goes to `errors`, not to
    the reader; what cells write comes over these sockets.
    """

    errors: BinaryIO | None = None

    async def start_kernel(self, **options: object) -> None:
        """Start it as jupyter_client does."""
        await super().start_kernel(**{"stderr": self.errors, **options})

    @property
    def kernel_spec(self) -> KernelSpec:
        """How the kernel is started."""
        return KernelSpec(**get_kernel_dict())


@dataclass(frozen=True)
class Outcome:
    """A run: the executed notebook, seconds, and, where it failed, why and in which cell."""

    book: NotebookNode
    seconds: float
    problem: str = ""
    cell: str = ""


def execute(
    source: Path, draft: Path, *, parameters: dict[str, object], folder: Path, timeout: float | None = None,
    done: Callable[[], object] = lambda: None,
) -> Outcome:
    """Run a notebook with parameters in the working directory `folder`.

    Parameters
    ----------
    draft : Path
        Where papermill saves while it runs; of no use afterwards.
    timeout : float, optional
        Seconds that one cell may take; none by default.
    done : callable
        Called after each code cell.

    Returns
    -------
    Outcome
        With `problem` "" only if every cell ran, in order, without an error.
    """
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    errors = tempfile.TemporaryFile()
    book = _prepare(source, parameters)
    current: dict[str, str] = {}
    began, problem = time.monotonic(), ""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            papermill.execute_notebook(
                book, _literal(draft), kernel_name="python3", cwd=folder, progress_bar=False, execution_timeout=timeout,
                stderr_file=sys.stderr,  # a long cell shows how far it is
                kernel_manager_class=type("Kernel", (OwnKernel,), {"errors": errors}), config=SETTINGS,
                on_cell_execute=lambda cell, cell_index: current.update(cell=cell.id), on_cell_complete=lambda **_: done())
    except Exception as error:
        # nbclient, jupyter_client and zmq raise types of many families: none of them may look like success.
        problem = _explain(error, timeout, errors)
    finally:
        errors.close()
    ran = nbformat.read(draft, as_version=4) if draft.exists() else book
    unproved = "" if problem else _disprove(ran)
    cell = current.get("cell", "") if problem or unproved else ""
    return Outcome(_settle(ran), time.monotonic() - began, problem or unproved, "" if cell == "proof" else cell)


def _prepare(source: Path, parameters: dict[str, object]) -> NotebookNode:
    """The notebook with its parameters set and the proving cell added."""
    book = load_notebook_node(str(source))
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    if parameters:
        book = parameterize_notebook(book, parameters, kernel_name="python3", language="python")
        for cell in book.cells:
            if "injected-parameters" in cell.metadata.get("tags", ()):
                cell.id = "injected-parameters"
    book.cells.append(nbformat.v4.new_code_cell(f"print({PROOF!r})", id="proof"))
    return book


def _literal(path: Path) -> str:
    """A path as papermill leaves it alone: it fills in what stands between braces."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _explain(error: Exception, timeout: float | None, errors: BinaryIO) -> str:
    """What went wrong, in one line."""
    if isinstance(error, PapermillExecutionError):
        words = " ".join(str(error.evalue).split())
        return words if error.ename == "InputError" else _name_error(error.ename, words)
    if isinstance(error, CellTimeoutError):
        return f"a cell took longer than {timeout:g} seconds"
    if isinstance(error, DeadKernelError):
        return _name_error("the kernel died", _last_line(errors))
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


def _last_line(errors: BinaryIO) -> str:
    """The last words of a process, if it left any."""
    errors.seek(0)
    lines = [line.strip() for line in errors.read().decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1][:200] if lines else ""


def _name_error(name: str, words: str) -> str:
    """An error by its type, and what it says, if it says something."""
    return f"{name}: {' '.join(words.split())}".removesuffix(": ")


def _disprove(book: NotebookNode) -> str:
    """Why a run that raised nothing was not whole all the same; "" where it was."""
    *cells, proof = (cell for cell in book.cells if cell.cell_type == "code")
    for cell in cells:
        error = next((output for output in cell.outputs if output.output_type == "error"), None)
        if error is not None:
            return f"the cell {cell.id!r} ended in {_name_error(error.ename, error.evalue)}"
        if cell.source.strip() and (cell.execution_count is None or not cell.metadata.papermill.get("start_time")):
            return f"the run stopped before the cell {cell.id!r}"
    answer = "".join(output.get("text", "") for output in proof.outputs)
    return "" if answer.strip() == PROOF else "the run stopped before its end"


def _settle(book: NotebookNode) -> NotebookNode:
    """The notebook without the proving cell, times and progress bars, so that the same run gives the same bytes."""
    book.cells = [cell for cell in book.cells if cell.id != "proof"]
    book.metadata.pop("papermill", None)
    book.metadata.language_info = {"name": "python"}
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
        cell.metadata = {"tags": cell.metadata.tags} if cell.metadata.get("tags") else {}
    return book
