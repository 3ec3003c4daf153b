"""Rules: attributions found from quotation marks and the parse, without a learned model."""

from __future__ import annotations

from bisect import bisect_right

from analysis.attributions import Attribution, Span
from analysis.clauses import Candidate, find_candidates
from analysis.likelihood import probability
from analysis.quotes import Quote, find_quotes
from analysis.speech import find_speech
from analysis.syntax import Sentence

LIKELY = 0.37  # where F1 on PolNeAR's training articles is highest


def find_attributions(text: str, sentences: list[Sentence]) -> list[Attribution]:
    """Quotations with their cues, then what the parse offers and the cue lexicon finds likely, in reading order."""
    quotes = find_quotes(text)
    found = find_speech(text, sentences, quotes)
    taken = {attribution.cue for attribution in found}
    said = {span for attribution in found for span in attribution.content}
    outer = Cover(quotes)
    for sentence in sentences:
        for candidate, likely in _likely(sentence, outer):
            if candidate.cue not in taken:
                content = tuple(balance(span, outer.near(span)) for span in candidate.content)
                if said.issuperset(content):
                    continue
                taken.add(candidate.cue)
                rule = f"{candidate.pattern} of {candidate.lemma}"
                found.append(Attribution(candidate.source, candidate.cue, content, round(likely, 3), rule))
    return sorted(found, key=lambda a: (a.content[0], a.cue or a.content[0]))


def _likely(sentence: Sentence, outer: Cover) -> list[tuple[Candidate, float]]:
    """Candidates worth taking, the likeliest of each cue first."""
    words = {word.start: word for word in sentence.words}
    rated = [(c, probability(c, words, quoted=outer.holds(c.cue))) for c in find_candidates(sentence) if c.content]
    likely = [(candidate, rate) for candidate, rate in rated if rate >= LIKELY]
    return sorted(likely, key=lambda pair: (pair[0].word.index, -pair[1]))


class Cover:
    """The outer quotes of an article, to ask whether one holds a span."""

    def __init__(self, quotes: list[Quote]) -> None:
        self.quotes = [quote for quote in quotes if quote.depth == 0]
        self._starts = [quote.start for quote in self.quotes]

    def near(self, span: Span) -> list[Quote]:
        """The quotes that touch a span."""
        first = max(bisect_right(self._starts, span[0]) - 1, 0)
        return [quote for quote in self.quotes[first:bisect_right(self._starts, span[1])] if quote.end > span[0]]

    def holds(self, span: Span) -> bool:
        """Whether a span lies within one quote."""
        return any(quote.start <= span[0] and span[1] <= quote.end for quote in self.near(span))


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
