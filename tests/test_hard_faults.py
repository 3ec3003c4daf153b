"""Faults from outside: files that are cut off, folders that can't be written, two runs at once."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile

import pandas as pd
import pytest
from conftest import SEED
from hypothesis import given
from hypothesis import strategies as st
from refused import STORY, many, prove, put, told
from strange import spoiled

import analysis
from analysis import articles, encoder, intake, opening, paths, tables
from analysis.documents import InputError
from analysis.parameters import ParameterError

# ---- Files that are cut off, folders that can't be written --------------------------------------------------


@pytest.mark.parametrize("format", ["csv", "parquet"])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
def test_a_table_that_was_cut_off_is_told(tmp_path, seed, seed_tables, format: str, share: float) -> None:
    path = tables.write(seed_tables["statements"], tmp_path / "tables", "statements", format=format)
    raw = path.read_bytes()
    path.write_bytes(raw[:int(share * len(raw))])
    with pytest.raises(InputError, match=r"The table statements of this article is not as a run left it \(.*\); make it again with `make report`."):
        opening.Run(seed, tmp_path).read("statements")


def files() -> dict[str, bytes]:
    """A file of each kind that a corpus is read from."""
    frame = pd.DataFrame({"text": [STORY, STORY[::-1], ""], "title": ["a", "b", None], "date": ["2024-01-01", "x", ""]})
    page = f"<html><head><title>Mayors</title><meta name=author content='Jo'></head><body><article><h1>M</h1><p>{STORY}</p></article></body></html>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, words in (("a.txt", STORY), ("b/c.html", page), ("d.csv", frame.to_csv(index=False))):
            archive.writestr(name, words)
    return {"x.zip": packed.getvalue(), "x.parquet": frame.to_parquet(), "x.csv": frame.to_csv(index=False).encode(),
            "x.jsonl": frame.to_json(orient="records", lines=True).encode(), "x.html": page.encode(), "x.txt": STORY.encode("utf-16")}


FILES = files()


@pytest.mark.parametrize("name", FILES)
@many
@given(data=st.data())
def test_any_damaged_input(tmp_path, name: str, data: st.DataObject) -> None:
    path = put(tmp_path, name, data.draw(spoiled(FILES[name])))
    for item in told(list, intake.read_items(path, {})) or ():
        told(articles.make_article, item, {})


@pytest.mark.parametrize("name", ["actors", "statements", "positions", "documents"])
@many
@given(data=st.data())
def test_any_damaged_table(tmp_path, seed, seed_tables, name: str, data: st.DataObject) -> None:
    path = tables.write(seed_tables[name].head(3), tmp_path / "tables", name)
    path.write_bytes(data.draw(spoiled(path.read_bytes())))
    told(opening.Run(seed, tmp_path).read, name)


def test_a_message_is_one_line_that_steers_no_terminal() -> None:
    assert str(InputError("the kind “\x1b[31mred\n\u2028”")) == "the kind “\ufffd[31mred ”"
    assert len(str(ParameterError("x" * 10**6))) < 700


@pytest.mark.parametrize("name", ["lower.onnx", "tokenizer.json"])
@pytest.mark.parametrize("share", [0.0, 0.5])
def test_a_weight_file_that_was_cut_off_is_told_and_rules_take_over(tmp_path, monkeypatch, name: str, share: float) -> None:
    for path in paths.MODELS.iterdir():
        (tmp_path / path.name).symlink_to(path)
    raw = (paths.MODELS / name).read_bytes()
    (tmp_path / name).unlink()
    (tmp_path / name).write_bytes(raw[:int(share * len(raw))])
    monkeypatch.setattr(paths, "MODELS", tmp_path)
    encoder._load.cache_clear()
    try:
        assert f"models/{name} is damaged" in encoder.find_problem()
        assert set(prove(STORY, fast=False)["sentiment"]["rule"]) == {"words"} or len(prove(STORY, fast=False)["statements"])
    finally:
        encoder._load.cache_clear()


def command(*words: object, **variables: str) -> subprocess.Popen:
    return subprocess.Popen([sys.executable, "-m", *map(str, words)], cwd=paths.ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            env=os.environ | {"PYTHONPATH": str(paths.ROOT)} | variables)


@pytest.mark.parametrize("out", ["file/tables", "file"])
def test_where_nothing_can_be_written_one_sentence_says_so(tmp_path, out: str) -> None:
    put(tmp_path, "file", b"")
    run = command("analysis", SEED, "--out", tmp_path / out, "--fast")
    said = run.communicate(timeout=120)[1]
    assert run.returncode == 1 and len(said.splitlines()) == 1 and "Traceback" not in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_only_be_read_is_told_and_left(tmp_path) -> None:
    tmp_path.chmod(0o500)
    run = command("analysis", SEED, "--out", tmp_path / "tables", "--fast")
    said = run.communicate(timeout=120)[1]
    assert run.returncode == 1 and len(said.splitlines()) == 1 and not list(tmp_path.iterdir())


def test_two_runs_at_once_leave_whole_tables_of_one_of_them(tmp_path) -> None:
    story = tmp_path / "story.txt"
    story.write_text(STORY)
    kept = tmp_path / "tables/story/own notes.md"
    kept.parent.mkdir(parents=True)
    kept.write_text("mine")
    runs = [command("analysis", story, "--out", tmp_path / "tables", "--fast") for _ in range(2)]
    assert [(run.communicate(timeout=180)[1], run.returncode) for run in runs] == [("", 0)] * 2
    wanted = analysis.analyse(story, fast=True)
    for name in tables.TABLES:
        pd.testing.assert_frame_equal(tables.read(tmp_path / "tables/story", name), wanted[name])
    assert kept.read_text() == "mine" and [path.name for path in (tmp_path / "tables").iterdir()] == ["story"]
