"""Judging: what an attribution is: its kind, its act, what its cue adds, whether it is denied or only supposed."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from analysis import cues
from analysis.attributions import Attribution, Span
from analysis.phrases import SUBJECTS
from analysis.quotes import Quote
from analysis.syntax import Word

POS = {"V": "verb", "N": "noun", "J": "adjective"}
DENIALS = {"not", "n't", "never", "neither", "nor", "hardly"}
NOBODY = {"no", "nobody", "none", "neither", "nothing"}
MODALS = {"would", "could", "might", "may", "should", "will", "'ll", "'d", "wo", "shall", "must", "ca", "can"}
SUPPOSING = {"if", "unless", "whether", "should", "until"}


@dataclass(frozen=True)
class Judgement:
    """What `statements` says of an attribution beside its spans."""

    kind: str
    act: str
    cue_class: str
    negated: bool
    hypothetical: bool


class Place:
    """Words by place in the article, to go from spans back to words."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = list(words)
        self._starts = [word.start for word in self.words]

    def inside(self, span: Span | None) -> list[Word]:
        """The words that begin in a span."""
        if span is None:
            return []
        return self.words[bisect_left(self._starts, span[0]):bisect_left(self._starts, span[1])]

    def head(self, span: Span | None) -> Word | None:
        """The word of a span on which its others depend; the first such word."""
        inside = self.inside(span)
        own = {word.index for word in inside}
        tops = [w for w in inside if (w.head is w or w.head.index not in own) and w.text[0].isalnum()]
        return next(iter(tops), inside[0] if inside else None)


def judge(attribution: Attribution, text: str, quotes: list[Quote], place: Place) -> Judgement:
    """Judge one attribution; without a cue it is taken as neutral speech."""
    word = cue_word(attribution, place)
    cue = _lookup(attribution, word, place)
    kind = find_kind(attribution.content, text, quotes)
    if kind == "direct" or (cue is None and attribution.cue is None):
        act = "speech" if cue is None or cue.act in ("deed", "attitude") else cue.act
    else:
        act = cue.act if cue else ("speech" if kind == "mixed" or _is_clause(attribution, place) else "deed")
    return Judgement(kind, act, cue.cue_class if cue else "neutral", _is_negated(word, place, attribution.cue),
                     _is_hypothetical(word))


def cue_word(attribution: Attribution, place: Place) -> Word | None:
    """The word of the cue that decides: the deepest verb of the group that is listed, else its head."""
    inside = place.inside(attribution.cue)
    listed = [w for w in inside if w.dep not in ("aux", "auxpass", "advmod") and cues.find_cue(w.lemma, POS.get(w.tag[:1], ""))]
    return listed[-1] if listed else place.head(attribution.cue)


def _lookup(attribution: Attribution, word: Word | None, place: Place) -> cues.Cue | None:
    if word is None:
        return None
    if word.lower in ("according", "accordance"):
        return cues.find_cue("according to", "preposition")
    particle = word.child("prt", "prep")
    pos = POS.get(word.tag[:1], "verb")
    joined = cues.load_cues().get((f"{word.lemma} {particle.lower}", pos)) if particle is not None else None
    return joined or cues.find_cue(word.lemma, pos)


def find_kind(content: Sequence[Span], text: str, quotes: list[Quote]) -> str:
    """direct: every piece begins in quotation marks, which hold nine tenths of the letters; indirect: they hold none."""
    letters = quoted = 0
    whole = True
    for start, end in content:
        letters += sum(text[i].isalnum() for i in range(start, end))
        first = bisect_left(quotes, start, key=lambda quote: quote.start) - 1
        while first > 0 and quotes[first].depth > 0:
            first -= 1
        opened = False
        for quote in quotes[max(first, 0):]:
            if quote.start >= end:
                break
            if quote.depth == 0:
                opened = opened or quote.start <= start < quote.end
                quoted += sum(text[i].isalnum() for i in range(max(start, quote.start), min(end, quote.end)))
        whole = whole and opened
    if not quoted:
        return "indirect"
    return "direct" if whole and quoted >= 0.9 * letters else "mixed"


def _is_clause(attribution: Attribution, place: Place) -> bool:
    words = [w for span in attribution.content for w in place.inside(span)]
    return any(w.tag in ("VBD", "VBZ", "VBP", "MD") for w in words)


def _is_negated(word: Word | None, place: Place, cue: Span | None) -> bool:
    if word is None:
        return False
    if any(w.lower in DENIALS for w in place.inside(cue)):
        return True
    holder: Word | None = word
    for _ in range(3):  # did not refuse to say: through the verbs it depends on
        if any(c.dep == "neg" or (c.dep == "advmod" and c.lower in DENIALS) for c in holder.children):
            return True
        subject = holder.child(*SUBJECTS)
        if subject is not None:
            return subject.lower in NOBODY or any(c.dep == "det" and c.lower == "no" for c in subject.children)
        if holder.dep not in ("xcomp", "conj") or holder.head is holder:
            return False
        holder = holder.head
        if word.dep == "conj":
            return False
    return False


def _is_hypothetical(word: Word | None) -> bool:
    if word is None or not word.tag.startswith("V"):
        return False
    if any(c.dep == "aux" and (c.lower in MODALS or c.lower == "to") for c in word.children):
        return True
    mark = word.child("mark")
    if mark is not None and mark.lower in SUPPOSING:
        return True
    if word.dep == "conj" and word.head.tag == word.tag and word.tag == "VB":
        return _is_hypothetical(word.head)
    return any(c.dep == "advmod" and c.lower in ("if",) for c in word.children)
