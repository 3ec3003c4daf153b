"""Issues: the codebook a person gives, and the issues an article itself proposes.

A codebook is a CSV file with `issue_id` and `label`; `description` and `keywords` (separated by |) help to find
what is said on an issue.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis import paths, tables
from analysis.decoding import decode, looks_binary, name_format
from analysis.documents import Document, InputError
from analysis.stems import stem
from analysis.syntax import Sentence, Word, link_words

NEEDED, KNOWN = ("issue_id", "label"), ("issue_id", "label", "description", "keywords")
MOST = 12  # issues that are proposed; more is no overview
SHARED = 2  # statements (or, where nobody shares, sentences) that must hold a topic
# What time, quantity and speech are counted in is no issue of its own.
EMPTY = frozenset("""
    year month week day hour time today tomorrow yesterday morning evening night moment number percent per cent dollar
    euro pound people person man woman way thing lot part kind sort end start fact case point place side level question answer
    statement comment remark word interview news conference reporter spokesman spokeswoman official source minister president
    leader government country state nation world city capital team group member one two three first last other many
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
    october november december article report story photo video example result issue matter situation""".split())


def read_issues(path: str | Path) -> pd.DataFrame:
    """Read a codebook.

    Returns
    -------
    pandas.DataFrame
        The table `issues`, in the file's order; other columns of the file are left out.

    Raises
    ------
    InputError
        Where the file is not there, no table, lacks `issue_id` or `label`, or has a column or an id twice;
        one sentence that names the file.
    """
    path = Path(path)
    rows = _rows(_text(path), path.name)
    head = [name.strip() for name in rows[0]]
    _refuse_head(head, path.name)
    records = []
    for number, row in enumerate(rows[1:], start=2):
        if len(row) > len(head):
            raise InputError(f"{path.name} has {len(row)} cells in line {number} and {len(head)} columns; put cells with a comma in quotation marks.")
        cells = dict(zip(head, (cell.strip() for cell in row)))
        records.append({name: cells.get(name) or pd.NA for name in KNOWN})
    _refuse_ids([record["issue_id"] for record in records], [record["label"] for record in records], path.name)
    return tables.make("issues", records)


def _text(path: Path) -> str:
    if path.is_dir():
        raise InputError(f"{path} is a folder; give the codebook as one CSV file.")
    if not path.exists():
        raise InputError(f"There is no codebook {path}; check the name and the folder.")
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"The codebook {path} can't be read ({error.strerror}).") from error
    if not raw.strip(b" \t\r\n\xef\xbb\xbf,;"):
        raise InputError(f"{path.name} is empty; a codebook has the columns {', '.join(KNOWN)}.")
    decoded = None if name_format(raw) else decode(raw)
    if decoded is None or looks_binary(decoded[0]):
        raise InputError(f"{path.name} is no plain text; save the codebook as a CSV file in UTF-8.")
    return decoded[0].removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _rows(text: str, name: str) -> list[list[str]]:
    first = text.lstrip("\n").split("\n", 1)[0]
    mark = max(",;\t", key=first.count)  # spreadsheets of some countries write semicolons
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=mark, strict=True) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise InputError(f"{name} can't be read as CSV ({error}).") from None
    return rows


def _refuse_head(head: list[str], name: str) -> None:
    twice = [column for column, times in Counter(head).items() if times > 1 and column]
    if twice:
        raise InputError(f"{name} has the column {twice[0]} twice; each column may stand once.")
    missing = [column for column in NEEDED if column not in head]
    if missing:
        raise InputError(f"{name} has no column {' and no column '.join(missing)}; a codebook has the columns {', '.join(KNOWN)}.")


def _refuse_ids(ids: list, labels: list, name: str) -> None:
    if not ids:
        raise InputError(f"{name} has no issue: there is nothing below its first line.")
    for number, (key, label) in enumerate(zip(ids, labels), start=1):
        if pd.isna(key) or pd.isna(label):
            raise InputError(f"{name} has no {'issue_id' if pd.isna(key) else 'label'} for its issue {number}.")
    twice = [key for key, times in Counter(ids).items() if times > 1]
    if twice:
        raise InputError(f"{name} has the issue_id {twice[0]} twice; each issue needs its own.")


# ---- Proposed issues -----------------------------------------------------------------------------------


@dataclass
class Topic:
    """Noun phrases that mean one thing: the words they share, where they stand, and who speaks of them."""

    stems: frozenset[str]
    phrases: Counter = field(default_factory=Counter)
    sentences: set[int] = field(default_factory=set)
    actors: set[str] = field(default_factory=set)
    first: int = 0


def propose_issues(
    document: Document, sentences: pd.DataFrame, tokens: pd.DataFrame, actors: pd.DataFrame, statements: pd.DataFrame
) -> pd.DataFrame:
    """Propose a codebook: what several actors' statements are about.

    Noun phrases with the same head and words are one topic; topics are ranked by how many actors speak of them,
    then by how many sentences hold them, and a topic that says less than one before it is folded into that one.

    Returns
    -------
    pandas.DataFrame
        The table `issues`, at most 12; none where no two statements share a topic.  Names of actors, times and
        quantities are no issues.
    """
    linked = link_words(sentences, tokens)
    named = {stem(word) for name in [*actors["name"], *actors.aliases.dropna()] for word in re.findall(r"\w+", name)}
    spoken = _speakers(statements, linked)
    topics: dict[frozenset[str], Topic] = {}
    for sentence in linked:
        for words in _noun_phrases(sentence):
            for part in _parts(words, named):
                topic = topics.setdefault(frozenset(stem(word.lemma) for word in part), Topic(frozenset(), first=part[0].index))
                topic.phrases[" ".join(word.text for word in part)] += 1
                topic.sentences.add(sentence.index)
                topic.actors |= spoken.get(sentence.index, set())
    for stems, topic in topics.items():
        topic.stems = stems
    chosen = _choose([topic for topic in topics.values() if len(topic.sentences) >= SHARED])
    return tables.make("issues", [_issue(topic) for topic in chosen])


def _speakers(statements: pd.DataFrame, linked: list[Sentence]) -> dict[int, set[str]]:
    """The actors whose statements stand in each sentence, by the sentence's ordinal."""
    order = {sentence.sentence_id: sentence.index for sentence in linked}
    found: dict[int, set[str]] = {}
    known = statements[statements.actor_id.notna()]
    for sentence_id, actor in zip(known.sentence_id, known.actor_id):
        found.setdefault(order[sentence_id], set()).add(actor)
    return found


def _noun_phrases(sentence: Sentence) -> Iterator[list[Word]]:
    """Common nouns with the nouns and adjectives that stand right before them."""
    run: list[Word] = []
    for word in sentence.words:
        if word.tag in ("NN", "NNS") and word.lower.isalpha() or run and word.text == "-":
            run.append(word)
        elif word.tag in ("JJ", "NNP") and word.lower.replace("-", "").isalpha():
            run = [*run, word] if not run or run[-1].tag in ("JJ", "NNP") else [word]
        else:
            if run and run[-1].tag in ("NN", "NNS"):
                yield run
            run = []
    if run and run[-1].tag in ("NN", "NNS"):
        yield run


def _parts(words: list[Word], named: set[str]) -> Iterator[list[Word]]:
    """The topics a noun phrase may stand for: its head alone, and its last two words."""
    telling = [word for word in words if word.text != "-" and stem(word.lemma) not in named]
    if not telling or telling[-1] is not words[-1] or telling[-1].lemma in EMPTY or len(telling[-1].lemma) < 3:
        return
    yield telling[-1:]
    if len(telling) > 1 and telling[-2].index + 1 == telling[-1].index and telling[-2].lemma not in EMPTY:
        yield telling[-2:]


def _choose(topics: list[Topic]) -> list[Topic]:
    """The topics most actors share; a single word gives way to the phrase that it nearly always stands in."""
    ranked = sorted(topics, key=lambda t: (-len(t.actors), -len(t.sentences), -len(t.stems), t.first))
    chosen: list[Topic] = []
    for topic in ranked:
        narrower = [other for other in topics if topic.stems < other.stems and len(other.sentences) >= 0.7 * len(topic.sentences)]
        wider = [other for other in chosen if other.stems & topic.stems]
        if not narrower and not wider and len(chosen) < MOST:
            chosen.append(topic)
    return chosen


def _issue(topic: Topic) -> dict:
    """An issue named by its most frequent phrase."""
    phrases = sorted(topic.phrases, key=lambda phrase: (-topic.phrases[phrase], phrase))
    label = phrases[0]
    keywords = list(dict.fromkeys(phrase.lower() for phrase in phrases))
    return dict(issue_id=paths.slug(label).replace("-", "_"), label=label[:1].upper() + label[1:],
                description="Proposed from the article: say here what support and oppose mean.", keywords="|".join(keywords))
