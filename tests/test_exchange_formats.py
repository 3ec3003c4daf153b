"""What each format of exchange looks like to readers of our own or others', and files that are not to be trusted."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
import zipfile

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sent import ANA, BEFORE, STORY, as_csv, frames_of, send

from analysis import documents, exchange, marks, paths, tables
from analysis.corrections import read_corrections, save_corrections
from analysis.differences import find_lines
from analysis.exchange import WAYS

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
