"""Bargaining: the grid, its chart, turns of stance, and who comes at which level."""

from __future__ import annotations

import itertools
import random

import pandas as pd
import pytest

import analysis
from analysis import attendance, bargaining, chart_bargaining, charts, documents, evidence, tables, turns

DOCUMENT = "made-00000000"
TEXT = "word “said” " * 400


def make(rows: list[tuple], *, sides: dict[str, str] | None = None) -> tuple[pd.DataFrame, ...]:
    """Issues, actors and positions from rows of actor, issue, stance and, where there are, move and condition."""
    sides = sides or {}
    actors = [dict(actor_id=key, document_id=DOCUMENT, name=key.title(), kind="person", side=sides.get(key, pd.NA))
              for key in dict.fromkeys(row[0] for row in rows)]
    issues = [dict(issue_id=key, label=key.title()) for key in dict.fromkeys(row[1] for row in rows)]
    stands = []
    for number, (actor, issue, stance, move, condition) in enumerate((*row, *("none", None)[len(row) - 3:]) for row in rows):
        held = {} if condition is None else dict(condition_start=0, condition_end=4, condition=condition)
        stands.append(dict(position_id=f"{DOCUMENT}.p{number}", document_id=DOCUMENT, actor_id=actor, issue_id=issue, stance=stance,
                           basis="reporter", move=move, start=12 * number, end=12 * number + 11, text=TEXT[:11], rule="made",
                           probability=.6, **held))
    return tuple(tables.make(name, made) for name, made in (("issues", issues), ("actors", actors), ("positions", stands)))


def roles(rows: list[tuple], **options) -> set[tuple]:
    found = bargaining.find_bargains(*make(rows, **options))
    return set(zip(found.actor, found.role, found["move"]))


def test_who_wants_and_who_rejects():
    rows = [("ann", "dam", "support", "demand"), ("bob", "dam", "oppose", "refusal"), ("cid", "dam", "conditional", "precondition", "word"),
            ("dan", "dam", "neutral")]
    assert roles(rows) == {("Ann", "wants", "demand"), ("Bob", "rejects", "refusal"), ("Cid", "on a condition", "precondition")}


@pytest.mark.parametrize(("rows", "sides", "common"), [
    ([("ann", "dam", "support"), ("bob", "dam", "support")], {}, True),
    ([("ann", "dam", "oppose"), ("bob", "dam", "oppose")], {}, True),
    ([("ann", "dam", "support"), ("bob", "dam", "support")], {"ann": "Norway", "bob": "Norway"}, False),
    ([("ann", "dam", "support"), ("bob", "dam", "support"), ("cid", "dam", "oppose")], {}, False),
    ([("ann", "dam", "support")], {}, False),
    ([("ann", "dam", "support"), ("bob", "dam", "conditional", "precondition", "word")], {}, False),
])
def test_common_ground_is_that_of_several_sides(rows, sides, common):
    assert bool(bargaining.find_bargains(*make(rows, sides=sides)).common.any()) == common


def test_every_bargain_leads_to_its_positions(seed_tables):
    found = bargaining.find_bargains(seed_tables["issues"], seed_tables["actors"], seed_tables["positions"])
    known = dict(zip(seed_tables["positions"].position_id, seed_tables["positions"].start))
    for row in found.itertuples():
        keys = row.position_ids.split("|")
        assert len(keys) == row.positions and row.start in [known[key] for key in keys]
    taken = seed_tables["positions"].query("stance != 'neutral'")
    assert sorted("|".join(found.position_ids).split("|")) == sorted(taken.position_id)


def test_the_grid_links_each_name():
    issues, actors, positions = make([("ann", "dam", "support", "demand"), ("ann", "dam", "support", "demand"),
                                      ("bob", "dam", "conditional", "precondition", "word")])
    grid = bargaining.make_grid(bargaining.find_bargains(issues, actors, positions))
    assert list(grid.columns) == ["start", "issue", "who wants it", "who rejects it", "common ground", "conditional on what", "positions"]
    assert grid["who wants it"][0][0].words == "Ann (demand, 2 times)" and grid["conditional on what"][0][0].words == "Bob: word"
    sentences = tables.make("sentences", [dict(sentence_id="d.s0", document_id="d", paragraph=0, start=0, end=99, text=TEXT[:99])])
    assert evidence.table(grid, sentences)._repr_html_().count('<a href="#s0">') == 3


def test_where_nobody_bargains_it_is_said():
    empty = bargaining.find_bargains(*(tables.make(name) for name in ("issues", "actors", "positions")))
    assert empty.empty and list(empty.columns) == list(bargaining.COLUMNS)
    chart = charts.draw_bargaining(empty)
    assert not chart.fig.axes and chart.alt.endswith(".")
    assert "Nobody" in repr(evidence.table(bargaining.make_grid(empty), empty="Nobody does."))


# ---- Chart

LONG = "Organisation for the Prohibition of Chemical Weapons and Other Things Nobody Wants"


def many(issues: int, actors: int, *, name: str = "actor") -> pd.DataFrame:
    draw = random.Random(3)
    rows = [(f"{name} {a}", f"{LONG if i % 4 == 3 else 'issue'} {i}", draw.choice(tables.STANCES), draw.choice(tables.MOVES),
             draw.choice([None, "word"])) for i in range(issues) for a in range(actors) if draw.random() < .6 or issues < 2]
    return bargaining.find_bargains(*make(rows))


CASES = {"one": many(1, 1), "three": many(3, 3), "full": many(15, 12), "more": many(30, 40), "long": many(5, 8, name=LONG)}


@pytest.mark.parametrize("case", CASES)
def test_the_chart_is_readable_whatever_it_holds(case, tmp_path):
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    chart = charts.draw_bargaining(CASES[case])
    if CASES[case].empty:
        return
    canvas = FigureCanvasAgg(chart.fig)
    canvas.draw()
    words = [text for text in chart.fig.findobj(lambda item: hasattr(item, "get_text") and item.get_text().strip()) if text.get_visible()]
    boxes = [(text.get_text(), text.get_window_extent(canvas.get_renderer())) for text in words]
    width, height = chart.fig.get_size_inches() * chart.fig.dpi
    assert height / chart.fig.dpi < 20
    for text, box in boxes:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= width and box.y1 <= height, text
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        assert min(a.x1, b.x1) - max(a.x0, b.x0) < 2 or min(a.y1, b.y1) - max(a.y0, b.y0) < 3, (one, other)
    assert charts.publish(chart.fig, "04-bargaining", chart.alt, data=chart.data, folder=tmp_path)


def test_moves_differ_in_colour_and_in_grey():
    styles = chart_bargaining.MOVE_STYLES
    assert set(styles) == set(tables.MOVES) and len({marker for _, marker in styles.values()}) == len(styles)
    assert len({colour for colour, _ in styles.values()}) == len(styles)


def test_a_person_keeps_the_last_name_where_there_is_little_room():
    assert chart_bargaining._shorten("Maria Eleonora Lund", "person", 0.5) == "Lund"
    assert chart_bargaining._shorten("Ministry of Trade", "organisation", 0.7).endswith("…")


# ---- Turns


@pytest.mark.parametrize(("stances", "found"), [
    (["support", "support"], []),
    (["support", "oppose"], ["from for to against"]),
    (["oppose", "neutral", "support"], ["from against to for"]),
    (["support", "conditional"], ["gains a condition"]),
    (["conditional", "support", "oppose"], ["drops its condition", "from for to against"]),
    (["oppose", "conditional"], ["from against to a condition"]),
    (["conditional", "oppose"], ["from a condition to against"]),
])
def test_turns(stances, found):
    positions = make([("ann", "dam", stance) for stance in stances])[2]
    made = turns.find_turns(positions)
    assert list(made.turn) == found
    assert all(made.earlier_position_id != made.later_position_id)


def test_others_and_other_issues_make_no_turn():
    assert turns.find_turns(make([("ann", "dam", "support"), ("bob", "dam", "oppose"), ("ann", "tax", "oppose")])[2]).empty
    assert turns.find_turns(tables.make("positions")).empty


def test_turns_over_articles_go_by_who_the_actor_is():
    first, later = (make([(actor, "dam", stance)])[2] for actor, stance in (("ann", "support"), ("lund", "oppose")))
    both = pd.concat([first.assign(entity_id="e1"), later.assign(entity_id="e1")])
    assert list(turns.find_turns(both, by=("entity_id", "issue_id")).turn) == ["from for to against"]


# ---- Attendance

NEWS = "OSLO, March 3 – The parliament of Norway met on Tuesday for the first time this year.\n\n"


@pytest.mark.parametrize(("text", "name", "comes", "level"), [
    ("Norway sent a low-level delegation to the talks.", "Norway", "yes", "low level"),
    ("President Maria Lund attended the summit in person.", "Maria Lund", "yes", "in person"),
    ("President Maria Lund did not attend the summit.", "Maria Lund", "no", None),
    ("President Maria Lund may travel to the talks on Friday.", "Maria Lund", "maybe", None),
    ("Norway sent senior negotiators to the meeting.", "Norway", "yes", "high level"),
    ("The delegation will be led by President Maria Lund.", "Maria Lund", "yes", None),
])
def test_who_comes(text, name, comes, level):
    document = documents.make_document(NEWS + text)
    found = analysis.analyse(document)
    rows = attendance.find_attendance(document, *(found[key] for key in ("sentences", "tokens", "actors", "mentions")))
    names = dict(zip(found["actors"].actor_id, found["actors"].name))
    told = [(names[row.actor_id], row.comes, None if pd.isna(row.level) else row.level) for row in rows.itertuples()]
    assert (name, comes, level) in told, told
    assert all(document.text[row.start:row.end] == row.text for row in rows.itertuples())


@pytest.mark.parametrize("text", ["Norway sent weapons to Chile.", "President Maria Lund led the race.", "It rained."])
def test_who_goes_to_no_gathering_does_not_attend(text):
    document = documents.make_document(NEWS + text)
    found = analysis.analyse(document)
    assert attendance.find_attendance(document, *(found[key] for key in ("sentences", "tokens", "actors", "mentions"))).empty


@pytest.mark.parametrize(("words", "level"), [
    ("a lower-level team", "low level"), ("deputy ministers", "low level"), ("senior officials", "high level"), ("technical talks", "working level"),
    ("a delegation", None), ("", None)])
def test_levels(words, level):
    assert attendance.find_level(words) == level
