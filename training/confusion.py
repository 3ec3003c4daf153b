"""How the shipped weights confuse the three labels: the counts by which shares of labels are corrected.

    python -m training.confusion --newsmtsc FILE --several FILE --out analysis/data/sentiment_confusion.csv

Counts targets of the dev parts, which nothing was trained on.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import pandas as pd

from analysis import sentiment
from analysis.tables import LABELS
from training.windows import read_records

HEAD = ("# How labels are confused, counted on the dev parts of NewsMTSC (Hamborg & Donnay 2021), natural mix and several targets "
        "together, by `python -m training.confusion`: gold label, label given, targets; rule says by what.\n")


def count_labels(records: list[dict]) -> Counter:
    """(rule, gold, given) → targets."""
    judged = sentiment.score_targets(pd.DataFrame([{"sentence": r["text"], "start": r["start"], "end": r["end"]} for r in records]))
    return Counter(zip(judged["rule"], (r["label"] for r in records), judged.label))


def main(arguments: list[str] | None = None) -> None:
    from analysis import encoder

    ask = argparse.ArgumentParser(description=__doc__)
    for name in ("newsmtsc", "several", "out"):
        ask.add_argument(f"--{name}", type=Path, required=True)
    given = ask.parse_args(arguments)
    records = [r for path in (given.newsmtsc, given.several) for r in read_records(path) if r["orig_split"] != "train"]
    counts = count_labels(records)
    with encoder.resting():
        counts += count_labels(records)
    rows = [(rule, gold, label, counts[rule, gold, label]) for rule in sorted({key[0] for key in counts}) for gold in LABELS for label in LABELS]
    table = pd.DataFrame(rows, columns=["rule", "gold", "given", "targets"])
    given.out.write_text(HEAD + table.to_csv(index=False, lineterminator="\n"), encoding="utf-8")
    print(table.pivot(index=["rule", "gold"], columns="given", values="targets").to_string())


if __name__ == "__main__":
    main()
