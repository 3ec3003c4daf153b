"""Reading: the article with layers that can be switched, each mark leading to its row and each row to its mark.

    python -m analysis.reading ARTICLE_OR_FOLDER [--out FILE.html]

It is HTML and CSS without a script: it works in a notebook, on pages that show notebooks, offline and on paper, and
no offset has to survive another language's way to count characters.  All that comes from an article is escaped.
"""

from __future__ import annotations

import argparse
import html
import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from analysis import paths, tables
from analysis.documents import InputError, read_document
from analysis.evidence import Shown
from analysis.layers import LAYERS, Drawn, Frames, Layer, Stretch, draw_layers, number_actors

READ = ("documents", "sentences", "actors", "mentions", "statements", "issues", "positions", "sentiment")
SWITCHED_ON = ("actors", "statements")  # four layers at once are more than most can read
TOLD = {"actors": "underlined; the number is the actor’s", "statements": "shaded; its source dotted, its cue dashed below",
        "positions": "+ for, − against, ◇ on a condition, ○ neither; lines unbroken, doubled, dashed, dotted",
        "sentiment": "▲ well, ▼ badly, ○ neither spoken of"}
EMPTY = "There is no text to read."


def show(frames: Frames, text: str | None = None) -> Shown:
    """The reading view of one article, for a notebook.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        Tables of one article, as `analysis.analyse` gives them; `sentences` must be among them, others may be missing.
    text : str, optional
        The article's text; put together from the sentences unless given.
    """
    drawn = draw_layers(frames)
    told = [f"{layer}: {len(part.rows):,} in the text" for layer, part in drawn.items()]
    return Shown(f"<style>{style()}</style>{draw(frames, text)}", "\n".join(["Close reading is HTML; here is what it marks.", *told]))


def draw(frames: Frames, text: str | None = None, *, lists: bool = True) -> str:
    """The reading view as HTML that needs `style()` and nothing else; the same bytes for the same tables.

    Parameters
    ----------
    lists : bool
        Whether the rows are listed below the text.
    """
    sentences = frames["sentences"]
    if sentences.empty:
        return f"<p>{EMPTY}</p>"
    drawn = draw_layers(frames)
    whole = join_sentences(sentences) if text is None else text
    stretches = [stretch for part in drawn.values() for stretch in part.stretches]
    switches = "".join(_switch(layer, len(part.rows), lists) for layer, part in drawn.items())
    body = "".join(_paragraphs(whole, sentences, Marked(stretches, lists)))
    below = "".join(_list(layer, part) for layer, part in drawn.items()) + _key(frames.get("actors")) if lists else ""
    return f'<div class="reading">{switches}<div class="article">{body}</div>{below}</div>'


def style() -> str:
    """The style sheet of the view."""
    return (paths.DATA / "reading.css").read_text("utf-8")


def join_sentences(sentences: pd.DataFrame) -> str:
    """The text as far as the sentences tell it: blanks between them, line ends between paragraphs; offsets hold."""
    pieces, last, paragraph = [], 0, None
    for row in sentences.itertuples():
        gap = row.start - last
        pieces += ["\n" * gap if row.paragraph != paragraph else " " * gap, row.text]
        last, paragraph = row.end, row.paragraph
    return "".join(pieces)


# ---- The text ------------------------------------------------------------------------------------------


class Marked:
    """A text cut wherever a stretch begins or ends, so that stretches may overlap in any way."""

    def __init__(self, stretches: Sequence[Stretch], linked: bool) -> None:
        self.linked = linked
        self.starting: dict[int, list[Stretch]] = defaultdict(list)
        # The longest of those that begin together has the first label.
        for stretch in sorted((s for s in stretches if s.end > s.start), key=lambda s: (s.start, -s.end)):
            self.starting[stretch.start].append(stretch)
        self.cuts = sorted({place for stretch in stretches for place in (stretch.start, stretch.end)})
        self.active: list[Stretch] = []

    def draw(self, text: str, start: int, end: int) -> str:
        """`text[start:end]` with its marks; must be asked from the text's start to its end."""
        inside = self.cuts[bisect_right(self.cuts, start):bisect_right(self.cuts, end - 1)]
        bounds = [start, *inside, end]
        return "".join(self._piece(text[first:last], first) for first, last in zip(bounds, bounds[1:]) if first < last)

    def _piece(self, words: str, start: int) -> str:
        begun = self.starting.get(start, [])
        self.active = [stretch for stretch in self.active if stretch.end > start] + begun
        labels = "".join(_label(stretch, self.linked) for stretch in begun if stretch.id)
        piece = html.escape(words)
        for name in _styles(self.active):
            piece = f'<span class="{name}">{piece}</span>'
        return labels + piece


def _styles(active: Iterable[Stretch]) -> list[str]:
    """The classes that a piece of text is wrapped in, from the inside out."""
    held: dict[str, list[str]] = defaultdict(list)
    for stretch in active:
        first, *rest = stretch.style.split()
        held[first] += rest or [""]
    found = [name for name in ("source", "cue", "if") if name in held]
    for name in ("t", "m"):
        if name in held:
            found.append(f"{name} {held[name][-1]}".strip())
    if "p" in held:
        found.append(f"p {held['p'][0] if len(set(held['p'])) == 1 else 'several'}")
    if "q" in held:
        found.append(f"q{min(len(held['q']), 3)}")
    return found


def _label(stretch: Stretch, linked: bool) -> str:
    words = html.escape(stretch.label)
    if not linked:
        return f'<sup class="label {stretch.layer}">{words}</sup>'
    return (f'<sup class="label {stretch.layer}"><a id="{stretch.id}" href="#row-{stretch.id}" '
            f'aria-label="{html.escape(f"{stretch.label}. {stretch.spoken}")}" title="{html.escape(stretch.spoken)}">{words}</a></sup>')


def _paragraphs(text: str, sentences: pd.DataFrame, marked: Marked) -> Iterable[str]:
    """Each paragraph with its sentences, which can be linked to by the tail of their ids."""
    last, end = 0, sentences.end.iloc[-1]
    for _, rows in sentences.groupby("paragraph", sort=False):
        pieces = []
        for row in rows.itertuples():
            between = marked.draw(text, last, row.start)
            gap = f'<i class="gap">{between}</i>' if between and not between.strip() and not pieces else between
            pieces.append(gap + _sentence(row.sentence_id.rsplit(".", 1)[-1], marked.draw(text, row.start, row.end), marked.linked))
            last = row.end
        pieces.append(marked.draw(text, last, len(text)) if last == end else "")
        yield f'<p class="paragraph">{"".join(pieces)}</p>'


def _sentence(tail: str, words: str, linked: bool) -> str:
    if not linked:
        return words
    number = html.escape(tail[1:])
    return (f'<span id="{html.escape(tail)}" class="sentence"><a class="number" href="#{html.escape(tail)}" '
            f'aria-label="Sentence {number}">{number}</a>{words}</span>')


# ---- Switches and lists --------------------------------------------------------------------------------


def _switch(layer: Layer, rows: int, whole: bool) -> str:
    """A switch; of a few lines all layers are shown, and their switches are others than those of a whole article beside them."""
    checked = " checked" if layer in SWITCHED_ON or not whole else ""
    name = f"{'layer' if whole else 'near'}-{layer}"
    return (f'<input id="{name}" class="switch {layer}" type="checkbox"{checked}><label for="{name}">'
            f"<b>{layer}</b> ({rows:,}) <small>{TOLD[layer]}</small></label>")


def _list(layer: Layer, part: Drawn) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in ("words", *part.columns))
    rows = "".join(
        f'<tr id="row-{row.id}"><th scope="row"><a href="#{row.id}">{html.escape(" ".join(row.words.split()))}</a></th>'
        f'{"".join(f"<td>{html.escape(cell)}</td>" for cell in row.cells)}</tr>' for row in part.rows)
    return (f'<details class="list {layer}"><summary>The rows of {LAYERS[layer]}, each leading to its place</summary><div class="wide" '
            f'tabindex="0" role="group" aria-label="Rows of {LAYERS[layer]}"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>')


def _key(actors: pd.DataFrame | None) -> str:
    """Whose number is which."""
    if actors is None or actors.empty:
        return ""
    kinds = dict(zip(actors.actor_id, actors.kind))
    items = "".join(f"<li>{html.escape(name)} <small>{kinds[actor]}</small></li>" for actor, (_, name) in number_actors(actors).items())
    return f'<details class="key"><summary>The actors by their numbers</summary><ol>{items}</ol></details>'


# ---- A page of its own -----------------------------------------------------------------------------------


def make_reading(frames: Frames, text: str | None = None) -> str:
    """The reading view as one HTML file that asks nothing of any network."""
    described = frames.get("documents")
    title = "Close reading" if described is None or described.empty or pd.isna(described.title.iloc[0]) else described.title.iloc[0]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\n"
        f"<title>{html.escape(title)}</title>\n<style>\n{(paths.DATA / 'page.css').read_text('utf-8')}{style()}</style>\n</head>\n<body>\n"
        f'<header><h1>{html.escape(title)}</h1></header>\n<main id="main">\n{draw(frames, text)}\n</main>\n</body>\n</html>\n')


def read_tables(folder: Path) -> tuple[dict[str, pd.DataFrame], str | None]:
    """The tables of one article in a folder (or in `tables/` below it), and its text where it lies beside them.

    Raises
    ------
    InputError
        Where there are none.
    """
    room = folder / "tables" if (folder / "tables").is_dir() else folder
    frames = {}
    for name in READ:
        try:
            frames[name] = tables.read(room, name)
        except FileNotFoundError:
            continue
        except tables.TableError as error:
            raise InputError(f"The table {name} in {room.name} is not as a run left it: {error}.") from None
    if "sentences" not in frames:
        raise InputError(f"There are no tables of an article in {folder.name}: run `make report` first.")
    texts = [path for path in (room / "article.txt", room.parent / "article.txt") if path.is_file()]
    return frames, texts[0].read_bytes().decode("utf-8") if texts else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the reading view of an article; 2 where it can't be done."""
    parser = argparse.ArgumentParser(prog="python -m analysis.reading", description="Write an article with its layers as one HTML file.")
    parser.add_argument("source", metavar="ARTICLE_OR_FOLDER", help="an article that was run, or a folder with its tables")
    parser.add_argument("--out", metavar="FILE.html", help="reading.html beside the tables unless given")
    asked = parser.parse_args(arguments)
    try:
        source = Path(asked.source)
        folder = source if source.is_dir() else paths.BUILD / read_document(source).document_id
        frames, text = read_tables(folder)
        target = Path(asked.out) if asked.out else folder / "reading.html"
        with paths.replacing(target) as draft:
            draft.write_text(make_reading(frames, text), encoding="utf-8", newline="\n")
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(paths.unwritable(error), file=sys.stderr)
        return 2
    print(f"The reading view is {target}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
