"""Charts of tone: sentence by sentence, and toward each actor by each voice."""

from __future__ import annotations

import pandas as pd

from analysis import counts, findings, measured, wording
from analysis.lettering import breadth, wrap
from analysis.sheet import (
    FAINT,
    INK,
    LABEL_STYLES,
    NAME,
    PAPER,
    SMALL,
    SOFT,
    Chart,
    Row,
    actor_rows,
    open_sheet,
    sentence_sheet,
    styled,
)

ROWS = 15  # actors drawn; the others are said in the caption
LABELS = ("negative", "neutral", "positive")


def _label(score: float, threshold: float) -> str:
    return "negative" if score <= -threshold else "positive" if score >= threshold else "neutral"


@styled
def draw_tone(tone: pd.DataFrame) -> Chart:
    """Tone of each sentence in reading order; the lowest and the highest are quoted.

    Reads `tone` (VADER's compound score, −1 to 1).  It is the tone of the words, whoever is meant.
    """
    title = findings.about_tone(tone)
    data = pd.DataFrame({"sentence": range(1, len(tone) + 1), "sentence_id": tone.sentence_id, "tone": tone["compound"]})
    if data.empty:
        return Chart(sentence_sheet(title), title, data)
    fig, (axes,) = open_sheet(
        [Row("")], title=title, row_height=3.3, gutter=0.3,
        measure="Tone of each sentence, from −1 (negative words only) to 1 (positive words only)",
        caption="Tone of the words, whoever they are about: the word list VADER doesn’t know irony, nor that a ceasefire is good "
                f"news. Sentences between −0.05 and 0.05 count as neutral. {measured.caption('tone')}")
    scores = [float(score) for score in data.tone]
    colours = [LABEL_STYLES[_label(score, findings.AUDIBLE)][0] for score in scores]
    axes.bar(data.sentence, scores, width=0.8, color=colours, edgecolor=INK, linewidth=0.4 if len(scores) < 150 else 0)
    _tone_axis(axes, len(scores))
    texts = list(tone.text)
    for pick, side in ((max, 1), (min, -1)):
        score = pick(scores)
        if side * score >= findings.AUDIBLE:
            _quote(axes, scores.index(score), score, texts[scores.index(score)], side)
    low, high = scores.index(min(scores)), scores.index(max(scores))
    alt = (f"Bar chart of {wording.count(len(scores), 'sentence')} in reading order. {title} "
           f"Lowest: sentence {low + 1} ({wording.signed(scores[low])}); "
           f"highest: sentence {high + 1} ({wording.signed(scores[high])}).")
    return Chart(fig, alt, data)


def _tone_axis(axes, number: int) -> None:
    axes.set_ylim(-1.55, 1.55)
    axes.set_yticks([-1, -0.5, 0, 0.5, 1], ["−1", "−0.5", "0", "+0.5", "+1"], size=SMALL)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", color=FAINT, linewidth=0.8)
    axes.axhline(0, color=SOFT, linewidth=1)
    axes.spines["bottom"].set_visible(False)
    axes.set_xlim(0.2, number + 0.8)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_xticks(sorted({1, *(int(tick) for tick in axes.get_xticks() if 1 < tick <= number)}))
    axes.set_xlabel("sentence (number, in reading order)", size=SMALL, loc="left")


def _quote(axes, index: int, score: float, text: str, side: int) -> None:
    """Words of one sentence above (side 1) or below (−1) the bars, with a line to its bar."""
    inches = axes.figure.get_size_inches()[0] * axes.get_position().width
    shown = wrap(f"{index + 1}: {text}", inches - 0.1, SMALL, lines=2)
    _, last = axes.get_xlim()
    axes.plot([index + 1, index + 1], [score, side * 1.14], color=INK, linewidth=0.8)
    wide = max(breadth(line, SMALL) for line in shown.split("\n")) / inches
    at = min(max(0.0, (index + 0.8) / last - wide / 2), max(0.0, 1 - wide))
    axes.text(at, side * 1.18, shown, transform=axes.get_yaxis_transform(), size=SMALL, color=INK, linespacing=1.15,
              va="bottom" if side > 0 else "top")


@styled
def draw_sentiment(actors: pd.DataFrame, sentiment: pd.DataFrame) -> Chart:
    """How each actor is spoken of, by the reporter and by those quoted.

    Reads `actors` and `sentiment`: for each voice the mean of P(positive) − P(negative) over the actor's
    mentions, with a 95% interval of the mentions' own probabilities.
    """
    title = findings.about_sentiment(actors, sentiment)
    data = counts.judge(sentiment)
    numbers = {actor: int(number) for actor, number in data.groupby("actor_id", sort=False).mentions.sum().items()}
    wanted = counts.ranked(numbers)[:ROWS]
    data = data[data.actor_id.isin(wanted)]
    data.insert(1, "name", data.actor_id.map(wording.names_of(actors)))
    if data.empty:
        return Chart(sentence_sheet(title), title, data)
    voices = [voice for voice in ("narrator", "actor") if (data.voice == voice).any()]
    rest = sum(numbers.values()) - sum(numbers[actor] for actor in wanted)
    caption = ((f"Not drawn: {wording.count(len(numbers) - len(wanted), 'more actor')} with "
                f"{wording.count(rest, 'mention')}. " if rest else "")
               + "▼ below zero, ▲ above, ● neither: the line (95%, from the probability of each mention) reaches zero. "
               f"Numbers: mean (mentions). {measured.caption('sentiment')}")
    measure = "Mean over the mentions of each actor, from −1 (negative) to 1 (positive)" + (
        "" if len(voices) == 2 else f"; all by {'the reporter' if voices == ['narrator'] else 'those quoted'}")
    fig, areas = open_sheet(actor_rows(actors, wanted), title=title, measure=measure, caption=caption,
                            head=0.45, panels=len(voices), row_height=0.42)
    for axes, voice in zip(areas, voices):
        _draw_voice(axes, voice, wanted, data[data.voice == voice])
    listed = "; ".join(f"{row.name} by {'the reporter' if row.voice == 'narrator' else 'those quoted'} "
                       f"{wording.signed(row.mean)} ({row.mentions})" for row in data.itertuples())
    return Chart(fig, f"Dot chart. {title} Mean (number of mentions): {listed}.", data.reset_index(drop=True))


def _draw_voice(axes, voice: str, wanted: list[str], data: pd.DataFrame) -> None:
    """One panel: a dot, its interval and its value for each actor of whom this voice speaks."""
    axes.set_xlim(-1.05, 1.05)
    axes.set_xticks([-1, 0, 1], ["−1\nnegative", "0", "+1\npositive"])
    for tick, where in zip(axes.get_xticklabels(), ("left", "center", "right")):
        tick.set_ha(where)
    axes.axvline(0, color=SOFT, linewidth=1)
    heading = "By the reporter" if voice == "narrator" else "By those quoted"
    axes.annotate(heading, (0, 1), (0, 12), xycoords="axes fraction", textcoords="offset points", size=NAME, weight="bold",
                  va="bottom")
    for place in range(len(wanted)):
        axes.axhline(place, color=FAINT, linewidth=0.8, zorder=0)
    for row in data.itertuples():
        place = wanted.index(row.actor_id)
        label = "negative" if row.high < 0 else "positive" if row.low > 0 else "neutral"
        colour, marker = LABEL_STYLES[label]
        axes.plot([row.low, row.high], [place, place], color=INK, linewidth=1.4, solid_capstyle="butt")
        axes.plot([row.mean], [place], marker=marker, color=colour, markersize=9, markeredgecolor=INK, markeredgewidth=0.7)
        axes.annotate(f"{wording.signed(row.mean)} ({row.mentions})", (row.mean, place), (0, 6),
                      textcoords="offset points", ha="left" if row.mean < -0.6 else "right" if row.mean > 0.6 else "center",
                      va="bottom", size=SMALL - 1,
                      bbox=dict(facecolor=PAPER, edgecolor="none", pad=0.6))
