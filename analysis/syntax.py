"""Syntax: the tokens frame as linked words, for the steps that walk a parse tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pandas as pd

from analysis.tokens import INVISIBLE, UNSEEN, show_plain


@dataclass(slots=True, eq=False)
class Word:
    """One token and its neighbours in the tree; `start` and `end` index the article."""

    index: int
    start: int
    end: int
    text: str
    lower: str
    lemma: str
    tag: str
    dep: str
    entity: str
    sentence: int
    head: Word = field(default=None, repr=False)
    children: list[Word] = field(default_factory=list, repr=False)

    def subtree(self) -> list[Word]:
        """The word and all that depends on it, in reading order."""
        found, stack = [], [self]
        while stack:
            word = stack.pop()
            found.append(word)
            stack.extend(word.children)
        return sorted(found, key=lambda word: word.index)

    def ancestors(self) -> Iterator[Word]:
        """Head, head's head and so on up to the root."""
        word = self
        while word.head is not word:
            word = word.head
            yield word

    def child(self, *deps: str) -> Word | None:
        """The first child with one of these relations."""
        return next((word for word in self.children if word.dep in deps), None)


@dataclass(slots=True, eq=False)
class Sentence:
    """One sentence: its row's id, place and paragraph, and its words."""

    index: int
    sentence_id: str
    paragraph: int
    start: int
    end: int
    words: list[Word]


def written(words: Iterable[Word]) -> str:
    """Words as they stand: a blank only where there is one ("Workers' Party", "AT&T"), marks straight."""
    parts, end = [], None
    for word in words:
        parts.append(word.text.replace("’", "'") if end == word.start or end is None else " " + word.text.replace("’", "'"))
        end = word.end
    return "".join(parts)


def link_words(sentences: pd.DataFrame, tokens: pd.DataFrame) -> list[Sentence]:
    """Make linked sentences of the two frames, in reading order.

    Curly marks and apostrophes are straight in `lower` and `lemma`, so that word lists need one form only; what can't be
    seen (a soft hyphen) is in none of the three.
    """
    rows = zip(sentences.sentence_id, sentences.paragraph, sentences.start, sentences.end)
    found = [Sentence(index, *row, words=[]) for index, row in enumerate(rows)]
    owner = {sentence.sentence_id: sentence for sentence in found}
    words, heads, tokens = {}, [], tokens[tokens.tag != UNSEEN]
    columns = zip(tokens.token_id, tokens["head"], tokens.sentence_id, tokens.start, tokens.end, tokens.text,
                  tokens.lemma, tokens.tag, tokens.dep, tokens.entity.fillna(""))
    for index, (token_id, head, sentence_id, start, end, text, lemma, tag, dep, entity) in enumerate(columns):
        sentence = owner[sentence_id]
        word = Word(index, start, end, text.translate(INVISIBLE) or text, show_plain(text).lower(), show_plain(lemma).lower(), tag, dep, entity, sentence.index)
        sentence.words.append(word)
        words[token_id] = word
        heads.append(head)
    for word, head in zip(words.values(), heads):
        word.head = words[head]
        if word.head is not word:
            word.head.children.append(word)
    return found
