"""Rules: attributions found from quotation marks and the parse, without a learned model."""

from __future__ import annotations

from analysis.attributions import Attribution, Span
from analysis.clauses import find_candidates
from analysis.headlines import find_headline
from analysis.likelihood import is_reported, probability
from analysis.quotes import Cover, Quote, find_quotes
from analysis.speech import find_speech
from analysis.syntax import Sentence

LIKELY = 0.37  # where F1 on PolNeAR's training articles is highest
LIKELY_REPORTED = 0.55  # for what is told within what another tells; PolNeAR has none of it to choose by
LEAST = 0.02  # less likely candidates are never right


def find_attributions(text: str, sentences: list[Sentence]) -> list[Attribution]:
    """Quotations with their cues, then what the parse offers and the cue lexicon finds likely, in reading order."""
    spoken, candidates = propose(text, sentences)
    found, taken = list(spoken), {attribution.cue for attribution in spoken}
    for candidate in sorted(candidates, key=lambda a: (a.cue, -a.probability)):
        least = LIKELY_REPORTED if candidate.rule.startswith("reported") else LIKELY
        if candidate.probability >= least and candidate.cue not in taken:
            taken.add(candidate.cue)
            found.append(candidate)
    return sorted(found, key=lambda a: (a.content[0], a.cue or a.content[0]))


def propose(text: str, sentences: list[Sentence]) -> tuple[list[Attribution], list[Attribution]]:
    """Quotations with their cues; and all that the parse offers beside them, however unlikely.

    Of a cue there may be several candidates, one for each complement.
    """
    quotes = find_quotes(text)
    spoken = find_speech(text, sentences, quotes)
    said = {span for attribution in spoken for span in attribution.content}
    taken, outer = {attribution.cue for attribution in spoken}, Cover([quote for quote in quotes if quote.depth == 0])
    candidates = []
    for sentence in sentences:
        for candidate in _of_sentence(text, sentence, outer):
            if candidate.cue not in taken and not said.issuperset(candidate.content):
                candidates.append(candidate)
    return spoken, candidates


def _of_sentence(text: str, sentence: Sentence, outer: Cover) -> list[Attribution]:
    """The candidates of one sentence; a headline's form ("Talks fail: minister") goes before its parse."""
    headline = find_headline(text, sentence)
    if headline is not None:
        return [headline]
    words = {word.start: word for word in sentence.words}
    found = []
    for candidate in find_candidates(sentence):
        likely = probability(candidate, words, quoted=outer.holds(candidate.cue)) if candidate.content else 0.0
        if likely >= LEAST:
            content = tuple(balance(span, outer.near(span)) for span in candidate.content)
            rule = f"{'reported ' * is_reported(candidate)}{candidate.pattern} of {candidate.lemma}"
            found.append(Attribution(candidate.source, candidate.cue, content, round(likely, 3), rule))
    return found


def balance(span: Span, quotes: list[Quote]) -> Span:
    """Widen a span to the marks of the quotes it holds all but the edge of."""
    start, end = span
    for quote in quotes:
        if quote.start >= end:
            break
        if start <= quote.start and end < quote.end:
            end = quote.end
        if quote.start < start <= quote.start + 2 and quote.end <= end:
            start = quote.start
    return start, end
