"""Utterances: a reader that goes through an article's quotes, and the words round each that can hold its cue."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from analysis.attributions import Span
from analysis.quotes import Quote
from analysis.syntax import Sentence, Word

REACH = 30  # words between a quote and its cue


@dataclass
class Utterance:
    """A statement under construction: a cue, a source, and quotes one after the other."""

    quotes: list[Quote]
    cue: Word | None = None
    source: Span | None = None
    span: Span | None = None
    rule: str = "quote"
    probability: float = 0.5
    paragraph: int = -1


@dataclass
class Reader:
    """Reads an article's quotes in order; words outside them are what can hold a cue."""

    text: str
    sentences: list[Sentence]
    words: list[Word]
    starts: list[int]
    outer: list[Quote]
    quoted: set[int]
    utterances: list[Utterance] = field(default_factory=list)


def make_reader(text: str, sentences: list[Sentence], outer: list[Quote]) -> Reader:
    words = [word for sentence in sentences for word in sentence.words]
    starts = [word.start for word in words]
    quoted: set[int] = set()
    for quote in outer:
        quoted.update(range(bisect_left(starts, quote.start), bisect_left(starts, quote.end)))
    return Reader(text, sentences, words, starts, outer, quoted)


def gap_left(reader: Reader, first: int, before: Quote | None) -> list[Word]:
    """Words before a quote, back to the quote before it, in the same paragraph."""
    stop = max(0, first - REACH)
    if before is not None:
        stop = max(stop, bisect_left(reader.starts, before.end))
    gap = reader.words[stop:first]
    paragraph = paragraph_of(reader, first)
    return [w for w in gap if reader.sentences[w.sentence].paragraph == paragraph]


def line_above(reader: Reader, first: int) -> list[Word]:
    """The sentence that ends the paragraph above with a colon, and so leads into a quote."""
    if first == 0 or reader.words[first - 1].text != ":" or first - 1 in reader.quoted:
        return []
    return [w for w in sentence_of(reader, reader.words[first - 1]) if w.index not in reader.quoted][-REACH:]


def gap_right(reader: Reader, last: int, after: Quote | None) -> list[Word]:
    """Words after a quote, up to the end of the sentence that goes on after it, or to the next quote."""
    stop = min(len(reader.words), last + REACH)
    if after is not None:
        stop = min(stop, bisect_left(reader.starts, after.start))
    gap, paragraph = [], paragraph_of(reader, last - 1)
    for word in reader.words[last:stop]:
        if reader.sentences[word.sentence].paragraph != paragraph:
            break
        if gap and word.sentence != gap[-1].sentence and gap[-1].text in (".", "?", "!"):
            break
        if gap or word.text[0].isalnum():
            gap.append(word)
        elif word.text in (".", "?", "!"):
            break
    return gap


def paragraph_of(reader: Reader, place: int) -> int:
    return reader.sentences[reader.words[place].sentence].paragraph


def sentence_of(reader: Reader, word: Word) -> list[Word]:
    return reader.sentences[word.sentence].words
