"""make: real files as targets, only what is stale is run, and a failed run never looks finished.

The line is that of the project; the runner is a stand-in that notes what it was asked and makes the files.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis import paths, prerequisites

LINE = [path.name for path in prerequisites.line()]
RUNNER = '''
import os, pathlib, sys
words = sys.argv[1:]
article = next(w.split("=", 1)[1] for w in words if w.startswith("--article="))
build = max((p.parent for p in pathlib.Path("build").glob("*/line.mk")), key=lambda p: (p / "line.mk").stat().st_mtime)
build = build if os.environ.get("FOLDER") is None else pathlib.Path("build") / os.environ["FOLDER"]
made = ["report.html"] if "--page" in words else [w for w in words if w.endswith(".ipynb")]
with open("noted.txt", "a") as note:
    for name in made:
        name = pathlib.Path(name).name
        if name == os.environ.get("FAIL"):
            sys.exit(1)
        print(name, file=note)
        target = build / ("report.html" if name == "report.html" else f"notebooks/{name}")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(article)
'''


class Project:
    """A copy of the project whose runner is the stand-in."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, time.time() - 3600
        for room in ("analysis", "notebooks"):
            shutil.copytree(paths.ROOT / room, folder / room, copy_function=shutil.copyfile,
                            ignore=shutil.ignore_patterns("__pycache__", ".ipynb*"))
        (folder / "seeds").mkdir()
        for path in paths.SEEDS.glob("istanbul-talks*.*"):
            shutil.copy(path, folder / "seeds")
        shutil.copy(paths.ROOT / "Makefile", folder)
        (folder / "analysis/report.py").write_text(RUNNER)
        self.age()

    def age(self) -> None:
        """Make what is new an hour old, in the order it was made in, so that a touched file is newer at once."""
        new = [path for path in self.folder.rglob("*") if path.is_file() and path.stat().st_mtime > time.time() - 1800]
        for path in sorted(new, key=lambda path: path.stat().st_mtime_ns):
            self.clock += 0.01
            os.utime(path, (self.clock, self.clock))

    def make(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess:
        plain = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")} | variables
        return subprocess.run(["make", *arguments, f"PY={sys.executable}"], cwd=self.folder, env=plain,
                              capture_output=True, text=True, timeout=120)

    def ran(self, *arguments: str, **variables: str) -> list[str]:
        """What `make report` ran, by name."""
        note = self.folder / "noted.txt"
        note.unlink(missing_ok=True)
        done = self.make("report", *arguments, **variables)
        assert done.returncode == 0 or variables, done.stdout + done.stderr
        names = note.read_text().split() if note.exists() else []
        self.age()
        return names

    def touch(self, name: str) -> None:
        os.utime(self.folder / name)


def test_imports_are_found_wherever_they_stand() -> None:
    code = "import analysis, pandas\nimport analysis.paths as p\nfrom analysis import a, b\ndef f():\n    from analysis.c import d\n"
    assert sorted(prerequisites.imports(code)) == ["a", "b", "c", "paths"]


def test_a_notebook_rests_on_what_its_modules_import_and_read() -> None:
    names = {path.name for path in prerequisites.used_by("from analysis import documents")}
    assert {"documents.py", "sentences.py", "paths.py", "abbreviations.txt"} <= names
    assert not {"actors.py", "positions.py", "report.py", "README.md"} & names


def test_parameters_are_the_names_of_the_tagged_cell(tmp_path) -> None:
    cells = [("code", ["parameters"], "a: int = 1  # n\nb = None"), ("code", [], "c = 1"), ("markdown", ["parameters"], "d")]
    notebook = {"cells": [{"cell_type": kind, "metadata": {"tags": tags}, "source": [code]} for kind, tags, code in cells]}
    (tmp_path / "01-x.ipynb").write_text(json.dumps(notebook))
    assert prerequisites.declared(tmp_path / "01-x.ipynb") == {"a", "b"}


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Project:
    """The project after one run."""
    project = Project(tmp_path_factory.mktemp("a project"))
    assert project.ran() == [*LINE, "report.html"]
    return project


def test_a_finished_run_is_not_run_again(finished) -> None:
    assert finished.ran() == []
    began = time.monotonic()
    done = finished.make("report")
    assert "Nothing to do" in done.stdout and done.returncode == 0
    assert time.monotonic() - began < 3
    assert finished.ran() == []


@pytest.mark.parametrize(
    ("touched", "first"),
    [
        ("analysis/documents.py", "01"),
        ("analysis/actors.py", "02"),
        ("analysis/positions.py", "04"),
        ("analysis/sentiment.py", "05"),
        ("notebooks/03-statements.ipynb", "03"),
        ("notebooks/06-report.ipynb", "06"),
        ("analysis/page.py", "report"),
        ("analysis/request.py", None),
        ("analysis/__init__.py", None),
    ],
)
def test_what_is_touched_runs_again_with_all_that_follows(finished, touched: str, first: str | None) -> None:
    finished.touch(touched)
    wanted = [name for name in [*LINE, "report.html"] if first and name >= first]
    assert finished.ran() == wanted


def test_n_tells_and_runs_nothing(finished) -> None:
    finished.touch("notebooks/05-sentiment.ipynb")
    told = finished.make("-n", "report").stdout
    assert "05-sentiment" in told and "06-report" in told and "04-positions" not in told.split("05-sentiment")[0][-400:]
    assert finished.ran()[0] == "05-sentiment.ipynb"


def test_another_codebook_runs_positions_again(finished) -> None:
    codebook = finished.folder / "seeds/istanbul-talks.issues.csv"
    old = codebook.read_text()
    codebook.write_text("\n".join(old.splitlines()[:3]) + "\n")
    after = [name for name in [*LINE, "report.html"] if name >= "04"]
    assert finished.ran() == after
    codebook.write_text(old)
    assert finished.ran() == after


def test_parameters_run_again_the_notebooks_that_have_them(finished) -> None:
    (finished.folder / "own.yml").write_text("unsure: 0.4\n")
    first = min(path.name for path in prerequisites.line() if "unsure" in prerequisites.declared(path))
    assert finished.ran("PARAMS=own.yml")[0] == first
    assert finished.ran("PARAMS=own.yml") == []
    assert finished.ran()[0] == first


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("ARTICLE=missing.txt", "missing.txt"),
        ("ARTICLE=", "No article was named"),
        ("ARTICLE=seeds", "folder"),
        ("ARTICLE=empty.txt", "empty"),
        ("ARTICLE=picture.txt", "picture.txt"),
        ("ISSUES=missing.csv", "missing.csv"),
        ("ISSUES=bad.csv", "bad.csv"),
        ("PARAMS=typo.yml", "did you mean"),
        ("PARAMS=missing.yml", "missing.yml"),
        ("PARAMS=list.yml", "list.yml"),
    ],
)
def test_what_can_not_be_done_is_said_in_one_sentence(finished, asked: str, message: str) -> None:
    for name, content in (("empty.txt", b""), ("picture.txt", bytes(range(256)) * 9), ("bad.csv", b"a,b\n1,2\n"),
                          ("typo.yml", b"unsuer: 0.4\n"), ("list.yml", b"- a\n")):
        (finished.folder / name).write_bytes(content)
    made = [path for path in (finished.folder / "build").glob("*/**/*") if path.is_file()]
    before = {path: path.stat().st_mtime_ns for path in made}
    done = finished.make("report", asked)
    words = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert done.returncode != 0 and len(words) == 1 and message in words[0]
    assert before == {path: path.stat().st_mtime_ns for path in before}


def test_a_failed_run_is_not_finished_and_leaves_the_page(finished) -> None:
    page = next((finished.folder / "build").glob("istanbul*/report.html"))
    finished.touch("notebooks/02-actors.ipynb")
    before = page.read_bytes(), page.stat().st_mtime_ns
    assert finished.make("report", FAIL="04-positions.ipynb").returncode != 0
    assert (page.read_bytes(), page.stat().st_mtime_ns) == before
    assert finished.ran()[0] == "04-positions.ipynb", "what had gone well is not run again"


@pytest.mark.parametrize("name", ["two words.txt", "it's $HOME & (co).txt", "Öl für Київ.txt", "-a.txt", "a=b#c;d.txt"])
def test_any_file_name_will_do(finished, name: str) -> None:
    text = (finished.folder / "seeds/istanbul-talks.txt").read_text()
    (finished.folder / name).write_text(f"{text}\n{name}\n")
    folder = paths.document_id(Path(name).stem, f"{text}\n{name}\n")
    assert finished.ran(f"ARTICLE={name}", FOLDER=folder) == [*LINE, "report.html"]
    assert (finished.folder / "build" / folder / "report.html").read_text() == name
    assert finished.ran(f"ARTICLE={name}", FOLDER=folder) == []
    assert finished.ran() == [], "the seed article's own results stay as they are"


def test_the_same_stem_with_other_words_has_its_own_folder(finished) -> None:
    asked = json.loads(next((finished.folder / "build").glob("istanbul*/asked/01*")).read_text())
    assert asked == {"article": "istanbul-talks.txt"}
