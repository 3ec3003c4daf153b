"""Upstream: what a step is given when it is measured, the line's own rows or the gold's."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd

from analysis import actors, documents, statements, tables
from analysis.attributions import Attribution
from analysis.documents import Document
from analysis.fields import Row, flag, pick, span_of
from analysis.syntax import link_words

ALONE, WHOLE = "alone", "end to end"  # with the gold's rows upstream, or with the line's own


class Line(NamedTuple):
    """The tables of one text up to the statements."""

    sentences: pd.DataFrame
    tokens: pd.DataFrame
    people: pd.DataFrame
    mentions: pd.DataFrame
    statements: pd.DataFrame


def read_line(document: Document, sentences: pd.DataFrame | None = None) -> Line:
    """Walk the line up to the statements, from the sentences given or found."""
    sentences = documents.find_sentences(document) if sentences is None else sentences
    tokens = documents.find_tokens(document, sentences)
    people, mentions = actors.find_actors(document, sentences, tokens)
    said = statements.find_statements(document, sentences, tokens, people, mentions)
    return Line(sentences, tokens, people, actors.resolve_speakers(document, sentences, tokens, mentions, said, people), said)


def make_sentences(document: Document, spans: Iterable[Sequence[int]]) -> pd.DataFrame:
    """The gold's sentences as our table; a paragraph is what no line end parts."""
    text = document.text
    return tables.make("sentences", [dict(
        sentence_id=document.row_id("s", place), document_id=document.document_id, paragraph=text.count("\n", 0, start),
        start=start, end=end, text=text[start:end]) for place, (start, end) in enumerate(spans)])


def make_actors(document: Document, rows: Sequence[Row]) -> pd.DataFrame:
    """The gold's actors as our table."""
    return tables.make("actors", [dict(
        actor_id=row["actor_id"], document_id=document.document_id, name=pick(row, "name") or row["actor_id"],
        kind=row["kind"] if row.get("kind") in tables.KINDS else "person",
        **{name: pick(row, name) or pd.NA for name in ("side", "role", "parent", "aliases")}) for row in rows])


def make_mentions(document: Document, sentences: pd.DataFrame, rows: Sequence[Row]) -> pd.DataFrame:
    """The gold's mentions as our table; the same place and actor once."""
    found = {}
    for row in rows:
        span, form = span_of(row, ("start", "end")), pick(row, "form", "kind")
        if span and form in tables.FORMS:
            found.setdefault((*span, row["actor_id"]), dict(
                document_id=document.document_id, sentence_id=_sentence_at(sentences, span[0]), actor_id=row["actor_id"],
                start=span[0], end=span[1], text=document.text[slice(*span)], form=form, rule="gold", probability=1.0,
                sense="place" if row.get("sense") == "place" else "actor"))
    ordered = sorted(found.items(), key=lambda item: item[0])
    return tables.make("mentions", [{**row, "mention_id": document.row_id("m", place)} for place, (_, row) in enumerate(ordered)])


def _sentence_at(sentences: pd.DataFrame, place: int) -> str:
    return sentences.sentence_id.iloc[max(0, bisect_right(list(sentences.start), place) - 1)]


def make_statements(document: Document, sentences: pd.DataFrame, tokens: pd.DataFrame, mentions: pd.DataFrame,
                    rows: Sequence[Row]) -> pd.DataFrame:
    """The gold's statements as our table; act, class of the cue and parents are judged as the line judges its own."""
    attributions, speakers = _attributions(rows)
    judged = statements.make_statements(document, link_words(sentences, tokens), mentions, attributions)
    made = []
    for _, pieces in judged.groupby("statement_id", sort=False):
        pieces = pieces.drop_duplicates("piece")
        last = pieces.iloc[-1]
        given = speakers.get((last.end, None if pd.isna(last.cue_start) else last.cue_start), [])
        made += [pieces.assign(actor_id=actor) for actor in given or [pd.NA]]
    return tables.make("statements", pd.concat(made) if made else ())


def _attributions(rows: Sequence[Row]) -> tuple[list[Attribution], dict[tuple, list[str]]]:
    """Attributions as spans, and the actors of each by the end of its content and the start of its cue."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["statement_id"], []).append(row)
    attributions, speakers = [], {}
    for same in grouped.values():
        content = sorted({span for row in same if (span := span_of(row, ("content_start", "content_end"), ("start", "end")))})
        if not content:
            continue
        cue = span_of(same[0], ("cue_start", "cue_end"))
        source = span_of(same[0], ("speaker_start", "speaker_end"), ("source_start", "source_end"))
        attributions.append(Attribution(source, cue, tuple(content), 1.0, "gold"))
        speakers[content[-1][1], cue[0] if cue else None] = list(dict.fromkeys(row["actor_id"] for row in same if row["actor_id"]))
    return attributions, speakers


def firm(rows: Sequence[Row] | None) -> list[Row]:
    """Rows that two coders would not dispute."""
    return [row for row in rows or () if not flag(row, "disputed")]
