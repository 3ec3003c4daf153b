"""Actors: who can act or speak in an article, and every place that refers to them.

`find_actors` reads names, then walks the article once, leading nominals and third-person pronouns to the actors on
stage; `resolve_speakers` adds I and we once the statements tell who speaks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from analysis import gazetteer, nominals, paths, pronouns, tables
from analysis.cast import Actor, Cast, Reference
from analysis.credits import find_credits
from analysis.documents import Document, find_day
from analysis.header import find_authors, find_parts
from analysis.name_parts import Name
from analysis.names import find_names
from analysis.noun_phrases import find_phrases
from analysis.people import describe_person, people_of, person_of
from analysis.quotes import find_quotes
from analysis.registry import open_registry
from analysis.senses import sense
from analysis.short_names import find_long
from analysis.speakers import find_first_persons
from analysis.story import Story
from analysis.syntax import Sentence, link_words, written


def find_actors(document: Document, sentences: pd.DataFrame, tokens: pd.DataFrame,
                registry: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every actor once, every mention found: names, nominals, third-person pronouns.

    Parameters
    ----------
    sentences, tokens : DataFrame
        Of this document.
    registry : DataFrame, optional
        As `read_registry` gives it; what it says of a name always wins.

    Returns
    -------
    actors, mentions : DataFrame
        Both empty where the article has no actor.  I, we and you are missing until `resolve_speakers`.
    """
    linked = link_words(sentences, tokens)
    known = open_registry(registry, find_day(document))
    credited = find_credits(document.text)
    names = find_names(linked, document.text, sorted({*find_authors(document)[0], *credited}), known)
    cast = Cast(known)
    references = cast_names(names, linked, cast)
    mark_journalists([(part.start, part.end) for part in find_parts(document) if part.kind == "byline"] + credited, references)
    story = read_story(cast, linked, names, references, [(quote.start, quote.end) for quote in find_quotes(document.text) if not quote.depth])
    share_sides(cast)
    ids = name_actors(story)
    return describe_actors(document, story, ids), describe_mentions(document, linked, story, ids)


def mark_journalists(signed: Sequence[tuple[int, int]], references: Sequence[Reference]) -> None:
    """Persons whose first mention stands in a byline or is a name of the credits are journalists."""
    first: dict[Actor, Reference] = {}
    for reference in references:
        first.setdefault(reference.actors[0], reference)
    for actor, reference in first.items():
        if actor.kind == "person" and not actor.registered and any(start <= reference.start < end for start, end in signed):
            actor.kind = "journalist"


def states_seen(names: Sequence[Name], sentences: Sequence[Sentence]) -> frozenset[str]:
    """States that the article names outright or by a demonym."""
    seen = {name.body.name for name in names if name.body and name.body.way in ("state", "seat")}
    demonyms = gazetteer.demonyms()
    for sentence in sentences:
        seen |= {demonyms[word.lower] for word in sentence.words if word.lower in demonyms and word.text[:1].isupper()}
    return frozenset(seen)


def cast_names(names: Sequence[Name], sentences: Sequence[Sentence], cast: Cast) -> list[Reference]:
    """Merge names into actors, longest names first, and make their references in reading order."""
    seen = states_seen(names, sentences)
    for name in sorted((name for name in names if name.kind == "person" and not name.body), key=lambda name: -len(name.words)):
        person_of(name, sentences, cast)
    for name in names:  # the long ones before the short ones, for a headline has the short one first
        if name.kind == "organisation" and not name.body and len(name.words) > 1:
            cast.body(name.text)
    found = []
    for name in names:
        reference = _reference(name, sentences[name.words[0].sentence], sentences, cast, seen)
        if reference:
            found.append(reference)
    return found


def _reference(name: Name, sentence: Sentence, sentences: Sequence[Sentence], cast: Cast, seen: frozenset[str]) -> Reference | None:
    if name.body:
        meaning, probability = sense(name, sentence, seen)
        if not meaning:
            return None
        actor = cast.body(name.body.name)
        if actor.registered and actor.kind == "person":
            describe_person(actor, name, sentence)
        first = 1 if name.words[0].lower == "the" and len(name.words) > 1 else 0
        actor.aliases[written(name.words[first:])] += 1
        return Reference(name.words[first].start, name.end, "name", [actor], name.last, meaning,
                         name.rule, 0.97 if name.rule == "registry" and meaning == "actor" else min(probability, name.probability + 0.05))
    if name.kind == "person":
        actor = person_of(name, sentences, cast)
    elif name.kind == "organisation":
        actor = find_long(name.text, cast) or cast.body(name.text)
    elif name.kind == "group":
        actor = people_of(name, cast)
    else:
        return None
    if actor is None:
        return None
    actor.aliases[name.text] += 1
    return Reference(name.start, name.end, "name", [actor], name.last, rule=f"{name.rule}: {name.kind}",
                     probability=name.probability)


def share_sides(cast: Cast) -> None:
    """A body named after the person who leads it ("the Smith administration") stands on that person's side."""
    for actor in cast.actors:
        leader, _, body = actor.name.rpartition(" ")
        known = cast.person(leader) if body in ("administration", "campaign", "government") and leader and not actor.side else []
        if len(known) == 1:
            actor.side = known[0].side


def read_story(cast: Cast, sentences: Sequence[Sentence], names: Sequence[Name], references: Sequence[Reference],
               quotes: Sequence[tuple[int, int]]) -> Story:
    """Walk the article once: names as they are, nominals and pronouns by what came before."""
    story = Story(cast, sentences, quotes, {reference.word.index: reference for reference in references})
    by_sentence: dict[int, list] = {}
    for name in names:
        by_sentence.setdefault(name.words[0].sentence, []).append(name)
    placed: dict[int, list[Reference]] = {}
    for reference in references:
        placed.setdefault(reference.word.sentence, []).append(reference)
    for sentence in sentences:
        here = [name for name in by_sentence.get(sentence.index, []) if name.kind not in ("none", "")]
        items = [(reference.start, 0, reference) for reference in placed.get(sentence.index, [])]
        items += [(phrase.head.start, 1, phrase) for phrase in find_phrases(sentence, here)]
        items += [(word.start, 2, word) for word in sentence.words if word.lower in pronouns.FORMS]
        for _, sort, item in sorted(items, key=lambda entry: entry[:2]):
            found = item if sort == 0 else nominals.resolve(item, story) if sort == 1 else story.pronoun(item)
            if found:
                story.add(found)
    return story


def name_actors(story: Story) -> dict[Actor, str]:
    """Actor -> actor_id, in order of first mention; parents that are not mentioned come last."""
    order: dict[Actor, None] = {}
    for reference in sorted(story.references, key=lambda reference: (reference.start, -reference.end)):
        for actor in reference.actors:
            order.setdefault(actor)
    for actor in list(order):
        while actor.parent is not None and actor.parent not in order:
            order.setdefault(actor.parent)
            actor = actor.parent
    ids, used = {}, Counter()
    for actor in order:
        stem = paths.slug(actor.name)
        used[stem] += 1
        ids[actor] = stem if used[stem] == 1 else f"{stem}-{used[stem]}"
    return ids


def describe_actors(document: Document, story: Story, ids: dict[Actor, str]) -> pd.DataFrame:
    """The actors table."""
    return tables.make("actors", [dict(
        actor_id=actor_id, document_id=document.document_id, name=actor.name, kind=actor.kind, side=actor.side or pd.NA,
        role=actor.role or pd.NA, parent=ids.get(actor.parent, pd.NA),
        aliases="|".join(alias for alias in actor.aliases if alias != actor.name) or pd.NA,
    ) for actor, actor_id in ids.items()])


def describe_mentions(document: Document, sentences: Sequence[Sentence], story: Story, ids: dict[Actor, str]) -> pd.DataFrame:
    """The mentions table, one row for each actor of each reference."""
    rows = [dict(
        document_id=document.document_id, sentence_id=sentences[reference.word.sentence].sentence_id,
        actor_id=ids[actor], start=reference.start, end=reference.end, text=document.text[reference.start:reference.end],
        form=reference.form, sense=reference.sense, rule=reference.rule, probability=reference.probability,
    ) for reference in story.references for actor in reference.actors]
    return number_mentions(document, rows)


def number_mentions(document: Document, rows: list[dict]) -> pd.DataFrame:
    """Give mention rows their ids in reading order; the same span and actor stay once."""
    rows = sorted(rows, key=lambda row: (row["start"], row["end"], row["actor_id"]))
    unique = {(row["start"], row["end"], row["actor_id"]): row for row in rows}
    return tables.make("mentions", [{**row, "mention_id": document.row_id("m", i)} for i, row in enumerate(unique.values())])


def resolve_speakers(document: Document, sentences: pd.DataFrame, tokens: pd.DataFrame, mentions: pd.DataFrame,
                     statements: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Add I and we inside quotations, once statements tell who speaks.

    Parameters
    ----------
    mentions, statements, people : DataFrame
        Of this document; `people` are its actors.  What an earlier call added to the mentions is found anew.

    Returns
    -------
    DataFrame
        The mentions and the new ones, numbered again in reading order.
    """
    quotes = [(quote.start, quote.end) for quote in find_quotes(document.text) if not quote.depth]
    starts = list(sentences.start)
    added = [
        {**row, "form": "pronoun", "sense": "actor", "document_id": document.document_id,
         "sentence_id": sentences.sentence_id.iloc[max(0, bisect_right(starts, row["start"]) - 1)]}
        for row in find_first_persons(document.text, statements, quotes, people)
    ]
    return number_mentions(document, without_speakers(mentions).drop(columns="mention_id").to_dict("records") + added)


def without_speakers(mentions: pd.DataFrame) -> pd.DataFrame:
    """The mentions that are known before statements are: all but those that `resolve_speakers` added."""
    return mentions[~mentions["rule"].str.startswith(tables.FIRST_PERSON)].reset_index(drop=True)
