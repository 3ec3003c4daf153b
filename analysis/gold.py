"""Gold: annotated news to measure on, in the formats of its sets.

A folder of gold holds coded articles (folders with `article.txt` and tables), articles with a list of corrections
(`x.txt` and `x.corrections.csv`) and sets (`polnear.jsonl` and others, one record a line), some or all.  What our
weights were trained on is left out.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from analysis import paths
from analysis.coding import NAMES
from analysis.corrections import Line, read_corrections
from analysis.documents import Document, InputError, make_document, read_document
from analysis.fields import Row, number

ARTICLES, CORRECTED = "articles", "corrected"
TITLES = {
    "ud_ewt": "UD EWT (weblogs, newsgroups)", "gum": "GUM news", "conllpp2023": "CoNLL++ 2023", "gap": "GAP (Wikipedia)",
    ARTICLES: "coded articles", "polnear": "PolNeAR", "plover": "PLOVER", "newsmtsc": "NewsMTSC, natural mix",
    "newsmtsc_mt": "NewsMTSC, several targets", "persent": "PerSenT", "basil": "BASIL", "directed": "directed sentiment",
    CORRECTED: "rows that people corrected",
}
NEEDED = {
    "ud_ewt": ("id", "text", "sentences", "tokens"), "gum": ("id", "text", "sentences", "tokens", "mentions", "genre"),
    "conllpp2023": ("id", "text", "tokens", "sentences_tok", "entities"), "gap": ("id", "text", "pronoun", "a", "b"),
    "polnear": ("id", "text", "attributions"), "plover": ("id", "text", "event", "event_text", "source", "target"),
    "newsmtsc": ("id", "text", "start", "end", "label"), "newsmtsc_mt": ("id", "text", "start", "end", "label"),
    "persent": ("id", "text", "target", "doc_label", "paragraphs"), "basil": ("id", "text", "sentences", "spans"),
    "directed": ("id", "text", "p", "q", "label"),
}
LEARNT = {"polnear": "train", "newsmtsc": "train", "newsmtsc_mt": "train", "gap": "development"}  # parts our weights have seen
SEEN = {
    "gum": "the weights of pronouns were fitted on its chains", "plover": "its events were at hand when the words of stances were chosen",
}
COLUMNS = {
    "actors": ("actor_id", "name"), "mentions": ("actor_id", "start", "end"), "statements": ("statement_id", "actor_id"),
    "issues": ("issue_id", "label"), "positions": ("actor_id", "issue_id", "stance"), "tone": ("paragraph",),
    "target_sentiment": ("actor_id",),
}
OTHER = {"target_sentiment": "sentiment"}  # how the line calls a table of the gold


@dataclass(frozen=True)
class GoldSet:
    """One set: its key, its name for people, what is read of it and what was left out, in words."""

    key: str
    title: str
    records: Sequence
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class CorrectedArticle:
    """An article with what people said of single rows, and its codebook, where it has one."""

    id: str
    document: Document
    lines: Sequence[Line]
    codebook: Path | None


@dataclass(frozen=True)
class CodedArticle:
    """An article with its coding, as rows of text cells by table."""

    id: str
    document: Document
    rows: dict[str, list[Row] | None] = field(hash=False)


def read_gold(folder: Path, *, characters: int = 0) -> list[GoldSet]:
    """Read all sets of a folder.

    Parameters
    ----------
    folder : Path
        A gold folder, one with coded articles, or one coded article.
    characters : int
        Of a larger set this many are read; 0 reads all.  Which records these are depends on their ids alone.

    Raises
    ------
    InputError
        Where there is no gold, or some is broken; the message names file and place.
    """
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder} of gold; check the name.")
    found = []
    for key, title in TITLES.items():
        if key in (ARTICLES, CORRECTED):
            found.extend(_articles(folder) if key == ARTICLES else _corrected(folder))
        elif (folder / f"{key}.jsonl").is_file():
            found.append(_choose(key, title, read_records(folder / f"{key}.jsonl", NEEDED[key]), characters))
    if not found:
        raise InputError(f"{folder.name} holds no gold: neither folders with article.txt nor articles with corrections nor a set such as polnear.jsonl.")
    return [one for one in found if one.records]


def read_records(path: Path, needed: Sequence[str]) -> list[dict]:
    """The records of a set, one a line.

    Raises
    ------
    InputError
        With the file and the line that can't be used.
    """
    records = []
    for place, line in enumerate(_text(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            raise InputError(f"{path.name}, line {place} is no JSON.") from None
        missing = [name for name in needed if not isinstance(record, dict) or name not in record]
        if missing:
            raise InputError(f"{path.name}, line {place} has no {missing[0]}.")
        records.append(record)
    return records


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name} can't be read as text in UTF-8 ({type(error).__name__}).") from None


def _choose(key: str, title: str, records: list[dict], characters: int) -> GoldSet:
    """What of a set is measured: nothing that was learnt from, no doubtful alignment, and of much a part."""
    unusable: list[tuple[str, Callable[[dict], bool]]] = [
        ("are of the part that was trained on", lambda record: key in LEARNT and record.get("orig_split") == LEARNT[key]),
        ("are not aligned with their text", lambda record: False in (record.get("ok"), record.get("sent_ok"), record.get("aligned"))),
        ("are no news", lambda record: key == "gum" and record["genre"] != "news"),
    ]
    notes = [f"{title}: {SEEN[key]}, so that text which nobody has seen may be read less well."] if key in SEEN else []
    for why, out in unusable:
        kept = [record for record in records if not out(record)]
        if len(kept) < len(records):
            notes.append(f"{title}: {len(records) - len(kept):,} of {len(records):,} records are left out, because they {why}.")
        records = kept
    chosen = sample(records, characters)
    if len(chosen) < len(records):
        notes.append(f"{title}: {len(chosen):,} of {len(records):,} records are read, chosen by a hash of their ids.")
    return GoldSet(key, title, chosen, notes)


def sample(records: Sequence[dict], characters: int) -> list[dict]:
    """Records until their texts reach so many characters, the same ones whatever their order; 0 takes all."""
    if not characters:
        return list(records)
    ordered = sorted(records, key=lambda record: hashlib.sha256(str(record["id"]).encode()).hexdigest())
    kept, total = set(), 0
    for record in ordered:
        if total < characters:
            kept.add(id(record))
            total += len(record["text"])
    return [record for record in records if id(record) in kept]


# ---- Coded articles ------------------------------------------------------------------------------------


def _articles(folder: Path) -> list[GoldSet]:
    """All coded articles of a folder as one set."""
    patterns = ("article.txt", "*/article.txt", "*/*/article.txt")
    folders = sorted({path.parent for pattern in patterns for path in folder.glob(pattern)})
    coded = [read_article(each) for each in folders if any((each / f"{name}.csv").is_file() for name in NAMES)]
    return [GoldSet(ARTICLES, coded[0].id if len(coded) == 1 else f"{len(coded)} coded articles", coded)] if coded else []


def _corrected(folder: Path) -> list[GoldSet]:
    """All articles of a folder that have a list of corrections beside them, as one set."""
    found = [CorrectedArticle(path.stem, read_document(path), lines, paths.codebook_beside(path)) for path in sorted(folder.glob("*.txt"))
             if (lines := read_corrections(paths.corrections_beside(path)))]
    note = (f"{TITLES[CORRECTED]}: people look at rows that seem odd to them, so the share that they find right is no estimate for all rows.")
    return [GoldSet(CORRECTED, TITLES[CORRECTED], found, [note])] if found else []


def read_article(folder: Path) -> CodedArticle:
    """Read a coded article: `article.txt` and its tables.

    Raises
    ------
    InputError
        Where a table lacks a column, or a row points outside the text or at other words.
    """
    document = make_document(_text(folder / "article.txt"), f"{folder.name}.txt")
    return CodedArticle(folder.name, document, read_coding(folder, document.text))


def read_coding(folder: Path, text: str | None = None) -> dict[str, list[Row] | None]:
    """The tables of a coding; None for those that are not there.  With the text, every place is proved against it."""
    return {name: _read_table(folder, name, text) for name in NAMES}


def _read_table(folder: Path, name: str, text: str | None) -> list[Row] | None:
    path = next((path for path in (folder / f"{name}.csv", folder / f"{OTHER.get(name, name)}.csv") if path.is_file()), None)
    if path is None:
        return None
    reader = csv.DictReader(_text(path).splitlines(keepends=True), restval="")
    missing = [column for column in COLUMNS[name] if column not in (reader.fieldnames or ())]
    if missing:
        raise InputError(f"{folder.name}/{path.name} has no column {missing[0]}.")
    rows = [{column: (cell or "").strip() for column, cell in row.items() if column is not None} for row in reader]
    for place, row in enumerate(rows, start=2):
        problem = _find_problem(row, text)
        if problem:
            raise InputError(f"{folder.name}/{path.name}, line {place}: {problem}.")
    return rows


def _find_problem(row: Row, text: str | None) -> str | None:
    """What is wrong with the places of a row."""
    for prefix in ("", "content_", "evidence_", "cue_", "speaker_", "source_", "condition_"):
        first, last = row.get(f"{prefix}start", ""), row.get(f"{prefix}end", "")
        if not first and not last:
            continue
        start, end = number(first), number(last)
        if start is None or end is None or not 0 <= start < end:
            return f"{prefix}start {first!r} and {prefix}end {last!r} are no place in a text"
        words = row.get(f"{prefix}text", "")
        if text is not None and (end > len(text) or words and text[int(start):int(end)].strip() != words):
            return f"the article has other words from {int(start)} to {int(end)}"
    return None


def document_of(record: dict) -> Document:
    """A record's text as a document, taken as it is: single sentences are no article that could be refused."""
    return Document(paths.document_id(str(record["id"]), record["text"]), record["text"])
