"""Header: what in a text is not the story itself: title, byline, date, dateline, summary, caption, credit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from analysis import paths
from analysis.datelines import DATE, DAY, INNER_DATELINE, dateline_end, outlet_pattern
from analysis.paragraphs import find_paragraphs

if TYPE_CHECKING:
    from analysis.documents import Document

Kind = Literal["title", "byline", "date", "dateline", "summary", "caption", "credit", "body"]


@dataclass(frozen=True)
class Part:
    """A stretch of the article and what it is; `start` and `end` index the text."""

    start: int
    end: int
    kind: Kind


CLOCK = r"\d\d?(?:[:.]\d\d(?::\d\d)?(?:\s*[ap]\.?m\.?)?|\s*[ap]\.?m\.?)(?:\s*(?:GMT|UTC|BST|EST|EDT|ET|CET|CEST|PST|PDT|IST|Z|[+-]\d\d:?\d\d))?"
FILLER = re.compile(
    rf"(?i)\b(?:date|dated|published|updated|last|modified|posted|first|created|on|at|by|{CLOCK}|{DAY}"
    r"|\d+\s+min(?:ute)?s?\s+read|\d+\s+hours?\s+ago)(?!\w)|[|·•,:;()–—/-]|\s")

NAME = r"(?:[A-Z][\w’'.\-]*|(?:d[aeiou]|de[lrn]|v[ao]n|bin|ibn|al-\w+|el-\w+|la|le|ter|ten)(?!\w))"
ONE_NAME = rf"{NAME}(?:\s+{NAME}){{0,5}}(?:\s+in\s+[A-Z]\w+(?:\s[A-Z]\w+){{0,2}})?"
NAMES = rf"{ONE_NAME}(?:\s*(?:,|&|and|,\s*and)\s+{ONE_NAME}){{0,9}}"
BYLINE = re.compile(rf"(?:\b[Bb]y|\bBY|\bStory by|\bWritten by)\s*:?\s+(?P<names>{NAMES})")
OFFICE = re.compile(r"(?i)\b(?:staff|senior|chief|special|political|foreign|diplomatic|security|business|white|house|correspondents?|"
                    r"reporters?|writers?|editors?|bureau|in|for|of|the|and|at|to|with|from|news|agency|analysis|opinion)\b")

CAPTION = re.compile(
    r"(?:FILE\s*(?:PHOTO|PIC|IMAGE)?\s?(?:[:–—]|-\s)|(?:FILE )?(?:PHOTO|IMAGE|VIDEO|PICTURE|GRAPHIC)S?\s?:|(?:Photo|Image|Video|Picture|Graphic|Illustration)s?\s?:"
    r"|\(?(?:Photo|Image|Picture|Illustration|Photograph)s?\s+(?:by|copyright|caption|credit|courtesy|source)\b|(?:Image|Media|Photo) caption"
    r"|Picture taken\b|Slideshow\b|\d+ of \d+\b.{0,40}$|REUTERS\s?/|\(?AP Photo|Getty Images|Related (?:Images|Coverage)|Click (?:here )?to (?:enlarge|view))")
CAPTION_END = re.compile(
    r"(?:REUTERS\s?/\s?[A-Z][^.]{2,60}|via (?:REUTERS|AP|Getty Images|Associated Press)|/\s?(?:File Photo|Pool|AFP|Getty(?: Images)?|AP|REUTERS|Handout)"
    r"|\(AP Photo[^)]*\)|\((?:Photo|Image)[^)]*\)|Getty Images)\)?\.?\s*$")
CREDIT = re.compile(
    r"[\[(]?\s?(?:(?:Additional |Further )?(?:Reporting|reporting|Writing|Editing|Compiled|Edited|Written|Translated|Graphic|Produced) (?:and (?:writing|editing) )?by\b"
    r"|(?:Adds|Updates|Recasts|Refiles|Corrects|Rewrites|Releads|Repeats)\b[^.]{0,120}[)\]]?$"
    r"|\(For (?:a|more|the|other|full)\b[^)]*\)$|Our Standards\s?:|Story highlights?$|Copyright\b|©|\(c\)\s|All rights reserved|(?i:read (?:more|also|next))\b|Follow (?:\w+ ){1,4}(?:on|at)\b"
    r"|This (?:story|article|report) (?:has been|was|is) (?:updated|corrected|published|originally|developing|part of)"
    r"|Sign up\b|Subscribe\b|For more\b.{0,80}(?:visit|go to|see|click|:)|Source\s?:|Contact\b.{0,60}@"
    r"|\(\(.*\)\)$|\(\s?[$€£¥]?\d[\d.,]*\s?(?:[A-Za-z]\w+\s?)?=[^()]{1,80}\)$)")
CREDIT_END = re.compile(
    r"\b(?:contributed(?: reporting)?(?: to this (?:report|story|article))?(?: from [A-Z][^.]{1,60})?|reported from [A-Z][^.]{1,120}|contributed research)\.?\s*[)\]]?$"
    r"|\(?Editing by [^.]{3,80}\)?$")
GLUED = re.compile(r"(?<![\w-])(?:[a-z]{4,}|[A-Z]?[a-z]{2,})(?=(?P<next>[A-Z][a-z]*) [A-Za-z])")  # "for shelterThe council met"
BULLET = re.compile(r"\s*(?:[*•▪●‣◦·]|[-–—]\s)\s*\S")


def find_parts(document: Document) -> list[Part]:
    """Say what each stretch of an article is: header, dateline, caption, credit or body.

    Works from the text alone, paragraph by paragraph; the patterns are those of agencies and
    papers in English.  What matches nothing is body, so a text without header is all body.

    Returns
    -------
    list of Part
        In reading order; without overlap; together they hold every character that is not blank.
        The name of the outlet stands within the byline part (see `find_authors`).
    """
    text, parts, bodies = document.text, [], 0
    spans = _split_glued(text, find_paragraphs(text))
    kinds = [_plain_kind(text[start:end], len(spans) - number) for number, (start, end) in enumerate(spans)]
    _name_captions(text, spans, kinds)
    _name_header(text, spans, kinds)
    for (start, end), kind in zip(spans, kinds):
        cut = dateline_end(text, start, end, bodies) if kind == "body" else start
        if kind == "byline":
            parts.extend(_cut_date(text, start, end))
        else:
            parts.extend(Part(a, b, what) for a, b, what in ((start, _rstrip(text, start, cut), "dateline"), (cut, end, kind)) if a < b)
        bodies += kind == "body"
    return parts


def _split_glued(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut what is glued to the first paragraph: a date, a headline before a dateline with its agency, headline and summary."""
    found = []
    for number, (start, end) in enumerate(spans):
        leading = DATE.match(text, start, end) if number < 3 else None
        if leading and re.compile(r"\s+[A-Z“\"]").match(text, leading.end(), end):
            found.append((start, leading.end()))
            start = _lstrip(text, leading.end(), end)
        inner = INNER_DATELINE.search(text, start, min(end, start + 400)) if number < 3 else None
        if inner and inner.start() > start + 10:
            found.append((start, _rstrip(text, start, inner.start())))
            start = inner.start()
        found.extend(_cut_glued(text, start, end) if number == 0 else [(start, end)])
    return found


def _cut_glued(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut where a small word runs into a capital: at most a headline and a summary, before a story.

    What follows a word with a capital of its own (LeBron, YouTube) must be a word that begins sentences.
    """
    edges = [start]
    for match in GLUED.finditer(text, start, min(end, start + 500)):
        word = match.group()
        begins = match["next"].lower() in _starters()
        if match.end() - edges[-1] >= 20 and (begins or len(word) > 3 and word.islower()):
            edges.append(match.end())
    edges = edges[:3] if end - edges[-1] >= 40 else edges[:1]
    return list(zip(edges, [*edges[1:], end]))


@cache
def _starters() -> frozenset[str]:
    """Words that only a new sentence writes with a capital (analysis/data/sentence_starters.txt)."""
    lines = (paths.DATA / "sentence_starters.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _plain_kind(block: str, from_end: int) -> str:
    """The kind of one paragraph by its own words; `from_end` counts paragraphs from the last, 1."""
    short = len(block) <= 400
    if CAPTION.match(block) and len(block) <= 700 or short and CAPTION_END.search(block) and not block.startswith(("“", '"')):
        return "caption"
    if short and CREDIT.match(block) or from_end <= 6 and len(block) <= 600 and CREDIT_END.search(block):
        return "credit"
    if len(block) <= 250 and is_meta(block):
        return "byline" if BYLINE.search(block) else "date"
    return "bullet" if BULLET.match(block) else "body"


def is_meta(block: str) -> bool:
    """Whether a line is only byline, date, time and outlet: nothing else is left when they go."""
    if not (DATE.search(block) or BYLINE.match(block.strip()) or re.fullmatch(outlet_pattern(), block.strip())):
        return False
    left = BYLINE.sub(" ", DATE.sub(" ", block), count=1)
    left = FILLER.sub(" ", OFFICE.sub(" ", outlet_pattern().sub(" ", left)))
    return not re.search(r"[^\W\d]", re.sub(r"\b[A-Z][\w’'.]*", " ", left) if BYLINE.match(block.strip()) else left)


def _name_captions(text: str, spans: list[tuple[int, int]], kinds: list[str]) -> None:
    """What ends in a year just above the photographer's line is the caption, in place in `kinds`."""
    for i, (start, end) in enumerate(spans[:-1]):
        if kinds[i:i + 2] == ["body", "caption"] and re.search(r"\b(?:19|20)\d\d\.?$", text[max(start, end - 6):end]):
            kinds[i] = "caption"


def _name_header(text: str, spans: list[tuple[int, int]], kinds: list[str]) -> None:
    """Turn the leading paragraphs into title and summary, in place in `kinds`; bullets further down are body."""
    first = next((i for i, kind in enumerate(kinds) if kind in ("body", "bullet")), None)
    if first is not None and kinds[first] == "body" and first < 4 and _is_title(text, spans, kinds, first):
        kinds[first] = "title"
        marks = [i for i in range(first + 1, min(first + 5, len(kinds)))
                 if kinds[i] in ("byline", "date") or kinds[i] == "body" and dateline_end(text, *spans[i], 0) > spans[i][0]]
        for i in range(first + 1, marks[0] if marks else first):
            if kinds[i] == "body" and spans[i][1] - spans[i][0] <= 400:
                kinds[i] = "summary"
        if text[spans[first][1] - 1] == ";" and first + 1 < len(spans) and kinds[first + 1] == "body" and spans[first + 1][1] - spans[first + 1][0] <= 200:
            kinds[first + 1] = "summary"
        if first + 2 < len(spans) and spans[first][1] == spans[first + 1][0] and spans[first + 1][1] == spans[first + 2][0]:
            kinds[first + 1] = "summary"  # glued to the headline, and the story to it
    body = next((i for i, kind in enumerate(kinds) if kind == "body"), len(kinds))
    for i, kind in enumerate(kinds):
        if kind == "bullet":
            kinds[i] = "summary" if i < body else "body"


def _is_title(text: str, spans: list[tuple[int, int]], kinds: list[str], number: int) -> bool:
    """A headline is short, is followed by a story, and does not read like a sentence of it."""
    start, end = spans[number]
    line, words = text[start:end], text[start:end].split()
    rest = [i for i in range(number + 1, len(spans)) if kinds[i] == "body"]
    if not rest or len(words) > 30 or end - start > 220 or dateline_end(text, start, end, 0) > start:
        return False
    if line[0] in "“\"" or re.search(r"[.!?][\"”’')]*\s+[A-Z]\w+ [a-z]", line[:-1]) and len(words) > 18:
        return False
    if not re.search(r"[.;,:][\"”’')]*$", line):
        return len(words) >= 2
    large = [word for word in words if len(word) > 3]
    capital = sum(not word[0].islower() for word in large) >= 0.7 * max(1, len(large))
    followed = any(kinds[i] in ("byline", "date") for i in range(number + 1, min(number + 3, len(kinds))))
    followed = followed or dateline_end(text, *spans[rest[0]], 0) > spans[rest[0]][0]
    short = len(words) <= 12 and 2 * (end - start) < spans[rest[0]][1] - spans[rest[0]][0]
    plain = len(words) <= 16 and not re.search(r"(?i)\b(?:the|an?|said|says|was|were|had)\b", line)
    plain = plain or short and not re.search(r"(?i)\b(?:said|was|were|had)\b", line)
    return (capital and len(words) > 2 or followed or plain) and line.endswith((".", ";", ".”", ".’", '."'))


def _cut_date(text: str, start: int, end: int) -> list[Part]:
    """Cut "date 2025-05-15 By A and B" into a date and a byline; the outlet stays with the byline."""
    first, last, _ = _find_byline(text, start, end)
    after = text[last:end]
    cut = first if DATE.search(text[start:first]) else start
    tail = DATE.search(after)
    stop = last + tail.start() if tail and not outlet_pattern().search(after, tail.end()) else end
    stop = last + len(re.sub(r"(?:[\s|·•,:(–—-]|\b(?:on|published|updated|date)\b)+$", "", text[last:stop], flags=re.I)) if stop < end else end
    edges = [(start, _rstrip(text, start, cut), "date"), (cut, stop, "byline"), (_lstrip(text, stop, end), end, "date")]
    return [Part(a, b, kind) for a, b, kind in edges if a < b]


def _find_byline(text: str, start: int, end: int) -> tuple[int, int, int] | None:
    """Where a byline begins and ends, and where its names begin; the stretch is read as if nothing stood before it."""
    found = BYLINE.search(text[start:end])
    return found and (start + found.start(), start + found.end(), start + found.start("names"))


def find_authors(document: Document) -> tuple[list[tuple[int, int]], tuple[int, int] | None]:
    """Spans of the authors' names in the bylines, and of the outlet, where one is printed.

    The outlet is looked for beside byline and date, then as the agency of the dateline.
    """
    text, authors, outlet = document.text, [], None
    parts = find_parts(document)
    for part in (part for part in parts if part.kind in ("byline", "date")):
        named = outlet_pattern().search(text, part.start, part.end)
        outlet = outlet or (named.span() if named else None)
        if by := _find_byline(text, part.start, part.end):
            _, last, names = by
            authors.extend(_names(text, names, min(last, named.start()) if named and named.start() > names else last))
    for part in (part for part in parts if part.kind == "dateline" and not outlet):
        agency = re.compile(r"[(/]\s?([A-Z][^()/]*?)\s?[)/]\W*$").search(text, part.start, part.end)
        outlet = outlet or (agency.span(1) if agency else None)
    return authors, outlet


def _names(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The names in "A, B and C"."""
    found = re.compile(rf"(?<!in )(?!and\b){NAME}(?:\s+(?!and\b){NAME})*").finditer(text, start, end)
    return [(name.start(), name.start() + len(name.group().rstrip(" .,"))) for name in found]


def _rstrip(text: str, start: int, end: int) -> int:
    return start + len(text[start:end].rstrip())


def _lstrip(text: str, start: int, end: int) -> int:
    return end - len(text[start:end].lstrip())
