"""Coded scores: a coding of an article against the gold coding, counted by paragraph.

What is disputed in the gold is neither asked for nor punished.  Actors are compared as `matching.map_actors` maps them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

from analysis.coding import Coding, Said
from analysis.formulas import MISSING
from analysis.matching import map_actors, meets, share
from analysis.mention_scores import score_actors, score_mentions
from analysis.tally import OUTSIDE, PRF, Counted, Tally

TOLERANT, STRICT = 0.3, 0.8  # intersection over union of contents


def score(gold: Coding, system: Coding, *, disputed: bool = False) -> Counted:
    """All scores of a coding of one article.

    Parameters
    ----------
    disputed : bool
        Whether disputed rows of the gold count too.

    Returns
    -------
    dict of (metric, formula) to dict of paragraph to counts
        Only metrics of tables that both sides have.
    """
    tally, same = Tally(gold), map_actors(gold, system)

    def mapped(actor: str) -> str:
        return same.get(actor, f"?{actor}")

    if gold.mentions is not None and system.mentions is not None:
        score_mentions(gold, system, mapped, not disputed, tally)
        score_actors(gold, system, mapped, not disputed, tally)
    if gold.statements is not None and system.statements is not None:
        _score_statements(gold.statements, system.statements, mapped, not disputed, tally)
    if gold.positions is not None and system.positions is not None:
        _score_positions(gold, system, mapped, not disputed, tally)
    if gold.tone and system.tone is not None:
        _score_tone(gold, system, not disputed, tally)
    if gold.targets is not None and system.targets is not None:
        _score_targets(gold, system, mapped, not disputed, tally)
    return {key: dict(units) for key, units in tally.counts.items()}


# ---- Statements ----------------------------------------------------------------------------------------


def _score_statements(gold: Mapping[str, Said], system: Mapping[str, Said], mapped: Callable[[str], str], skip: bool,
                      tally: Tally) -> None:
    def strict(said: Said) -> bool:
        return said.strict

    def quoted(said: Said) -> bool:
        return said.kind in ("direct", "mixed")

    names = {f"statement_{name}@0.3": formula for name, formula in PRF.items()}
    pairs = _add_statements(tally, names, gold, system, strict, TOLERANT, skip)
    _add_statements(tally, {"statement_f1@0.8": "f1"}, gold, system, strict, STRICT, skip)
    _add_speakers(tally, "statement_speaker_accuracy", pairs, mapped)
    _add_kinds(tally, pairs, any(said.cue for said in system.values()))
    every = _add_statements(tally, {"statement_all_f1@0.3": "f1"}, gold, system, lambda said: True, TOLERANT, skip)
    _add_statements(tally, {"statement_all_f1@0.8": "f1"}, gold, system, lambda said: True, STRICT, skip)
    _add_speakers(tally, "statement_all_speaker_accuracy", every, mapped)
    if not system or any(said.kind for said in system.values()):
        pairs = _add_statements(tally, {"quotation_f1@0.8": "f1"}, gold, system, quoted, STRICT, skip)
        _add_speakers(tally, "quotation_speaker_accuracy", pairs, mapped)


def _add_statements(tally: Tally, metrics: Mapping[str, str], gold: Mapping[str, Said], system: Mapping[str, Said],
                    wanted: Callable[[Said], bool], least: float, skip: bool) -> list[tuple[Said, Said]]:
    """Match contents one to one and count; the firm pairs."""
    soft = {key: said for key, said in gold.items() if skip and said.disputed}
    asked = {key: said for key, said in gold.items() if key not in soft and wanted(said)}
    found = {key: said for key, said in system.items() if wanted(said)}
    matched = match_statements({**asked, **soft}, found, least)
    firm = {b: a for a, b in matched if a in asked}
    excused = {b for a, b in matched if a in soft}
    excused |= {b for b in found if b not in firm and any(
        share(found[b].characters, said.characters) >= TOLERANT for said in soft.values())}
    for metric, formula in metrics.items():
        tally.counts[metric, formula].setdefault(OUTSIDE, Counter())
        for said in asked.values():
            tally.add(metric, formula, tally.unit(said.start), gold=1)
        for key in found.keys() - excused:
            tally.add(metric, formula, tally.unit(found[key].start), sys=1)
        for key in firm.values():
            tally.add(metric, formula, tally.unit(asked[key].start), tp=1)
    return [(asked[a], found[b]) for b, a in sorted(firm.items())]


def match_statements(gold: Mapping[str, Said], system: Mapping[str, Said], least: float) -> list[tuple[str, str]]:
    """Statements of equal content, one to one: by intersection over union of at least `least`, then by speakers."""
    pairs = []
    for a, left in gold.items():
        for b, right in system.items():
            value = round(share(left.characters, right.characters), 9)
            if value > 0 and value >= least - 1e-9:
                pairs.append((-value, -len(left.speakers & right.speakers), str(a), str(b)))
    left, right, found = set(), set(), []
    for *_, a, b in sorted(pairs):
        if a not in left and b not in right:
            left.add(a)
            right.add(b)
            found.append((a, b))
    return found


def _add_speakers(tally: Tally, metric: str, pairs: list[tuple[Said, Said]], mapped: Callable[[str], str]) -> None:
    for gold, system in pairs:
        speakers = {mapped(actor) for actor in system.speakers}
        both = len(gold.speakers | speakers)
        tally.add(metric, "ratio", tally.unit(gold.start), hit=len(gold.speakers & speakers) / max(1, both), all=1)


def _add_kinds(tally: Tally, pairs: list[tuple[Said, Said]], cues: bool) -> None:
    for gold, system in pairs:
        unit = tally.unit(gold.start)
        if gold.kind and system.kind:
            tally.add("statement_type_accuracy", "ratio", unit, hit=gold.kind == system.kind, all=1)
        if gold.cue and cues:
            hit = system.cue is not None and meets(gold.cue, [system.cue])
            tally.add("statement_cue_accuracy", "ratio", unit, hit=hit, all=1)


# ---- Positions, tone, sentiment ------------------------------------------------------------------------


def _score_positions(gold: Coding, system: Coding, mapped: Callable[[str], str], skip: bool, tally: Tally) -> None:
    every = {(p.actor, p.issue, p.stance, p.paragraph) for p in gold.positions}
    firm = {(p.actor, p.issue, p.stance, p.paragraph) for p in gold.positions if not (skip and p.disputed)}
    found = {(mapped(p.actor), p.issue, p.stance, p.paragraph) for p in system.positions}

    def cut(length: int) -> tuple[set[tuple], set[tuple]]:
        """The first fields; what the gold has on disputed rows only leaves both sides."""
        asked = {item[:length] for item in firm}
        return asked, {item[:length] for item in found} - ({item[:length] for item in every} - asked)

    places: dict[tuple, int] = {}
    for item in [*sorted(every, key=str), *sorted(found, key=str)]:
        for length in (2, 3, 4):
            places.setdefault(item[:length], item[3])

    def unit(item: tuple) -> str:
        return OUTSIDE if places[item] is None else str(places[item])

    tally.sets({f"position_triple_{name}": formula for name, formula in PRF.items()}, *cut(3), unit)
    tally.sets({"position_pair_f1": "f1"}, *cut(2), unit)
    if not found or any(item[3] is not None for item in found):
        tally.sets({"position_triple_paragraph_f1": "f1"}, *cut(4), unit)
    asked, given = (_stances(items) for items in cut(3))
    for pair in asked.keys() & given.keys():
        hit = len(asked[pair] & given[pair]) / len(asked[pair] | given[pair])
        tally.add("position_stance_accuracy", "ratio", unit(pair), hit=hit, all=1)


def _stances(items: set[tuple]) -> dict[tuple, set[str]]:
    found: dict[tuple, set[str]] = defaultdict(set)
    for actor, issue, stance in items:
        found[actor, issue].add(stance)
    return found


def _score_tone(gold: Coding, system: Coding, skip: bool, tally: Tally) -> None:
    asked = [at for at in gold.tone if not (skip and at in gold.disputed_tone)]
    for at in asked:
        tally.add("tone_accuracy", "ratio", str(at), hit=gold.tone[at] == system.tone.get(at), all=1)
        if at in system.tone:
            tally.cell({"tone_kappa": "kappa"}, str(at), gold.tone[at], system.tone[at])
            tally.cell({"tone_spearman": "pairs_spearman"}, str(at), gold.tone[at], system.raw_tone[at])


def _score_targets(gold: Coding, system: Coding, mapped: Callable[[str], str], skip: bool, tally: Tally) -> None:
    drop = gold.disputed_targets if skip else set()
    asked = {key: value for key, value in gold.targets.items() if key not in drop}
    found = {(mapped(actor), at): value for (actor, at), value in system.targets.items() if (mapped(actor), at) not in drop}
    tally.sets({"target_sentiment_set_f1": "f1"}, set(asked), set(found), lambda key: str(key[1]))
    for key in {**asked, **found}:
        tally.cell({"target_sentiment_macro_f1": "macro_f1"}, str(key[1]), asked.get(key, MISSING), found.get(key, MISSING))
        if key in asked and key in found:
            both = {"target_sentiment_macro_f1_common": "macro_f1", "target_sentiment_accuracy_common": "agreement"}
            tally.cell(both, str(key[1]), asked[key], found[key])
