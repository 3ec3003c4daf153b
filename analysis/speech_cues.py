"""Speech cues: the cue and the source that stand before or after a quote: "He said: …", "… said Smith", "… – Smith"."""

from __future__ import annotations

from analysis import cues
from analysis.attributions import Span
from analysis.phrases import find_subject, source_span, strip_edges, verb_group
from analysis.quotes import Quote
from analysis.syntax import Word
from analysis.utterances import Reader, Utterance, gap_right, paragraph_of, sentence_of

FINITE = ("VBD", "VBZ", "VBP", "VBN", "VB", "VBG")
CLOSING = "\"”“’‘'»` "
DASHES = ("―", "—", "–", "-", "--")
NOMINAL = ("NN", "NNS", "NNP", "NNPS", "PRP", "DT", "JJ", "CD", "PRP$", "POS", "WP")


def cues_lemma(word: Word) -> str:
    """The lemma under which a cue is listed."""
    return cues.LEMMAS.get(word.lemma, word.lemma)


def _sentence_part(gap: list[Word]) -> list[Word]:
    """What of a gap belongs to the sentence that leads into the quote."""
    for place in range(len(gap) - 1, 0, -1):
        if gap[place].sentence != gap[place - 1].sentence and gap[place - 1].text in (".", "?", "!"):
            return gap[place:]
    return gap


def cue_before(reader: Reader, utterance: Utterance, left: list[Word]) -> bool:
    """He said: “…”, told reporters, “…”, saying “…”."""
    gap = _sentence_part(left)
    colon = gap[-1].text == ":"
    for word in reversed(gap):
        if word.tag in FINITE and cues.speaks(cues_lemma(word)) and word.dep not in ("amod", "relcl", "aux"):
            if not colon and _has_complement(word, gap) and gap[-1] is not word:
                continue
            return _take(reader, utterance, word, gap, "quote after cue", 0.9)
        if word.tag in ("VBD", "VBZ", "VBP") and word.dep not in ("relcl", "aux", "auxpass") and not colon:
            return False
    if colon:
        return _colon(reader, utterance, gap)
    return False


def _has_complement(word: Word, gap: list[Word]) -> bool:
    return any(c.dep in ("ccomp",) and gap[0].index <= c.index <= gap[-1].index for c in word.children)


def _colon(reader: Reader, utterance: Utterance, gap: list[Word]) -> bool:
    """Smith: “…”: the words before the colon are the source, the colon the cue."""
    named = [w for w in gap if w.tag in ("NNP", "NNPS", "PRP", "NN", "NNS")]
    if not named:
        return False
    utterance.span = (gap[-1].start, gap[-1].end)
    if len(gap) <= 12 and not any(w.tag in ("VBD", "VBZ", "VBP", "MD") for w in gap):
        utterance.source = (gap[0].start, gap[-2].end)
    else:
        root = next((w for w in gap if w.child("nsubj") is not None and w.tag in ("VBD", "VBZ", "VBP", "VB", "VBG", "VBN")), None)
        subject = root.child("nsubj") if root is not None else None
        if subject is not None and subject.index not in reader.quoted:
            utterance.source = source_span(subject, (root.start, root.end), sentence_of(reader, subject))
    utterance.rule, utterance.probability = "quote after colon", 0.6
    return utterance.source is not None


def cue_after(reader: Reader, utterance: Utterance, last: int, after: Quote | None, quote: Quote) -> bool:
    """“…,” he said; “…,” said Smith, the minister."""
    if _signed(reader, utterance, last):
        return True
    gap = gap_right(reader, last, after)
    body = reader.text[quote.start:quote.end].rstrip(CLOSING)
    if not gap or (body.endswith((".", ";")) and gap[0].text[0].isupper()):
        return False
    if gap[0].lower == "according":
        return _according(reader, utterance, gap)
    skipped = 0
    for word in gap:
        if word.tag in ("VBD", "VBZ", "VBP", "VBN") and word.dep not in ("relcl", "acl", "aux", "auxpass", "amod"):
            if cues.speaks(cues_lemma(word)) and not _has_complement(word, gap):
                return _take(reader, utterance, word, gap, "quote before cue", 0.95)
            skipped += 1
            if skipped > 1 or word.dep == "ROOT":
                return False
    return False


def _signed(reader: Reader, utterance: Utterance, last: int) -> bool:
    """“…” — Smith: a dash and a name that end the paragraph."""
    if last >= len(reader.words) or reader.words[last].text not in DASHES:
        return False
    paragraph = paragraph_of(reader, last)
    name = [w for w in reader.words[last + 1:last + 14] if paragraph_of(reader, w.index) == paragraph]
    closed = last + 1 + len(name)
    ends = closed == len(reader.words) or paragraph_of(reader, closed) != paragraph
    if not ends or not name or not name[0].text[0].isupper() or any(w.tag in ("VBD", "VBZ", "VBP", "MD") for w in name):
        return False
    utterance.span, utterance.source = (reader.words[last].start, reader.words[last].end), strip_edges(name)
    utterance.rule, utterance.probability = "quote before dash", 0.8
    return utterance.source is not None


def _according(reader: Reader, utterance: Utterance, gap: list[Word]) -> bool:
    if len(gap) < 3 or gap[1].lower != "to":
        return False
    utterance.span = (gap[0].start, gap[1].end)
    holder = gap[1].child("pobj")
    utterance.source = source_span(holder, utterance.span, sentence_of(reader, holder)) if holder is not None else _nominal_run(gap[2:])
    utterance.rule, utterance.probability = "quote according to", 0.9
    return True


def _take(reader: Reader, utterance: Utterance, word: Word, gap: list[Word], rule: str, probability: float) -> bool:
    words = sentence_of(reader, word)
    first, last = verb_group(word, words)
    while words[first].index in reader.quoted and first < last:
        first += 1
    utterance.cue, utterance.span = word, (words[first].start, words[last].end)
    utterance.source = _speaker(reader, word, gap, utterance.span)
    utterance.rule, utterance.probability = rule, probability
    return True


def _speaker(reader: Reader, word: Word, gap: list[Word], cue: Span) -> Span | None:
    """The source: the cue's subject outside the quote, else the noun phrase beside it."""
    subject = find_subject(word)
    if subject is not None and subject.index not in reader.quoted and subject.entity[2:] not in ("DATE", "TIME"):
        words = sentence_of(reader, subject)
        return source_span(subject, cue, words, without=frozenset(w.index for w in words if w.index in reader.quoted))
    left, right = [w for w in gap if w.end <= cue[0]], [w for w in gap if w.start >= cue[1] and w.entity[2:] not in ("DATE", "TIME")]
    if left and left[-1].text == ",":
        left.pop()
    return _nominal_run(left, last=True) or (_nominal_run(right) if word.lemma != "tell" or not left else None)


def _nominal_run(words: list[Word], *, last: bool = False) -> Span | None:
    """The first (or last) run of words that can make a noun phrase, from one end of a gap."""
    run: list[Word] = []
    for word in (reversed(words) if last else words):
        if word.tag in NOMINAL:
            run.append(word)
        elif run or word.text[0].isalnum():
            break
    if not any(w.tag.startswith(("NN", "PRP", "WP")) for w in run):
        return None
    return min(w.start for w in run), max(w.end for w in run)
