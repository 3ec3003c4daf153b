"""Charts: figures of one article, each with its finding as title, its table and its words.

A chart is a `Chart(fig, alt, data)`; `publish` keeps it.  What is drawn comes from tables alone.
"""

from __future__ import annotations

import base64
import html
import io
from pathlib import Path

import matplotlib
import pandas as pd
from matplotlib import pyplot
from matplotlib.figure import Figure

from analysis import paths
from analysis.chart_actors import draw_mentions, draw_places, draw_voices, draw_words
from analysis.chart_agreement import draw_agreement, draw_scale
from analysis.chart_bargaining import draw_bargaining
from analysis.chart_company import draw_company
from analysis.chart_course import draw_course
from analysis.chart_holders import draw_holders
from analysis.chart_network import draw_network
from analysis.chart_positions import draw_positions
from analysis.chart_tone import draw_sentiment, draw_tone
from analysis.sheet import STYLE, Chart

__all__ = ["Chart", "Picture", "draw_agreement", "draw_bargaining", "draw_company", "draw_course", "draw_holders", "draw_mentions", "draw_network", "draw_places",
           "draw_positions", "draw_scale", "draw_sentiment", "draw_tone", "draw_voices", "draw_words", "publish", "reopen"]

# Salt and no date: the same chart is the same bytes, today and tomorrow.
SALT = {"svg.hashsalt": "analysis"}
METADATA = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}
DOTS = 160  # per inch of the PNG


class Picture:
    """A published figure as HTML that keeps its words; without HTML it shows the words."""

    def __init__(self, name: str, alt: str, svg: bytes) -> None:
        self.name, self.alt, self.svg = name, alt, svg

    def _repr_html_(self) -> str:
        data = base64.b64encode(self.svg).decode("ascii")
        return (f'<figure id="figure-{self.name}"><img src="data:image/svg+xml;base64,{data}" '
                f'alt="{html.escape(self.alt)}" style="max-width:100%"></figure>')

    def __repr__(self) -> str:
        return self.alt


def publish(fig: Figure, name: str, alt: str, *, data: pd.DataFrame, folder: Path) -> Picture:
    """Keep a figure as NAME.svg and NAME.png, its table as NAME.csv and its words as NAME.txt; close it.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    name : str
        Lower-case letters, digits and hyphens, such as "02-mentions".
    alt : str
        What the figure shows, in words, for those who don't see it.
    data : pandas.DataFrame
        The small table it was drawn from; floats are kept with three decimals.
    folder : Path
        Made if it isn't there.  Earlier files stay until the new ones are whole.

    Raises
    ------
    ValueError
        Where the alt text is blank or the name could be a path.
    """
    alt = " ".join("".join(mark if mark.isprintable() else " " for mark in alt).split())
    if not alt:
        raise ValueError(f"figure {name} has no alt text: say in words what it shows")
    if paths.slug(name) != name:
        raise ValueError(f"{name!r} is no name of a figure: lower-case letters, digits and hyphens only")
    drawn = {kind: _draw(fig, kind, name, alt) for kind in METADATA}
    pyplot.close(fig)
    table = data.to_csv(index=False, float_format="%.3f", lineterminator="\n")
    for ending, content in {**drawn, "csv": table.encode(), "txt": f"{alt}\n".encode()}.items():
        with paths.replacing(Path(folder) / f"{name}.{ending}") as draft:
            draft.write_bytes(content)
    return Picture(name, alt, drawn["svg"])


def reopen(name: str, folder: Path) -> Picture:
    """A figure that was published before, from its files."""
    path = Path(folder) / name
    return Picture(name, path.with_suffix(".txt").read_text("utf-8").strip(), path.with_suffix(".svg").read_bytes())


def _draw(fig: Figure, kind: str, name: str, alt: str) -> bytes:
    words = {"Title": name, "Description": alt}
    target = io.BytesIO()
    with matplotlib.rc_context({**STYLE, **SALT}):
        fig.savefig(target, format=kind, dpi=DOTS, metadata={**METADATA[kind], **words})
    return target.getvalue()
