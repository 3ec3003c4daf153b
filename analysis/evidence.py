"""Evidence: sentences and tables as HTML in which every row leads to its sentence of the article.

A row's link is `#s12`, the tail of the sentence's id; the report page carries the text with these anchors.
All that comes from an article is escaped.  Where no HTML is shown, the plain text is.
"""

from __future__ import annotations

import html
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import pandas as pd


class Place(NamedTuple):
    """Words in a cell that lead to the sentence at a character of the article; a cell may hold several, as a tuple."""

    words: str
    start: int


class Shown:
    """Something to look at: HTML for a page, text for everywhere else."""

    def __init__(self, page: str, text: str) -> None:
        self.page, self.text = page, text

    def _repr_html_(self) -> str:
        return self.page

    def __repr__(self) -> str:
        return self.text


def say(*sentences: str) -> Shown:
    """Sentences computed from the article, one below the other."""
    items = "".join(f"<li>{html.escape(_plain(sentence))}</li>" for sentence in sentences)
    return Shown(f'<ul class="findings">{items}</ul>', "\n".join(map(_plain, sentences)))


def table(frame: pd.DataFrame, sentences: pd.DataFrame | None = None, *, rows: int = 40, empty: str = "No rows.") -> Shown:
    """The first `rows` rows of a frame; what is left out is said below.

    Parameters
    ----------
    frame : pandas.DataFrame
        With a column `start` (character of the article) and `sentences` given, that column becomes a
        link to the sentence; so does each that ends in `_start`, and each `Place` in a cell.  Columns are headed by
        their names; empty cells stay empty.
    empty : str
        What is said instead of a table without rows.
    """
    if frame.empty:
        return say(empty)
    shown = frame.head(rows)
    find = _finder(sentences)
    links = [name for name in shown.columns if find is not None and (name == "start" or str(name).endswith("_start"))]
    columns = [*links, *(name for name in shown.columns if name not in links)] if "start" in links else list(shown.columns)
    texts = [[_cell(value) for value in row] for row in shown[columns].itertuples(index=False, name=None)]
    heads = [_head(str(name)) if name in links else str(name).replace("_", " ") for name in columns]
    body = "".join(
        "<tr>" + "".join(f"<td>{_page(value, name in links, find)}</td>" for name, value in zip(columns, row)) + "</tr>"
        for row in shown[columns].itertuples(index=False, name=None))
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in heads)
    rest = f"{len(frame) - len(shown):,} more of {len(frame):,} rows are in the table file." if len(frame) > len(shown) else ""
    note = f"<p>{rest}</p>" if rest else ""
    page = f'<table class="evidence"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}'
    plain = pd.DataFrame(texts, columns=columns).drop(columns=links).to_string(index=False, max_colwidth=80)
    return Shown(page, "\n".join(filter(None, (plain, rest))))


def fold(texts: Sequence[str], starts: Iterable[int], sentences: pd.DataFrame, *, empty: str = "Nothing.") -> Shown:
    """Long explanations, each folded under its first line, with a link to the sentence at its character of `starts`."""
    if not texts:
        return say(empty)
    find = _finder(sentences) or str
    folded = []
    for text, start in zip(texts, starts):
        first, *rest = text.split("\n")
        # The link stands below: inside what opens and closes, a keyboard could not tell the two apart.
        items = "".join(f"<li>{line}</li>" for line in (f"Where: {_link(find(start))}", *map(html.escape, rest)))
        folded.append(f"<details><summary>{html.escape(first)}</summary><ul>{items}</ul></details>")
    return Shown("".join(folded), "\n\n".join(texts))


def _finder(sentences: pd.DataFrame | None) -> Callable[[int], str] | None:
    """A function from a character to the tail of its sentence's id; None where there is nothing to link to."""
    if sentences is None or sentences.empty:
        return None
    starts, ids = list(sentences.start), list(sentences.sentence_id)
    return lambda start: ids[max(0, bisect_right(starts, start) - 1)].rsplit(".", 1)[-1]


def _head(name: str) -> str:
    """The heading of a column of links: "where", "earlier where"."""
    return f"{name.removesuffix('start').replace('_', ' ')}where".strip()


def _page(value: object, is_link: bool, find: Callable[[int], str] | None) -> str:
    """A cell as HTML."""
    if is_link:
        return "" if pd.isna(value) else _link(find(value))
    if isinstance(value, tuple) and find is not None:
        return ", ".join(_link(find(place.start), place.words) for place in value)
    return html.escape(_cell(value))


def _link(tail: str, words: str = "") -> str:
    return f'<a href="#{html.escape(tail)}">{html.escape(_plain(words or tail))}</a>'


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_plain(place.words) for place in value)
    if pd.isna(value):
        return ""
    return f"{value:.2f}" if isinstance(value, float) else _plain(str(value))


def _plain(words: str) -> str:
    return " ".join(words.split())
