"""Selection: of all that rules and tagger propose as attributions, what is kept."""

from __future__ import annotations

from dataclasses import replace

from analysis import tagger
from analysis.agreement import Layers, Near, Proposer, find_certainty, find_probability, overlap, touch
from analysis.attributions import Attribution, Span
from analysis.encoder import Encoded
from analysis.rules import propose
from analysis.syntax import Sentence

LIKELY = 0.4  # where F1 on the PolNeAR articles kept from training is highest
SAME = 0.3  # share of characters from which two contents are one


def find_attributions(text: str, sentences: list[Sentence], encoded: Encoded) -> list[Attribution]:
    """The best of what rules and tagger propose, none of them twice, in reading order.

    `rule` says who proposed it, and "+ tagger" that both did; `probability` is that of a person having marked it too.
    """
    proposals, layers, tagged = collect(text, sentences, encoded)
    parsed = Near([proposal for proposer, proposal in proposals if proposer != "tagger"])
    rated = [(find_certainty(proposal, proposer, layers, tagged), proposal) for proposer, proposal in proposals]
    likely = sorted((pair for pair in rated if pair[0] >= LIKELY), key=lambda pair: (-pair[0], pair[1].content, pair[1].rule))
    kept = Near([])
    for certainty, proposal in likely:
        if not any(_excludes(other, proposal) for other in kept.touching(proposal)):
            kept.add(_complete(proposal, parsed, tagged, find_probability(certainty)))
    return sorted(kept.attributions, key=lambda a: (a.content[0], a.cue or a.content[0]))


def collect(text: str, sentences: list[Sentence], encoded: Encoded) -> tuple[list[tuple[Proposer, Attribution]], Layers, Near]:
    """All proposals with who made them, and what it takes to weigh them."""
    spoken, parsed = propose(text, sentences)
    found = [Attribution(a.source, a.cue, a.content, a.probability, "tagger") for a in tagger.find_attributions(encoded, text)]
    proposals = [("quotation", a) for a in spoken] + [("parse", a) for a in parsed] + [("tagger", a) for a in found]
    return proposals, Layers(encoded), Near(found)


def _excludes(one: Attribution, other: Attribution) -> bool:
    """Whether two proposals tell of one attribution: the same cue, or the same content and neither is told in the other."""
    if touch(one.cue, other.cue):
        return True
    return overlap(one.content, other.content) >= SAME and not _tells(one, other) and not _tells(other, one)


def _tells(one: Attribution, other: Attribution) -> bool:
    """Whether the cue of one stands in the content of the other."""
    return one.cue is not None and any(start <= one.cue[0] and one.cue[1] <= end for start, end in other.content)


def _complete(proposal: Attribution, parsed: Near, tagged: Near, probability: float) -> Attribution:
    """A proposal with the tagger's cue, and with the source that another one of the same cue has where it has none."""
    by_rule = [a for a in parsed.touching(proposal) if touch(a.cue, proposal.cue)]
    by_tagger = [a for a in tagged.touching(proposal) if _agrees(a, proposal)]
    cue, rule = proposal.cue, proposal.rule
    if proposal.rule != "tagger" and by_tagger:
        cue, rule = max(by_tagger, key=lambda a: a.probability).cue or cue, f"{rule} + tagger"
    source = proposal.source or _first_source(by_rule) or _first_source(by_tagger)
    return replace(proposal, source=source, cue=cue, rule=rule, probability=round(probability, 3))


def _agrees(one: Attribution, other: Attribution) -> bool:
    apart = one.cue and other.cue and not touch(one.cue, other.cue)
    return not apart and overlap(one.content, other.content) >= SAME


def _first_source(attributions: list[Attribution]) -> Span | None:
    """The source of the most probable that has one."""
    named = [a for a in attributions if a.source is not None]
    return max(named, key=lambda a: a.probability).source if named else None
