"""Measured: how often each step errs, as the scorecard of the shipped version found it."""

from __future__ import annotations

import pandas as pd

from analysis.paths import DATA
from analysis.tables import FORMS

COLUMNS = ("step", "set", "metric", "value", "low", "high", "n", "floor", "ceiling")
# What a caption tells of a step: the first of these metrics that was measured, in words a reader knows.
METRICS = {
    "mentions": {"mention_linked_exact_f1": "names and descriptions found and given to the right actor, F1"},
    # First the texts that nobody looked at while rules were written.
    "statements": {"content_iou0.3_f1": "contents found, F1", "statement_all_f1@0.3": "statements found, F1"},
    "positions": {"position_pair_f1": "actor and issue of a position right, F1",
                  "position_triple_f1": "actor, issue and stance right, F1"},
    "sentiment": {"macro_f1": "label of a mention right, macro-F1 of three"},
    "tone": {"tone_macro_f1": "label of a paragraph right, macro-F1 of three"},
}


def read() -> pd.DataFrame:
    """The scorecard's rows, one for each step, set and metric; none where it was not kept."""
    path = DATA / "scorecard.csv"
    if not path.exists():
        return pd.DataFrame(columns=[*COLUMNS, "upstream"])
    return pd.read_csv(path, comment="#").reindex(columns=[*COLUMNS, "upstream"])


def summarise() -> pd.DataFrame:
    """The figure that each step's caption tells, one row for a step; no rows where nothing was kept."""
    found = read()
    rows = [rows.head(1).assign(measure=words) for metrics in METRICS.values() for metric, words in metrics.items()
            if len(rows := found[found.metric == metric])]
    columns = ["step", "set", "measure", "value", "low", "high", "n", "floor", "ceiling"]
    return pd.concat(rows)[columns].drop_duplicates("step").reset_index(drop=True) if rows else pd.DataFrame(columns=columns)


def linking() -> dict[str, tuple[float, float, float, float]] | None:
    """Precision and recall of mentions led to the right actor, each with its standard error, by form.

    As measured end to end on the coded articles, with one right and one wrong added (so that "all right" is not
    taken for "never wrong"); None where they were not measured.
    """
    found = read()
    scores = {}
    for form in FORMS:
        pair = []
        for name in ("precision", "recall"):
            rows = found[(found.metric == f"mention_linked_{form}_{name}") & (found.upstream == "end to end")]
            if rows.empty:
                return None
            row = rows.iloc[0]
            share = (row.value * row.n + 1) / (row.n + 2)
            pair += [share, max((row.high - row.low) / 3.92, (share * (1 - share) / (row.n + 2)) ** 0.5)]
        scores[form] = tuple(pair)
    return scores


def caption(step: str) -> str:
    """What was measured of one step, as a sentence for the caption of a chart.

    0 is all wrong, 1 all right; the interval is 95%.  It is an average over other texts.
    """
    found = read()
    for metric, words in METRICS[step].items():
        rows = found[found.metric == metric]
        if len(rows):
            return _sentence(rows.iloc[0], words)
    return "How often this step errs was not measured."


def _sentence(row: pd.Series, words: str) -> str:
    between = "" if pd.isna(row.low) or pd.isna(row.high) else f" ({row.low:.2f}–{row.high:.2f})"
    beside = [f"{name} {row[column]:.2f}" for column, name in (("floor", "a simple method"), ("ceiling", "best known"))
              if isinstance(row[column], (int, float)) and not pd.isna(row[column])]
    rest = f"; {', '.join(beside)}" if beside else ""
    return f"Measured on {row['set']}: {words} {row.value:.2f}{between}{rest}."
