"""Floors: the simple method that each step must beat, tried on the same texts in the same run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from analysis.coding import Coding, Mention, Said, Stand
from analysis.fields import AUDIBLE
from analysis.gazetteer import states
from analysis.tone import rate

Span = tuple[int, int]

SENTENCE_END = re.compile(r"(?<=[.?!])[\"”’')]*\s+(?=[\"“‘'(]*[A-Z])|\n+")
WORD = re.compile(r"\w+|[^\w\s]")
CAPITALS = re.compile(r"[A-Z][\w’'.-]*\w(?: +[A-Z][\w’'.-]*\w)*")
QUOTED = re.compile(r"“[^”\n]+”|\"[^\"\n]+\"")
SAYING = re.compile(r"\b(?:said|says|say|told|added|asked)\b")
NEAR = 80  # characters

BY = {
    "sentences": "cut after . ? ! before a capital", "tokens": "runs of letters and single marks",
    "names": "runs of capitals; places by a list, else persons", "mentions": "runs of capitals",
    "linking": "runs of capitals, one actor for each last word", "pronouns": "the nearest name before",
    "statements": "every quoted stretch, said by the nearest name", "positions": "name and keyword in one sentence: support",
    "tone": "always neutral", "sentiment": "VADER on the sentence",
}


def cut_sentences(text: str) -> list[Span]:
    """Sentences by marks and capitals alone."""
    cuts = [(0, 0), *(found.span() for found in SENTENCE_END.finditer(text)), (len(text), len(text))]
    spans = []
    for (_, start), (end, after) in zip(cuts, cuts[1:]):
        # Marks that close a quotation belong to the sentence before.
        end += len(text[end:after].rstrip())
        start += len(text[start:end]) - len(text[start:end].lstrip())
        if start < end:
            spans.append((start, end))
    return spans


def cut_words(text: str) -> list[Span]:
    """Words and marks by a pattern alone."""
    return [found.span() for found in WORD.finditer(text)]


def find_names(text: str) -> list[Span]:
    """Runs of capitalised words; a single one at the head of a sentence is none."""
    heads = {start for start, _ in cut_sentences(text)}
    runs = (found.span() for found in CAPITALS.finditer(text))
    return [(start, end) for start, end in runs if not (start in heads and " " not in text[start:end])]


def type_name(words: str) -> str:
    """LOC for a state, ORG for letters in capitals, else PER."""
    return "LOC" if words.casefold() in _places() else "ORG" if words.isupper() else "PER"


@cache
def _places() -> frozenset[str]:
    return frozenset(state.casefold() for state in states())


def find_quotes(text: str) -> list[dict[str, list[Span]]]:
    """Every quoted stretch as a content, with the nearest word of saying and the nearest name."""
    names = find_names(text)
    cues = [found.span() for found in SAYING.finditer(text)]
    found = []
    for quote in QUOTED.finditer(text):
        cue, source = (_nearest(quote.span(), spans) for spans in (cues, names))
        found.append({"content": [quote.span()], "cue": [cue] if cue else [], "source": [source] if source else []})
    return found


def _nearest(span: Span, others: Sequence[Span]) -> Span | None:
    """The span outside another that is nearest to it, within reach."""
    apart = [(max(a - span[1], span[0] - b), (a, b)) for a, b in others if b <= span[0] or a >= span[1]]
    gap, best = min(apart, default=(NEAR, None))
    return best if gap < NEAR else None


def code_article(text: str, gold: Coding) -> Coding:
    """A whole article coded by the simple methods, with the gold's paragraphs and codebook."""
    coding = Coding({"issues": gold.rows.get("issues")}, gold.paragraphs, gold.rows.get("issues"))
    coding.mentions = [Mention(text[start:end].split()[-1].lower(), start, end, "name", False, text[start:end])
                       for start, end in find_names(text)]
    coding.mentions += _pronouns(text, coding.mentions)
    coding.statements = {str(place): Said(_actors(coding, quote["source"]), set(quote["content"]), "direct")
                         for place, quote in enumerate(find_quotes(text))}
    coding.positions = _stands(text, coding)
    coding.tone = {ordinal: 0 for ordinal, _, _ in gold.paragraphs}
    coding.raw_tone = {ordinal: 0.0 for ordinal in coding.tone}
    coding.targets = _targets(text, coding)
    return coding


def _pronouns(text: str, names: Sequence[Mention]) -> list[Mention]:
    found = []
    for word in re.finditer(r"\b(?:he|she|it|they|him|her|them|his|its|their)\b", text, re.IGNORECASE):
        before = [name for name in names if name.end <= word.start()]
        if before:
            found.append(Mention(before[-1].actor, *word.span(), "pronoun", False, word.group()))
    return found


def _actors(coding: Coding, spans: Sequence[Span]) -> set[str]:
    return {m.actor for m in coding.mentions if m.span in spans}


def _stands(text: str, coding: Coding) -> list[Stand]:
    """Support for each issue of which a keyword stands in a sentence, by each name in it."""
    found = {}
    for start, end in cut_sentences(text):
        words = text[start:end].lower()
        touched = [row["issue_id"] for row in coding.rows.get("issues") or ()
                   if any(key.strip().lower() in words for key in row.get("keywords", "").split("|") if key.strip())]
        for mention in coding.mentions:
            if mention.form == "name" and start <= mention.start < end:
                for issue in touched:
                    stand = Stand(mention.actor, issue, "support", coding.paragraph_at(start), False)
                    found[stand] = None
    return list(found)


def _targets(text: str, coding: Coding) -> dict[tuple[str, int], int]:
    """The tone of a paragraph, where it has one, toward everyone named in it."""
    found = {}
    for ordinal, start, end in coding.paragraphs:
        value = judge_tone(text[start:end])
        for mention in coding.mentions:
            if value and mention.form == "name" and start <= mention.start < end:
                found[mention.actor, ordinal] = value
    return found


def judge_tone(words: str) -> int:
    """VADER's compound score of a text as −1, 0 or 1."""
    compound = rate(words)["compound"]
    return 1 if compound >= AUDIBLE else -1 if compound <= -AUDIBLE else 0
