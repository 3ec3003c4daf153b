"""What a row and a column mean: the one door in and out.

Every table of the project is declared here once, with the type, the unit and the
meaning of each column; README and report print them from here.  Frames are made
with `make`, proved with `check`, and kept with `write` and `read`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.paths import replacing


@dataclass(frozen=True)
class Column:
    """One column: its pandas type, what it means, and the values it may take."""

    name: str
    dtype: str
    meaning: str
    unit: str = ""
    values: tuple[str, ...] = ()
    required: bool = True


TEXT, INTEGER, NUMBER, FLAG = "string", "Int64", "Float64", "boolean"

KINDS = ("person", "state", "organisation", "delegation", "group", "journalist")
FORMS = ("name", "nominal", "pronoun")
SENSES = ("actor", "place")
STATEMENT_KINDS = ("direct", "mixed", "indirect")
ACTS = ("speech", "belief", "attitude", "deed")
CUE_CLASSES = (
    "neutral", "assertive", "doubting", "demanding", "committing",
    "refusing", "evaluating", "questioning", "agreeing",
)
STANCES = ("support", "oppose", "conditional", "neutral")
BASES = ("own_direct", "own_reported", "reporter", "other_actor")
MOVES = (
    "demand", "offer", "precondition", "red_line", "refusal",
    "agreement", "threat", "attendance", "none",
)
VARIANTS = ("whole", "shortened", "changed")
VOICES = ("narrator", "actor")
LABELS = ("negative", "neutral", "positive")
CORRECTIONS = ("accept", "reject", "edit", "merge", "split", "add")
OUTCOMES = ("applied", "already so", "overruled", "refused", "not placed")  # the best for a person first
BYLINE = "name in a byline"  # a mention's rule begins so where it is a signature or a credit
FIRST_PERSON = "first person"  # how the rule of a mention by I or we begins


def _text(name, meaning, values=(), required=True):
    return Column(name, TEXT, meaning, values=tuple(values), required=required)


def _place(prefix="", what="the row", required=True):
    """Start, end and text of one stretch of the article."""
    start, end = (f"{prefix}_start", f"{prefix}_end") if prefix else ("start", "end")
    return (
        Column(start, INTEGER, f"first character of {what}", "characters", required=required),
        Column(end, INTEGER, f"one past the last character of {what}", "characters", required=required),
        _text(prefix or "text", f"the characters of {what}: text[{start}:{end}]", required=required),
    )


DOCUMENT = _text("document_id", "the article: slug of the file's stem and 8 digits of the text's sha256")
SENTENCE = _text("sentence_id", "the sentence it stands in (begins in)")
ACTOR = _text("actor_id", "the actor, one in its article")
RULE = _text("rule", "which rule or model made the row, readable")
PROBABILITY = Column("probability", NUMBER, "how likely the row is right", "0 to 1")

TABLES: dict[str, tuple[Column, ...]] = {
    "documents": (
        DOCUMENT,
        _text("title", "the headline, where the text has one", required=False),
        _text("byline", "who wrote it, as printed", required=False),
        _text("outlet", "who published it, as printed", required=False),
        _text("published", "date of publication, YYYY-MM-DD", required=False),
        Column("characters", INTEGER, "length of the text", "characters"),
        _text("sha256", "of the text in UTF-8"),
        _text("path", "file name, without folders", required=False),
    ),
    "sentences": (
        _text("sentence_id", "one sentence, in reading order"), DOCUMENT,
        Column("paragraph", INTEGER, "ordinal of its paragraph, from 0", "paragraphs"),
        *_place(what="the sentence"),
    ),
    "tokens": (
        _text("token_id", "one word, number or mark, in reading order"), DOCUMENT, SENTENCE,
        *_place(what="the token"),
        _text("lemma", "dictionary form"),
        _text("tag", "Penn Treebank part-of-speech tag"),
        _text("head", "token_id of its syntactic head, itself at the root"),
        _text("dep", "syntactic relation to the head (ClearNLP labels)"),
        _text("entity", "type of the name it is part of, B- or I- (OntoNotes labels)", required=False),
    ),
    "actors": (
        ACTOR, DOCUMENT,
        _text("name", "fullest name in the article, or in seeds/actors.csv"),
        _text("kind", "what sort of actor", KINDS),
        _text("side", "state, bloc or camp it stands with", required=False),
        _text("role", "title or office, as printed", required=False),
        _text("parent", "actor_id of the body it belongs to", required=False),
        _text("aliases", "other names it goes by, separated by |", required=False),
    ),
    "mentions": (
        _text("mention_id", "one place that refers to an actor"), DOCUMENT, SENTENCE, ACTOR,
        *_place(what="the mention"),
        _text("form", "how it refers", FORMS),
        _text("sense", "an actor, or only the place of that name", SENSES),
        RULE, PROBABILITY,
    ),
    "statements": (
        _text("statement_id", "one attribution: a source, a cue, a content"),
        Column("piece", INTEGER, "ordinal of the piece of a content that is interrupted, from 0", "pieces"),
        DOCUMENT, SENTENCE,
        _text("actor_id", "the actor who is its source", required=False),
        _text("parent_id", "statement_id of the statement it is reported in", required=False),
        *_place("source", "the source, the whole noun phrase", required=False),
        *_place("cue", "the cue, the whole verb group", required=False),
        *_place(what="the piece of content, with its quotation marks"),
        _text("kind", "quoted whole, in part, or not", STATEMENT_KINDS),
        _text("act", "what is attributed", ACTS),
        _text("cue_class", "what the cue adds", CUE_CLASSES),
        Column("negated", FLAG, "the attribution is denied (did not say)"),
        Column("hypothetical", FLAG, "the attribution is not told as fact (would say, if she says)"),
        RULE, PROBABILITY,
    ),
    "issues": (
        _text("issue_id", "one issue of the codebook"),
        _text("label", "short name"),
        _text("description", "what it is, and what support and oppose mean", required=False),
        _text("keywords", "words that point to it, separated by |", required=False),
    ),
    "positions": (
        _text("position_id", "one actor on one issue at one place"), DOCUMENT, ACTOR,
        _text("issue_id", "the issue"),
        _text("stance", "for, against, on a condition, or neither", STANCES),
        _text("basis", "whose words bear the stance", BASES),
        _text("move", "what it is in bargaining", MOVES),
        _text("statement_id", "the statement it was read from", required=False),
        *_place(what="the evidence"),
        *_place("condition", "the condition", required=False),
        RULE, PROBABILITY,
    ),
    "tone": (
        _text("sentence_id", "the sentence"), DOCUMENT,
        Column("paragraph", INTEGER, "ordinal of its paragraph, from 0", "paragraphs"),
        *_place(what="the sentence"),
        Column("negative", NUMBER, "share of negative words, weighted (VADER)", "0 to 1"),
        Column("neutral", NUMBER, "share of neutral words, weighted (VADER)", "0 to 1"),
        Column("positive", NUMBER, "share of positive words, weighted (VADER)", "0 to 1"),
        Column("compound", NUMBER, "tone of the whole sentence (VADER)", "-1 to 1"),
    ),
    "sentiment": (
        _text("mention_id", "the mention judged"), DOCUMENT, ACTOR,
        _text("voice", "who judges", VOICES),
        _text("holder_id", "actor_id of the quoted actor who judges", required=False),
        _text("statement_id", "the innermost statement it stands in", required=False),
        *_place(what="the mention"),
        Column("negative", NUMBER, "probability that it is spoken of negatively", "0 to 1"),
        Column("neutral", NUMBER, "probability that it is spoken of neutrally", "0 to 1"),
        Column("positive", NUMBER, "probability that it is spoken of positively", "0 to 1"),
        Column("score", NUMBER, "positive − negative: how well it is spoken of", "-1 to 1"),
        _text("label", "the most probable of the three", LABELS),
        RULE, PROBABILITY,
    ),
    "corrections": (
        DOCUMENT,
        Column("line", INTEGER, "line of the article's corrections.csv", "lines"),
        _text("table", "the table that is corrected"),
        _text("action", "what was asked for", CORRECTIONS),
        _text("outcome", "what became of it", OUTCOMES),
        _text("note", "why, where it was not simply carried out", required=False),
        *_place("anchor", "the place that was meant", required=False),
        _text("quoted", "the words it was anchored to", required=False),
        _text("key", "which row of that place", required=False),
        _text("column", "the column that is set", required=False),
        _text("value", "what it is set to", required=False),
        _text("who", "who said it", required=False),
        _text("when", "when it was said", required=False),
        _text("why", "the reason that was given", required=False),
    ),
}

INPUT = _text("input", "where it stands in the input: the file, and after # the row of a table, from 1")

CORPUS: dict[str, tuple[Column, ...]] = {
    "articles": (
        INPUT, DOCUMENT,
        _text("path", "name of its file, without folders"),
        _text("encoding", "encoding it was found in"),
        _text("id", "identifier it came with", required=False),
        _text("title", "headline it came with", required=False),
        _text("byline", "author it came with", required=False),
        _text("outlet", "publisher it came with", required=False),
        _text("published", "date it came with, YYYY-MM-DD", required=False),
        _text("url", "address it came with", required=False),
        _text("other", "all else it came with, as JSON", required=False),
        _text("notes", "what the reader should know of the file", required=False),
        Column("characters", INTEGER, "length of the text", "characters"),
        _text("sha256", "of the text in UTF-8"),
        _text("text", "the whole text, which the places of all tables index"),
        _text("corrections", "the lines of its corrections.csv, as they were", required=False),
    ),
    "signatures": (
        INPUT, DOCUMENT,
        Column("words", INTEGER, "length of the text", "words"),
        _text("signature", "MinHash of its runs of 5 words (Broder 1997): 128 numbers in hex digits"),
    ),
    "near_duplicates": (
        INPUT, DOCUMENT,
        _text("near_duplicate_of", "input of the earlier article that it is most like"),
        _text("story_id", "document_id of the earliest article that it hangs together with, over any number of likenesses"),
        Column("similarity", NUMBER, "estimated share of the runs of 5 words of both that both have", "0 to 1"),
        Column("error", NUMBER, "standard error of that estimate", "0 to 1"),
    ),
    "quotations": (
        _text("quotation_id", "statement_id of its longest wording"), DOCUMENT,
        _text("statement_id", "the statement that quotes it"),
        _text("variant", "as in its longest wording, with parts left out, or in other words", VARIANTS),
        Column("words", INTEGER, "length of this wording", "words"),
        Column("shared", NUMBER, "share of its runs of 3 words that the longest wording has", "0 to 1"),
        _text("text", "the words between the quotation marks"),
    ),
    "duplicates": (
        INPUT, DOCUMENT,
        _text("duplicate_of", "input of the first article with exactly this text"),
    ),
    "rejected": (
        INPUT,
        _text("reason", "why there are no rows of it, in a sentence"),
    ),
    "links": (
        DOCUMENT, ACTOR,
        _text("entity_id", "the same actor across articles"),
        RULE, PROBABILITY,
    ),
}

SPANS = (
    ("start", "end", "text"),
    ("source_start", "source_end", "source"),
    ("cue_start", "cue_end", "cue"),
    ("condition_start", "condition_end", "condition"),
    ("anchor_start", "anchor_end", "anchor"),
)

KEYS = {
    "documents": ("document_id",),
    "sentences": ("sentence_id",),
    "tokens": ("token_id",),
    "actors": ("document_id", "actor_id"),
    "mentions": ("mention_id",),
    "statements": ("statement_id", "piece", "actor_id"),
    "issues": ("issue_id",),
    "positions": ("position_id",),
    "tone": ("sentence_id",),
    "sentiment": ("mention_id",),
    "corrections": ("document_id", "line"),
    "articles": ("input",),
    "duplicates": ("input",),
    "rejected": ("input",),
    "links": ("document_id", "actor_id"),
    "signatures": ("input",),
    "near_duplicates": ("input",),
    "quotations": ("statement_id",),
}


class TableError(ValueError):
    """A frame is not what its table says; the message names table, column and row."""


def columns(name: str) -> tuple[Column, ...]:
    """The columns of one table, in order."""
    return TABLES[name] if name in TABLES else CORPUS[name]


def make(name: str, rows: Iterable[Mapping] | pd.DataFrame = ()) -> pd.DataFrame:
    """Give rows the columns, order and types of one table.

    Parameters
    ----------
    name : str
        A key of `TABLES` or `CORPUS`.
    rows : iterable of mappings, or frame
        What is missing is left empty; what is not declared is refused.

    Returns
    -------
    pandas.DataFrame
        All columns of the table, also when there are no rows; floats have three decimals.
    """
    frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
    wanted = columns(name)
    extra = set(frame.columns) - {column.name for column in wanted}
    if extra:
        raise TableError(f"{name}: no such column: {', '.join(sorted(map(str, extra)))}")
    frame = frame.reindex(columns=[column.name for column in wanted])
    # One frame of all columns at the end: column by column into a frame costs a copy each.
    cells = {column.name: frame[column.name].astype(column.dtype).array for column in wanted}
    cells |= {column.name: cells[column.name].round(3) for column in wanted if column.dtype == NUMBER}
    return pd.DataFrame(cells, index=range(len(frame)))


def check(name: str, frame: pd.DataFrame, text: str | None = None) -> pd.DataFrame:
    """Prove a frame against its table; hand it back unchanged.

    Columns and their order, required cells, closed sets, unique keys and, where the
    article's text is given, `text[start:end] == text column` in every row.

    Raises
    ------
    TableError
        With the table, the column and the first bad row.
    """
    wanted = columns(name)
    names = [column.name for column in wanted]
    if list(frame.columns) != names:
        raise TableError(f"{name}: columns are {list(frame.columns)}, not {names}")
    for column in wanted:
        _check_column(name, frame, column)
    double = frame.duplicated(list(KEYS[name]))
    if double.any():
        raise TableError(f"{name}: two rows with the key {frame.loc[double, list(KEYS[name])].iloc[0].to_dict()}")
    if text is not None:
        for start, end, word in SPANS:
            if start in names:
                _check_spans(name, frame, text, start, end, word)
    return frame


def _check_column(name: str, frame: pd.DataFrame, column: Column) -> None:
    cells = frame[column.name]
    if column.required and cells.isna().any():
        raise TableError(f"{name}.{column.name}: row {int(cells.isna().argmax())} is empty")
    if column.values:
        odd = cells.dropna()[~cells.dropna().isin(column.values)]
        if len(odd):
            raise TableError(f"{name}.{column.name}: {odd.iloc[0]!r} is none of {', '.join(column.values)}")
    if column.dtype == TEXT and (cells == "").any():
        raise TableError(f"{name}.{column.name}: unknown is an empty cell, not an empty text")


def _check_spans(name: str, frame: pd.DataFrame, text: str, start: str, end: str, word: str) -> None:
    for row, (a, b, given) in enumerate(zip(frame[start], frame[end], frame[word])):
        blanks = [pd.isna(a), pd.isna(b), pd.isna(given)]
        if all(blanks):
            continue
        if any(blanks) or not 0 <= a < b <= len(text) or text[a:b] != given:
            raise TableError(f"{name}: row {row}: text[{a}:{b}] is not {given!r}")


def write(frame: pd.DataFrame, folder: Path, name: str, *, format: str = "csv") -> Path:
    """Keep one table as NAME.csv or NAME.parquet; an earlier file stays until the new one is whole."""
    target = Path(folder) / f"{name}.{format}"
    target.parent.mkdir(parents=True, exist_ok=True)
    with replacing(target) as draft:
        if format == "parquet":
            frame.to_parquet(draft, index=False, engine="pyarrow")
        else:
            frame.to_csv(draft, index=False, float_format="%.3f", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    return target


def read(folder: Path, name: str) -> pd.DataFrame:
    """Read one table back with its types, from CSV or else Parquet.

    Raises
    ------
    FileNotFoundError
        Where neither file is there.
    TableError
        Where the file is cut off or no table at all.
    """
    path = Path(folder) / f"{name}.csv"
    if not path.exists() and path.with_suffix(".parquet").exists():
        path = path.with_suffix(".parquet")
    try:
        if path.suffix == ".parquet":
            return make(name, pd.read_parquet(path))
        # Only an empty cell is missing: an actor may be called "NA" or "null".
        return make(name, pd.read_csv(path, dtype={c.name: c.dtype for c in columns(name)}, keep_default_na=False, na_values=[""]))
    except FileNotFoundError:
        raise
    except (ValueError, TypeError, LookupError, OverflowError, OSError) as error:  # what pandas and pyarrow raise over bytes that are no such table
        raise TableError(f"{path.parent.name}/{path.name} can't be read as the table {name} ({type(error).__name__})") from error


def dictionary() -> pd.DataFrame:
    """The data dictionary: one row for each column of each table."""
    return pd.DataFrame(
        [
            {
                "table": name, "column": column.name, "type": column.dtype.lower(), "unit": column.unit,
                "meaning": column.meaning, "values": " · ".join(column.values),
                "may be empty": "" if column.required else "yes",
            }
            for name, wanted in {**TABLES, **CORPUS}.items()
            for column in wanted
        ]
    )
