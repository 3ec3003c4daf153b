"""Corpus: the rows of a run alone, only what is new is done, and no death of a process changes a byte."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from conftest import heed_interrupts

import analysis
from analysis import (
    corpus,
    corrections,
    database,
    documents,
    network_statements,
    partitions,
    paths,
    resuming,
    tables,
    versions,
    workers,
)

WHO = ("Mayor Anna Brook", "Senator Paul Reed", "Judge Lena Ortiz", "Minister Karim Haddad", "Farmer Ruth Calloway")
WHAT = ("the new bridge", "a higher tax", "the school reform", "a ceasefire", "the mill")


def tell(number: int) -> str:
    """A short article that is not like the others."""
    who, other, what = WHO[number % 5], WHO[(number + 2) % 5], WHAT[number // 5 % 5]
    return (f"{who} said on Monday that {number} people had signed against {what}. “We reject {what},” {who.split()[-1]} said.\n\n"
            f"{other}, who wants {what}, accused the {number + 2} councillors of bad faith. “It is a disgrace,” said {other.split()[-1]}.\n")


def fill(folder: Path, numbers) -> Path:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        (folder / f"story {number:03}.txt").write_text(tell(number), "utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """All that a run leaves."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"}


def serial(do, tasks, **_):
    """A stand-in for processes: in this one, whose models are loaded."""
    yield from map(do, tasks)


@pytest.fixture
def at_once(monkeypatch):
    """Runs in this process, and how many articles were really analysed."""
    monkeypatch.setattr(workers, "do_all", serial)
    right, counted = analysis.analyse, []
    monkeypatch.setattr(analysis, "analyse", lambda *given, **options: counted.append(given[0]) or right(*given, **options))

    def run(*words: object) -> int:
        counted.clear()
        status = corpus.main(list(map(str, words)))
        return -status if status else len(counted)

    return run


# ---- Rows -----------------------------------------------------------------------------------------------


def test_an_article_has_the_same_rows_in_a_corpus_as_alone(tmp_path, at_once) -> None:
    fill(tmp_path / "in", [1, 2])
    (tmp_path / "in/long.txt").write_text("".join(map(tell, range(3, 9))), "utf-8")
    (tmp_path / "in/nobody.txt").write_text("It rained again in the valley on Tuesday, and the river rose by an inch.\n", "utf-8")
    (tmp_path / "issues.csv").write_text("issue_id,label,description,keywords\nbridge,The bridge,,bridge\ntax,Taxes,,tax|reform\n")
    for issues in (None, tmp_path / "issues.csv"):
        assert at_once(tmp_path / "in", "--out", tmp_path / "out", *(["--issues", issues] if issues else [])) == 4
        for path in (tmp_path / "in").iterdir():
            alone = analysis.analyse(path, issues)
            found = partitions.read_article(tmp_path / "out", documents.read_document(path).document_id)
            assert list(found) == list(alone)
            for name in tables.TABLES:
                one, other = (tables.write(frames[name], tmp_path / folder, name).read_bytes() for folder, frames in (("one", alone), ("other", found)))
                assert one == other, name
    with pytest.raises(KeyError):
        partitions.read_article(tmp_path / "out", "no-such-0000")


def test_fast_uses_no_encoder_and_is_another_result(tmp_path, at_once) -> None:
    fill(tmp_path / "in", [1])
    assert at_once(tmp_path / "in", "--out", tmp_path / "out") == 1
    assert at_once(tmp_path / "in", "--out", tmp_path / "out", "--fast") == 1
    with database.open_database(tmp_path / "out") as tables_of_it:
        assert "without the models" in database.summarise(tables_of_it)[-1]
    rules = pd.read_parquet(tmp_path / "out/sentiment").rule
    assert len(rules) and set(rules) == {"vader"}
    assert set(analysis.analyse(tell(1))["sentiment"].rule) == {"encoder"}, "the encoder is back after a fast run"


def test_duplicates_are_marked_and_one_id_has_its_rows_once(tmp_path, at_once) -> None:
    fill(tmp_path / "in", [1, 2])
    (tmp_path / "in/twin.txt").write_text(tell(1), "utf-8")
    fill(tmp_path / "in/sub", [1])
    assert at_once(tmp_path / "in", "--out", tmp_path / "out") == 3
    found = pd.read_parquet(tmp_path / "out/duplicates")
    assert list(found.input) == ["sub/story 001.txt", "twin.txt"] or set(found.duplicate_of) == {"story 001.txt"}
    assert len(pd.read_parquet(tmp_path / "out/articles")) == 4
    assert pd.read_parquet(tmp_path / "out/documents").document_id.is_unique


# ---- Again ----------------------------------------------------------------------------------------------


def test_a_second_run_does_what_is_new_or_changed_and_ends_as_a_first_one(tmp_path, at_once, monkeypatch) -> None:
    monkeypatch.setattr(resuming, "LEAST", 2)
    monkeypatch.setattr(resuming, "ONE_IN", 2)
    fill(tmp_path / "in", range(3, 12))
    assert at_once(tmp_path / "in", "--out", tmp_path / "out", "--fast") == 9
    before = contents(tmp_path / "out")
    assert at_once(tmp_path / "in", "--out", tmp_path / "out", "--fast") == 0
    assert contents(tmp_path / "out") == before
    fill(tmp_path / "in", [1])
    (tmp_path / "in/story 007.txt").write_text(tell(70), "utf-8")
    (tmp_path / "in/story 009.txt").unlink()
    assert at_once(tmp_path / "in", "--out", tmp_path / "out", "--fast") == 2
    assert at_once(tmp_path / "in", "--out", tmp_path / "fresh", "--fast") == 9
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_another_code_or_codebook_does_all_again(tmp_path, at_once, monkeypatch) -> None:
    fill(tmp_path / "in", [1, 2])
    (tmp_path / "issues.csv").write_text("issue_id,label,description,keywords\nbridge,The bridge,,bridge\n")
    asked = [tmp_path / "in", "--out", tmp_path / "out", "--fast"]
    assert [at_once(*asked), at_once(*asked, "--issues", tmp_path / "issues.csv"), at_once(*asked, "--issues", tmp_path / "issues.csv")] == [2, 2, 0]
    monkeypatch.setattr(versions, "version", lambda name: "another")
    assert at_once(*asked, "--issues", tmp_path / "issues.csv") == 2
    assert len(list((tmp_path / "out/tokens").iterdir())) == 1, "what is stale is removed"


def test_half_written_files_are_no_results(tmp_path, at_once) -> None:
    fill(tmp_path / "in", [1])
    asked = [tmp_path / "in", "--out", tmp_path / "out", "--fast"]
    assert at_once(*asked) == 1
    before = contents(tmp_path / "out")
    (stamp,) = (tmp_path / "out/stamps").glob("part-*")
    stamp.unlink()
    (tmp_path / f"out/tokens/{stamp.stem}.parquet").write_bytes(b"half")
    (tmp_path / f"out/tokens/.{stamp.stem}-abc.parquet").write_bytes(b"half")
    assert at_once(*asked) == 1 and contents(tmp_path / "out") == before


def test_corrections_beside_an_article_are_replayed_and_a_new_one_runs_it_again(tmp_path, at_once) -> None:
    fill(tmp_path / "in", [1, 2])
    asked = [tmp_path / "in", "--out", tmp_path / "out", "--fast"]
    assert at_once(*asked) == 2
    text, rows = tell(1), analysis.analyse(tell(1), fast=True)["actors"].to_dict("records")
    ledger = tmp_path / "in/story 001.corrections.csv"
    corrections.save_corrections(ledger, [corrections.make_correction("actors", rows[0], "edit", text, column="side", value="Valley", who="A", why="known")])
    (tmp_path / "in/nobody.corrections.csv").write_text("table\n")
    assert at_once(*asked) == 1, "the other article has its rows already"
    assert (pd.read_parquet(tmp_path / "out/actors").side == "Valley").sum() == 1
    assert list(pd.read_parquet(tmp_path / "out/corrections").outcome) == ["applied"]
    assert "no article nobody.txt" in pd.read_parquet(tmp_path / "out/rejected").reason[0]
    ledger.unlink()
    assert at_once(*asked) == 1 and not (pd.read_parquet(tmp_path / "out/actors").side == "Valley").any()


@pytest.mark.parametrize("name", ["stamps", "mentions", "articles", "links", "quotations", "corpus.json"])
def test_what_was_damaged_is_made_anew(tmp_path, at_once, capsys, name: str) -> None:
    fill(tmp_path / "in", [1, 2, 3])
    at_once(tmp_path / "in", "--out", tmp_path / "out", "--fast")
    whole = contents(tmp_path / "out")
    path = tmp_path / "out" / name
    path = path if path.is_file() else next(file for file in sorted(path.iterdir()) if file.suffix in (".json", ".parquet"))
    raw = path.read_bytes()
    path.write_bytes(raw[:len(raw) // 3] + b"\xff\x00" + raw[len(raw) // 2:-3])
    at_once(tmp_path / "in", "--out", tmp_path / "out", "--fast")
    assert contents(tmp_path / "out") == whole


def test_a_damaged_file_is_told_where_the_tables_are_asked(tmp_path, at_once) -> None:
    fill(tmp_path / "in", [1, 2, 3])
    at_once(tmp_path / "in", "--out", tmp_path / "out", "--fast")
    path = next((tmp_path / "out/issues").glob("*.parquet"))
    path.write_bytes(path.read_bytes()[:-3])
    for ask in (database.open_database, network_statements.read_statements):
        with pytest.raises(documents.InputError, match=r"is damaged \(.*\): run `make corpus` again, which makes it anew\.$"):
            ask(tmp_path / "out")


# ---- What can't be done ---------------------------------------------------------------------------------


def test_what_can_not_be_read_or_analysed_is_listed_and_the_rest_goes_on(tmp_path, at_once, monkeypatch, capsys) -> None:
    fill(tmp_path / "in", [1, 2])
    (tmp_path / "in/empty.txt").touch()
    right = analysis.analyse

    def fail(document, *given, **options):
        if document.path == "story 001.txt":
            raise ValueError("a fault\nof ours")
        return right(document, *given, **options)

    monkeypatch.setattr(analysis, "analyse", fail)
    assert corpus.main([str(tmp_path / "in"), "--out", str(tmp_path / "out"), "--fast"]) == 0
    rejected = pd.read_parquet(tmp_path / "out/rejected").set_index("input").reason
    assert rejected["story 001.txt"] == "ValueError: a fault of ours" and "empty" in rejected["empty.txt"] and len(rejected) == 2
    told = capsys.readouterr().out
    assert "1 analysed" in told and "2 rejected" in told and "story 001.txt: ValueError" in told
    assert json.loads((tmp_path / "out/corpus.json").read_text())["finished"] is True


def test_asking_amiss_is_told_in_one_sentence_and_writes_nothing(tmp_path, capsys) -> None:
    fill(tmp_path / "in", [1])
    (tmp_path / "none").mkdir()
    (tmp_path / "file").touch()
    (tmp_path / "issues.csv").write_text("name\nbridge\n")
    for words in (["missing"], ["in", "--out", "in/out"], ["in", "--columns", "x"], ["in", "--issues", "issues.csv"], ["in", "--workers", "-1"],
                  ["none"], ["in", "--out", "file"]):
        asked = [str(tmp_path / word) if word[0] != "-" and word not in ("x", "-1") else word for word in words]
        assert corpus.main(asked if "--out" in asked else [*asked, "--out", str(tmp_path / "out")]) == 1
        assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not list((tmp_path / "out").rglob("*.parquet"))


def test_two_runs_do_not_write_to_one_folder(tmp_path, capsys) -> None:
    fill(tmp_path / "in", [1])
    with paths.locked(tmp_path / "out"):
        assert corpus.main([str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == 1
    assert "Another run" in capsys.readouterr().err


# ---- Deaths ---------------------------------------------------------------------------------------------


def work(task: tuple[int, int]) -> int:
    """Twice the number; a number that is deadly so many times ends its process."""
    number, deadly = task
    if deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * 2


def test_a_dead_worker_ends_no_run_and_is_found_out() -> None:
    blamed = []

    def after_death(task):
        blamed.append(task)
        return (task[0], task[1] - 1)

    tasks = [(number, 2 if number == 3 else 0) for number in range(8)]
    assert sorted(workers.do_all(work, tasks, workers=2, after_death=after_death)) == [number * 2 for number in range(8)]
    assert set(blamed) <= {(3, 2), (3, 1)} and (3, 1) in blamed


def test_an_article_is_given_up_when_it_ended_its_process_twice(tmp_path, monkeypatch) -> None:
    fill(tmp_path / "in", [1, 2])
    items = tuple(corpus.read_items(tmp_path / "in", {}))
    task = partitions.Reading(tmp_path / "out", "read-000000000000", "v", items, {})
    for _ in range(2):
        with partitions._working(task) as at:
            at("story 001.txt")
            task = partitions.blame(task)
    assert partitions.read(task)["articles"] == 1
    rejected = partitions.read_table(tmp_path / "out", "rejected", task.stem)
    assert list(rejected.itertuples(index=False, name=None)) == [("story 001.txt", partitions.FATAL)]


def start(source: Path, out: Path) -> subprocess.Popen:
    """The command as a person types it, in a group of processes of its own."""
    return subprocess.Popen([sys.executable, "-m", "analysis.corpus", str(source), "--out", str(out), "--fast", "--workers", "2"],
                            cwd=paths.ROOT, env=os.environ | {"PYTHONPATH": str(paths.ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True, start_new_session=True, preexec_fn=heed_interrupts)


def wait_until_it_analyses(out: Path, process: subprocess.Popen) -> None:
    """Until a worker has begun an article."""
    begun, end = time.time(), time.time() + 60
    while process.poll() is None and time.time() < end and not any(
            path.stat().st_mtime > begun for path in out.glob(".working/part-*") if path.exists()):
        time.sleep(0.02)


def test_kills_and_interrupts_change_nothing(tmp_path) -> None:
    fill(tmp_path / "in", range(40))
    calm = start(tmp_path / "in", tmp_path / "calm")
    out = tmp_path / "out"

    killed = start(tmp_path / "in", out)  # the whole run, in the middle of a partition
    wait_until_it_analyses(out, killed)
    time.sleep(0.3)
    killed.kill()
    killed.communicate(timeout=60)

    stopped = start(tmp_path / "in", out)  # Ctrl-C
    wait_until_it_analyses(out, stopped)
    running = stopped.poll() is None  # on a very busy machine it may be done before we look
    os.killpg(stopped.pid, signal.SIGINT) if running else None
    _, told = stopped.communicate(timeout=60)
    assert not running or stopped.returncode == 130 and "The same command goes on from there." in told and "Traceback" not in told

    hurt = start(tmp_path / "in", out)  # one worker
    wait_until_it_analyses(out, hurt)
    children = Path(f"/proc/{hurt.pid}/task/{hurt.pid}/children")
    if children.exists():
        for child in children.read_text().split()[-1:]:
            os.kill(int(child), signal.SIGKILL)
    assert hurt.wait(timeout=120) == 0, hurt.communicate()
    assert calm.wait(timeout=120) == 0, calm.communicate()
    assert contents(out) == contents(tmp_path / "calm")
    assert len(pd.read_parquet(out / "documents")) == 40


# ---- Page -----------------------------------------------------------------------------------------------


def test_the_notebook_of_a_corpus_runs_in_a_kernel_and_links_are_kept(tmp_path, at_once) -> None:
    """In a kernel of its own: what a library does there and not here has surprised us."""
    fill(tmp_path / "in", [1, 2, 6])
    assert at_once(tmp_path / "in", "--out", tmp_path / "out", "--fast") == 3
    words = [sys.executable, "-m", "analysis.report", "notebooks/corpus.ipynb", "-p", f"corpus={tmp_path / 'out'}"]
    done = subprocess.run(words, cwd=paths.ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-500:]
    assert "Who appears in most articles?" in (tmp_path / "out/report.html").read_text("utf-8")
    links, people = pd.read_parquet(tmp_path / "out/links"), pd.read_parquet(tmp_path / "out/actors")
    assert len(links) == len(people) and links.entity_id[links.actor_id == "paul-reed"].nunique() <= 1
