"""Measured: how often each step errs, as the scorecard of the shipped version found it."""

from __future__ import annotations

import pandas as pd

from analysis import encoder
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
LEARNT = ("statements", "positions", "sentiment")  # without the models these steps, or what they read, err more often
# What METHOD.md tells of a step: these metrics wherever they were measured, in words; end to end unless they say "alone".
TOLD = {
    "documents": {
        "sentence_f1": "sentences, exact, F1", "token_f1": "words, exact, F1",
    },
    "actors": {
        "entity_f1": "names of four types, exact, F1", "person_f1": "names of persons, F1",
        "mention_linked_exact_f1": "mentions found and given to the right actor, F1",
        "mention_linked_pronoun_precision": "pronouns, precision", "mention_linked_pronoun_recall": "pronouns, recall",
        "mention_f1": "mentions of persons and bodies, F1", "b_cubed_f1": "mentions and chains, B-cubed F1",
        "gap_f1": "pronoun or name in doubt, F1",
    },
    "statements": {
        "content_iou0.3_f1": "contents, overlap of 0.3, F1", "content_direct_iou0.3_f1": "of these, quoted whole",
        "content_mixed_iou0.3_f1": "of these, quoted in part", "content_indirect_iou0.3_f1": "of these, not quoted",
        "content_exact_f1": "contents, exact, F1", "source_acc@0.3": "source right, where the content is found",
        "statement_all_f1@0.3": "statements, F1", "statement_all_speaker_accuracy": "speaker right",
        "quoted_speaker_accuracy": "who is quoted in a biased span",
    },
    "positions": {
        "position_triple_f1": "actor, issue and stance, F1", "position_pair_f1": "actor and issue, F1",
        "position_stance_accuracy": "stance right, where actor and issue are",
        "event_stance_accuracy": "for or against, of events",
    },
    "sentiment": {
        "macro_f1": "label of a target that is given (alone), macro-F1",
        "found_macro_f1": "label of a target that must be found, macro-F1",
        "calibration_error": "calibration error (alone; the smaller the better)",
        "polarity_accuracy": "for or against, in biased spans",
        "article_macro_f1": "of an article toward its main person",
        "direction_macro_f1": "who speaks of whom, macro-F1", "tone_macro_f1": "tone of a paragraph (VADER), macro-F1",
    },
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


def ladder(step: str) -> pd.DataFrame:
    """What METHOD.md tells of a step: measure, set, n, floor, value, low, high, ceiling; a metric's sets in their order.

    End to end where that was measured, else alone.
    """
    found, rows = read(), []
    for metric, words in TOLD[step].items():
        of = found[found.metric == metric].sort_values("upstream", key=lambda cells: cells != "end to end", kind="stable")
        rows.append(of.drop_duplicates("set").sort_index().assign(measure=words))
    columns = ["measure", "set", "n", "floor", "value", "low", "high", "ceiling"]
    return pd.concat(rows).reindex(columns=columns).reset_index(drop=True)


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
            without = step in LEARNT and encoder.find_problem()
            return _sentence(rows.iloc[0], words) + (" That was with the models; here rules and word lists stand in for them." if without else "")
    return "How often this step errs was not measured."


def _sentence(row: pd.Series, words: str) -> str:
    between = "" if pd.isna(row.low) or pd.isna(row.high) else f" ({row.low:.2f}–{row.high:.2f})"
    beside = [f"{name} {row[column]:.2f}" for column, name in (("floor", "a simple method"), ("ceiling", "best known"))
              if isinstance(row[column], (int, float)) and not pd.isna(row[column])]
    rest = f"; {', '.join(beside)}" if beside else ""
    return f"Measured on {row['set']}: {words} {row.value:.2f}{between}{rest}."
