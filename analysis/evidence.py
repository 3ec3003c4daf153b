"""Evidence: sentences and tables as HTML in which every row leads to its sentence of the article.

A row's link is `#s12`, the tail of the sentence's id; the report page carries the text with these anchors.
All that comes from an article is escaped.  Where no HTML is shown, the plain text is.
"""

from __future__ import annotations

import html
from bisect import bisect_right

import pandas as pd


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
        link to the sentence.  Columns are headed by their names; empty cells stay empty.
    empty : str
        What is said instead of a table without rows.
    """
    if frame.empty:
        return say(empty)
    shown = frame.head(rows)
    links = _sentence_ids(shown, sentences)
    columns = [name for name in shown.columns if not (links and name == "start")]
    texts = [[_cell(value) for value in row] for row in shown[columns].itertuples(index=False)]
    heads = (["where"] if links else []) + [str(name).replace("_", " ") for name in columns]
    body = "".join(
        f"<tr>{_link(links[number]) if links else ''}{''.join(f'<td>{html.escape(cell)}</td>' for cell in cells)}</tr>"
        for number, cells in enumerate(texts))
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in heads)
    rest = f"{len(frame) - len(shown):,} more of {len(frame):,} rows are in the table file." if len(frame) > len(shown) else ""
    note = f"<p>{rest}</p>" if rest else ""
    page = f'<table class="evidence"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}'
    plain = pd.DataFrame(texts, columns=columns).to_string(index=False, max_colwidth=80)
    return Shown(page, "\n".join(filter(None, (plain, rest))))


def _sentence_ids(frame: pd.DataFrame, sentences: pd.DataFrame | None) -> list[str]:
    """The sentence in which each row begins; empty where there is nothing to link by."""
    if sentences is None or "start" not in frame or sentences.empty:
        return []
    starts, ids = list(sentences.start), list(sentences.sentence_id)
    return [ids[max(0, bisect_right(starts, start) - 1)] for start in frame.start]


def _link(sentence_id: str) -> str:
    tail = html.escape(sentence_id.rsplit(".", 1)[-1])
    return f'<td><a href="#{tail}">{tail}</a></td>'


def _cell(value: object) -> str:
    if pd.isna(value):
        return ""
    return f"{value:.2f}" if isinstance(value, float) else _plain(str(value))


def _plain(words: str) -> str:
    return " ".join(words.split())
