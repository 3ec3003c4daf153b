"""Workers: tasks done by several processes, of which any may die without ending the run.

Only a few tasks are in hand at once, so memory stays the same however many there are.  When a process dies, what
was in hand is done again one by one, so that it shows which task it was.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing import resource_tracker
from multiprocessing.connection import wait as wait_for
from typing import TypeVar

Task, Result = TypeVar("Task"), TypeVar("Result")
IN_HAND = 2  # tasks for each process: one under work, one waiting


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def do_all(
    do: Callable[[Task], Result], tasks: Iterable[Task], *, workers: int, after_death: Callable[[Task], Task]
) -> Iterator[Result]:
    """Results of all tasks, in the order in which they are done.

    Parameters
    ----------
    do : function
        Of a module that can be imported; it runs in another process.
    tasks : iterable
        Taken only as fast as they are done.
    workers : int
        Processes.  They end with this one, whatever ends it.
    after_death : function
        Of a task whose process died although nothing else was running: the task to try next.
    """
    # One thread each: the processes are the parallelism, and more threads would only take turns.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    rest, pool, hand = iter(tasks), _open_pool(workers), {}
    try:
        while True:
            lost = _take(pool, hand, do, islice(rest, IN_HAND * workers - len(hand)))
            if not hand and not lost:
                return
            for future in wait(hand, return_when=FIRST_COMPLETED).done if hand and not lost else ():
                task = hand.pop(future)
                if _is_broken(future):
                    lost.append(task)
                else:
                    yield future.result()
            if lost:
                whole = [future for future in hand if future.done() and not _is_broken(future)]
                yield from (future.result() for future in whole)
                lost += [task for future, task in hand.items() if future not in whole]
                hand, pool = {}, _renew(pool, workers)
                for task in lost:
                    result, pool = _do_alone(pool, workers, do, task, after_death)
                    yield result
    finally:
        _end(pool)


def _take(pool: ProcessPoolExecutor, hand: dict[Future, Task], do: Callable, tasks: Iterable[Task]) -> list[Task]:
    """Hand tasks over; those that could not be, because a process died meanwhile."""
    lost = []
    for task in tasks:
        try:
            hand[_submit(pool, do, task)] = task
        except BrokenProcessPool:
            lost.append(task)
    return lost


def _submit(pool: ProcessPoolExecutor, do: Callable, task: Task) -> Future:
    """Hand a task over, which may start a process: that one is born deaf to Ctrl-C, which is for this one alone."""
    resource_tracker.ensure_running()  # when it starts it unblocks what is blocked here
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(do, task)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _is_broken(future: Future) -> bool:
    return isinstance(future.exception(), BrokenProcessPool)


def _do_alone(pool: ProcessPoolExecutor, workers: int, do: Callable, task: Task, after_death: Callable) -> tuple[Result, ProcessPoolExecutor]:
    """One task with nothing beside it, changed after each death until it is done; the result and a pool that lives."""
    while True:
        try:
            return _submit(pool, do, task).result(), pool
        except BrokenProcessPool:
            pool, task = _renew(pool, workers), after_death(task)


def _renew(pool: ProcessPoolExecutor, workers: int) -> ProcessPoolExecutor:
    _end(pool)
    return _open_pool(workers)


def _open_pool(workers: int) -> ProcessPoolExecutor:
    # Spawned, not forked: a fork copies locks that threads of this process may hold.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_start)


def _end(pool: ProcessPoolExecutor) -> None:
    """End a pool at once: what its processes have not finished is not kept anyway."""
    pool.shutdown(wait=False, cancel_futures=True)
    for child in multiprocessing.active_children():
        child.kill()
        child.join()


def _start() -> None:
    """In a new process: end with the one that started it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    wait_for([multiprocessing.parent_process().sentinel])
    os._exit(1)
