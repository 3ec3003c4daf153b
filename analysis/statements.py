"""Statements: who says what, in which words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis import encoder, rules, selection, tables
from analysis.attributions import Attribution, Span
from analysis.documents import Document, find_parts
from analysis.judging import Place, judge
from analysis.quotes import find_quotes
from analysis.sources import Mentions, find_actors_of, is_self
from analysis.syntax import Sentence, link_words

OUTSIDE = ("byline", "date", "dateline", "credit")


def find_statements(
    document: Document, sentences: pd.DataFrame, tokens: pd.DataFrame, actors: pd.DataFrame, mentions: pd.DataFrame
) -> pd.DataFrame:
    """Find what is attributed to whom: quotations, reported speech, beliefs, attitudes and deeds of speech.

    Spans follow PolNeAR (Newell, Margolin & Ruths 2018): content with its quotation marks and "that", the source a
    whole noun phrase, the cue a whole verb group.

    Parameters
    ----------
    document : Document
    sentences, tokens, actors, mentions : frames of these tables

    Returns
    -------
    frame of `statements`
        One row for each piece of content and each actor of a joint source, in reading order; `actor_id` is empty
        where no mention tells who speaks.  No rows where nothing is attributed.
    """
    linked = link_words(sentences, tokens)
    return make_statements(document, linked, mentions, find_attributions(document.text, linked))


def find_attributions(text: str, sentences: list[Sentence]) -> list[Attribution]:
    """Attributions by rules and tagger together where the weights are there, else by the rules alone."""
    encoded = encoder.encode_text(text)
    return rules.find_attributions(text, sentences) if encoded is None else selection.find_attributions(text, sentences, encoded)


def make_statements(
    document: Document, sentences: list[Sentence], mentions: pd.DataFrame, attributions: Sequence[Attribution]
) -> pd.DataFrame:
    """Judge attributions, link them to actors and to each other, and give them ids; whoever found them."""
    place = Place([word for sentence in sentences for word in sentence.words])
    outside = [(part.start, part.end) for part in find_parts(document) if part.kind in OUTSIDE]
    kept = [fitted for fitted in (_fit(a, document.text, outside) for a in attributions) if fitted is not None]
    kept.sort(key=lambda a: (a.content[0], a.cue or a.content[0]))
    parents = find_parents(kept)
    voices = find_voices(kept, parents, place, Mentions(mentions, document.text))
    quotes = find_quotes(document.text)
    rows = []
    for number, attribution in enumerate(kept):
        judgement = judge(attribution, document.text, quotes, place)
        shared = dict(
            statement_id=document.row_id("q", number), document_id=document.document_id,
            parent_id=pd.NA if parents[number] is None else document.row_id("q", parents[number]),
            kind=judgement.kind, act=judgement.act, cue_class=judgement.cue_class, negated=judgement.negated,
            hypothetical=judgement.hypothetical, rule=attribution.rule or "rule", probability=attribution.probability,
            **_cells(document.text, "source", attribution.source), **_cells(document.text, "cue", attribution.cue))
        rows.extend(_rows(shared, attribution, voices[number], document.text, sentences))
    return tables.make("statements", rows)


def _cells(text: str, name: str, span: Span | None) -> dict:
    if span is None:
        return {}
    return {f"{name}_start": span[0], f"{name}_end": span[1], name: text[span[0]:span[1]]}


def _rows(shared: dict, attribution: Attribution, actors: list[str], text: str, sentences: list[Sentence]) -> Iterator[dict]:
    """One row for each piece and actor."""
    for piece, (start, end) in enumerate(attribution.content):
        sentence_id = _sentence_at(sentences, start).sentence_id
        for actor in actors or [pd.NA]:
            yield dict(shared, piece=piece, actor_id=actor, sentence_id=sentence_id, start=start, end=end, text=text[start:end])


def _sentence_at(sentences: list[Sentence], place: int) -> Sentence:
    """The sentence a character stands in, or the last that begins before it."""
    low, high = 0, len(sentences) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if sentences[middle].start <= place else (low, middle - 1)
    return sentences[low]


def _fit(attribution: Attribution, text: str, outside: list[Span]) -> Attribution | None:
    """Cut datelines and bylines out of the spans; None where no content is left."""
    content = tuple(span for span in (_cut(span, text, outside) for span in attribution.content) if span)
    if not content:
        return None
    source = _cut(attribution.source, text, outside) if attribution.source else None
    return Attribution(source, attribution.cue, content, attribution.probability, attribution.rule)


def _cut(span: Span, text: str, outside: list[Span]) -> Span | None:
    """What of a span is left when what stands outside the story is cut from its start, trimmed of blanks."""
    start, end = span
    for a, b in outside:
        if a <= start < b:
            start = b
        elif start < a < end:
            end = a if a - start > end - b else end
    piece = text[start:end]
    start, end = start + len(piece) - len(piece.lstrip(" \n\t—–-")), start + len(piece.rstrip())
    return (start, end) if start < end else None


def find_parents(attributions: Sequence[Attribution]) -> list[int | None]:
    """For each attribution the number of the innermost one whose content it is reported in."""
    anchors = [a.cue or a.content[0] for a in attributions]
    spans = sorted(((start, -end, number) for number, a in enumerate(attributions) for start, end in a.content))
    order = sorted(range(len(anchors)), key=lambda number: anchors[number])
    parents: list[int | None] = [None] * len(anchors)
    open_spans: list[tuple[int, int, int]] = []
    following = 0
    for number in order:
        start, end = anchors[number]
        while following < len(spans) and spans[following][0] <= start:
            open_spans.append((spans[following][0], -spans[following][1], spans[following][2]))
            following += 1
        open_spans = [span for span in open_spans if span[1] >= end]
        around = [span for span in open_spans if span[2] != number and attributions[span[2]].cue != attributions[number].cue]
        if around:
            parents[number] = min(around, key=lambda span: (span[1] - span[0], span[2]))[2]
    return [None if parent is not None and parents[parent] == number else parent for number, parent in enumerate(parents)]


def find_voices(
    attributions: Sequence[Attribution], parents: Sequence[int | None], place: Place, mentions: Mentions
) -> list[list[str]]:
    """The actors of each attribution; "I" and "we" are those of the statement around it."""
    voices = [find_actors_of(a.source, place, mentions) for a in attributions]
    for number, attribution in enumerate(attributions):
        parent = parents[number]
        if parent is not None and not voices[number] and is_self(place.inside(attribution.source)):
            voices[number] = voices[parent]
    return voices
