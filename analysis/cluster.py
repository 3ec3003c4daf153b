"""Cluster: tasks done by the workers of a Dask cluster (Rocklin 2015), of which any may die, leave or join.

Only futures of `distributed` are used, so that any cluster that people have will serve.  As in `workers`, only a few
tasks are in hand at once.  Where the connection breaks, what was in hand is handed over again once it is back: a
partition that is made twice is the same bytes.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Literal, TypeVar

import dask
from distributed import CancelledError, Client, Future, KilledWorker, as_completed
from distributed.comm import CommClosedError

from analysis import versions
from analysis.documents import InputError

Task, Result = TypeVar("Task"), TypeVar("Result")
State = Literal["finished", "killed", "lost"]  # with its workers, with the connection
IN_HAND = 2  # tasks for each worker: one under work, one waiting
MARKER = "corpus.json"  # what the run has put into its folder before the first task
LARGE = "1 GB"  # a task brings up to 8 MB of articles, of which Dask would warn each time
ONE = threading.Lock()  # an article may change what is shared in a process (`encoder.resting`)


@dataclass(frozen=True)
class Site:
    """What a worker must share with the run: its folder, and all that decides what is found."""

    folder: Path
    version: str


def version() -> str:
    """The hash of all that decides what is found, on the machine that asks."""
    return versions.hash_of("\n".join([*versions.of_reading(), *versions.of_analysing()]).encode())


@contextmanager
def open_client(scheduler: str | None, workers: int) -> Iterator[Client]:
    """A client of the scheduler at an address, or named in a scheduler file; without one, of a cluster on this machine.

    Raises
    ------
    InputError
        Where no scheduler answers.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what it means for the run is told by us, once
    dask.config.set({"distributed.admin.large-graph-warning-threshold": LARGE})
    try:
        client = _connect(scheduler, workers)
    except (OSError, ValueError) as error:
        raise InputError(f"No scheduler answers at {scheduler} ({' '.join(str(error).split())[:120]}); start one with `dask scheduler`.") from None
    if not client.nthreads():
        print(f"The scheduler has no workers yet; the run waits for the first: dask worker {client.scheduler.address}", file=sys.stderr)
    try:
        yield client
    finally:
        client.close(timeout=3)


def _connect(scheduler: str | None, workers: int) -> Client:
    if scheduler:
        return Client(scheduler_file=scheduler) if Path(scheduler).is_file() else Client(scheduler)
    # What is started here is born deaf to Ctrl-C, which is for this process alone.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return Client(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def do_all(
    do: Callable[[Task], Result], tasks: Iterable[Task], *, client: Client, site: Site, workers: int, after_death: Callable[[Task], Task]
) -> Iterator[Result]:
    """Results of all tasks, in the order in which they are done.

    Parameters
    ----------
    do : function
        Of a module that every worker and the scheduler can import.
    tasks : iterable
        Taken only as fast as they are done.
    client : distributed.Client
    site : Site
        A worker that sees another folder or has another version ends the run, before it does anything.
    workers : int
        How many workers are kept busy; 0 for all, with those that join later.
    after_death : function
        Of a task that outlived several of its workers (as many as the scheduler allows): the task to try next.

    Raises
    ------
    InputError
        Where the scheduler is gone for longer than Dask's `distributed.comm.timeouts.connect`, or a worker is none of ours.
    """
    rest, hand, lost = iter(tasks), {}, []
    done = as_completed(loop=client.loop)
    while True:
        fresh = [*lost, *islice(rest, max(0, _room(client, workers) - len(hand) - len(lost)))]
        lost = []
        for future, task in zip(_submit(client, do, fresh, site), fresh):
            hand[future] = task
            done.add(future)
        if not hand:
            return
        for future in done.next_batch():
            task = hand.pop(future)
            state, result = _take(future)
            if state == "finished":
                yield result
            elif state == "killed":
                lost.append(after_death(task))
            else:
                lost.append(task)
        if lost and not _is_connected(client):
            lost += hand.values()
            hand, done = {}, as_completed(loop=client.loop)


def perform(do: Callable[[Task], Result], site: Site, task: Task) -> Result:
    """One task, on a worker that has proved to be one of ours."""
    _prove(site)
    with ONE:
        return do(task)


@cache
def _prove(site: Site) -> None:
    if not (site.folder / MARKER).is_file():
        raise InputError(f"A worker can't see {site.folder}; the folder of the tables must be on a disk that all workers share, under the same name.")
    if version() != site.version:
        raise InputError("A worker has another version of the code, its packages or the registry of actors; bring it up to date, and start it again.")


def _submit(client: Client, do: Callable, tasks: list, site: Site) -> list[Future]:
    return client.map(perform, [do] * len(tasks), [site] * len(tasks), tasks, pure=False) if tasks else []


def _room(client: Client, workers: int) -> int:
    """How many tasks may be in hand; asked anew each time, for workers join and leave."""
    try:
        return IN_HAND * max(1, workers or sum(client.nthreads().values()))
    except OSError:
        return IN_HAND  # the connection breaks just now; the tasks in hand will tell


def _take(future: Future) -> tuple[State, object]:
    """What became of a task, and its result; what went wrong in the task itself is raised."""
    try:
        return ("finished", future.result()) if future.status in ("finished", "error") else ("lost", None)
    except KilledWorker:
        return "killed", None
    except (CancelledError, CommClosedError):  # between the two questions the connection broke
        return "lost", None
    except ImportError as error:
        raise InputError(f"A worker can't import what it needs ({error}); start it in this environment, with the repository on PYTHONPATH.") from None


def _is_connected(client: Client) -> bool:
    """Whether the connection holds; False where it broke and is back.

    Raises
    ------
    InputError
        Where it does not come back.
    """
    if client.status == "running":
        return True
    while client.status == "connecting":
        time.sleep(0.1)
    if client.status != "running":
        raise InputError("The connection to the scheduler is lost. What is done is kept; start the scheduler and its workers again, and "
                         "the same command goes on from there.")
    return False
