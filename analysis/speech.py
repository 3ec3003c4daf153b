"""Speech: whole utterances between quotation marks, each with the cue and the source that stand beside it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace

from analysis import cues
from analysis.attributions import Attribution, Span
from analysis.phrases import source_span
from analysis.quotes import Cover, Quote
from analysis.speech_cues import CLOSING, DASHES, FINITE, cue_after, cue_before
from analysis.syntax import Sentence, Word
from analysis.utterances import (
    Reader,
    Utterance,
    gap_left,
    line_above,
    make_reader,
    paragraph_of,
)

ENDS = (",", ".", "?", "!", "…", "—", "–", "-", ";")


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
    if not opening and cue_before(reader, utterance, left):
        reader.utterances.append(utterance)
        return
    if not opening and lead.text not in (":", ",", *DASHES):
        return
    if cue_after(reader, utterance, last, after, quote):
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
