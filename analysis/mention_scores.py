"""Mention scores: places that refer to actors, the actors they are given to, and how often each is mentioned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping

from analysis.coding import Coding
from analysis.matching import match_spans, meets
from analysis.tables import FORMS
from analysis.tally import PRF, Tally

Span = tuple[int, int]
Linked = tuple[str, int, int]  # an actor, and where it is mentioned


def score_mentions(gold: Coding, system: Coding, mapped: Callable[[str], str], skip: bool, tally: Tally) -> None:
    """Add scores of names and nominals, and of pronouns; with `skip`, what is disputed counts on neither side."""
    soft = {m.span for m in gold.mentions if m.disputed} if skip else set()
    firm = [m.span for m in gold.mentions if m.span not in soft]

    def of(forms: Collection[str]) -> tuple[set[Linked], set[Linked]]:
        return ({(m.actor, *m.span) for m in gold.mentions if m.form in forms and m.span not in soft},
                {(mapped(m.actor), *m.span) for m in system.mentions if m.form in forms and m.span not in soft})

    def fair(items: set[Linked]) -> set[Linked]:
        """Without what touches disputed places only."""
        return {item for item in items if meets(item[1:], firm) or not meets(item[1:], soft)}

    for form in FORMS:
        asked, found = of((form,))
        found = fair(found) if skip else found
        tally.sets({f"mention_linked_{form}_precision": "precision", f"mention_linked_{form}_recall": "recall"}, asked, found,
                   lambda item: tally.unit(item[1]))
    named, names = of(("name",))
    _add_spans(tally, {"mention_name_exact_f1": "f1"}, {"mention_name_linked_exact_f1": "f1"}, named, names)
    for family, forms in (("mention", ("name", "nominal")), ("pronoun", ("pronoun",))):
        asked, found = of(forms)
        found = fair(found) if skip else found
        exact = {f"{family}_exact_{name}": formula for name, formula in PRF.items() if family == "mention" or name == "f1"}
        _add_spans(tally, exact, {f"{family}_linked{'_exact' * (family == 'mention')}_f1": "f1"}, asked, found)
        if family == "mention":
            _add_overlap(tally, asked, found)
            _add_counts(tally, asked, found)
        else:
            _add_resolution(tally, asked, found)


def _add_spans(tally: Tally, spans: Mapping[str, str], linked: Mapping[str, str], gold: set[Linked], system: set[Linked]) -> None:
    tally.sets(spans, {item[1:] for item in gold}, {item[1:] for item in system}, lambda span: tally.unit(span[0]))
    tally.sets(linked, gold, system, lambda item: tally.unit(item[1]))


def _by_span(items: set[Linked]) -> dict[Span, set[str]]:
    found: dict[Span, set[str]] = defaultdict(set)
    for actor, *span in items:
        found[tuple(span)].add(actor)
    return found


def _add_overlap(tally: Tally, gold: set[Linked], system: set[Linked]) -> None:
    """Tolerant scores: spans that share a character are matched one to one."""
    asked, found = _by_span(gold), _by_span(system)
    for name, items in (("gold", asked), ("sys", found)):
        for span, actors in items.items():
            tally.add("mention_overlap_f1", "f1", tally.unit(span[0]), **{name: 1})
            tally.add("mention_linked_overlap_f1", "f1", tally.unit(span[0]), **{name: len(actors)})
    for span, other in match_spans(asked, found):
        unit = tally.unit(span[0])
        tally.add("mention_overlap_f1", "f1", unit, tp=1)
        tally.add("mention_linked_overlap_f1", "f1", unit, tp=len(asked[span] & found[other]))
        tally.add("mention_link_accuracy", "ratio", unit, hit=asked[span] == found[other], all=1)


def _add_counts(tally: Tally, gold: set[Linked], system: set[Linked]) -> None:
    for metric in ("count_spearman", "count_mae"):
        for side, items in (("gold", gold), ("sys", system)):
            for actor, start, _ in items:
                tally.counts[metric, metric][tally.unit(start)][f"{side}>{actor}"] += 1


def _add_resolution(tally: Tally, gold: set[Linked], system: set[Linked]) -> None:
    for item in gold:
        tally.add("pronoun_resolution_accuracy", "ratio", tally.unit(item[1]), hit=item in system, all=1)
    asked, found = _by_span(gold), _by_span(system)
    for span in asked.keys() & found.keys():
        tally.add("pronoun_resolution_accuracy_matched", "ratio", tally.unit(span[0]), hit=asked[span] == found[span], all=1)


def score_actors(gold: Coding, system: Coding, mapped: Callable[[str], str], skip: bool, tally: Tally) -> None:
    """Add scores of who appears at all."""
    asked, found = set(gold.actors()), {mapped(actor) for actor in system.actors()}
    if skip:
        firm = {m.actor for m in gold.mentions if not m.disputed} | {p.actor for p in gold.positions or () if not p.disputed}
        firm |= {actor for said in (gold.statements or {}).values() if not said.disputed for actor in said.speakers}
        firm |= {key[0] for key in gold.targets or () if key not in gold.disputed_targets}
        asked, found = asked & firm, found - (asked - firm)
    first: dict[str, int] = {}
    for actor, start in [(m.actor, m.start) for m in gold.mentions] + [(mapped(m.actor), m.start) for m in system.mentions]:
        first.setdefault(actor, start)
    tally.sets({f"actor_{name}": formula for name, formula in PRF.items()}, asked, found, lambda actor: tally.unit(first.get(actor)))
