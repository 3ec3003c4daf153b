"""Headlines: attributions in the shape of a headline: "Talks fail: minister", "Minister: talks fail", "Talks fail, says minister"."""

from __future__ import annotations

from functools import cache

from analysis import cues, paths
from analysis.attributions import Attribution, Span
from analysis.phrases import strip_edges
from analysis.syntax import Sentence, Word

FULL_STOPS = (".", ";")
NAMES = ("NN", "NNS", "NNP", "NNPS")
FINITE = ("VBD", "VBZ", "VBP", "MD")
WITHIN_SOURCE = (*NAMES, "DT", "JJ", "POS", "CD", "IN", "CC", "PRP$", "VBG")
LINE = 25  # words of a headline
LONGEST = 6  # words of a source
SHORTEST = 2  # words of a content


@cache
def load_speakers() -> frozenset[str]:
    """Nouns that speak in headlines without a name (data/headline_speakers.txt)."""
    lines = (paths.DATA / "headline_speakers.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def find_headline(text: str, sentence: Sentence) -> Attribution | None:
    """The attribution a headline makes; None where a line is a sentence, or has no speaker at its edge.

    A headline stands alone in its paragraph and ends without a full stop.
    """
    words = sentence.words
    if not _is_headline(text, sentence):
        return None
    said = _with_verb(words)
    if said is not None:
        return said
    colons = [place for place, word in enumerate(words) if word.text == ":"]
    if len(colons) != 1:
        return None
    before, after = words[:colons[0]], words[colons[0] + 1:]
    for source, content in ((after, before), (before, after)):
        if _is_source(source, first=source is before) and _is_content(content):
            colon = words[colons[0]]
            return _make(source, (colon.start, colon.end), content, 0.6, "headline with a colon")
    return None


def _is_headline(text: str, sentence: Sentence) -> bool:
    """Whether a sentence has its paragraph for itself and no full stop."""
    before, after = text[max(0, sentence.start - 200):sentence.start], text[sentence.end:sentence.end + 200]
    opens = not before.strip() or "\n" in before[len(before.rstrip()):]
    closes = not after.strip() or "\n" in after[:len(after) - len(after.lstrip())]
    return opens and closes and 0 < len(sentence.words) <= LINE and sentence.words[-1].text not in FULL_STOPS


def _with_verb(words: list[Word]) -> Attribution | None:
    """"Talks fail, says minister" and "Talks fail, minister says"."""
    commas = [place for place, word in enumerate(words) if word.text == ","]
    if not commas or not _is_content(words[:commas[-1]]):
        return None
    tail = words[commas[-1] + 1:]
    verb = next((w for w in tail if cues.speaks(w.lemma) and w.lower in (w.lemma, f"{w.lemma}s", f"{w.lemma}es")), None)
    if verb is None or verb not in (tail[0], tail[-1]):
        return None
    source = [w for w in tail if w is not verb]
    if not _is_source(source, first=False, known=True):
        return None
    return _make(source, (verb.start, verb.end), words[:commas[-1]], 0.8, f"headline with {verb.lemma}")


def _is_source(words: list[Word], *, first: bool, known: bool = False) -> bool:
    """Whether words can be the speaker: a short noun phrase that is named, or a word for people who speak."""
    if not 0 < len(words) <= LONGEST or any(w.tag not in WITHIN_SOURCE for w in words):
        return False
    last = words[-1]
    named = last.text[0].isupper() and (not first or last.entity[2:] in ("PERSON", "ORG", "GPE") or last.tag == "NNP" and len(words) < 4)
    return known or last.lower in load_speakers() or (last.tag in NAMES and named)


def _is_content(words: list[Word]) -> bool:
    return sum(w.text[0].isalnum() for w in words) >= SHORTEST and any(w.tag.startswith("V") or w.tag in ("MD", "NNS", "NN") for w in words)


def _make(source: list[Word], cue: Span, content: list[Word], probability: float, rule: str) -> Attribution:
    span = (content[0].start, content[-1].end)
    return Attribution(strip_edges(source), cue, (span,), probability, rule)
