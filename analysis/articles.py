"""Articles: from an item of the input to one article, with what it came with.

A row's columns are found by usual names or as they are told; of a saved web page trafilatura (Barbaresi 2021)
takes the main text, title, date, author and site, without a network.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from email.utils import parsedate

import pandas as pd

from analysis import paths
from analysis.decoding import decode, name_format
from analysis.documents import Document, InputError, find_date, make_document
from analysis.intake import PAGES, Item

# What the columns of tables of articles are called; the first that is there is taken.
USUAL = {
    "text": ("text", "body", "content", "article", "fulltext", "full_text", "article_text", "maintext", "story"),
    "id": ("id", "article_id", "document_id", "doc_id", "uid"),
    "title": ("title", "headline"),
    "byline": ("byline", "author", "authors"),
    "outlet": ("outlet", "source", "publisher", "publication", "newspaper", "site", "sitename"),
    "published": ("published", "date", "published_at", "publication_date", "publish_date", "date_publish", "pubdate", "datetime"),
    "url": ("url", "link", "address"),
}
CHARSET = re.compile(rb"(?i)<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.-]+)")
PLAIN = ("utf-8", "utf-8-sig")


def parse_columns(words: str) -> dict[str, str]:
    """What `--columns text=body,published=date` means: the field and the column it stands in.

    Raises
    ------
    InputError
        Where a part is no pair, or the field is none of `USUAL`.
    """
    found = {}
    for part in filter(None, words.split(",")):
        field, _, column = (side.strip() for side in part.partition("="))
        if field not in USUAL or not column:
            raise InputError(f"{part!r} names no column: write FIELD=COLUMN with one of {', '.join(USUAL)}.")
        found[field] = column
    return found


def find_columns(names: Iterable[str], given: Mapping[str, str]) -> dict[str, str]:
    """Fields to the columns of a table, by what is given or by usual names in any capitals.

    Raises
    ------
    InputError
        Where a column that was given is not there, or none that can be the text.
    """
    names = [str(name) for name in names if name is not None]
    lower = {name.strip().lower(): name for name in reversed(names)}
    found = {field: next((lower[name] for name in usual if name in lower), "") for field, usual in USUAL.items()}
    for field, name in given.items():
        if name.lower() not in lower:
            raise InputError(f"There is no column {name} ({', '.join(names)} are there).")
        found[field] = lower[name.lower()]
    if not found["text"]:
        raise InputError(f"No column can be told to be the text ({', '.join(names)} are there); name it: --columns text=NAME.")
    return {field: name for field, name in found.items() if name}


def make_article(item: Item, columns: Mapping[str, str]) -> dict[str, object]:
    """One row of table `articles` of an item.

    Raises
    ------
    InputError
        Where no article can be read in it; the message is one sentence.
    """
    if item.content is None:
        raise InputError(item.reason)
    if isinstance(item.content, dict):
        return _of_row(item, item.content, columns)
    if item.file.suffix.lower() in PAGES:
        return _of_page(item, item.content)
    text, encoding = _decode(item.content, item.file.name)
    return _row(item, make_document(text, item.file.name), encoding)


def open_article(row: Mapping[str, object]) -> Document:
    """The document of a row of `articles`, as a run of it alone would have it."""
    return Document(row["document_id"], row["text"], row["path"])


def _row(item: Item, document: Document, encoding: str, known: Mapping[str, object] | None = None) -> dict[str, object]:
    digest = hashlib.sha256(document.text.encode("utf-8")).hexdigest()
    notes = [*document.notes, *([f"Its encoding is {encoding.replace('_', '-')}."] if encoding not in PLAIN else [])]
    ledger = _decode(item.corrections, f"{item.file.stem}.corrections.csv")[0] if item.corrections.strip() else pd.NA
    return dict(input=item.input, document_id=document.document_id, path=document.path, corrections=ledger, encoding="utf-8" if encoding in PLAIN else encoding.replace("_", "-"),
                notes=" ".join(notes) or pd.NA, characters=len(document.text), sha256=digest, text=document.text, **(known or {}))


def _decode(raw: bytes, name: str) -> tuple[str, str]:
    known = name_format(raw)
    if known:
        raise InputError(f"{name} is {known}, not plain text.")
    decoded = decode(raw) if raw.strip() else ("", "utf-8")
    if decoded is None:
        raise InputError(f"{name} is not text in any encoding that could be found.")
    return decoded


# ---- Rows of tables ------------------------------------------------------------------------------------


def _of_row(item: Item, row: dict[str, object], columns: Mapping[str, str]) -> dict[str, object]:
    """An article of a row; its id is made of the row's id, else its title, else address, else number."""
    where = find_columns(row, columns)
    known = {field: _cell(row[name]) for field, name in where.items()}
    text = known.pop("text")
    if not isinstance(row[where["text"]], str) or not text:
        raise InputError(f"The row has no text in its column {where['text']}.")
    number = item.input.rpartition("#")[2]
    stem = next((known[field] for field in ("id", "title", "url") if known.get(field)), f"{item.file.stem} {number}")
    document = make_document(row[where["text"]], item.file.name)
    document = replace(document, document_id=paths.document_id(stem, document.text))
    if "published" in known:
        known["published"] = read_date(row[where["published"]]) or ""
    # What could not be read as a date is kept as it came.
    used = {name for field, name in where.items() if field != "published" or known["published"]}
    rest = {str(name): value for name, value in row.items() if name not in used and value is not None and value != ""}
    known["other"] = json.dumps(rest, ensure_ascii=False, default=str) if rest else ""
    return _row(item, document, item.encoding, {name: value or pd.NA for name, value in known.items()})


def _cell(value: object) -> str:
    """A cell as plain words; lists (of authors) in one line."""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_cell, value))
    words = "" if value is None or value != value else str(value)
    return " ".join(words.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ").split())


def read_date(value: object) -> str | None:
    """A date as YYYY-MM-DD, from ISO 8601, 20250515, the header of a mail, seconds since 1970, or words; None where it is none."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()[:10]
    words = _cell(value)
    found = re.match(r"(\d{4})[-/]?(\d\d)[-/]?(\d\d)(?!\d)", words)
    try:
        if found:
            return date(*map(int, found.groups())).isoformat()
        if re.fullmatch(r"\d{9,10}(\.\d+)?", words):
            return datetime.fromtimestamp(float(words), UTC).date().isoformat()
        mail = parsedate(words)
        return date(*mail[:3]).isoformat() if mail else find_date(words)
    except ValueError:
        return None


# ---- Pages ---------------------------------------------------------------------------------------------


def _of_page(item: Item, raw: bytes) -> dict[str, object]:
    """An article of a saved web page: its main text, and what its head says of it."""
    from trafilatura import bare_extraction

    name = item.file.name
    page, encoding = _decode_page(raw, name)
    found = bare_extraction(page, with_metadata=True, include_comments=False, include_tables=False)
    if found is None or not (found.text or "").strip():
        raise InputError(f"No main text could be found in the page {name}.")
    known = {"title": found.title, "byline": found.author, "outlet": found.sitename, "published": found.date, "url": found.url}
    text = "\n\n".join(filter(None, map(str.strip, found.text.split("\n"))))
    return _row(item, make_document(text, name), encoding, {field: _cell(value) or pd.NA for field, value in known.items()})


def _decode_page(raw: bytes, name: str) -> tuple[str, str]:
    """A page in UTF-8, in the encoding it names itself, or in the one that is found."""
    declared = CHARSET.search(raw[:4096])
    for encoding in ("utf-8", declared[1].decode("ascii") if declared else "utf-8"):
        try:
            return raw.decode(encoding), encoding.lower()
        except (UnicodeDecodeError, LookupError):
            continue
    return _decode(raw, name)
