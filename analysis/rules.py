"""Rules: attributions found from quotation marks and the parse, without a learned model."""

from __future__ import annotations

from analysis import cues
from analysis.attributions import Attribution, Span
from analysis.clauses import Candidate, find_candidates
from analysis.quotes import Quote, find_quotes
from analysis.speech import find_speech
from analysis.syntax import Sentence

LIKELY = 0.33  # from this rate on a candidate is taken: about half the F1 that can be had


def find_attributions(text: str, sentences: list[Sentence]) -> list[Attribution]:
    """Quotations with their cues, then what the parse offers and the cue lexicon finds likely, in reading order."""
    quotes = find_quotes(text)
    found = find_speech(text, sentences, quotes)
    taken = {attribution.cue for attribution in found}
    for sentence in sentences:
        for candidate, probability in _likely(sentence):
            if candidate.cue not in taken:
                taken.add(candidate.cue)
                content = tuple(balance(span, quotes) for span in candidate.content)
                rule = f"{candidate.pattern} of {candidate.lemma}"
                found.append(Attribution(candidate.source, candidate.cue, content, round(probability, 3), rule))
    return sorted(found, key=lambda a: (a.content[0], a.cue or a.content[0]))


def _likely(sentence: Sentence) -> list[tuple[Candidate, float]]:
    """Candidates worth taking, the likeliest of each cue first."""
    rated = [(c, cues.rate(c.lemma, c.pos, c.pattern)) for c in find_candidates(sentence) if c.content]
    likely = [(candidate, rate) for candidate, rate in rated if rate >= LIKELY]
    return sorted(likely, key=lambda pair: (pair[0].word.index, -pair[1]))


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
