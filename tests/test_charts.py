"""Charts: same bytes, words for everyone, no label on another, whatever the article holds."""

from __future__ import annotations

import itertools
import random
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from analysis import charts, lettering, paths, sheet, tables

LONG = "Organisation for the Prohibition of Chemical Weapons and Other Things Nobody Wants"
HOSTILE = ["$x_1^2$ & \\alpha", "<script>alert('1')</script>", "100 % {brace} $5 and $6", "a_b^c\\d", "&amp; \"quoted\"",
           "Зеленський", "line\nbreak\ttab", "𝕏 \u200b 漢字", LONG, "Donaudampfschifffahrtsgesellschaftskapitänswitwe"]
SIDES = ["Russia", "Ukraine", "United States", "European Union", "Türkiye", "France", pd.NA]
DOCUMENT = "made-00000000"


def make_tables(number: int, names: list[str] | None = None, *, seed: int = 1) -> dict[str, pd.DataFrame]:
    """Tables of an imaginary article with so many actors; each is mentioned, speaks, takes positions, is judged."""
    draw, text, ids = random.Random(seed), "word “said” " * 400, [f"a{k}" for k in range(number)]
    names = names or [f"Actor {k}" for k in range(number)]

    def place() -> dict:
        return dict(document_id=DOCUMENT, start=(at := 12 * draw.randrange(390)), end=at + 11, text=text[at:at + 11])

    def sure() -> dict:
        return dict(rule="made", probability=draw.random())

    mentions = [dict(mention_id=f"m{k}-{n}", actor_id=key, form=draw.choice(tables.FORMS), sense="actor",
                     **place(), **sure()) for k, key in enumerate(ids) for n in range(1 + 40 // (k + 1))]
    mentions = [dict(row, sentence_id=f"s{row['start'] // 120}") for row in mentions]
    sentences = [dict(sentence_id=f"s{k}", document_id=DOCUMENT, paragraph=k, start=120 * k, end=120 * k + 119, text=text[120 * k:120 * k + 119])
                 for k in range(40)]
    said = [dict(statement_id=f"q{k}", piece=0, actor_id=key, sentence_id="s0", kind=draw.choice(tables.STATEMENT_KINDS),
                 act="speech", cue_class="neutral", negated=False, hypothetical=False, **place(), **sure())
            for k, key in enumerate(ids)]
    issues = [dict(issue_id=f"i{k}", label=label) for k, label in enumerate([*HOSTILE, *(f"Issue {n}" for n in range(15))])]
    stands = [dict(position_id=f"p{k}-{n}", actor_id=key, issue_id=f"i{draw.randrange(25)}", basis="reporter", move="none",
                   stance=draw.choice(tables.STANCES), **place(), **sure()) for k, key in enumerate(ids) for n in range(4)]
    judged = [{**{key: row[key] for key in ("mention_id", "actor_id", "document_id", "start", "end", "text")},
               "voice": draw.choice(tables.VOICES), "holder_id": draw.choice(ids), "negative": .6, "neutral": .3, "positive": .1, "label": "negative",
               "rule": "made", "probability": .6} for row in mentions]
    tone = [dict(sentence_id=f"s{k}", paragraph=k, negative=.1, neutral=.8, positive=.1,
                 compound=draw.choice([0, draw.uniform(-1, 1)]), **place()) for k in range(number * 3)]
    made = {"mentions": mentions, "sentences": sentences, "statements": said, "issues": issues if number else [], "positions": stands, "tone": tone,
            "sentiment": judged, "actors": [dict(actor_id=key, document_id=DOCUMENT, name=name, kind="person", side=side)
                                            for key, name, side in zip(ids, names, itertools.cycle(SIDES))]}
    described = dict(document_id=DOCUMENT, characters=len(text), sha256="0")
    return {name: tables.make(name, rows) for name, rows in {**made, "documents": [described]}.items()}


def draw_all(found: dict[str, pd.DataFrame]) -> dict[str, charts.Chart]:
    """The figures of an article, by the names they have in the report."""
    actors, characters = found["actors"], int(found["documents"].characters.iloc[0])
    return {
        "02-mentions": charts.draw_mentions(actors, found["mentions"]),
        "02-places": charts.draw_places(actors, found["mentions"], characters),
        "02-company": charts.draw_company(actors, found["mentions"], found["sentences"]),
        "03-words": charts.draw_words(actors, found["statements"]),
        "04-positions": charts.draw_positions(found["issues"], actors, found["positions"]),
        "05-tone": charts.draw_tone(found["tone"]),
        "05-sentiment": charts.draw_sentiment(actors, found["sentiment"]),
        "05-course": charts.draw_course(actors, found["sentiment"], characters),
        "05-holders": charts.draw_holders(actors, found["sentiment"]),
    }


CASES = {
    "no actor": make_tables(0), "one": make_tables(1), "three": make_tables(3), "forty": make_tables(40),
    "forty long names": make_tables(40, [f"{LONG} {k}" for k in range(40)]), "hostile": make_tables(len(HOSTILE), HOSTILE),
}


@pytest.fixture(scope="module", params=CASES, ids=str)
def drawn(request) -> dict[str, charts.Chart]:
    return draw_all(CASES[request.param])


def texts_of(fig: Figure) -> list[tuple[str, object]]:
    """All words of a figure with the box each takes, in pixels."""
    canvas = FigureCanvasAgg(fig)
    canvas.draw()
    found = [text for text in fig.findobj(lambda item: hasattr(item, "get_text") and item.get_text().strip())
             if text.get_visible()]
    return [(text, text.get_window_extent(canvas.get_renderer())) for text in found]


# ---- Publishing


def a_figure() -> Figure:
    fig = Figure(figsize=(2, 1))
    fig.add_subplot().bar(["a", "b"], [1, 2])
    return fig


def test_publish_keeps_four_files_and_the_words(tmp_path):
    shown = charts.publish(a_figure(), "02-bars", "Two bars & <more>.", data=pd.DataFrame({"x": [1 / 3]}), folder=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"02-bars.{kind}" for kind in ("csv", "png", "svg", "txt")]
    assert (tmp_path / "02-bars.csv").read_text() == "x\n0.333\n"
    assert (tmp_path / "02-bars.txt").read_text() == "Two bars & <more>.\n"
    assert 'alt="Two bars &amp; &lt;more&gt;."' in shown._repr_html_() and repr(shown) == "Two bars & <more>."
    assert charts.reopen("02-bars", tmp_path)._repr_html_() == shown._repr_html_()


def test_same_chart_same_bytes(tmp_path):
    for folder in ("one", "two"):
        for name, chart in draw_all(CASES["hostile"]).items():
            charts.publish(chart.fig, name, chart.alt, data=chart.data, folder=tmp_path / folder)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert len(files) == 36
    assert [name for name in files if (tmp_path / "one" / name).read_bytes() != (tmp_path / "two" / name).read_bytes()] == []


@pytest.mark.parametrize("alt", ["", "  ", "\n\t", "\x00"])
def test_blank_alt_is_refused(tmp_path, alt):
    with pytest.raises(ValueError, match="alt text"):
        charts.publish(a_figure(), "bars", alt, data=pd.DataFrame(), folder=tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["../bars", "a/b", "Bars", "", "a b", "bars.svg"])
def test_a_name_is_no_path(tmp_path, name):
    with pytest.raises(ValueError, match="no name of a figure"):
        charts.publish(a_figure(), name, "Bars.", data=pd.DataFrame(), folder=tmp_path)


# ---- Every chart, whatever the article holds


def test_every_chart_has_words_and_a_table(drawn):
    for name, chart in drawn.items():
        assert chart.alt.strip() and isinstance(chart.data, pd.DataFrame) and len(chart.data.columns), name


def test_words_lie_inside_the_figure_and_not_on_each_other(drawn):
    for name, chart in drawn.items():
        width, height = chart.fig.get_size_inches() * chart.fig.dpi
        boxes = texts_of(chart.fig)
        for text, box in boxes:
            assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, f"{name}: {text.get_text()!r}"
        level = [(text, box) for text, box in boxes if not text.get_rotation()]
        for (one, a), (other, b) in itertools.combinations(level, 2):
            wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
            assert wide < 2 or high < 2, f"{name}: {one.get_text()!r} on {other.get_text()!r}"


def test_svg_is_xml_with_its_words(tmp_path):
    for name, chart in draw_all(CASES["hostile"]).items():
        charts.publish(chart.fig, name, chart.alt, data=chart.data, folder=tmp_path)
        tree = ET.parse(tmp_path / f"{name}.svg")
        assert tree.getroot().find("{http://www.w3.org/2000/svg}title").text == name
        assert b"<script" not in (tmp_path / f"{name}.svg").read_bytes()


def test_dollars_are_no_formula():
    named = draw_all(CASES["hostile"])["02-mentions"].fig
    words = {text.get_text().replace("\n", " ") for text, _ in texts_of(named)}
    assert "$x_1^2$ & \\alpha" in words and "100 % {brace} $5 and $6" in words
    assert not any(text.get_parse_math() for text, _ in texts_of(named))


def test_nothing_to_draw_is_said_in_a_sentence():
    for name, chart in draw_all(CASES["no actor"]).items():
        assert chart.data.empty and not chart.fig.axes and chart.alt.endswith("."), name


def test_height_grows_with_the_rows_up_to_a_limit():
    heights = {number: draw_all(CASES[case])["02-mentions"].fig.get_size_inches()[1]
               for number, case in ((1, "one"), (3, "three"), (40, "forty"))}
    assert heights[1] < heights[3] < heights[40] < 12


def test_what_is_not_drawn_is_said():
    figures = draw_all(CASES["forty"])
    for name in ("02-mentions", "02-places", "03-words", "04-positions", "05-sentiment"):
        assert any("Not drawn: " in text.get_text() for text in figures[name].fig.texts), name


def test_one_look_for_each_side_in_every_chart():
    actors = CASES["forty"]["actors"]
    styles = sheet.side_styles(actors)
    assert len(set(styles.values())) == len(styles) == 5
    assert len({marker for _, marker in [*styles.values(), sheet.NO_SIDE]}) == 6
    assert all(row.style == styles.get(row.side, sheet.NO_SIDE) for row in sheet.actor_rows(actors, list(actors.actor_id)))


def test_stances_differ_in_grey():
    assert len({marker for _, marker in sheet.STANCE_STYLES.values()}) == 4


def test_style_of_the_notebook_is_left_alone():
    import matplotlib

    before = matplotlib.rcParams.copy()
    draw_all(CASES["one"])
    assert matplotlib.rcParams == before


@given(st.text(max_size=80), st.floats(0.3, 3), st.integers(1, 4))
def test_wrapped_text_fits(words, inches, lines):
    made = lettering.wrap(words, inches, sheet.NAME, lines=lines).split("\n")
    assert len(made) <= lines
    assert all(lettering.breadth(line, sheet.NAME) <= inches for line in made)


def test_png_has_the_size_it_says(tmp_path):
    chart = draw_all(CASES["three"])["05-tone"]
    charts.publish(chart.fig, "tone", chart.alt, data=chart.data, folder=tmp_path)
    assert Image.open(tmp_path / "tone.png").size[0] == round(sheet.WIDTH * charts.DOTS)


# ---- The figures in git


def test_committed_figures_hold_what_the_seed_article_gives(seed, seed_tables, tmp_path):
    folder = paths.FIGURES / seed.document_id
    for name, chart in draw_all(seed_tables).items():
        charts.publish(chart.fig, name, chart.alt, data=chart.data, folder=tmp_path)
        kept, made = (pd.read_csv(place / f"{name}.csv") for place in (folder, tmp_path))
        # Floats of the model differ between processors by up to 0.01, and sums over words or mentions by as much of each.
        pd.testing.assert_frame_equal(kept, made, check_exact=False, rtol=0.02, atol=0.02, obj=f"{name}.csv: run make figures")
        assert (folder / f"{name}.svg").exists() and (folder / f"{name}.png").exists()
        assert (folder / f"{name}.txt").read_text("utf-8").strip()
