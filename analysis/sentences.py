"""Sentences: NLTK's Punkt with our abbreviations, on text whose marks are made plain."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from analysis import paths, tables
from analysis.header import find_parts
from analysis.paragraphs import find_paragraphs

if TYPE_CHECKING:
    from analysis.documents import Document

# What Punkt sees, one character for one; a zero-width space parts words as other spaces do, though Unicode calls it no blank.
STRAIGHT = str.maketrans("’‘‛‚“”„‟«»…\u200b\ufeff", "''''\"\"\"\"\"\".  ")
LONGEST = 3000  # characters; what has no full stop for a page is cut at a blank, so that no step meets an endless sentence
PIECE = 10_000  # characters handed to Punkt at once, so that its time stays linear

SPEECH = (r"(?:said|says|asked|asks|added|replied|wrote|told|tweeted|shouted|joked|wondered|exclaimed|yelled|cried|quipped|"
          r"continued|responded|answered|declared|insisted|demanded|mused|recalled|explained|went on)")
LOWER = re.compile(r"[\"'(\[]*[a-z](?![A-Z])")
ASKED_BY = re.compile(rf"(?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov)\. )?(?:[A-Z][\w'-]+ ){{1,4}}{SPEECH}\b")
LOUD_QUOTE_END = re.compile(r"[?!]['\"]+$")
NUMBERED = re.compile(r"(?:^|[\s(])(?:[Nn]os?|[Aa]rts?|[Ss]ecs?|[Cc]h|pp?|[Ff]igs?|[Vv]ols?)\.$")
STATE = re.compile(r"[,(] (?:Ala|Ark|Cal|Ill|Ind|La|Mass|Md|Me|Miss|Mo|Ore|Pa|Wash)\.$")  # words of their own when small
ITEM = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z])[.)]$")
INITIALS = re.compile(r"(?<![\w.])(?:[A-Z]\.){1,4}$")
CREDIT = re.compile(r"(?<=\S)\s+(?=(?:Image|Photo|Picture|Video|Credit)s?: [A-Z])")  # a caption's end, printed in its line
BRACKETED = re.compile(r"\[\.+\]\s+(?=[A-Z])")
GLUED = re.compile(r"(?<=[a-z]{2})[.!?][\"')]*(?=[A-Z][a-z]*\s)")
AFTER_HOUR = re.compile(r"\b[ap]\.m\.[\"')]*\s+(?=[\"'(]*[A-Z])")
NOT_AFTER_HOUR = re.compile(r"[\"'(]*(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[\"'(]*(?:[A-Z]{2,4}\b|Eastern|Pacific|Central|Greenwich)")


def read_words(name: str) -> frozenset[str]:
    """The words of one list in analysis/data, without its comment lines."""
    lines = (paths.DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def abbreviations() -> frozenset[str]:
    """Abbreviations that keep their full stop, lower case, without it."""
    return read_words("abbreviations.txt")


@cache
def starters() -> frozenset[str]:
    """Words that only a new sentence writes with a capital."""
    return read_words("sentence_starters.txt")


@cache
def load_punkt():
    """NLTK's Punkt with our abbreviations and sentence starters; nothing is downloaded."""
    from nltk.tokenize.punkt import _ORTHO_LC, PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    parameters.abbrev_types = set(abbreviations())
    parameters.sent_starters = set(starters())
    for word in starters():
        parameters.ortho_context[word] = _ORTHO_LC
    return PunktSentenceTokenizer(parameters)


def find_sentences(document: Document) -> pd.DataFrame:
    """Cut an article into sentences, in reading order.

    Title, byline, date, caption and credit lines are sentences of their own; a dateline belongs
    to the sentence it opens; closing quotation marks belong to the sentence they close.  Within
    a paragraph Kiss and Strunk's Punkt (2006) decides, with our list of abbreviations; joins and
    cuts that it can't know (a speech verb after "?", "a.m.", a missing blank) are made after it.
    Every character that is not blank is in exactly one sentence.

    Returns
    -------
    pandas.DataFrame
        Table `sentences`; `paragraph` counts from 0.  Sentences over 3,000 characters are cut.
    """
    text, rows = document.text, []
    for paragraph, start, end in _segments(document):
        for a, b in cut_sentences(text[start:end]):
            rows.append(dict(
                sentence_id=document.row_id("s", len(rows)), document_id=document.document_id,
                paragraph=paragraph, start=start + a, end=start + b, text=text[start + a:start + b]))
    return tables.make("sentences", rows)


def _segments(document: Document) -> list[tuple[int, int, int]]:
    """(paragraph, start, end) of what no sentence crosses: the paragraphs, and header parts within them."""
    edges = [part.start for part, before in zip(find_parts(document)[1:], find_parts(document)) if before.kind != "dateline"]
    found, edge = [], 0
    for number, (start, end) in enumerate(find_paragraphs(document.text)):
        while edge < len(edges) and edges[edge] < end:
            if edges[edge] > start:
                found.append((number, start, edges[edge]))
                start = edges[edge]
            edge += 1
        found.append((number, start, end))
    return found


def cut_sentences(paragraph: str) -> list[tuple[int, int]]:
    """Sentences of one paragraph, as (start, end) in its characters."""
    plain = paragraph.translate(STRAIGHT)
    spans: list[tuple[int, int]] = []
    for start, end in _pieces(plain):
        for a, b in load_punkt().span_tokenize(plain[start:end]):
            spans.extend(_split(plain, start + a, start + b))
    joined = _join(plain, [span for span in spans if plain[slice(*span)].strip()])
    return [_trim(paragraph, *part) for span in _cover(paragraph, joined) for part in _shorten(paragraph, *span)]


def _cover(paragraph: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Each sentence up to the next, so that what Punkt takes for a blank and is none (a zero-width space) is in one of them."""
    edges = [0, *(start for start, _ in spans[1:]), len(paragraph)]
    return [edge for edge in zip(edges, edges[1:]) if paragraph[slice(*edge)].strip()]


def _pieces(plain: str) -> list[tuple[int, int]]:
    """Cut a very long paragraph where a sentence may end, else at a blank, else anywhere."""
    found, start = [], 0
    while len(plain) - start > PIECE:
        ends = [match.end() for match in re.finditer(r"[.!?][\"')]*\s", plain[start + PIECE // 2:start + PIECE])]
        blank = plain.rfind(" ", start + PIECE // 2, start + PIECE)
        cut = start + PIECE // 2 + ends[-1] if ends else blank + 1 if blank > 0 else start + PIECE
        found.append((start, cut))
        start = cut
    return [*found, (start, len(plain))]


def _split(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut where Punkt sees no end: after an hour, and where the blank is missing before a new sentence."""
    cuts = [match.end() for match in AFTER_HOUR.finditer(plain, start, end) if not NOT_AFTER_HOUR.match(plain, match.end())]
    cuts += [match.end() for pattern in (CREDIT, BRACKETED) for match in pattern.finditer(plain, start, end)]
    for match in GLUED.finditer(plain, start, end):
        word = re.compile(r"[A-Za-z]+").match(plain, match.end()).group().lower()
        if word in starters():
            cuts.append(match.end())
    edges = [start, *sorted(set(cuts)), end]
    return list(zip(edges, edges[1:]))


def _join(plain: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join what Punkt cut too early."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and _belongs(plain[max(found[-1][0], found[-1][1] - 40):found[-1][1]].rstrip(), plain[start:min(end, start + 80)],
                              found[-1][1] - found[-1][0] <= 5):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _belongs(before: str, after: str, tiny: bool) -> bool:
    """Whether `after` goes on with the sentence that ends in `before`; `tiny`: that is all of it."""
    if LOWER.match(after) or not re.search(r"\w", after[:3]) and not after.strip("\"')]} .!?"):
        return True
    if LOUD_QUOTE_END.search(before) and ASKED_BY.match(after):
        return True
    if STATE.search(before) or INITIALS.search(before) and after[:1].isupper():
        return after.split()[0].strip("\"'(,").lower() not in starters()
    return after[:1].isdigit() and bool(NUMBERED.search(before)) or tiny and bool(ITEM.fullmatch(before))


def _shorten(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    while end - start > LONGEST:
        blank = plain.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = blank if blank > 0 else start + LONGEST
        found.append((start, cut))
        start = cut
    return [span for span in [*found, (start, end)] if plain[slice(*span)].strip()]


def _trim(plain: str, start: int, end: int) -> tuple[int, int]:
    while plain[start].isspace():
        start += 1
    while plain[end - 1].isspace():
        end -= 1
    return start, end
