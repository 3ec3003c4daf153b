"""Selection: of all that rules and tagger propose as attributions, what is kept."""

from __future__ import annotations

from analysis import tagger
from analysis.agreement import Layers, Near, Proposer, find_certainty, find_probability, overlap, touch
from analysis.attributions import Attribution, Span
from analysis.encoder import Encoded
from analysis.judging import Place
from analysis.phrases import strip_edges
from analysis.rules import LIKELY_REPORTED, propose
from analysis.syntax import Sentence, Word

LIKELY = 0.4  # where F1 on the PolNeAR articles kept from training is highest
LIKELY_SOURCELESS = 0.7  # what names nobody tells little, and is wrong more often: below this it is left out
FORMS = ("headline", "quote before dash")  # rules that see a form that the encoder hardly ever saw
OWN = ("form", "reported")  # what the rules alone decide
ARTICLES = ("the", "a", "an")
SAME = 0.3  # share of characters from which two contents are one


class Proposals:
    """All that rules and tagger propose for one article, and what it takes to weigh it."""

    def __init__(self, text: str, sentences: list[Sentence], encoded: Encoded) -> None:
        spoken, parsed = propose(text, sentences)
        place = Place([word for sentence in sentences for word in sentence.words])
        found = [fitted for a in tagger.find_attributions(encoded, text) if (fitted := _to_words(a, place))]
        self.rows: list[tuple[Proposer, Attribution]] = [(_proposer(a, "quotation"), a) for a in spoken]
        self.rows += [(_proposer(a, "parse"), a) for a in parsed] + [("tagger", a) for a in found]
        self.layers, self.by_rules, self.by_tagger = Layers(encoded), Near([*spoken, *parsed]), Near(found)

    def rate(self, proposer: Proposer, proposal: Attribution) -> float:
        """How certain a proposal is; what PolNeAR's annotators left out by rule is for our rules alone to say."""
        if proposer in OWN:
            return proposal.probability
        return find_certainty(proposal, proposer, self.layers, self.by_rules, self.by_tagger)

    def find_source(self, proposal: Attribution) -> Span | None:
        """The source of a proposal, or of another one of the same cue or content where it has none."""
        return proposal.source or _first_source(self.same_cue(proposal)) or _first_source(self.same_content(proposal))

    def same_cue(self, proposal: Attribution) -> list[Attribution]:
        """What the rules propose for a cue."""
        return [a for a in self.by_rules.touching(proposal) if touch(a.cue, proposal.cue)]

    def same_content(self, proposal: Attribution) -> list[Attribution]:
        """What the tagger proposes for a content, unless with another cue."""
        return [a for a in self.by_tagger.touching(proposal) if _agrees(a, proposal)]


Row = tuple[float, Proposer, Attribution]


def find_attributions(text: str, sentences: list[Sentence], encoded: Encoded) -> list[Attribution]:
    """The best of what rules and tagger propose, none of them twice, in reading order.

    `rule` says who proposed it, and "+ tagger" that both did; `probability` is that of a person having marked it too.
    """
    proposals, found = Proposals(text, sentences, encoded), []
    for certainty, proposer, proposal in choose(proposals):
        probability = certainty if proposer in OWN else find_probability(certainty)
        found.append(_complete(proposal, proposals, probability))
    return sorted(found, key=lambda a: (a.content[0], a.cue or a.content[0]))


def choose(proposals: Proposals) -> list[Row]:
    """The proposals that are kept, each with its certainty: quotations and fixed forms first, then the most certain."""
    rated = [(proposals.rate(proposer, proposal), proposer, proposal) for proposer, proposal in proposals.rows]
    likely = [row for row in rated if row[0] >= _least(row, proposals)]
    likely.sort(key=lambda row: (row[1] not in ("quotation", "form"), -row[0], row[2].content, row[2].rule))
    kept, taken = [], Near([])
    for row in likely:
        if not any(_excludes(other, row[2]) for other in taken.touching(row[2])):
            taken.add(row[2])
            kept.append(row)
    return kept


def _least(row: Row, proposals: Proposals) -> float:
    """How certain a proposal must be."""
    certainty, proposer, proposal = row
    if proposer == "reported":
        return LIKELY_REPORTED
    return LIKELY_SOURCELESS if LIKELY <= certainty and proposals.find_source(proposal) is None else LIKELY


def _proposer(attribution: Attribution, usual: Proposer) -> Proposer:
    if attribution.rule.startswith("reported"):
        return "reported"
    return "form" if attribution.rule.startswith(FORMS) else usual


def _to_words(found: tagger.Attribution, place: Place) -> Attribution | None:
    """What the tagger found, in whole words and without the marks at its edges; None where no content is left."""
    content = tuple(span for piece in found.content if (span := strip_edges(_whole_phrase(place.inside(piece)))))
    source, cue = (strip_edges(place.inside(span)) for span in (found.source, found.cue))
    if source is not None and all(word.lower in ARTICLES for word in place.inside(source)):
        source = None
    return Attribution(source, cue, content, found.probability, "tagger") if content else None


def _whole_phrase(words: list[Word]) -> list[Word]:
    """The words, and of an article alone the noun phrase it opens."""
    if not words or any(word.lower not in ARTICLES for word in words):
        return words
    found = words[:1]
    for word in words[-1].head.subtree():
        if word.index == found[-1].index + 1:
            found.append(word)
    return found


def _excludes(one: Attribution, other: Attribution) -> bool:
    """Whether two proposals tell of one attribution: the same cue, or the same content and neither is told in the other."""
    if touch(one.cue, other.cue):
        return True
    return overlap(one.content, other.content) >= SAME and not _tells(one, other) and not _tells(other, one)


def _tells(one: Attribution, other: Attribution) -> bool:
    """Whether the cue of one stands in the content of the other."""
    return one.cue is not None and any(start <= one.cue[0] and one.cue[1] <= end for start, end in other.content)


def _complete(proposal: Attribution, proposals: Proposals, probability: float) -> Attribution:
    """A proposal with the tagger's cue where that says more, and with the source of another one where it has none."""
    by_rules, by_tagger = proposals.same_cue(proposal), proposals.same_content(proposal)
    cue, rule = proposal.cue, proposal.rule
    if rule != "tagger" and by_tagger:
        other = max(by_tagger, key=lambda a: a.probability).cue
        cue, rule = (other if _covers(other, cue) else cue), f"{rule} + tagger"
    elif rule == "tagger" and by_rules:
        other = max(by_rules, key=lambda a: a.probability).cue
        cue = other if _covers(other, cue) else cue
    return Attribution(proposals.find_source(proposal), cue, _without(proposal.content, cue), round(probability, 3), rule)


def _covers(one: Span | None, other: Span | None) -> bool:
    return one is not None and other is not None and one[0] <= other[0] and other[1] <= one[1]


def _without(content: tuple[Span, ...], cue: Span | None) -> tuple[Span, ...]:
    """A content that does not begin within its cue."""
    first = content[0]
    if cue is None or not cue[0] <= first[0] < cue[1] < first[1]:
        return content
    return ((cue[1] + 1, first[1]), *content[1:])


def _agrees(one: Attribution, other: Attribution) -> bool:
    apart = one.cue and other.cue and not touch(one.cue, other.cue)
    return not apart and overlap(one.content, other.content) >= SAME


def _first_source(attributions: list[Attribution]) -> Span | None:
    """The source of the most probable that has one."""
    named = [a for a in attributions if a.source is not None]
    return max(named, key=lambda a: a.probability).source if named else None
