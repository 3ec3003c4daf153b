"""Scorecard: measures a small gold of our own, tells broken gold in one sentence, and compares two runs."""

from __future__ import annotations

import ast
import json
import re
import shutil
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from analysis import (
    changes,
    chart_ladder,
    gold,
    measured,
    metrics,
    paths,
    report,
    scorecard,
    trials,
)
from analysis.documents import InputError

SEED_GOLD = paths.SEEDS / "gold"
SENTENCE = "Mary Smith said on Monday that the new law was a mistake."
TALK = f"{SENTENCE} “We will fight it,” she told reporters in Boston."
RECORDS = {
    "ud_ewt": [dict(id="u1", text="It rains. We stay.", sentences=[[0, 9], [10, 18]], tokens=[[0, 2], [3, 8], [8, 9], [10, 12], [13, 17], [17, 18]])],
    "conllpp2023": [dict(id="c1", text="Mary Smith went to Paris .", tokens=[[0, 4], [5, 10], [11, 15], [16, 18], [19, 24], [25, 26]],
                         sentences_tok=[[0, 6]], entities=[dict(start=0, end=10, type="PER"), dict(start=19, end=24, type="LOC")])],
    "gap": [dict(id="g1", text="Mary Smith met Anna Jones before she left for Rome.", pronoun=["she", 33], a=["Mary Smith", 0, True], b=["Anna Jones", 15, False])],
    "polnear": [dict(id=f"p{k}", text=TALK, orig_split="dev", attributions=[
        dict(source=[[0, 10]], cue=[[11, 15]], content=[[26, 57]]), dict(source=[[79, 82]], cue=[[83, 87]], content=[[58, 78]])]) for k in range(2)]
    + [dict(id="learnt", text=TALK, orig_split="train", attributions=[])],
    "newsmtsc": [dict(id=f"a_b_{k}", text="Mary Smith is a wonderful leader.", start=0, end=10, label="positive", orig_split="dev") for k in range(3)],
    "persent": [dict(id="s1", text="Mary Smith failed again.\nShe was blamed.", target="Mary Smith", doc_label="Negative", aligned=True,
                     paragraphs=[dict(text="Mary Smith failed again.", label="Negative"), dict(text="She was blamed.", label=None)])],
    "basil": [dict(id="b1", text=TALK, sentences=[SENTENCE, TALK[58:]], spans=[
        dict(sent=1, start=0, end=20, target="Mary Smith", polarity="pos", quoted=True, speaker="Mary Smith"),
        dict(sent=0, start=36, end=57, target="Mary Smith", polarity="neg", quoted=False, speaker="")])],
    "directed": [dict(id="d1", text=SENTENCE, p="Mary Smith", q="Monday", label="0"), dict(id="d2", text=SENTENCE, p="Mary Smith", q="law", label="3")],
    "plover": [dict(id="e1", text="France rejected the new plan.", event="REJECT", event_text="rejected plan", source=[{"text": "France"}], target=[])],
}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Path:
    """A gold folder with a record or two of every set, and the seed article's coding."""
    folder = tmp_path_factory.mktemp("gold")
    for name, records in RECORDS.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    shutil.copytree(SEED_GOLD / "istanbul-talks", folder / "articles" / "istanbul-talks")
    return folder


@pytest.fixture(scope="module")
def card(tiny) -> scorecard.Card:
    return scorecard.measure(tiny, workers=1)


def row(card, metric, gold_key=None) -> pd.Series:
    frame = card.frame
    return frame[(frame.metric == metric) & (frame.gold == (gold_key or frame.gold))].iloc[0]


# ---- What is measured ----------------------------------------------------------------------------------


def test_every_step_is_measured(card):
    assert list(dict.fromkeys(card.frame.step)) == list(scorecard.STEPS)
    assert list(card.frame.columns) == list(scorecard.COLUMNS) and list(card.frame.columns[:9]) == list(measured.COLUMNS)
    assert set(card.frame.gold) == {*RECORDS, "articles"}


def test_every_figure_has_n_a_set_and_an_interval(card):
    frame = card.frame
    assert frame.set.notna().all() and (frame.n >= 0).all() and frame.unit.isin(["document", "paragraph", "record"]).all()
    inside = frame.dropna(subset=["value", "low"])
    assert (inside.low <= inside.value + 1e-9).all() and (inside.value <= inside.high + 1e-9).all()
    assert (inside.unit[inside.gold == "articles"] == "paragraph").all()  # one article only


def test_what_was_trained_on_is_left_out_and_said(card):
    assert row(card, "content_exact_f1").n == 4
    assert any("PolNeAR: 1 of 3 records are left out" in note for note in card.notes)


def test_easy_sentences_are_read_right(card):
    assert row(card, "sentence_f1", "ud_ewt").value == 1 and row(card, "entity_f1", "conllpp2023").value == 1
    assert row(card, "attribution_f1").value == 1 and row(card, "macro_f1", "newsmtsc").value == 1


def test_steps_alone_and_end_to_end(card):
    both = scorecard.compare_upstream(card)
    assert {"statements", "positions", "sentiment", "tokens"} <= set(both.step)
    assert (both["lost upstream"] == both["alone"] - both["end to end"]).all()


def test_several_articles_come_together_and_each(tmp_path):
    sets = [gold.GoldSet("articles", "2 coded articles", ["a", "b"])]
    scores = [metrics.Score("mentions", "articles", "end to end", "mention_exact_f1", "f1", name, f"{name}:{k}",
                            {"tp": tp, "sys": 2, "gold": 2}, {"tp": 0, "sys": 1, "gold": 2}) for name, tp in (("a", 2), ("b", 0)) for k in range(3)]
    frame = scorecard.tabulate(sets, scores)
    assert list(frame.gold) == ["articles", "articles/a", "articles/b"] and list(frame.value) == [0.5, 1.0, 0.0]
    assert list(frame.units) == [6, 3, 3] and (frame.floor == 0).all()


def test_figures_do_not_depend_on_the_number_of_processes(tiny, monkeypatch):
    sets = [one for one in gold.read_gold(tiny) if one.key in ("ud_ewt", "newsmtsc", "gap")]
    alone = trials.try_gold(sets, workers=1)
    monkeypatch.setattr(trials, "FEW", 0)
    assert trials.try_gold(sets, workers=2) == alone


def test_a_sample_depends_on_ids_alone():
    records = [dict(id=k, text="x" * 10) for k in range(50)]
    chosen = gold.sample(records, 100)
    assert len(chosen) == 10 and [r["id"] for r in chosen] == sorted(r["id"] for r in chosen)
    assert {r["id"] for r in gold.sample(records[::-1], 100)} == {r["id"] for r in chosen} and len(gold.sample(records, 0)) == 50


# ---- Broken gold ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name, content, sentence", [
    ("polnear.jsonl", "{}\n", "polnear.jsonl, line 1 has no id."),
    ("polnear.jsonl", '{"id": 1, "text": "a"}', "polnear.jsonl, line 1 has no attributions."),
    ("gap.jsonl", "\nnonsense", "gap.jsonl, line 2 is no JSON."),
    ("gap.jsonl", "[1]", "gap.jsonl, line 1 has no id."),
    ("art/mentions.csv", "actor_id,start\nann,0\n", "art/mentions.csv has no column end."),
    ("art/mentions.csv", "actor_id,start,end\nann,5,2\n", "art/mentions.csv, line 2: start '5' and end '2' are no place in a text."),
    ("art/mentions.csv", "actor_id,start,end\nann,0,9000\n", "art/mentions.csv, line 2: the article has other words from 0 to 9000."),
    ("art/mentions.csv", "actor_id,start,end,text\nann,0,4,Anna\n", "art/mentions.csv, line 2: the article has other words from 0 to 4."),
])
def test_broken_gold_is_told_in_one_sentence(tmp_path, name, content, sentence):
    (tmp_path / "art").mkdir()
    (tmp_path / "art" / "article.txt").write_text(TALK, encoding="utf-8")
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as error:
        gold.read_gold(tmp_path)
    assert str(error.value) == sentence


def test_no_gold_is_told_in_one_sentence(tmp_path):
    with pytest.raises(InputError, match="There is no folder"):
        gold.read_gold(tmp_path / "nowhere")
    with pytest.raises(InputError, match="holds no gold"):
        gold.read_gold(tmp_path)


def test_a_failing_step_names_the_record():
    with pytest.raises(trials.TrialError, match="^polnear, p9: KeyError"):
        trials.try_record(("polnear", dict(id="p9", text=TALK)))


# ---- Files and captions --------------------------------------------------------------------------------


def test_what_was_written_is_read_again(card, tmp_path):
    again = scorecard.read(scorecard.write(card, tmp_path))
    pd.testing.assert_series_equal(again.value, card.frame.value, atol=1e-4)
    assert changes.compare(card, again).empty
    assert changes.tell_changes(card, again)[0].startswith("0 of ")


def test_captions_carry_what_is_kept(card, tmp_path, monkeypatch):
    path = scorecard.write(card, tmp_path)
    monkeypatch.setattr(paths, "DATA", tmp_path / "data")
    monkeypatch.setattr(measured, "DATA", tmp_path / "data")
    kept = scorecard.keep(path)
    assert kept.read_text("utf-8").startswith("# Measured by `make scorecard`") and kept.stat().st_size < 60_000
    assert not set(scorecard.PRIVATE) & set(measured.read().columns)
    for step in measured.METRICS:
        assert measured.caption(step).startswith("Measured on "), step
    assert changes.tell_changes(card, scorecard.read(kept))[0].startswith("0 of ")


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "\x00\x01"])
def test_what_is_no_scorecard_is_refused(tmp_path, content):
    (tmp_path / "earlier.csv").write_text(content)
    with pytest.raises(InputError, match="earlier.csv is no scorecard: it has no column step."):
        scorecard.read(tmp_path / "earlier.csv")
    with pytest.raises(InputError, match="There is no scorecard"):
        scorecard.read(tmp_path / "none.csv")


def _card(values, metric="position_pair_f1") -> scorecard.Card:
    scores = [metrics.Score("positions", "polnear", "end to end", metric, "ratio", f"d{k}", f"d{k}", {"hit": hit, "all": 2}) for k, hit in enumerate(values)]
    return scorecard.Card(scorecard.tabulate([gold.GoldSet("polnear", "PolNeAR", [])], scores))


@pytest.mark.parametrize("before, now, metric, verdict", [
    ([0] * 20, [1] * 20, "position_pair_f1", "better"), ([1] * 20, [0] * 20, "position_pair_f1", "worse"),
    ([0] * 20, [1] * 20, "count_error", "worse"), ([0, 2] * 10, [2, 0] * 9 + [2, 1], "position_pair_f1", "open"),
    ([0] * 20, [1] * 21, "position_pair_f1", "not paired"),
])
def test_a_change_is_judged_by_its_interval(before, now, metric, verdict):
    found = changes.compare(_card(now, metric), _card(before, metric).frame)
    assert list(found.verdict) == [verdict]
    said = changes.tell_changes(_card(now, metric), _card(before, metric).frame)
    assert "1 of 1 figure in both scorecards changed" in said[0] and len(said) == 1 + (verdict in ("better", "worse"))


def test_without_an_earlier_scorecard_it_says_so(card):
    assert "BASELINE=" in changes.tell_changes(card, None)[0]


# ---- The chart, the shell, the notebook ----------------------------------------------------------------


def test_the_ladder_draws_what_is_known(card):
    rows = scorecard.drawn(card)
    fig, alt, data = chart_ladder.draw_ladder(rows)
    assert list(data.columns) == chart_ladder.COLUMNS and len(data) == len(rows) > 10
    assert alt.startswith("Dot chart.") and "people 0.81" in alt and "best published 0.83" in alt
    assert fig.axes[0].get_xlim()[0] == 0


def test_of_nothing_the_ladder_says_so(card):
    assert chart_ladder.draw_ladder(scorecard.drawn(card).head(0)).alt == "Nothing was measured."


def test_every_figure_of_others_has_its_source():
    for row in scorecard._ladder().values():
        assert (row["published"] is None) == (row["published_by"] is None) and (row["human"] is None) == (row["human_by"] is None)


def test_two_codings_agree_with_themselves(capsys):
    folder = str(SEED_GOLD / "istanbul-talks")
    assert scorecard.main(["agree", folder, folder]) == 0
    table = capsys.readouterr().out
    assert {"mention_exact_f1", "mention_overlap_f1", "stance_kappa", "stance_alpha", "tone_kappa"} <= set(re.findall(r"^ *(\S+)", table, re.M))
    assert re.search(r"statement_all_f1@0.3 +1.000 +1.000 +1.000 +52", table)


def test_codings_that_can_not_be_compared_are_refused(tmp_path, capsys):
    shutil.copytree(SEED_GOLD / "istanbul-talks", tmp_path / "other")
    (tmp_path / "other" / "article.txt").write_text("Another article.", encoding="utf-8")
    assert scorecard.main(["agree", str(SEED_GOLD / "istanbul-talks"), str(tmp_path / "other")]) == 2
    assert capsys.readouterr().err == "istanbul-talks and other are codings of different articles.\n"
    assert scorecard.main(["agree", str(SEED_GOLD / "istanbul-talks"), str(tmp_path)]) == 2
    assert "holds no coding" in capsys.readouterr().err


BOOK = nbformat.read(paths.NOTEBOOKS / "scorecard.ipynb", as_version=4)


def test_the_notebook_is_one_of_ours():
    nbformat.validate(BOOK)
    code = [cell for cell in BOOK.cells if cell.cell_type == "code"]
    assert BOOK.cells[0].source.startswith("# ") and BOOK.cells[0].source.endswith("?")
    assert all(cell.source.split("\n")[0].endswith("?") for cell in BOOK.cells if cell.source.startswith("## "))
    assert [cell.id for cell in code if "parameters" in cell.metadata.get("tags", [])] == ["parameters"]
    for cell in code:
        assert cell.outputs == [] and cell.execution_count is None and len(cell.source.splitlines()) <= 12
        assert not any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(cell.source)))
    assert re.match(r'gold: str = "seeds/gold"  # .*\nbaseline: str = ""  # ', code[0].source)


def test_the_notebook_runs_and_compares(tiny, card, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "BUILD", tmp_path)
    small = tmp_path / "gold"
    small.mkdir()
    for name in ("ud_ewt", "newsmtsc", "polnear"):
        shutil.copy(tiny / f"{name}.jsonl", small)
    earlier = scorecard.write(card, tmp_path / "earlier")
    options = ["-p", f"gold={small}", "-p", f"baseline={earlier}", "-p", "workers=1"]
    assert report.main(["notebooks/scorecard.ipynb", *options]) == 0
    kept = scorecard.read(tmp_path / "scorecard" / "scorecard.csv")
    assert set(kept.gold) == {"ud_ewt", "newsmtsc", "polnear"} and (tmp_path / "scorecard" / "figures" / "scorecard-ladder.svg").exists()
    page = (tmp_path / "scorecard" / "report.html").read_text("utf-8")
    assert "in both scorecards changed" in page and "How wrong is each step?" in page
