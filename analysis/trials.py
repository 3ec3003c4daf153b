"""Trials: every record of the gold through the steps it can measure, in several processes, with progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from tqdm import tqdm

from analysis.gold import ARTICLES, CORRECTED, GoldSet
from analysis.metrics import Score, Scores
from analysis.trial_articles import try_article, try_corrections, try_event
from analysis.trial_sentiment import try_bias, try_direction, try_person, try_target
from analysis.trial_statements import try_attributions
from analysis.trial_texts import try_mentions, try_names, try_pronoun, try_words

TRIALS: dict[str, Callable[[str, object], Scores]] = {
    "ud_ewt": try_words, "gum": try_mentions, "conllpp2023": try_names, "gap": try_pronoun, ARTICLES: try_article,
    "polnear": try_attributions, "plover": try_event, "newsmtsc": try_target, "newsmtsc_mt": try_target, "persent": try_person,
    "basil": try_bias, "directed": try_direction, CORRECTED: try_corrections,
}
FEW = 20_000  # characters; less is read in this process, before others would have loaded their models
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class TrialError(RuntimeError):
    """A step failed on a record of the gold; the message says on which, and how."""


def try_gold(sets: Sequence[GoldSet], *, workers: int = 2) -> list[Score]:
    """Measure every record; the scores come in the order of the records, whatever the number of workers."""
    jobs = [(one.key, record) for one in sets for record in one.records]
    sizes = [_size(record) for _, record in jobs]
    found: list[Score] = []
    with tqdm(total=sum(sizes), desc="scorecard", unit="character", unit_scale=True, file=sys.stderr, mininterval=1.0) as bar:
        with _mapping(workers if sum(sizes) > FEW else 1) as mapping:
            for (key, _), size, scores in zip(jobs, sizes, mapping(try_record, jobs)):
                bar.set_postfix_str(key, refresh=False)
                bar.update(size)
                found.extend(scores)
    return found


def try_record(job: tuple[str, object]) -> Scores:
    """One record of a set through its trial."""
    key, record = job
    try:
        return TRIALS[key](key, record)
    except Exception as error:
        name = record["id"] if isinstance(record, dict) else record.id
        raise TrialError(f"{key}, {name}: {type(error).__name__}: {error}") from error


@contextmanager
def _mapping(workers: int) -> Iterator[Callable]:
    """A map in this process, or in several, each with one thread."""
    if workers < 2:
        yield map
        return
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    # Spawned, not forked: the libraries that run the models don't survive a fork.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        try:
            yield lambda work, jobs: pool.map(work, jobs, chunksize=4)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


def _size(record: object) -> int:
    return len(record["text"] if isinstance(record, dict) else record.document.text)
