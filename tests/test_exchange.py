"""A coding that goes out to another tool and comes back."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ET
import zipfile

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from analysis import documents, exchange, marks, paths, tables
from analysis.brat import split_lines
from analysis.corrections import read_corrections, save_corrections
from analysis.differences import find_lines
from analysis.exchange import COMES_BACK, WAYS
from analysis.marks import find_marks
from analysis.replaying import Replay

STORY = """Minister Ana Ruiz said “taxes will fall” on Monday, “and they will stay low”. Mayor Bo Lindt praised Ruiz.

Later Ruiz left the town hall. 😀 Bo did not want to comment on the taxes, and said that the bridge comes first.
"""
LETTERS = "ab é\n\t“”=+-@,'\"<&;|%_#אבגمرح😀👩𝒳"


# ---- Codings to send -----------------------------------------------------------------------------------


def frames_of(text: str, *, mentions=(), statements=(), positions=(), sentiment=(), names=("Ana Ruiz", "Bo Lindt"), title=None):
    """Tables of a text from short tuples, proved."""
    doc = paths.document_id("story", text)
    cut = lambda a, b: dict(start=a, end=b, text=text[a:b])  # noqa: E731
    part = lambda name, span: {f"{name}_start": span[0], f"{name}_end": span[1], name: text[slice(*span)]} if span else {}  # noqa: E731
    made = dict(
        documents=[dict(document_id=doc, title=title, characters=len(text), sha256=marks.digest(text), path="story.txt")],
        actors=[dict(actor_id=f"{paths.slug(n)}-{i}", document_id=doc, name=n, kind="person", aliases=f"{n}|@x" if i else None) for i, n in enumerate(names)],
        issues=[dict(issue_id="tax", label="Taxes", keywords="tax"), dict(issue_id="a b|c,d", label="=1+1", description="@sum")],
        mentions=[dict(mention_id=f"{doc}.m{i}", document_id=doc, sentence_id=f"{doc}.s0", actor_id=a, form=f, sense="actor", rule="r", probability=.5, **cut(*s))
                  for i, (a, s, f) in enumerate(mentions)],
        statements=[dict(statement_id=f"{doc}.q{i}", piece=p, document_id=doc, sentence_id=f"{doc}.s0", actor_id=a, kind="direct", act=act, cue_class="neutral",
                         negated=neg, hypothetical=False, rule="=r", probability=.25, **part("source", source), **part("cue", cue), **cut(*s))
                    for i, (who, spans, source, cue, act, neg) in enumerate(statements) for p, s in enumerate(spans) for a in who],
        positions=[dict(position_id=f"{doc}.p{i}", document_id=doc, actor_id=a, issue_id=issue, stance=stance, basis="reporter", move="none", rule="r",
                        probability=1.0, **part("condition", c), **cut(*s)) for i, (a, issue, stance, s, c) in enumerate(positions)],
        sentiment=[dict(mention_id=f"{doc}.m{i}", document_id=doc, actor_id=mentions[i][0], voice="actor" if holder else "narrator", holder_id=holder,
                        negative=.1, neutral=.2, positive=.7, score=.6, label=label, rule="r", probability=.7, **cut(*mentions[i][1]))
                   for i, label, holder in sentiment])
    frames = {name: tables.make(name, [{k: pd.NA if v is None else v for k, v in row.items()} for row in made[name]]) for name in marks.CODED}
    return {name: tables.check(name, frame, None if name in marks.CARDS else text) for name, frame in frames.items()}


@st.composite
def texts(draw):
    return "Ana " + draw(st.text(LETTERS, min_size=20, max_size=90)) + " Bo"


@st.composite
def codings(draw, text):
    """Any coding of a text: pieces, joint sources, any marks in and round the places."""
    def span():
        a = draw(st.integers(0, len(text) - 1))
        b = draw(st.integers(a + 1, min(len(text), a + 30)))
        return (a, b) if text[a:b].strip() else (0, 3)

    def pieces():
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
        found = [(a, b) for a, b in zip(cuts[::2], cuts[1::2]) if text[a:b].strip()]
        return found or [(0, 3)]

    names = tuple(draw(st.permutations(["Ana", "=Bo", "שלום", "😀 Co"])))[:3]
    ids = [f"{paths.slug(name)}-{i}" for i, name in enumerate(names)]
    actor, maybe = st.sampled_from(ids), lambda what: draw(st.none() | st.just(1)) and what()
    many = range(draw(st.integers(0, 3)))
    mentions = [(draw(actor), span(), draw(st.sampled_from(tables.FORMS))) for _ in many]
    return frames_of(
        text, names=names, title=draw(st.sampled_from([None, "=cmd|' /C calc'!A0", "'-1", "العنوان"])), mentions=mentions,
        statements=[(draw(st.sampled_from([[None], ids[:1], ids[:2]])), pieces(), maybe(span), maybe(span), draw(st.sampled_from(tables.ACTS)), draw(st.booleans()))
                    for _ in many],
        positions=[(draw(actor), draw(st.sampled_from(["tax", "a b|c,d"])), draw(st.sampled_from(tables.STANCES)), span(), maybe(span)) for _ in many],
        sentiment=[(i, draw(st.sampled_from(tables.LABELS)), maybe(lambda: draw(actor))) for i in range(len(mentions))])


def in_lines(mark, text):
    """A mark as brat can keep it: cut at line breaks."""
    parts = {part: (split_lines([span], text)[0][0], split_lines([span], text)[-1][1]) for part, span in mark.parts.items()}
    return mark.id, mark.table, split_lines(mark.spans, text), dict(mark.cells), parts


def send(format, text, frames, folder, went_out=None):
    shutil.rmtree(folder / format, ignore_errors=True)
    return WAYS[format].write(text, frames, folder / format / WAYS[format].name.format("x"), went_out=went_out)


def as_csv(frames) -> dict[str, str]:
    return marks.pack(frames)


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


def at(words, nth=0):
    places = [m.start() for m in re.finditer(re.escape(words), STORY)]
    return places[nth], places[nth] + len(words)


ANA, BO = "ana-ruiz-0", "bo-lindt-1"
SAID = [([ANA, BO], [at("“taxes will fall”"), at("“and they will stay low”")], at("Minister Ana Ruiz"), at("said"), "speech", False)]
BEFORE = dict(
    mentions=[(ANA, at("Ana Ruiz"), "name"), (BO, at("Bo Lindt"), "name"), (ANA, at("Ruiz", 1), "name"), (ANA, at("Ruiz", 2), "name"), (BO, at("Bo", 1), "name")],
    statements=SAID, positions=[(ANA, "tax", "support", at("taxes will fall"), None)], sentiment=[(0, "neutral", None), (2, "positive", BO)])
AFTER = dict(
    mentions=[(ANA, at("Minister Ana Ruiz"), "name"), (BO, at("Bo Lindt"), "nominal"), (BO, at("Ruiz", 1), "name"), (BO, at("Bo", 1), "name"),
              (BO, at("Mayor"), "nominal")],
    statements=[([ANA, BO], [at("“taxes will fall”"), at("and they will stay low")], at("Ana Ruiz"), at("said"), "belief", True)],
    positions=[(ANA, "tax", "oppose", at("taxes will fall"), at("on Monday"))], sentiment=[(0, "negative", ANA), (2, "positive", BO)])


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


# ---- The formats, by readers of our own or others' -----------------------------------------------------


def test_brat_marks_never_go_over_a_line_break_and_say_their_words(tmp_path):
    text = "Ana said “one\ntwo\n\nthree” now."
    a, b = text.index("“"), text.index("”") + 1
    folder = send("brat", text, frames_of(text, statements=[([ANA], [(a, b)], None, None, "speech", False)]), tmp_path)
    line = next(line for line in next(folder.glob("*.ann")).read_text("utf-8").split("\n") if "Statement" in line)
    assert line == "T1\tStatement 9 13;14 17;19 25\t“one two three”"
    sections = re.findall(r"^\[(\w+)\]$", (folder / "annotation.conf").read_text("utf-8"), re.M)
    assert sections == ["entities", "relations", "events", "attributes"]
    assert next(folder.glob("*.txt")).read_text("utf-8") == text


def test_brat_names_are_declared_and_referred_to(seed, seed_tables, tmp_path):
    folder = exchange.export("brat", seed.text, seed_tables, tmp_path)
    lines = next(folder.glob("*.ann")).read_text("utf-8").splitlines()
    ids = [line.split("\t")[0] for line in lines]
    assert len(set(ids)) == len(ids)
    declared = set(re.findall(r"^(\w+)(?:\tArg|$)", (folder / "annotation.conf").read_text("utf-8"), re.M))
    assert {line.split("\t")[1].split()[0] for line in lines if line[0] in "TAR"} <= declared
    assert all(ref in ids for line in lines if line[0] in "AR" for ref in re.findall(r"T\d+", line.split("\t")[1]))


def test_web_annotations_have_what_the_model_asks_for(seed, seed_tables, tmp_path):
    found = json.loads(exchange.export("web-annotation", seed.text, seed_tables, tmp_path).read_text("utf-8"))
    assert found["@context"][0] == "http://www.w3.org/ns/anno.jsonld" and found["type"] == "AnnotationCollection"
    items = found["first"]["items"]
    assert found["total"] == len(items) and found["first"]["type"] == "AnnotationPage" and len({item["id"] for item in items}) == len(items)
    selectors = [target["selector"] for item in items if isinstance(item["target"], (list, dict))
                 for target in marks.as_list(item["target"])]
    assert selectors and all(item["type"] == "Annotation" and item["body"] and item["target"] for item in items)
    for quote, place in selectors:
        assert (quote["type"], place["type"]) == ("TextQuoteSelector", "TextPositionSelector")
        assert seed.text[place["start"]:place["end"]] == quote["exact"]
        assert seed.text[:place["start"]].endswith(quote["prefix"]) and seed.text[place["end"]:].startswith(quote["suffix"])


def test_an_annotation_made_elsewhere_is_placed_by_its_words():
    item = dict(type="Annotation", body=[dict(type="TextualBody", purpose="tagging", value="Mention"), dict(type="TextualBody", purpose="tagging", value="actor_id=Bo Lindt")],
                target=dict(source="http://example.org", selector=dict(type="TextQuoteSelector", exact="Bo", prefix="😀 ", suffix=" did not")))
    lines, unread = read_items([item, dict(item, body="odd"), 7])
    assert [(line["table"], line["action"], line["text"], line["key"]) for line in lines] == [
        ("actors", "add", "Bo Lindt", ""), ("mentions", "add", "Bo", "actor_id=bo-lindt")]
    assert len(unread) == 2


def read_items(items):
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = paths.Path(folder) / "x.json"
        path.write_text(json.dumps(items), "utf-8")
        return find_lines(WAYS["web-annotation"].read(path, STORY), STORY, who="x")


def test_label_studio_regions_fit_the_interface_and_old_offsets_are_understood(tmp_path):
    path = send("label-studio", STORY, frames_of(STORY, **BEFORE), tmp_path)
    tags = ET.parse(path.with_suffix(".xml")).getroot()
    allowed = {tag.get("name"): {choice.get("value") for choice in tag} for tag in tags if tag.tag in ("Labels", "Choices")}
    task = json.loads(path.read_text("utf-8"))[0]
    for item in task["predictions"][0]["result"]:
        if item["type"] != "relation":
            assert item["to_name"] == "text" and item["value"][item["type"]][0] in allowed[item["from_name"]]
            assert STORY[item["value"]["start"]:item["value"]["end"]] == item["value"]["text"]
    last = next(item for item in task["predictions"][0]["result"] if item["type"] == "labels" and item["value"]["text"] == "Bo")
    last["value"]["start"], last["value"]["end"] = last["value"]["start"] + 1, last["value"]["end"] + 1  # an emoji was two units once
    task["annotations"] = [dict(result=task["predictions"][0]["result"])]
    path.write_text(json.dumps([task]), "utf-8")
    came = WAYS["label-studio"].read(path, STORY)
    assert (find_lines(came, STORY, who="x"), came.unread) == (([], []), [])


def test_conllu_has_ten_columns_one_root_and_every_mention(seed, seed_tables, tmp_path):
    blocks = exchange.export("conllu", seed.text, seed_tables, tmp_path).read_text("utf-8").removesuffix("\n\n").split("\n\n")
    assert len(blocks) == seed_tables["sentences"].sentence_id.isin(seed_tables["tokens"].sentence_id).sum()
    tokens, mentions = [], []
    for block in blocks:
        comments = [line for line in block.split("\n") if line.startswith("#")]
        rows = [line.split("\t") for line in block.split("\n") if not line.startswith("#")]
        mentions += [line.split()[3] for line in comments if line.startswith("# mention = ")]
        assert [row[0] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
        assert all(len(row) == 10 and all(row) for row in rows)
        assert all(0 <= int(row[6]) <= len(rows) and (row[6] == "0") == (row[7] == "root") for row in rows)
        misc = [dict(part.split("=", 1) for part in row[9].split("|")) for row in rows]
        text = next(line for line in comments if line.startswith("# text = ")).removeprefix("# text = ")
        assert text == "".join(row[1] + ("" if m.get("SpaceAfter") == "No" else " ") for row, m in zip(rows, misc)).rstrip(" ")
        assert all([part for part in row[9].split("|")] == sorted(row[9].split("|"), key=str.casefold) for row in rows)
        tokens += [(int(m["Start"]), int(m["End"]), row[4]) for row, m in zip(rows, misc)]
    assert tokens == list(zip(seed_tables["tokens"].start, seed_tables["tokens"].end, seed_tables["tokens"].tag))
    assert sorted(mentions) == sorted(seed_tables["mentions"].mention_id)


def test_pandas_reads_the_workbook_and_no_cell_is_a_formula(tmp_path):
    frames = frames_of(STORY, **BEFORE, title="=HYPERLINK(1)")
    frames["mentions"].loc[0, "rule"] = "-1+1"
    path = send("excel", STORY, frames, tmp_path)
    sheets = pd.read_excel(path, sheet_name=None)
    assert {*marks.CODED, "dictionary"} <= sheets.keys()
    assert list(sheets["mentions"].text) == list(frames["mentions"].text)
    assert list(sheets["statements"].start) == list(frames["statements"].start)
    cells = [cell for sheet in load_workbook(path) for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.value[0] in "=+-@\t\r\n"]
    assert sheets["documents"].title[0] == "'=HYPERLINK(1)"


def test_parquet_is_the_same_rows(tmp_path):
    frames = frames_of(STORY, **BEFORE)
    folder = exchange.export("parquet", STORY, frames, tmp_path)
    assert as_csv({name: tables.read(folder, name) for name in marks.CODED}) == as_csv(frames)


# ---- Files that are not to be trusted -------------------------------------------------------------------


@pytest.mark.parametrize("format, words", [
    ("web-annotation", "{"), ("web-annotation", "3"), ("web-annotation", "[" * 100_000), ("label-studio", "[]"), ("label-studio", "[1, {\"data\": 2}]"),
    ("label-studio", json.dumps([{"data": {"text": STORY}}])), ("label-studio", json.dumps([{"data": {"text": STORY, "coding": {"mentions": "a\n1"}}}])),
    ("excel", "PK"), ("web-annotation", '[{"type": "Annotation", "body": "\\ud800"}]'), ("web-annotation", json.dumps({"coding": 7, "items": []}))])
def test_a_file_that_is_none_is_refused_in_one_sentence(format, words, tmp_path):
    path = tmp_path / "x.json"
    path.write_text(words, "utf-8")
    with pytest.raises(documents.InputError) as error:
        WAYS[format].read(path, STORY)
    assert str(error.value).count("\n") == 0 and str(error.value).endswith(".")


@settings(max_examples=25, phases=(Phase.explicit, Phase.generate))
@given(data=st.data())
def test_a_damaged_file_is_read_as_far_as_it_goes_or_refused(tmp_path, data):
    format = data.draw(st.sampled_from(["brat", "label-studio", "web-annotation"]))
    made = send(format, STORY, frames_of(STORY, **BEFORE), tmp_path)
    file = next(made.glob("*.ann")) if made.is_dir() else made
    words = file.read_text("utf-8")
    a = data.draw(st.integers(0, len(words)))
    odd = data.draw(st.sampled_from(["", "-1", "9" * 30, "null", "[", '"', "\t", "\n", "T1", "[]", "{}", "true"]))
    file.write_text(words[:a] + odd + words[a + data.draw(st.integers(0, 40)):], "utf-8")
    try:
        lines, _ = find_lines(WAYS[format].read(made, STORY), STORY, who="x")
    except documents.InputError as error:
        assert str(error).endswith(".")
    else:
        read_corrections(save_corrections(tmp_path / "damaged.csv", lines))


def test_a_workbook_that_unpacks_to_too_much_or_declares_entities_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>")
    with pytest.raises(documents.InputError, match="entities"):
        WAYS["excel"].read(path, STORY)
    monkeypatch.setattr("analysis.workbook.UNPACKED", 10)
    with pytest.raises(documents.InputError, match="when unpacked"):
        WAYS["excel"].read(path, STORY)


def test_a_formula_that_somebody_typed_is_listed_and_not_worked_out(tmp_path):
    path = send("excel", STORY, frames_of(STORY, **BEFORE), tmp_path)
    book = load_workbook(path)
    book["mentions"]["L2"].value = "=1+1"
    book.save(path)
    assert any("formula" in sentence for sentence in WAYS["excel"].read(path, STORY).unread)


def test_marks_that_cannot_be_placed_are_listed_and_not_taken_for_gone(tmp_path):
    folder = send("brat", STORY, frames_of(STORY, **BEFORE), tmp_path)
    file = next(folder.glob("*.ann"))
    file.write_text(file.read_text("utf-8").replace("\tAna Ruiz\n", "\tAnna Ruiz\n") + "T99\tWeather 0 3\tMin\nnonsense\n", "utf-8")
    lines, unread = find_lines(WAYS["brat"].read(folder, STORY), STORY, who="x")
    assert lines == [] and len(unread) == 4  # the mention, its sentiment's words stay; the words, the kind, the line


def test_the_name_of_a_document_leads_nowhere(tmp_path):
    frames = frames_of(STORY, **BEFORE)
    frames["documents"]["document_id"] = pd.array(["../../evil-1"], "string")
    made = [exchange.export(format, STORY, frames, tmp_path / "in") for format in ("brat", "parquet", "excel")]
    assert all(path.resolve().is_relative_to(tmp_path / "in") for path in made)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


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
