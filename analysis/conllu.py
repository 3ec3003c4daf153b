"""CoNLL-U: sentences and tokens of an article in the ten columns of Universal Dependencies, with its mentions, out.

XPOS is the Penn Treebank tag, DEPREL ClearNLP's relation; MISC tells the place of each token (Start, End: code points
of the article), the name it is part of (NER) and the mentions it is in (Mention).  A comment `mention = …` before a
sentence tells id, actor, place, form and sense of each mention that begins in it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from analysis import paths
from analysis.cells import in_words
from analysis.marks import Frames, Row

# Universal part-of-speech tags of Penn Treebank tags, by their first letters; what is not here is X.
UNIVERSAL = {"JJ": "ADJ", "NNP": "PROPN", "NN": "NOUN", "RB": "ADV", "RP": "ADP", "VB": "VERB", "MD": "AUX", "PRP": "PRON", "WP": "PRON", "EX": "PRON",
             "DT": "DET", "PDT": "DET", "WDT": "DET", "WRB": "ADV", "IN": "ADP", "TO": "PART", "POS": "PART", "CC": "CCONJ", "CD": "NUM", "UH": "INTJ",
             "SYM": "SYM", "$": "SYM", "#": "SYM", ",": "PUNCT", ".": "PUNCT", ":": "PUNCT", "``": "PUNCT", "''": "PUNCT", "-LRB-": "PUNCT",
             "-RRB-": "PUNCT", "HYPH": "PUNCT", "NFP": "PUNCT"}


def write_conllu(text: str, frames: Frames, path: Path) -> Path:
    """Write the sentences of an article; the tables `sentences`, `tokens` and `mentions` are read."""
    words = "".join(f"{line}\n" for line in _lines(text, frames))
    with paths.replacing(path) as draft:
        draft.write_text(words, "utf-8", newline="")
    return path


def _lines(text: str, frames: Frames) -> Iterator[str]:
    tokens = {name: rows.to_dict("records") for name, rows in frames["tokens"].groupby("sentence_id", sort=False)}
    mentions = _by_sentence(frames)
    paragraph = None
    yield f"# newdoc id = {_comment(frames['documents'].document_id.iloc[0])}"
    for sentence in frames["sentences"].to_dict("records"):
        own = tokens.get(sentence["sentence_id"], [])
        if not own:
            continue
        if sentence["paragraph"] != paragraph:
            paragraph = sentence["paragraph"]
            yield f"# newpar id = p{paragraph}"
        yield from _sentence(text, sentence, own, mentions.get(sentence["sentence_id"], []))
        yield ""


def _by_sentence(frames: Frames) -> dict[object, list[Row]]:
    """The mentions that touch each sentence, in the order of the text."""
    found: dict[object, list[Row]] = {}
    starts, ids = list(frames["sentences"].start), list(frames["sentences"].sentence_id)
    for row in frames["mentions"].sort_values(["start", "end"], kind="stable").to_dict("records") if "mentions" in frames else ():
        for number in range(max(0, bisect_right(starts, row["start"]) - 1), bisect_left(starts, row["end"])):
            found.setdefault(ids[number], []).append(row)
    return found


def _sentence(text: str, sentence: Row, tokens: list[Row], mentions: list[Row]) -> Iterator[str]:
    spaced = [text[token["end"]:token["end"] + 1].isspace() for token in tokens]  # type: ignore
    yield f"# sent_id = {_comment(sentence['sentence_id'])}"
    yield "# text = " + "".join(_form(t) + " " * space for t, space in zip(tokens, spaced)).rstrip(" ")
    for mention in (m for m in mentions if m["start"] >= sentence["start"]):  # type: ignore[operator]
        names = ("mention_id", "actor_id", "start", "end", "form", "sense")
        yield "# mention = " + " ".join(_comment(mention[name]).replace(" ", "_") for name in names)
    places = {token["token_id"]: number for number, token in enumerate(tokens, 1)}
    for number, (token, space) in enumerate(zip(tokens, spaced), 1):
        head = 0 if token["head"] == token["token_id"] else places.get(token["head"], 0)
        relation = "root" if head == 0 else str(token["dep"])
        yield "\t".join([str(number), _form(token), _field(token["lemma"]), _universal(str(token["tag"])), _field(token["tag"]), "_", str(head),
                         _field(relation), "_", _misc(token, mentions, space or number == len(tokens))])


def _comment(value: object) -> str:
    return " ".join(in_words(value).split())


def _form(token: Row) -> str:
    return _field(token["text"])


def _field(value: object) -> str:
    """A column can hold neither a blank nor nothing."""
    return "".join(" " if mark.isspace() else mark for mark in in_words(value)).replace(" ", "\u00a0") or "_"


def _universal(tag: str) -> str:
    return next((UNIVERSAL[tag[:size]] for size in range(len(tag), 0, -1) if tag[:size] in UNIVERSAL), "X")


def _misc(token: Row, mentions: list[Row], spaced: bool) -> str:
    start, end = token["start"], token["end"]
    inside = [("B:" if m["start"] >= start else "I:") + str(m["mention_id"]).rpartition(".")[2] for m in mentions  # type: ignore[operator]
              if m["start"] < end and m["end"] > start]  # type: ignore[operator]
    parts = dict(End=end, Mention=",".join(inside), NER="" if pd.isna(token["entity"]) else token["entity"],
                 SpaceAfter="" if spaced else "No", Start=start)
    return "|".join(f"{name}={_escape(str(value))}" for name, value in parts.items() if value != "")


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace("|", "\\p").replace(" ", "_")
