"""The runner: whatever goes wrong in a notebook never looks like success, and leaves the last good results."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from conftest import heed_interrupts

from analysis import parameters, paths, report, request
from analysis.parameters import ParameterError

PARAMETERS = 'count: int = 1  # rows\nshare: float = 0.5  # 0 to 1\nname: str = "a=b"  # a word\nflag: bool = False  # yes or no'


def write_notebook(folder: Path, *codes: str, name: str = "own", tagged: str = PARAMETERS, kernel: str = "python3") -> Path:
    """A notebook with a parameters cell and the code given, saved under any kernel's name."""
    book = nbformat.v4.new_notebook()
    book.metadata.kernelspec = {"name": kernel, "display_name": kernel, "language": "python"}
    book.cells = [nbformat.v4.new_code_cell(tagged, id="parameters", metadata={"tags": ["parameters"]}),
                  *(nbformat.v4.new_code_cell(code, id=f"cell-{number}") for number, code in enumerate(codes))]
    nbformat.write(book, folder / f"{name}.ipynb")
    return folder / f"{name}.ipynb"


def run(path: Path, build: Path, timeout: float | None = None, **given: object) -> int:
    return report.run([report.Job(path, given)], build / "own", timeout=timeout)


def text_of(build: Path, name: str = "own") -> str:
    return "".join(output.get("text", "") for cell in nbformat.read(build / f"own/notebooks/{name}.ipynb", 4).cells
                   if cell.cell_type == "code" for output in cell.outputs)


# ---- What is refused before anything runs ----------------------------------------------------------------


@pytest.mark.parametrize(("words", "message"), [
    ("coutn=2", "did you mean 'count'"),
    ("count=two", "'count' of own.ipynb must be a whole number, not 'two'"),
    ("count=2.5", "must be a whole number"),
    ("count=-1", "whole number of 0 or more"),
    ("share=1.5", "a number from 0 to 1"),
    ("share=nan", "a number from 0 to 1"),
    ("flag=perhaps", "must be true or false"),
    ("count", "NAME=VALUE"),
    ("article=x.txt", "The article is given with ARTICLE="),
    ("issues=x.csv", "The codebook is given with ISSUES="),
    ("COUNT=2", "did you mean 'count'"),
])
def test_a_wrong_parameter_is_refused_in_one_sentence(tmp_path, build, capsys, words, message):
    assert report.main([str(write_notebook(tmp_path)), "-p", words]) == 2
    told = capsys.readouterr().err
    assert message in told and len(told.strip().splitlines()) == 1
    assert not build.exists()


@pytest.mark.parametrize(("content", "message"), [
    ("flag: 'true'\n", "must be true or false"), ("count: '2'\n", "must be a whole number"), ("count: true\n", "must be a whole number"),
    ("shares: 1\n", "did you mean 'share'"), ("- 1\n", "name: value"), ("a: [\n", "can't be read"),
    ("count: 2\ncount: 3\n", "'count' twice"), ("flag: true\ncount: [\n", "in line 3."),
])
def test_a_wrong_file_of_parameters_is_refused(tmp_path, build, capsys, content, message):
    (tmp_path / "p.yml").write_text(content)
    assert report.main([str(write_notebook(tmp_path)), "-f", str(tmp_path / "p.yml")]) == 2
    assert message in capsys.readouterr().err and not build.exists()


def test_a_file_of_parameters_that_is_not_there_is_told_without_an_error_number(tmp_path, build, capsys):
    assert report.main([str(write_notebook(tmp_path)), "-f", str(tmp_path / "none.yml")]) == 2
    assert capsys.readouterr().err.strip().endswith("none.yml can't be read: No such file or directory.")


@pytest.mark.parametrize(("tagged", "message"), [
    ("count = 1\nmore = count + 1", "line 2"), ("print(1)", "literal values only"), ("a = b = 1", "literal values only"),
    ("count: int =", "no Python"),
])
def test_a_cell_of_parameters_holds_literals_only(tmp_path, build, capsys, tagged, message):
    assert report.main([str(write_notebook(tmp_path, tagged=tagged))]) == 2
    assert message in capsys.readouterr().err


def test_two_cells_of_parameters_are_refused(tmp_path):
    cells = [nbformat.v4.new_code_cell("a = 1", metadata={"tags": ["parameters"]}) for _ in range(2)]
    with pytest.raises(ParameterError, match="2 cells"):
        parameters.declared(cells, "own.ipynb")


def test_closed_sets_and_optional_values():
    cell = nbformat.v4.new_code_cell('kind: Literal["a", "b"] = "a"\nmost: int | None = None', metadata={"tags": ["parameters"]})
    known = parameters.declared([cell], "own.ipynb")
    assert parameters.fit(known["kind"], "b", "own.ipynb") == "b" and parameters.fit(known["most"], None, "own.ipynb") is None
    assert parameters.from_words(known["most"], "none") is None and parameters.from_words(known["most"], "3") == 3
    with pytest.raises(ParameterError, match="one of 'a', 'b'"):
        parameters.fit(known["kind"], "c", "own.ipynb")


@pytest.mark.parametrize("name", ["missing.ipynb", "text.txt", "broken.ipynb"])
def test_what_is_no_notebook_is_said(tmp_path, build, capsys, name):
    (tmp_path / "text.txt").write_text("x")
    (tmp_path / "broken.ipynb").write_text("{")
    assert report.main([str(tmp_path / name)]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@pytest.mark.parametrize(("name", "content"), [("missing.txt", None), ("empty.txt", b""), ("binary.txt", bytes(range(256)) * 4)])
def test_a_bad_article_is_one_sentence_and_runs_nothing(tmp_path, build, capsys, name, content):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert report.main([str(paths.NOTEBOOKS / "01-documents.ipynb"), "--article", str(tmp_path / name)]) == 2
    assert name in capsys.readouterr().err and not build.exists()


def test_a_folder_that_can_not_be_written_is_one_sentence(tmp_path, build, capsys):
    build.write_text("a file where the folder should be")
    assert report.main([str(paths.NOTEBOOKS / "01-documents.ipynb")]) == 2
    told = capsys.readouterr().err.strip()
    assert told.startswith("Results can't be kept in build {x} y/: ") and told.endswith(".") and "\n" not in told


def test_a_request_that_can_not_be_kept_is_one_sentence(monkeypatch, capsys):
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device", "build/x/asked/issues")

    monkeypatch.setattr(request, "ask", full)
    assert request.main(["--article", "seeds/istanbul-talks.txt"]) == 1
    assert capsys.readouterr().err == "Results can't be kept in build/: No space left on device (issues).\n"


# ---- What runs ---------------------------------------------------------------------------------------------


def test_parameters_arrive_in_their_types_under_any_kernel(tmp_path, build, capsys):
    path = write_notebook(tmp_path, "print(count + 1, share, name, flag)", kernel="somebody-elses")
    assert report.main([str(path), "-p", "count=2", "-p", "flag=true", "-p", "name=c=d"]) == 0
    assert text_of(build) == "3 0.5 c=d True\n"
    shown = capsys.readouterr()
    assert "done" in shown.out and "own" in shown.out and "100%" in shown.err
    assert (build / "own/report.html").exists(), "a notebook that is about no single article has its page at once"


def test_the_same_run_gives_the_same_bytes(tmp_path, build):
    path = write_notebook(tmp_path, "print(count)")
    contents = set()
    for _ in range(2):
        assert run(path, build, count=2) == 0
        contents.add((build / "own/notebooks/own.ipynb").read_bytes())
    assert len(contents) == 1 and not list(build.glob(".draft-*"))


FAILURES = {
    "an error": ("1 / 0", "ZeroDivisionError", "cell-1"),
    "sys.exit(0)": ("import sys; sys.exit(0)", "ended in SystemExit: 0", None),
    "an error without words": ("raise KeyError", "failed: KeyError\n", "cell-1"),
    "a killed kernel": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "the kernel died", "cell-1"),
    "os._exit(0)": ("import os; os._exit(0)", "the kernel died", "cell-1"),
    "last words": ("import os, sys; os.write(2, b'out of paper\\n'); os._exit(1)", "the kernel died: out of paper", "cell-1"),
    "no Python": ("1 +", "SyntaxError", "cell-1"),
    "a timeout": ("import time; time.sleep(60)", "longer than 8 seconds", "cell-1"),
}


@pytest.fixture(scope="module")
def good(tmp_path_factory) -> tuple[Path, dict[Path, bytes]]:
    """A finished run, and what it left."""
    folder = tmp_path_factory.mktemp("good")
    path = write_notebook(folder, "from analysis import opening; opening.open_folder('own').joinpath('kept.txt').write_text('good')")
    assert report.run([report.Job(path, {})], folder / "build/own") == 0
    return folder / "build", {file: file.read_bytes() for file in (folder / "build").rglob("*") if file.is_file()}


@pytest.mark.parametrize("kind", FAILURES)
def test_a_failed_run_never_looks_like_success(tmp_path, good, capsys, kind):
    code, message, cell = FAILURES[kind]
    build, before = good
    spoil = "from analysis import opening; opening.open_folder('own').joinpath('kept.txt').write_text('bad')"
    path = write_notebook(tmp_path, spoil, code, "print('after')")
    assert report.run([report.Job(path, {})], build / "own", timeout=8 if "timeout" in kind else None) == 1
    assert {file: file.read_bytes() for file in before} == before
    failed = build / "own/notebooks/own.failed.ipynb"
    assert failed.exists()
    told = capsys.readouterr().out
    assert "failed" in told and message in told and (cell or "cell-") in told and "Traceback" not in told
    failed.unlink()


def test_sys_exit_in_the_last_cell_is_no_success_either(tmp_path, build):
    assert run(write_notebook(tmp_path, "import sys; sys.exit(0)"), build) == 1


def test_a_mistake_of_the_user_is_told_in_its_own_words(tmp_path, build, capsys):
    path = write_notebook(tmp_path, "from analysis import opening; opening.open_run('missing-article.txt')")
    assert run(path, build) == 1
    assert "own.ipynb failed: There is no file" in capsys.readouterr().out


def test_what_follows_a_failed_notebook_is_not_run(tmp_path, build, capsys):
    jobs = [report.Job(write_notebook(tmp_path, code, name=name), {}) for name, code in
            (("a", "print(1)"), ("b", "1 / 0"), ("c", "print(2)"))]
    assert report.run(jobs, build / "own") == 1
    rows = {row.split()[0]: row for row in capsys.readouterr().out.splitlines() if row.strip()}
    assert "done" in rows["a"] and "failed" in rows["b"] and "not run" in rows["c"]
    assert not (build / "own/notebooks/a.ipynb").exists(), "half a line does not replace a whole one"


def test_the_failed_copy_goes_when_the_notebook_runs(tmp_path, build):
    assert run(write_notebook(tmp_path, "1 / 0"), build) == 1
    assert run(write_notebook(tmp_path, "1"), build) == 0
    assert [path.name for path in (build / "own/notebooks").iterdir()] == ["own.ipynb"]


def test_an_interrupted_run_leaves_no_draft(tmp_path):
    path = write_notebook(tmp_path, "print('x', flush=True); import time; time.sleep(60)", name="interrupted")
    plain = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
    code = f"import pathlib, sys; from analysis import paths, report; paths.BUILD = pathlib.Path({str(tmp_path / 'b')!r}); sys.exit(report.main(sys.argv[1:]))"
    process = subprocess.Popen([sys.executable, "-c", code, str(path)], env=plain, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                               preexec_fn=heed_interrupts)
    for _ in range(200):
        if list(tmp_path.glob("b/.draft-*/.running.ipynb")):
            break
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert "Interrupted; the results of earlier runs are as they were." in told and "Traceback" not in told
    assert process.returncode != 0 and not list(tmp_path.glob("b/.draft-*")) and not list(tmp_path.glob("b/*/notebooks/interrupted.ipynb"))


def test_progress_of_a_long_cell_is_shown_and_not_kept(tmp_path, build, capsys):
    assert run(write_notebook(tmp_path, "import sys; print('half way', file=sys.stderr)"), build) == 0
    assert "half way" in capsys.readouterr().err and "half way" not in text_of(build)
