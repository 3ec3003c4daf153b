"""Charts of speed: each step beside bare spaCy, and how the line grows with the length and the number of articles."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.lettering import breadth
from analysis.sheet import FAINT, INK, NAME, NO_SIDE, SIDE_STYLES, SMALL, SOFT, Chart, Row, open_sheet, styled

OURS, WHOLE, OTHER = SIDE_STYLES[2][0], SIDE_STYLES[0][0], NO_SIDE[0]


@styled
def draw_steps(steps: pd.DataFrame) -> Chart:
    """Words a second of each step, on a logarithmic axis, with its share of bare spaCy; reads `speed.measure_steps`."""
    whole = steps.set_index("what").share["whole line"]
    title = f"The whole line reads {whole:.2f} of the words that bare spaCy reads in the same time"
    labels = [f"{speed:,} ({share:.2f})" for speed, share in zip(steps.words_per_second, steps.share)]
    fig, (axes,) = open_sheet([Row(what) for what in steps.what], title=title, measure="Words a second on one core (share of bare spaCy’s)",
                              caption="Processor seconds of one process and one thread, the fastest of several rounds. The scale is logarithmic.",
                              edge=0.1 + max(breadth(label, NAME) for label in labels))
    for place, (what, speed, label) in enumerate(zip(steps.what, steps.words_per_second, labels)):
        colour = OTHER if what.startswith("bare") else WHOLE if what.startswith("whole") else OURS
        axes.barh(place, speed, height=0.62, color=colour, edgecolor=INK, linewidth=0.5)
        axes.annotate(label, (speed, place), (5, 0), textcoords="offset points", va="center", size=NAME, annotation_clip=False)
    axes.set_xscale("log")
    axes.set_xlim(100, steps.words_per_second.max())
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.minorticks_off()
    axes.set_xlabel("words a second", size=SMALL, loc="left")
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    return Chart(fig, f"Bar chart. {title}. Words a second: {', '.join(f'{what} {label}' for what, label in zip(steps.what, labels))}.", steps)


@styled
def draw_lengths(lengths: pd.DataFrame) -> Chart:
    """Words a second for articles of growing length; reads `speed.measure_lengths`."""
    shipped = lengths[~lengths.fast]
    low, high = shipped.words_per_second.min(), shipped.words_per_second.max()
    title = f"From {shipped.words.min():,} to {shipped.words.max():,} words an article is read at {low:,} to {high:,} words a second"
    return Chart(_lines(lengths.words, [("as shipped", shipped), ("--fast", lengths[lengths.fast])], "words", "words_per_second", title,
                        "Words a second, by the length of the article", "words of the article", "A level line means that time grows as length does."),
                 f"Line chart. {title}.", lengths)


@styled
def draw_corpora(corpora: pd.DataFrame) -> Chart:
    """Memory and articles a second for corpora of growing size; reads `speed.measure_corpora`."""
    title = f"{corpora.articles.max():,} articles need {corpora.peak.iloc[-1] / corpora.peak.iloc[0]:.2f} times the memory of {corpora.articles.min():,}"
    fig = _lines(corpora.articles, [("memory", corpora)], "articles", "peak", title, "Highest memory of all processes (MiB), by the number of articles",
                 "articles", "Processes share some of it, which is counted for each.")
    return Chart(fig, f"Line chart. {title}.", corpora)


def _lines(across: pd.Series, lines: list[tuple[str, pd.DataFrame]], x: str, y: str, title: str, measure: str, label: str, caption: str) -> Figure:
    """Lines with a name at their end, over a logarithmic axis."""
    room = 0.15 + max(breadth(name, NAME) for name, _ in lines)
    fig, (axes,) = open_sheet([Row("")], title=title, measure=measure, caption=caption, row_height=2.6, gutter=0.5, edge=room)
    for (name, rows), (colour, marker) in zip(lines, SIDE_STYLES):
        axes.plot(rows[x], rows[y], color=colour, marker=marker, markeredgecolor=INK, markeredgewidth=0.6)
        axes.annotate(name, (rows[x].iloc[-1], rows[y].iloc[-1]), (8, 0), textcoords="offset points", va="center", size=NAME, annotation_clip=False)
    axes.set_xscale("log")
    axes.set_ylim(0, max(rows[y].max() for _, rows in lines) * 1.15)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.set_xticks(sorted(set(across)), [f"{value:,}" for value in sorted(set(across))])
    axes.minorticks_off()
    axes.tick_params(labelsize=SMALL)
    axes.set_xlabel(label, size=SMALL, loc="left", color=SOFT)
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    return fig
