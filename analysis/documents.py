"""Documents: from a file to its text and what is known about it; parts, sentences and tokens by their own modules."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

from analysis import paths, tables
from analysis.datelines import find_date
from analysis.decoding import decode, looks_binary, name_format
from analysis.header import Part, find_authors, find_parts
from analysis.notations import name_notation
from analysis.sentences import find_sentences
from analysis.tokens import STRAIGHT, find_tokens, load_pipeline

__all__ = ["Document", "InputError", "Part", "STRAIGHT", "describe_document", "find_authors", "find_date", "find_parts",
           "find_sentences", "find_tokens", "load_pipeline", "make_document", "read_document"]

LARGEST = 1_000_000  # characters: a novel; the longest articles have 150,000
HTML = re.compile(r"(?i)<!doctype html|<html\b|</?(?:p|div|span|br|a|h[1-6]|li|ul|ol|article|section|script|style|table|td|body|head|meta)\b[^<>]*>")
ENGLISH = {"en", "pcm"}  # the detector takes headlines full of names for Nigerian Pidgin
UNWRITABLE = re.compile("[\x00\ud800-\udfff]")  # what neither UTF-8 nor CSV can hold


class InputError(ValueError):
    """The input can't be used; the message is one sentence for the person who gave it."""

    def __init__(self, message: str) -> None:
        super().__init__(paths.one_line(message))

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in a notebook: the sentence alone, since a traceback would hide it."""
        return [str(self)]


def tell(error: Exception) -> str:
    """What went wrong, in one line for a person; what is no fault of the input or the disk says its type too."""
    words = " ".join(str(error).split()) or "no reason given"
    if isinstance(error, OSError) and error.strerror:
        return f"A file can't be read or written: {error.strerror}" + (f" ({Path(error.filename).name})." if error.filename else ".")
    return words if isinstance(error, (InputError, OSError)) else f"{type(error).__name__}: {words}"


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
    """Make a document of a text at hand.

    Raises
    ------
    InputError
        Where nothing can be read in it: no letters, HTML, data, a program, not English, more than a million characters.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    name = Path(name).name
    if UNWRITABLE.search(text):
        text = UNWRITABLE.sub("\ufffd", text)
        notes = (*notes, f"{name}: characters that can't be written are shown as \ufffd.")
    _refuse_unreadable(text, name)
    return Document(paths.document_id(Path(name).stem, text), text, name, notes)


def read_document(path: str | Path) -> Document:
    """Read an article from a plain text file in any encoding English is written in.

    Raises
    ------
    InputError
        With one sentence that names the file, what is wrong and what to do.
    """
    path = Path(path)
    if path.is_dir():
        raise InputError(f"{path} is a folder; give one text file.")
    if not path.exists():
        raise InputError(f"There is no file {path}; check the name and the folder.")
    if not path.is_file():
        raise InputError(f"{path} is a pipe or a device, which can be read once only; save the article's text as a file.")
    try:
        if path.stat().st_size > 4 * LARGEST:
            raise InputError(_too_large(path.name, path.stat().st_size, "bytes"))
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} can't be read ({error.strerror}); check that it is a file and that you may read it.") from error
    text, encoding = _decode(raw, path.name)
    plain = encoding in ("utf-8", "utf-8-sig")
    notes = () if plain else (f"{path.name} is not in UTF-8; {encoding.replace('_', '-')} was found and used.",)
    return make_document(text, path.name, notes)


def _decode(raw: bytes, name: str) -> tuple[str, str]:
    if not raw.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf"):
        raise InputError(f"{name} is empty; put the article's text into it.")
    known = name_format(raw)
    if known:
        raise InputError(f"{name} is {known}, not plain text; save the article's text as a .txt file in UTF-8.")
    decoded = decode(raw)
    if decoded is None:
        raise InputError(f"{name} is not text in any encoding that could be found; save it as a .txt file in UTF-8.")
    return decoded


def _too_large(name: str, size: int, unit: str) -> str:
    return f"{name} has {size:,} {unit}, more than one article (at most {LARGEST:,} characters); cut it into one file for each article."


def _refuse_unreadable(text: str, name: str) -> None:
    if len(text) > LARGEST:
        raise InputError(_too_large(name, len(text), "characters"))
    if not text.strip():
        raise InputError(f"{name} holds nothing but blanks; put the article's text into it.")
    if looks_binary(text):
        raise InputError(f"{name} looks like a program's data, not text; save the article's text as a .txt file in UTF-8.")
    tags = HTML.findall(text[:20_000])
    if len(tags) >= 3 or re.match(r"(?i)\s*(?:<!doctype html|<html\b)", text):
        raise InputError(f"{name} looks like a web page (HTML), not its text; save the article's text alone as a .txt file.")
    notation = name_notation(text)
    if notation:
        raise InputError(f"{name} looks like {notation}, not an article; save the article's text alone as a .txt file.")
    if not re.search(r"[^\W\d_]{2}", text):
        raise InputError(f"{name} has no words in it; put the article's text into it.")
    language = find_foreign_language(text)
    if language:
        raise InputError(f"{name} seems to be written in {language}, not in English; only English articles can be read.")


@cache
def _identifier():
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    load = getattr(LanguageIdentifier, "from_model_file", None) or LanguageIdentifier.from_pickled_model
    return load(MODEL_FILE, norm_probs=True)


def find_foreign_language(text: str) -> str | None:
    """The language of a text that is surely not English, by name; None for English or too little to say.

    py3langid on the first 20,000 characters; a few words or a list of names never decide.
    """
    sample = text[:20_000]
    letters = sum(mark.isalpha() for mark in sample)
    latin = sum(mark.isalpha() and ord(mark) < 0x250 for mark in sample)
    if letters < 20 or latin > letters / 2 and letters < 60:
        return None
    code, probability = _identifier().classify(sample.lower() if sample.isupper() else sample)
    if code in ENGLISH or code == "zxx" or probability < 0.85:
        return None
    return _languages().get(code, f"another language ({code})")


@cache
def _languages() -> dict[str, str]:
    """Names of languages by ISO 639-1 code (analysis/data/languages.csv)."""
    return dict(pd.read_csv(paths.DATA / "languages.csv", comment="#", dtype="string", keep_default_na=False).itertuples(index=False, name=None))


def find_day(document: Document) -> str | None:
    """The day the article gives as its own, YYYY-MM-DD; None where its header has no whole date."""
    parts = [part for part in find_parts(document) if part.kind in ("date", "byline", "dateline")]
    return find_date("\n".join(document.text[part.start:part.end] for part in parts))


def describe_document(document: Document) -> pd.DataFrame:
    """One row of `documents`: what the header says, and the size and fingerprint of the text.

    `title`, `byline` and `outlet` are as printed, `published` is a whole date only; the outlet is
    the paper beside the byline, else the agency of the dateline.  What is not there is empty.
    """
    text, parts = document.text, find_parts(document)
    authors, outlet = find_authors(document)
    title = next((text[part.start:part.end] for part in parts if part.kind == "title"), pd.NA)
    return tables.make("documents", [dict(
        document_id=document.document_id, title=title, published=find_day(document) or pd.NA,
        byline=text[authors[0][0]:authors[-1][1]] if authors else pd.NA,
        outlet=text[slice(*outlet)] if outlet else pd.NA,
        characters=len(text), path=document.path or pd.NA, sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
    )])
