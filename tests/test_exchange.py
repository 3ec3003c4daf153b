"""A coding that goes out to another tool and comes back."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sent import AFTER, ANA, BEFORE, BO, STORY, as_csv, codings, frames_of, in_lines, send, texts

from analysis import documents, exchange, tables
from analysis.corrections import read_corrections, save_corrections
from analysis.differences import find_lines
from analysis.exchange import COMES_BACK, WAYS
from analysis.marks import find_marks
from analysis.replaying import Replay

# ---- Round trips ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", COMES_BACK)
@settings(max_examples=6, phases=(Phase.explicit, Phase.generate))
@given(data=st.data())
def test_a_coding_that_comes_back_unchanged_is_the_same_bytes_and_makes_no_line(format, tmp_path, data):
    text = data.draw(texts())
    frames = data.draw(codings(text))
    came = WAYS[format].read(send(format, text, frames, tmp_path), text)
    assert came.unread == []
    assert came.marks == find_marks(frames)
    assert as_csv(came.went_out) == as_csv(frames)
    assert find_lines(came, text, who="x") == ([], [])


@pytest.mark.parametrize("format", COMES_BACK)
@settings(max_examples=6, phases=(Phase.explicit, Phase.generate))
@given(data=st.data())
def test_marks_are_read_from_the_format_itself_whatever_went_out_before(format, tmp_path, data):
    text = data.draw(texts())
    before, after = data.draw(codings(text)), data.draw(codings(text))
    came = WAYS[format].read(send(format, text, after, tmp_path, went_out=before), text)
    assert [in_lines(mark, text) for mark in came.marks] == [in_lines(mark, text) for mark in find_marks(after)]
    if format != "brat":
        assert came.marks == find_marks(after)
    assert as_csv(came.went_out) == as_csv(before)


@pytest.mark.parametrize("format", WAYS)
def test_the_seed_article_goes_out_to_the_same_bytes_twice(format, seed, seed_tables, tmp_path):
    one, other = (exchange.export(format, seed.text, seed_tables, tmp_path / name) for name in "ab")
    files = sorted(path.relative_to(one) for path in one.rglob("*")) if one.is_dir() else ["."]
    assert all((one / name).read_bytes() == (other / name).read_bytes() for name in files if (one / name).is_file())
    if format in COMES_BACK:
        came = WAYS[format].read(one, seed.text)
        assert (came.unread, came.marks) == ([], find_marks(seed_tables))
        for name, frame in came.went_out.items():
            kept, back = (tables.write(x, tmp_path / side, name).read_bytes() for side, x in (("kept", seed_tables[name]), ("back", frame)))
            assert kept == back
        assert find_lines(came, seed.text, who="x") == ([], [])


@pytest.mark.parametrize("format", COMES_BACK)
@settings(max_examples=4, phases=(Phase.explicit, Phase.generate))
@given(data=st.data())
def test_whatever_comes_back_makes_lines_that_can_be_read_or_a_sentence(format, tmp_path, data):
    text = data.draw(texts())
    before, after = data.draw(codings(text)), data.draw(codings(text))
    lines, unread = find_lines(WAYS[format].read(send(format, text, after, tmp_path, went_out=before), text), text, who="=x")
    (tmp_path / "x.csv").unlink(missing_ok=True)
    read = read_corrections(save_corrections(tmp_path / "x.csv", lines))
    assert len({tuple(line.items()) for line in lines}) >= len(read) > 0 or not lines or unread
    assert all(line.who == "=x" for line in read)


# ---- What was changed comes back as corrections -------------------------------------------------------


@pytest.fixture
def story(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(STORY, "utf-8")
    return documents.read_document(path)


def changed():
    """The story's coding before and after a person worked on it; what is the same row has the same id."""
    before, after = frames_of(STORY, **BEFORE), frames_of(STORY, **AFTER)
    doc = before["documents"].document_id[0]
    ids = [f"{doc}.m{i}" for i in (0, 1, 2, 4)] + ["new"]
    after["mentions"]["mention_id"] = pd.array(ids, "string")
    return before, after


def replay(lines, story, frames):
    done = Replay(lines, story, {"sentences": tables.make("sentences", [dict(sentence_id=f"{story.document_id}.s0", document_id=story.document_id, paragraph=0,
                                                                             start=0, end=9, text=STORY[:9])]), "issues": frames["issues"]})
    out = dict(frames)
    for step, names in (("documents", ["documents"]), ("actors", ["actors", "mentions"]), ("statements", ["statements"]), ("positions", ["positions"]),
                        ("sentiment", ["sentiment"])):
        out |= dict(zip(names, done.correct(step, **{name: out[name] for name in names})))
        if step == "actors":  # as a run does, which judges mentions only after they were corrected
            place = {(words, actor): (a, b) for words, actor, a, b in out["mentions"][["text", "actor_id", "start", "end"]].to_numpy()}
            moved = place.get(("Minister Ana Ruiz", ANA))
            if moved:
                out["sentiment"].loc[0, ["start", "end", "text"]] = *moved, STORY[slice(*moved)]
    return out, done.outcomes()


def bare(frame):
    own = [c for c in frame.columns if c not in ("rule", "probability", "sentence_id", "mention_id", "negative", "neutral", "positive", "score")]
    return sorted(map(tuple, frame[own].astype(object).where(frame[own].notna(), None).to_numpy().tolist()), key=repr)


@pytest.mark.parametrize("format", COMES_BACK)
def test_what_a_person_changed_elsewhere_is_carried_out_by_the_corrections(format, story, tmp_path):
    before, after = changed()
    came = WAYS[format].read(send(format, STORY, after, tmp_path, went_out=before), STORY)
    lines, unread = find_lines(came, STORY, who="Eva", when="2026-01-02")
    assert unread == []
    path = save_corrections(tmp_path / "story.corrections.csv", lines)
    found, outcomes = replay(read_corrections(path), story, before)
    assert set(outcomes.outcome) <= {"applied", "already so"}, outcomes[["table", "action", "column", "outcome", "note"]]
    assert {line.who for line in read_corrections(path)} == {"Eva"}
    for name in ("actors", "mentions", "statements", "positions"):
        assert bare(found[name]) == bare(after[name]), name
    assert list(found["sentiment"].label) == ["negative", "positive"]


def test_an_actor_whose_mentions_all_went_to_another_is_merged_and_a_new_name_is_split_off(story, tmp_path):
    before = frames_of(STORY, **BEFORE)
    folder = send("brat", STORY, before, tmp_path)
    file = next(folder.glob("*.ann"))
    words = file.read_text("utf-8")
    first = re.search(rf"(A\d+)\tactor_id (T\d+) {ANA}", words)
    file.write_text(words.replace(first[0], f"{first[1]}\tactor_id {first[2]} Eva%20Falk", 1).replace(f" {BO}\n", f" {ANA}\n"), "utf-8")
    cards = (folder / "actors.csv").read_text("utf-8").splitlines()
    (folder / "actors.csv").write_text("\n".join(line for line in cards if not line.startswith("bo-")) + "\n", "utf-8")
    lines, unread = find_lines(WAYS["brat"].read(folder, STORY), STORY, who="Eva")
    assert [(line["action"], line["value"]) for line in lines if line["action"] in ("merge", "split")] == [("merge", ANA), ("split", "Eva Falk")]
    found, outcomes = replay(read_corrections(save_corrections(tmp_path / "story.corrections.csv", lines)), story, before)
    assert list(found["actors"].name) == ["Ana Ruiz", "Eva Falk"]
    assert list(found["mentions"].actor_id) == ["eva-falk", ANA, ANA, ANA, ANA]


def test_a_verdict_in_a_workbook_accepts_or_rejects(tmp_path):
    before = frames_of(STORY, **BEFORE)
    path = send("excel", STORY, before, tmp_path)
    book = load_workbook(path)
    sheet = book["mentions"]
    column = [cell.value for cell in sheet[1]].index("verdict") + 1
    sheet.cell(2, column).value, sheet.cell(3, column).value, sheet.cell(4, column).value = "accept", "reject", "perhaps"
    book.save(path)
    lines, unread = find_lines(WAYS["excel"].read(path, STORY), STORY, who="x")
    assert [(line["action"], line["text"]) for line in lines] == [("accept", "Ana Ruiz"), ("reject", "Bo Lindt")]
    assert len(unread) == 1 and "perhaps" in unread[0]


def test_words_typed_into_a_workbook_are_found_in_the_article(tmp_path):
    path = send("excel", STORY, frames_of(STORY, **BEFORE), tmp_path)
    book = load_workbook(path)
    sheet = book["mentions"]
    head = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, head["text"]).value = "Minister Ana Ruiz"
    for row, words in ((20, "town hall"), (21, "Ruiz"), (22, "nowhere")):  # Ruiz stands at three places, nowhere at none
        sheet.cell(row, head["text"]).value, sheet.cell(row, head["actor_id"]).value = words, "Bo Lindt"
    book.save(path)
    lines, unread = find_lines(WAYS["excel"].read(path, STORY), STORY, who="x")
    assert [(line["action"], line["text"], line["value"]) for line in lines] == [("edit", "Ana Ruiz", "Minister Ana Ruiz"), ("add", "town hall", "")]
    assert len(unread) == 2


def test_what_corrections_cannot_hold_is_listed(tmp_path):
    before, after = frames_of(STORY, **BEFORE), frames_of(STORY, **BEFORE | dict(sentiment=[(0, "neutral", None)]))
    after["issues"].loc[0, "label"] = "Tax"
    after["statements"] = after["statements"][after["statements"].piece == 0]
    lines, unread = find_lines(WAYS["excel"].read(send("excel", STORY, after, tmp_path, went_out=before), STORY), STORY, who="x")
    assert lines == []
    assert [word for word in ("pieces", "every mention is judged", "codebook") if any(word in sentence for sentence in unread)] == \
        ["pieces", "every mention is judged", "codebook"]


# ---- Command line ---------------------------------------------------------------------------------------


def test_out_and_back_by_the_command_line(tmp_path, capsys):
    (tmp_path / "story.txt").write_text(STORY, "utf-8")
    for name, frame in frames_of(STORY, **BEFORE).items():
        tables.write(frame, tmp_path / "run" / "tables", name)
    say = lambda *words: exchange.main([str(word) for word in words])  # noqa: E731
    assert say("export", "brat", tmp_path / "run") == 1 and "--article" in capsys.readouterr().err
    assert say("export", "brat", tmp_path / "run", "--article", tmp_path / "story.txt", "--out", tmp_path / "out") == 0
    folder = next((tmp_path / "out").iterdir())
    assert say("import", "brat", folder, "--article", tmp_path / "story.txt", "--who", "Eva") == 0
    assert not (tmp_path / "story.corrections.csv").exists()
    file = next(folder.glob("*.ann"))
    file.write_text(file.read_text("utf-8").replace("label T10 positive", "label T10 negative"), "utf-8")
    words = re.sub(r"\tstance (T\d+) support", r"\tstance \1 oppose", file.read_text("utf-8"))
    file.write_text(words, "utf-8")
    for _ in range(2):  # what is said twice is there once
        assert say("import", "brat", folder, "--article", tmp_path / "story.txt", "--who", "Eva", "--when", "2026-01-02") == 0
    lines = read_corrections(tmp_path / "story.corrections.csv")
    assert [(line.table, line.column, line.value, line.who, line.when) for line in lines][0] == ("positions", "stance", "oppose", "Eva", "2026-01-02")
    assert say("import", "brat", tmp_path / "none", "--article", tmp_path / "story.txt", "--who", "Eva") == 1
