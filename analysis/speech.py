"""Speech: whole utterances between quotation marks, each with the cue and the source that stand beside it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from analysis import cues
from analysis.attributions import Attribution, Span
from analysis.phrases import find_subject, source_span, strip_edges, verb_group
from analysis.quotes import Cover, Quote
from analysis.syntax import Sentence, Word
from analysis.utterances import (
    Reader,
    Utterance,
    gap_left,
    gap_right,
    line_above,
    make_reader,
    paragraph_of,
    sentence_of,
)

FINITE = ("VBD", "VBZ", "VBP", "VBN", "VB", "VBG")
ENDS = (",", ".", "?", "!", "…", "—", "–", "-", ";")
CLOSING = "\"”“’‘'»` "
DASHES = ("―", "—", "–", "-", "--")
NOMINAL = ("NN", "NNS", "NNP", "NNPS", "PRP", "DT", "JJ", "CD", "PRP$", "POS", "WP")


def find_speech(text: str, sentences: list[Sentence], quotes: list[Quote]) -> list[Attribution]:
    """Direct quotations as attributions, in reading order; fragments and titles in quotation marks are left out.

    Those within another quotation ("he told me, ‘Never give up’") come last, where it has their cue and their source too.
    """
    told = find_at_depth(text, sentences, [quote for quote in quotes if quote.depth == 1])
    around = Cover([quote for quote in quotes if quote.depth == 0])
    within = [replace(a, rule=f"reported {a.rule}") for a in told if _has_teller(a, text) and around.holds(_extent(a))]
    return find_at_depth(text, sentences, [quote for quote in quotes if quote.depth == 0]) + within


def _has_teller(attribution: Attribution, text: str) -> bool:
    """Whether someone else than the two who talk is told of: not "I always say, ‘…’" or "you say, ‘…’"."""
    if attribution.cue is None or attribution.source is None:
        return False
    return text[slice(*attribution.source)].lower() not in ("i", "me", "we", "us", "you")


def _extent(attribution: Attribution) -> Span:
    """From the first to the last character of all its parts."""
    spans = (attribution.source, attribution.cue, *attribution.content)
    return min(span[0] for span in spans), max(span[1] for span in spans)


def find_at_depth(text: str, sentences: list[Sentence], quotes: list[Quote]) -> list[Attribution]:
    """What is said in quotes that do not overlap."""
    reader = make_reader(text, sentences, quotes)
    before: Quote | None = None
    for number, quote in enumerate(reader.outer):
        following = reader.outer[number + 1] if number + 1 < len(reader.outer) else None
        _read_quote(reader, quote, before, following)
        before = quote
    return [_attribution(reader, utterance) for utterance in reader.utterances]


def _read_quote(reader: Reader, quote: Quote, before: Quote | None, after: Quote | None) -> None:
    """Open an utterance for a quote, add the quote to the one that goes on, or leave it."""
    first, last = bisect_left(reader.starts, quote.start), bisect_left(reader.starts, quote.end)
    inside = [w for w in reader.words[first:last] if w.text[0].isalnum()]
    if not inside:
        return
    latest = reader.utterances[-1] if reader.utterances else None
    paragraph = paragraph_of(reader, first)
    if latest and latest.quotes[-1].chain == quote.chain and latest.quotes[-1] is before:
        return _add(latest, quote, paragraph)
    left = gap_left(reader, first, before) or line_above(reader, first)
    lead = left[-1] if left else None
    if latest and before is latest.quotes[-1] and left and _interrupted(latest, left):
        return _add(latest, quote, paragraph)
    opening = lead is None or lead.text in (".", "!", "?", "…", "...") or _starts_sentence(reader, first, lead)
    if not _is_utterance(reader, quote, inside, opening, lead):
        return
    utterance = Utterance([quote], paragraph=paragraph)
    if not opening and _cue_before(reader, utterance, left):
        reader.utterances.append(utterance)
        return
    if not opening and lead.text not in (":", ",", *DASHES):
        return
    if _cue_after(reader, utterance, last, after, quote):
        reader.utterances.append(utterance)
    elif opening and latest and latest.paragraph == paragraph:
        _add(latest, quote, paragraph)
    elif opening or lead.text == ":":
        _from_context(reader, utterance, left, latest, paragraph)


def _add(utterance: Utterance, quote: Quote, paragraph: int) -> None:
    utterance.quotes.append(quote)
    utterance.paragraph = paragraph


def _starts_sentence(reader: Reader, place: int, lead: Word) -> bool:
    return reader.sentences[reader.words[place].sentence].words[0].index == reader.words[place].index \
        and lead.text not in (",", ":") and not cues.speaks(lead.lemma)


def _interrupted(latest: Utterance, left: list[Word]) -> bool:
    """“…,” she said, “…”: the words between two quotes hold the cue of the first and no sentence ends there."""
    return latest.cue is not None and any(w is latest.cue for w in left) and left[-1].text in (",", ";", ":", *DASHES) \
        and not any(w.text in (".", "?", "!") for w in left)


def _is_utterance(reader: Reader, quote: Quote, inside: list[Word], opening: bool, lead: Word | None) -> bool:
    """Whether a quote is something said whole, not a title, a nickname or a phrase in marks."""
    if not quote.closed:
        return True
    body = reader.text[quote.start:quote.end].rstrip(CLOSING)
    verb = any(w.tag in ("VBD", "VBZ", "VBP", "MD", "VB") for w in inside)
    ended = body.endswith(ENDS)
    after = reader.text[quote.end:quote.end + 2].lstrip()
    if lead is not None and lead.text == ":":
        return True
    if opening:
        return ended or (verb and after[:1] in (",", ".", "", *DASHES))
    if cues.speaks(lead.lemma) and lead.tag in FINITE:
        return inside[0].text[0].isupper() and (verb or ended) and len(inside) > 2
    return inside[0].text[0].isupper() and (ended or verb) and lead.text in (",", *DASHES)


def _sentence_part(gap: list[Word]) -> list[Word]:
    """What of a gap belongs to the sentence that leads into the quote."""
    for place in range(len(gap) - 1, 0, -1):
        if gap[place].sentence != gap[place - 1].sentence and gap[place - 1].text in (".", "?", "!"):
            return gap[place:]
    return gap


def _cue_before(reader: Reader, utterance: Utterance, left: list[Word]) -> bool:
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
    reader_ok = utterance.source is not None
    return reader_ok


def cues_lemma(word: Word) -> str:
    """The lemma under which a cue is listed."""
    return cues.LEMMAS.get(word.lemma, word.lemma)


def _cue_after(reader: Reader, utterance: Utterance, last: int, after: Quote | None, quote: Quote) -> bool:
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


def _from_context(reader: Reader, utterance: Utterance, left: list[Word], latest: Utterance | None, paragraph: int) -> None:
    """A quote without a cue: the subject of the sentence before it, else whoever spoke last, in the paragraph above."""
    sentence = reader.sentences[left[-1].sentence] if left else None
    if sentence is not None:
        root = next((w for w in sentence.words if w.head is w), None)
        subject = root.child("nsubj", "nsubjpass") if root is not None else None
        if subject is not None and subject.tag in ("NNP", "PRP", "NN", "NNS", "NNPS") and subject.index not in reader.quoted:
            utterance.source = source_span(subject, (root.start, root.end), sentence.words)
            utterance.rule, utterance.probability = "quote after sentence", 0.6
            reader.utterances.append(utterance)
    elif latest is not None and 0 <= paragraph - latest.paragraph <= 1 and latest.source is not None:
        utterance.source, utterance.rule, utterance.probability = latest.source, "quote after quote", 0.5
        reader.utterances.append(utterance)


def _attribution(reader: Reader, utterance: Utterance) -> Attribution:
    content = tuple((quote.start, quote.end) for quote in utterance.quotes)
    return Attribution(utterance.source, utterance.span, content, utterance.probability, utterance.rule)
