"""Positions: where each actor stands on each issue, with the words that prove it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis import stances, tables
from analysis.codebook import ENOUGH, Codebook, Touch
from analysis.documents import Document, find_parts
from analysis.issues import read_issues
from analysis.judging import Place
from analysis.phrases import find_subject, is_passive
from analysis.proposals import propose_issues
from analysis.stems import stem
from analysis.syntax import Sentence, Word, link_words

__all__ = ["find_positions", "propose_issues", "read_issues"]

OUTSIDE = ("byline", "date", "dateline", "credit")


@dataclass(frozen=True)
class Bearing:
    """A stretch of the article that may bear a stance: whose, in which words, and how it was told."""

    actor_id: str
    words: tuple[Word, ...]
    basis: str
    rule: str
    cue: Word | None = None
    cue_class: str = "neutral"
    denied: bool = False
    supposed: bool = False
    statement_id: str | None = None
    probability: float = 1.0


def find_positions(
    document: Document, sentences: pd.DataFrame, tokens: pd.DataFrame, actors: pd.DataFrame, mentions: pd.DataFrame,
    statements: pd.DataFrame, issues: pd.DataFrame,
) -> pd.DataFrame:
    """Find each actor's stance on each issue, by the codebook's words and by stance cues.

    A statement bears the stance of its source; a clause of the reporter's that of its subject; a clause inside
    a statement that of its own subject, ascribed by somebody else.

    Parameters
    ----------
    sentences, tokens, actors, mentions, statements, issues : frames of these tables

    Returns
    -------
    pandas.DataFrame
        The table `positions`: one row for each actor, issue, paragraph and stance, in reading order.
        None where there is no issue or nobody takes a stance.  `probability` is that of actor and issue being
        right together.
    """
    linked = link_words(sentences, tokens)
    if issues.empty or not linked:
        return tables.make("positions")
    codebook = Codebook(issues)
    rows = []
    for bearing in _bearings(document, linked, mentions, statements):
        for touch in codebook.touches(bearing.words):
            rows.append(_row(document, linked, bearing, touch))
    return tables.make("positions", _number(document, _once(rows)))


# ---- Who may bear a stance where -----------------------------------------------------------------------


def _bearings(document: Document, linked: list[Sentence], mentions: pd.DataFrame, statements: pd.DataFrame) -> Iterator[Bearing]:
    place = Place([word for sentence in linked for word in sentence.words])
    told: set[int] = set()
    for bearing, covered in _of_statements(place, statements):
        told |= covered
        yield bearing
    who = _actors_by_word(place, mentions)
    outside = [(part.start, part.end) for part in find_parts(document) if part.kind in OUTSIDE]
    for sentence in linked:
        if not any(start <= sentence.start < end for start, end in outside):
            yield from _of_clauses(sentence, who, told)


def _of_statements(place: Place, statements: pd.DataFrame) -> Iterator[tuple[Bearing, set[int]]]:
    """Each statement of a known actor, with the words that need not be read again as the reporter's."""
    for (statement_id, actor), pieces in statements.groupby(["statement_id", "actor_id"], sort=False):
        first = pieces.iloc[0]
        words = tuple(word for start, end in zip(pieces.start, pieces.end) for word in place.inside((start, end)))
        cue = None if pd.isna(first.cue_start) else place.head((first.cue_start, first.cue_end))
        quoted = first.kind == "direct" or first.kind == "mixed"
        basis = "own_direct" if quoted else "reporter" if first.act in ("deed", "attitude") else "own_reported"
        if words:
            yield Bearing(actor, words, basis, f"{first.act} of {cue.lemma if cue else 'quotation'}", cue, first.cue_class,
                          bool(first.negated), bool(first.hypothetical), statement_id, float(first.probability)), {
                              word.index for word in words}


def _actors_by_word(place: Place, mentions: pd.DataFrame) -> dict[int, list[str]]:
    """The actors that the head word of each mention names."""
    found: dict[int, list[str]] = {}
    acting = mentions[mentions.sense == "actor"]
    for start, end, actor in zip(acting.start, acting.end, acting.actor_id):
        head = place.head((start, end))
        if head is not None:
            found.setdefault(head.index, []).append(actor)
    return found


def _of_clauses(sentence: Sentence, who: dict[int, list[str]], told: set[int]) -> Iterator[Bearing]:
    """Each clause whose subject is an actor and whose verb takes a stance, inside a statement or not."""
    for verb in sentence.words:
        sign, _ = stances.sign_of(verb)
        if not verb.tag.startswith("VB") or not sign:
            continue
        subject = find_subject(verb)
        if subject is None or subject.index not in who or is_passive(verb):
            continue
        words = tuple(_clause(verb))
        inside = verb.index in told
        denied = stances.is_negated(verb) != (stances.is_negated(subject) or subject.lower in stances.NEGATIONS)  # "neither side has"
        for actor in who[subject.index]:
            yield Bearing(actor, words, "other_actor" if inside else "reporter", f"clause of {verb.lemma}", verb,
                          denied=denied, probability=0.6)


def _clause(verb: Word) -> list[Word]:
    """A verb with what depends on it, without its subject and without the clauses that are joined to it or told aside."""
    left = {word.index for child in verb.children
            if child.dep in ("nsubj", "mark", "cc") or child.dep == "conj" and child.tag.startswith("VB")
            or child.dep == "advcl" and not any(word.lower in stances.CONDITIONS for word in child.children)
            for word in child.subtree()}
    return [word for word in verb.subtree() if word.index not in left]


# ---- Rows ----------------------------------------------------------------------------------------------


def _row(document: Document, linked: list[Sentence], bearing: Bearing, touch: Touch) -> dict:
    """A position as a row, with the sentence's paragraph and worth for choosing among them."""
    words = _own_sentence(bearing.words, touch.words[0])
    against = touch.ends and not any(stances.sign_of(word)[0] < 0 for word in touch.words)
    speaking = () if touch.ends else tuple(_speaking(touch))
    reading = stances.read(words, touch.words, touch.core, bearing.cue, bearing.cue_class, denied=bearing.denied, against=against,
                           speaking=speaking)
    start, end = words[0].start, words[-1].end
    condition = {} if not reading.condition else {
        "condition_start": reading.condition[0].start, "condition_end": reading.condition[-1].end,
        "condition": document.text[reading.condition[0].start:reading.condition[-1].end]}
    return dict(
        document_id=document.document_id, actor_id=bearing.actor_id, issue_id=touch.issue_id, stance=reading.stance,
        basis=bearing.basis, move=reading.move, statement_id=bearing.statement_id or pd.NA, start=start, end=end,
        text=document.text[start:end], **condition, rule=f"{bearing.rule}; {', '.join(w.lower for w in touch.words[:3])}",
        probability=_probability(bearing, touch, reading), paragraph=linked[words[0].sentence].paragraph)


def _speaking(touch: Touch) -> Iterator[Word]:
    """Keywords that speak against the issue by themselves ("sham"), not those that name it ("disorderly end")."""
    places = {word.index for word in touch.words}
    for word in touch.words:
        alone = not places & {word.index - 1, word.index + 1} or not word.tag.startswith("N")
        if alone and stances.sign_of(word)[0] < 0 and not touch.label & {stem(word.lemma), stem(word.lower)}:
            yield word


def _own_sentence(words: Sequence[Word], touching: Word) -> list[Word]:
    """Of a long quotation, the sentence that touches the issue."""
    return [word for word in words if word.sentence == touching.sentence]


def _probability(bearing: Bearing, touch: Touch, reading: stances.Reading) -> float:
    """How likely actor and issue are right together, by what spoke for them; set on three coded articles."""
    base = 0.6 + 0.1 * min(2, touch.worth - ENOUGH) + 0.08 * min(2, reading.evidence) - 0.15 * bearing.supposed
    return round(max(0.05, min(0.95, base * (0.6 + 0.4 * bearing.probability))), 3)


def _once(rows: list[dict]) -> list[dict]:
    """One row for each actor, issue, paragraph and stance, the likeliest; in reading order."""
    best: dict[tuple, dict] = {}
    for row in rows:
        key = row["actor_id"], row["issue_id"], row["paragraph"], row["stance"]
        if key not in best or row["probability"] > best[key]["probability"]:
            best[key] = row
    return sorted(best.values(), key=lambda row: (row["start"], row["end"], row["actor_id"], row["issue_id"], row["stance"]))


def _number(document: Document, rows: list[dict]) -> list[dict]:
    return [{name: value for name, value in row.items() if name != "paragraph"} | {"position_id": document.row_id("p", number)}
            for number, row in enumerate(rows)]
