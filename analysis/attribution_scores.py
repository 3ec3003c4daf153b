"""Attribution scores: sources, cues and contents of one text against PolNeAR's, span by span.

Spans are compared as sets of characters that are not blank, one to one, the highest intersection over union first.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.matching import match_sets

Spans = Sequence[Sequence[int]]
Attribution = Mapping[str, Spans]  # source, cue, content; each may be empty
Counted = dict[tuple[str, str], Counter]

QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘‘.*?’’|``.*?''", re.DOTALL)
LONGEST = 1500  # characters; a longer quotation has lost its closing mark
LEVELS = {"iou0.3": 0.3, "iou0.5": 0.5, "iou0.8": 0.8, "exact": 1.0}
DICE = 1 / 3  # a Dice coefficient of one half, as intersection over union
DIRECT = 0.9  # share of letters and digits inside quotation marks
ALMOST = 1e-9


def score(text: str, gold: Sequence[Attribution], system: Sequence[Attribution]) -> Counted:
    """Counts of all scores of one text, by metric and formula.

    What has no content counts for sources and cues only.
    """
    counts: Counted = defaultdict(Counter)
    asked, found = ([a for a in side if a.get("content")] for side in (gold, system))
    contents = [[characters(a["content"], text) for a in side] for side in (asked, found)]
    matched = match_sets(*contents)
    kinds = [_kinds(text, side) for side in contents]
    for name, level in LEVELS.items():
        pairs = [(a, b) for value, a, b in matched if value >= level - ALMOST]
        _add_prf(counts, f"content_{name}", len(pairs), len(found), len(asked))
        _add_kinds(counts, name, kinds, pairs)
    _add_attributions(counts, text, asked, found, matched)
    for part in ("source", "cue"):
        _add_parts(counts, part, *([characters(a.get(part), text) for a in side] for side in (asked, found)))
    return dict(counts)


def attributions_of(statements: pd.DataFrame) -> list[dict[str, list[tuple[int, int]]]]:
    """The statements table as attributions, in its order."""
    found: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for row in statements.itertuples():
        own = found.setdefault(row.statement_id, {
            "source": [] if pd.isna(row.source_start) else [(row.source_start, row.source_end)],
            "cue": [] if pd.isna(row.cue_start) else [(row.cue_start, row.cue_end)], "content": []})
        if (row.start, row.end) not in own["content"]:
            own["content"].append((row.start, row.end))
    return list(found.values())


def characters(spans: Spans | None, text: str) -> set[int]:
    """Places that are not blank."""
    return {place for start, end in spans or () for place in range(start, min(end, len(text))) if not text[place].isspace()}


def _kinds(text: str, contents: Sequence[set[int]]) -> list[str]:
    """direct, mixed or indirect, by how much stands inside quotation marks."""
    inside = {place for found in QUOTED.finditer(text) if found.end() - found.start() < LONGEST for place in range(*found.span())}
    kinds = []
    for content in contents:
        letters = {place for place in content if text[place].isalnum()}
        share = len(letters & inside) / len(letters) if letters else 0
        kinds.append("direct" if share >= DIRECT else "mixed" if share else "indirect")
    return kinds


def _add_prf(counts: Counted, name: str, hits: int, found: int, asked: int) -> None:
    for end, formula in (("p", "precision"), ("r", "recall"), ("f1", "f1")):
        counts[f"{name}_{end}", formula].update(tp=hits, sys=found, gold=asked)


def _add_kinds(counts: Counted, name: str, kinds: Sequence[Sequence[str]], pairs: Sequence[tuple[int, int]]) -> None:
    for kind in ("direct", "mixed", "indirect"):
        counts[f"content_{kind}_{name}_f1", "two_sided"].update(
            gold=kinds[0].count(kind), sys=kinds[1].count(kind), tp_gold=sum(kinds[0][a] == kind for a, _ in pairs),
            tp_sys=sum(kinds[1][b] == kind for _, b in pairs))


def _add_attributions(counts: Counted, text: str, asked: Sequence[Attribution], found: Sequence[Attribution],
                      matched: Sequence[tuple[float, int, int]]) -> None:
    """Sources and cues of matched contents; an attribution is right where its source is too."""
    right: Counter = Counter()
    for value, a, b in matched:
        if value < LEVELS["iou0.3"] - ALMOST:
            continue
        sources, cues = ([characters(side.get(part), text) for side in (asked[a], found[b])] for part in ("source", "cue"))
        hit = _meet(*sources)
        for name in ("iou0.3", "iou0.5", "iou0.8"):
            right[name] += hit and value >= LEVELS[name] - ALMOST
        counts["attribution_f1", "f1"]["tp"] += value >= DICE - ALMOST
        counts["source_acc@0.3", "ratio"].update(hit=hit, all=1)
        counts["source_exact@0.3", "ratio"].update(hit=sources[0] == sources[1], all=1)
        counts["cue_acc@0.3", "ratio"].update(hit=_meet(*cues), all=1)
        if sources[0]:
            counts["source_acc_given@0.3", "ratio"].update(hit=bool(sources[0] & sources[1]), all=1)
    counts["attribution_f1", "f1"].update(sys=len(found), gold=len(asked))
    for name in ("iou0.3", "iou0.5", "iou0.8"):
        counts[f"attr@{name.removeprefix('iou')}_f1", "f1"].update(tp=right[name], sys=len(found), gold=len(asked))


def _meet(one: set[int], other: set[int]) -> bool:
    return bool(one & other) or not (one or other)


def _add_parts(counts: Counted, part: str, asked: Sequence[set[int]], found: Sequence[set[int]]) -> None:
    """Distinct sources or cues: equal ones, and those that share a character, one to one."""
    left, right = (sorted({frozenset(span) for span in side if span}, key=lambda span: (min(span), len(span))) for side in (asked, found))
    _add_prf(counts, f"{part}_exact", len(set(left) & set(right)), len(right), len(left))
    _add_prf(counts, f"{part}_overlap", len(match_sets(left, right)), len(right), len(left))
