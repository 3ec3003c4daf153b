"""Trials of statements: PolNeAR's attributions, and who is quoted in BASIL."""

from __future__ import annotations

import pandas as pd

from analysis import attribution_scores, floors
from analysis.attribution_scores import attributions_of, characters
from analysis.gold import document_of
from analysis.matching import match_sets
from analysis.metrics import Scores, bins
from analysis.upstream import WHOLE, read_line

# Cut at each level they would fill the table and say little more.
LEFT_OUT = ("_iou0.5_", "_overlap_p", "_overlap_r", "iou0.3_p", "iou0.3_r", "iou0.8_p", "iou0.8_r")


def try_attributions(key: str, record: dict) -> Scores:
    """Attributions of one article; spans don't rest on actors, so that alone would be the same."""
    document, scores = document_of(record), Scores(key, str(record["id"]))
    said, text = read_line(document).statements, document.text
    gold, found = record["attributions"], attributions_of(said)
    ours = attribution_scores.score(text, gold, found)
    simple = attribution_scores.score(text, gold, floors.find_quotes(text))
    # The one that is read first comes first.
    for metric, formula in sorted(ours, key=lambda name: name[0] != "attribution_f1"):
        if not any(part in metric for part in LEFT_OUT):
            scores.add("statements", WHOLE, metric, formula, ours[metric, formula], simple.get((metric, formula), {}))
    first = said.drop_duplicates("statement_id")
    scores.add("statements", WHOLE, "no_actor_share", "ratio", {"hit": int(first.actor_id.isna().sum()), "all": len(first)})
    scores.add("statements", WHOLE, "statement_calibration_error", "calibration", _calibration(text, gold, found, list(first.probability)))
    return scores


def _calibration(text: str, gold: list[dict], found: list[dict], sure: list[float]) -> dict[str, float]:
    """Whether each statement that was found is one of the gold, beside its probability."""
    asked = [characters(each["content"], text) for each in gold if each["content"]]
    pairs = match_sets(asked, [characters(each["content"], text) for each in found])
    right = {b for value, _, b in pairs if value >= 0.3}
    return bins((float(value), place in right) for place, value in enumerate(sure))


def find_speakers(said: pd.DataFrame, place: int) -> set[str]:
    """The actors of the innermost statements around a character."""
    around = said[(said.start <= place) & (said.end > place) & said.actor_id.notna()]
    if around.empty:
        return set()
    shortest = (around.end - around.start).min()
    return set(around.actor_id[(around.end - around.start) == shortest])
