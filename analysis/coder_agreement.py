"""Coder agreement: how far two codings of one article agree, place by place and label by label."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pandas as pd

from analysis import coded_scores, metrics
from analysis.coding import Coding
from analysis.documents import InputError
from analysis.fields import Row
from analysis.gold import read_coding
from analysis.matching import map_actors, match_spans

# Of a score that treats one side as the gold, only what is the same when the sides are changed.
PLACES = ("mention_exact_f1", "mention_overlap_f1", "mention_linked_exact_f1", "mention_linked_overlap_f1", "pronoun_exact_f1",
          "pronoun_linked_f1", "actor_f1", "statement_all_f1@0.3", "statement_all_f1@0.8", "statement_all_speaker_accuracy",
          "position_pair_f1", "position_triple_f1", "position_triple_paragraph_f1", "target_sentiment_set_f1")
LABELS = {"kappa": "kappa", "alpha": "alpha"}
TOLERANT = 0.3


def find_agreement(first: Path, second: Path) -> pd.DataFrame:
    """How far two codings of one article agree.

    Parameters
    ----------
    first, second : Path
        Folders with tables as a gold folder or a run has them; what only one of them has is left out.

    Returns
    -------
    pandas.DataFrame
        `metric`, `value`, `low`, `high` (95%, over paragraphs) and `n`: F1 of places, exact and tolerant (any character in
        common; contents from an intersection over union of 0.3), and Cohen's kappa and Krippendorff's alpha of the labels
        of what both coded.  Disputed rows count; countries named as places don't.

    Raises
    ------
    InputError
        Where a folder holds no coding, or the two are of different articles.
    """
    one, other = read_pair(first, second)
    counted = coded_scores.score(one, other, disputed=True)
    rows = [(metric, formula, counted[metric, formula]) for metric in PLACES for formula in ("f1", "ratio") if (metric, formula) in counted]
    rows += [(f"{name}_{formula}", formula, units) for name, units in compare_labels(one, other).items() for formula in LABELS]
    made = []
    for metric, formula, units in rows:
        value, low, high = metrics.interval(formula, list(units.values()))
        made.append(dict(metric=metric, value=value, low=low, high=high, n=metrics.size(formula, list(units.values()))))
    return pd.DataFrame(made, columns=["metric", "value", "low", "high", "n"]).dropna(subset="value").reset_index(drop=True)


def read_pair(first: Path, second: Path) -> tuple[Coding, Coding]:
    """Two codings, the second with the first one's paragraphs and codebook."""
    texts = [(folder / "article.txt").read_text("utf-8") if (folder / "article.txt").is_file() else None for folder in (first, second)]
    if None not in texts and texts[0] != texts[1]:
        raise InputError(f"{first.name} and {second.name} are codings of different articles.")
    rows = []
    for folder in (first, second):
        found = read_coding(folder) if folder.is_dir() else {}
        if not any(found.values()):
            raise InputError(f"{folder} holds no coding: no table such as mentions.csv.")
        rows.append(found | {"mentions": _acting(found["mentions"])})
    one = Coding(rows[0])
    return one, Coding(rows[1], one.paragraphs, rows[0]["issues"])


def _acting(rows: list[Row] | None) -> list[Row] | None:
    return None if rows is None else [row for row in rows if row.get("sense") != "place"]


def compare_labels(one: Coding, other: Coding) -> dict[str, dict[str, Counter]]:
    """For each sort of label, by paragraph, a table of what the first and the second coder say of the same thing."""
    same = map_actors(one, other)
    found: dict[str, dict[str, Counter]] = defaultdict(lambda: defaultdict(Counter))

    def add(name: str, place: int | None, first: object, second: object) -> None:
        found[name][str(place)][f"{first}>{second}"] += 1

    def actors(names: set[str]) -> str:
        return "+".join(sorted(same.get(name, f"?{name}") for name in names))

    if one.mentions is not None and other.mentions is not None:
        for span, pair in match_spans({m.span for m in one.mentions}, {m.span for m in other.mentions}):
            left, right = ([m for m in side.mentions if m.span == at] for side, at in ((one, span), (other, pair)))
            add("mention_form", one.paragraph_at(span[0]), left[0].form, right[0].form)
            add("mention_actor", one.paragraph_at(span[0]), "+".join(sorted({m.actor for m in left})), actors({m.actor for m in right}))
    for a, b in coded_scores.match_statements(one.statements or {}, other.statements or {}, TOLERANT):
        left, right = one.statements[a], other.statements[b]
        add("statement_kind", one.paragraph_at(left.start), left.kind, right.kind)
        add("statement_speaker", one.paragraph_at(left.start), "+".join(sorted(left.speakers)), actors(right.speakers))
    _add_stances(one, other, same, add)
    for at in sorted((one.tone or {}).keys() & (other.tone or {}).keys()):
        add("tone", at, one.tone[at], other.tone[at])
    targets = {(same.get(actor, f"?{actor}"), at): value for (actor, at), value in (other.targets or {}).items()}
    for key in sorted((one.targets or {}).keys() & targets.keys()):
        add("target_sentiment", key[1], one.targets[key], targets[key])
    return {name: dict(units) for name, units in found.items()}


def _add_stances(one: Coding, other: Coding, same: dict[str, str], add) -> None:
    """Stances of the same actor on the same issue in the same paragraph."""
    sides: list[dict[tuple, set[str]]] = []
    for side, mapped in ((one, lambda actor: actor), (other, lambda actor: same.get(actor, f"?{actor}"))):
        stances = defaultdict(set)
        for stand in side.positions or ():
            stances[mapped(stand.actor), stand.issue, stand.paragraph].add(stand.stance)
        sides.append(stances)
    for key in sorted(sides[0].keys() & sides[1].keys(), key=str):
        add("stance", key[2], *("+".join(sorted(side[key])) for side in sides))
