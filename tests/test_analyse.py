"""The whole line in one call and in one command: all tables, exact offsets, the same bytes every time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from conftest import SEED

import analysis
from analysis import __main__ as command
from analysis import documents, paths, tables

STORY = (
    "Mayors quarrel over the bridge\n\n"
    "LAKESIDE (Herald) – Mayor Anna Brook said on Monday that the town will pay for the new bridge. "
    "“We have waited for ten years,” she said. “It is a disgrace.”\n\n"
    "Peter Hill, who leads the county council, rejected the plan, which he called “far too dear”. "
    "According to Hill, the county needs schools first. Brook accused him of bad faith.\n"
)
ODD = {
    "two words": "Hello there",
    "no actor and no quotation": "It rained. It rained all night, and then it was dry.",
    "only a quotation": "“We will not go.”",
    "an unclosed quotation": "Anna Brook said: “We will not go. We never said that we would.",
    "every kind of blank": "Anna\u00a0Brook\tsaid\u2009no.\u2028Peter Hill said yes.\x0b\x0cNobody asked.",
    "beyond the first plane": "The 🇺🇦 flag 🎉 waved, Anna Brook said. “𝔘nity,” she wrote.",
    "one endless paragraph": "Anna Brook said no, and Peter Hill said yes. " * 200,
    "line ends of Windows": STORY.replace("\n", "\r\n"),
}


def test_every_table_comes_with_every_column(seed_tables) -> None:
    assert list(seed_tables) == list(tables.TABLES)
    for name, frame in seed_tables.items():
        assert list(frame.columns) == [column.name for column in tables.columns(name)]
        assert len(frame) or name == "corrections", f"{name} of the seed article has no row"


def test_every_key_leads_to_its_row(seed_tables) -> None:
    keys = {"sentence_id": "sentences", "mention_id": "mentions", "actor_id": "actors", "issue_id": "issues",
            "statement_id": "statements", "document_id": "documents"}
    for name, frame in seed_tables.items():
        for key, home in keys.items():
            if key in frame:
                assert set(frame[key].dropna()) <= set(seed_tables[home][key]), f"{name}.{key}"
    for column, table in (("holder_id", "sentiment"), ("parent", "actors")):
        assert set(seed_tables[table][column].dropna()) <= set(seed_tables["actors"].actor_id)


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_any_text_gives_all_tables_whose_offsets_hold(text: str) -> None:
    found = analysis.analyse(text)
    document = documents.make_document(text)
    assert list(found) == list(tables.TABLES)
    for name, frame in found.items():
        tables.check(name, frame, document.text)


def test_words_and_a_file_of_the_same_words_give_the_same_rows(tmp_path) -> None:
    (tmp_path / "text.txt").write_text(STORY)
    one, other = analysis.analyse(STORY), analysis.analyse(tmp_path / "text.txt")
    for name in set(tables.TABLES) - {"documents"}:
        pd.testing.assert_frame_equal(one[name], other[name])


@pytest.mark.parametrize("words", ["Anna Brook said no", "He left. She stayed", STORY])
def test_words_are_the_article(words: str) -> None:
    assert analysis.analyse(words)["documents"].characters[0] == len(words)


@pytest.mark.parametrize("name", ["missing.txt", "no/such/file.txt", "", "  \n ", "… – “” ! ?"])
def test_what_is_no_article_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(documents.InputError) as error:
        analysis.analyse(name)
    assert len(str(error.value).splitlines()) == 1


def test_a_codebook_may_be_a_frame_a_file_or_lie_beside_the_article(tmp_path) -> None:
    article, beside = tmp_path / "story.txt", tmp_path / "story.issues.csv"
    article.write_text(STORY)
    beside.write_text("issue_id,label,description,keywords\nbridge,The new bridge,Support means it is built.,bridge|plan\n")
    found = analysis.analyse(article)["issues"]
    assert list(found.issue_id) == ["bridge"]
    for given in (str(beside), beside, found):
        assert list(analysis.analyse(STORY, issues=given)["issues"].issue_id) == ["bridge"]


# ---- python -m analysis -----------------------------------------------------------------------------


def run(*arguments: object, **variables: str) -> subprocess.CompletedProcess:
    """The command as a person types it, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "analysis", *map(str, arguments)], cwd=paths.ROOT, capture_output=True, text=True,
        env=os.environ | {"PYTHONPATH": str(paths.ROOT)} | variables, timeout=300,
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_command_gives_the_same_bytes_as_the_call(tmp_path, seed_tables) -> None:
    done = run(SEED, "--out", tmp_path / "other", PYTHONHASHSEED="2718", OMP_NUM_THREADS="2")
    assert done.returncode == 0, done.stderr
    command.write_all(seed_tables, tmp_path / "one/istanbul-talks")
    one, other = contents(tmp_path / "one"), contents(tmp_path / "other")
    assert sorted(one) == sorted(f"istanbul-talks/{name}.csv" for name in tables.TABLES)
    assert one == other
    for name, frame in seed_tables.items():
        pd.testing.assert_frame_equal(tables.read(tmp_path / "one/istanbul-talks", name), frame)


@pytest.fixture
def stories(tmp_path) -> Path:
    """A folder with good articles and bad ones."""
    for name in ("a/story.txt", "other one.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(STORY + name)
    (tmp_path / "empty.txt").touch()
    (tmp_path / "picture.txt").write_bytes(bytes(range(256)) * 20)
    return tmp_path


def test_an_article_has_a_folder_of_its_own(stories) -> None:
    assert command.main([str(stories / "other one.txt"), "--out", str(stories / "out"), "--format", "parquet", "--fast"]) == 0
    (folder,) = (stories / "out").iterdir()
    assert folder.name == "other one"
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{name}.parquet" for name in tables.TABLES)
    for name in tables.TABLES:
        tables.check(name, tables.read(folder, name))
    assert not tables.read(folder, "sentiment").rule.eq("encoder").any()


@pytest.mark.parametrize("name", ["empty.txt", "missing.txt", "picture.txt", "a"])
def test_what_is_no_article_is_told_in_one_sentence(stories, capsys, name: str) -> None:
    assert command.main([str(stories / name), "--out", str(stories / "out")]) == 1
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert name in line and not list((stories / "out").iterdir())


def test_a_bad_codebook_is_refused_before_anything_is_written(stories, capsys) -> None:
    (stories / "issues.csv").write_text("name\nbridge\n")
    asked = [str(stories / "a/story.txt"), "--out", str(stories / "out"), "--issues", str(stories / "issues.csv")]
    assert command.main(asked) == 1
    assert not (stories / "out").exists()
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_codebook_beside_a_file_is_found(stories) -> None:
    (stories / "a/story.issues.csv").write_text("issue_id,label,description,keywords\nbridge,Bridge,,bridge\n")
    assert command.main([str(stories / "a/story.txt"), "--out", str(stories / "out")]) == 0
    assert list(tables.read(stories / "out/story", "issues").issue_id) == ["bridge"]


def test_an_unknown_option_or_no_file_is_refused() -> None:
    for asked in (["--out", "x"], ["a.txt"], ["a.txt", "--out", "x", "--format", "xml"]):
        with pytest.raises(SystemExit) as stop:
            command.main(asked)
        assert stop.value.code == 2


# ---- Writing ----------------------------------------------------------------------------------------


def empty_tables() -> dict[str, pd.DataFrame]:
    return {name: tables.make(name) for name in tables.TABLES}


def test_tables_of_an_article_appear_together_or_not_at_all(tmp_path, monkeypatch) -> None:
    command.write_all(empty_tables(), tmp_path / "x")
    before = contents(tmp_path)
    right = tables.write

    def fail(frame, folder, name, *, format):
        if name == "positions":
            raise OSError("disk full")
        return right(frame.iloc[:0, :1], folder, name, format=format)

    monkeypatch.setattr(tables, "write", fail)
    with pytest.raises(OSError):
        command.write_all(empty_tables(), tmp_path / "x")
    assert contents(tmp_path) == before and [path.name for path in tmp_path.iterdir()] == ["x"]


def test_what_a_person_kept_beside_the_tables_stays(tmp_path) -> None:
    command.write_all(empty_tables(), tmp_path / "x", format="parquet")
    (tmp_path / "x/notes.md").write_text("mine")
    command.write_all(empty_tables(), tmp_path / "x")
    assert (tmp_path / "x/notes.md").read_text() == "mine"
    assert not list((tmp_path / "x").glob("*.parquet")), "an older run's tables in another format would mislead"
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_folder_that_can_not_be_made_is_told_in_a_sentence(stories, capsys) -> None:
    (stories / "taken").write_text("x")
    assert command.main([str(stories / "a/story.txt"), "--out", str(stories / "taken")]) == 1
    assert command.main([str(stories / "a/story.txt"), "--out", str(stories / "taken/inside")]) == 1
    first, second = capsys.readouterr().err.splitlines()
    assert first.endswith("taken is a file; name a folder for the tables.") and "can't be made (Not a directory)." in second
