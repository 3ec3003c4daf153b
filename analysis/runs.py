"""Runs: stretches of capitalised words that may hold a name, with the small words that can stand inside one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from analysis import gazetteer
from analysis.gazetteer import name_words
from analysis.syntax import Sentence, Word

BOARDS = {"Commission", "Committee", "Council", "Conference", "Center", "Centre", "Institute", "Panel", "Bureau"}  # ... on something
CHAMBERS = {"House", "Senate", "Commons", "Lords", "Assembly"}
PARTY = re.compile(r"([RDI])-(?:[A-Z][\w.]*)?$")  # "R-Ohio", as papers print party and state after a name
CLOSED_TAGS = {"PRP", "PRP$", "DT", "IN", "CC", "WDT", "WP", "WRB", "WP$", "MD", "EX", "TO", "PDT", "UH", "CD", "RB", "LS"}


def is_loud(sentence: Sentence) -> bool:
    """Whether nearly every word is capitalised, as in a headline."""
    words = [word for word in sentence.words if word.text[:1].isalpha() and len(word.text) > 3]
    return len(words) > 3 and sum(word.text[0].isupper() for word in words) > 0.75 * len(words)


def common_words(sentences: Sequence[Sentence]) -> set[str]:
    """Words that the article also writes in lower case: at the head of a sentence they are no names."""
    return {word.text for sentence in sentences for word in sentence.words if word.text[:1].islower()}


def capital_words(sentences: Sequence[Sentence]) -> set[str]:
    """Words that the article capitalises inside sentences, where nothing but a name asks for it."""
    return {word.text for sentence in sentences if not is_loud(sentence) for word in sentence.words[1:]
            if word.text[:1].isupper() and word.tag.startswith("NNP")}


def _capital(word: Word, sentence: Sentence, common: set[str], capitals: set[str]) -> bool:
    """Whether a word can be part of a name."""
    text = word.text
    if PARTY.match(text):
        return False
    if not text[:1].isupper() and not (text[:3] in ("al-", "el-") and text[3:4].isupper()):
        return False
    given = word.entity.endswith("PERSON") and word.lower in gazetteer.first_names()  # "Jan" is a month, and a man
    if text in name_words("never") and not given or text.rstrip(".") in name_words("region") and _after_comma(word, sentence):
        return False
    first = word is sentence.words[0] or sentence.words[word.index - sentence.words[0].index - 1].text in "“\"‘':—–-(•"
    if word.tag in CLOSED_TAGS and not (len(text) > 1 and text.isupper() and word.tag == "CD") and word.entity[2:] not in (
            "PERSON", "ORG", "GPE"):
        return False
    if "-" in text and text.split("-")[0].lower() in ("world", "anti", "pro", "non", "post", "pre", "mid"):
        return False
    if not first:
        return word.lower not in ("i", "mr", "the") or word.lower == "mr"
    if word.lower in common and word.entity[2:] not in ("PERSON", "GPE", "ORG"):
        return False
    if text not in capitals and (word.tag[:2] == "VB" or gazetteer.noun(word.lower)):
        return False  # "Did X ...", "Drugmakers X and Y ..." at the head of a sentence
    return word.tag.startswith("NNP") or bool(word.entity) or text in capitals or word.lower in gazetteer.first_names() or bool(
        gazetteer.match([text])) or gazetteer.title(word.lower) or word.lower in gazetteer.demonyms()


def _after_comma(word: Word, sentence: Sentence) -> bool:
    """Whether a short name of a US state is one: it has its point, or stands after a comma."""
    offset = word.index - sentence.words[0].index
    return word.text.endswith(".") or bool(offset) and sentence.words[offset - 1].text == ","


def find_runs(sentence: Sentence, common: set[str], capitals: set[str]) -> Iterator[list[Word]]:
    """Stretches of capitalised words with the small words that can stand inside a name."""
    words, run, i = sentence.words, [], 0
    while i < len(words):
        n = _step(words, i, run, sentence, common, capitals)
        if n:
            run.extend(words[i:i + n])
            i += n
            continue
        if run:
            yield run
            run = []
        i += 1
    if run:
        yield run


def _owned_body(owner: Word, mark: Word, nexts: list[Word]) -> bool:
    """Whether an apostrophe is part of a body's name ("Teachers' Union"): after a plural, before a sort of body."""
    sort = bool(nexts) and nexts[0].text[:1].isupper() and any(word.text in name_words("org") for word in nexts)
    return sort and owner.end == mark.start and owner.text.endswith("s") and not gazetteer.match([word.text for word in nexts])


def _step(words: list[Word], i: int, run: list[Word], sentence: Sentence, common: set[str], capitals: set[str]) -> int:
    """How many words the run grows by at `i`: 0 ends it."""
    found = gazetteer.match([word.text for word in words[i:i + 9]])
    if found and (found[1] > 1 or words[i].text[0].islower()):
        return found[1]
    if _capital(words[i], sentence, common, capitals):
        return 1
    nexts = words[i + 1:i + 3]
    if words[i].text in name_words("particle") and nexts and (
            (run and run[-1].tag.startswith("NNP")) or words[i].text in ("von", "van", "de", "al")):
        skip = 1 if nexts[0].text in name_words("particle") and len(nexts) > 1 else 0
        if nexts[skip].text[:1].isupper() and nexts[skip].tag.startswith("NNP"):
            return 1 + skip
    if run and (words[i].text in ("of", "for") and (_heads_phrase(run[-1]) or _in_long_body(run)) or words[i].text == "on" and run[-1].text in BOARDS):
        skip = 1 if nexts and nexts[0].lower in ("the", "a", "an") and len(nexts) > 1 else 0
        if nexts and nexts[skip].text[:1].isupper() and nexts[skip].text not in name_words("never"):
            return 1 + skip
    if run and words[i].text in ("'", "’") and _owned_body(run[-1], words[i], nexts):
        return 1
    if run and words[i].text in ("&", "and") and nexts and nexts[0].text[:1].isupper() and (
            _names_committee(run, words[i + 1:i + 6]) or (words[i].text == "&" or any(word.text in ("of", "for") for word in run)) and (
                nexts[0].lower not in gazetteer.first_names() and not gazetteer.match([nexts[0].text]))):
        return 1
    return 0


def _names_committee(run: list[Word], following: list[Word]) -> bool:
    """Whether "and" stands inside the name of a committee of a chamber: "the Senate Homeland Security and Energy Committee"."""
    capitals = list(takewhile(lambda word: word.text[:1].isupper(), following))
    return len(run) > 1 and run[0].text in CHAMBERS and any(word.text in ("Committee", "Subcommittee") for word in capitals)


def _heads_phrase(word: Word) -> bool:
    """Whether "of ..." after this word belongs to the name (University of, Secretary of)."""
    return word.text in name_words("org") or word.text in ("House", "Secretary", "Minister", "Director", "Speaker", "Chief",
                                                          "Chairman", "Lord", "Prince", "Duke", "Archbishop", "Bishop",
                                                          "Attorney", "State", "Chancellor", "Head", "President",
                                                          "Brotherhood", "Daughters", "Sons", "Friends", "Leader")


def _in_long_body(run: list[Word]) -> bool:
    """Whether the run is already "Association for the ...", whose name goes on with a further "of"."""
    return any(word.text in name_words("org") and after.text in ("of", "for") for word, after in zip(run, run[1:]))
