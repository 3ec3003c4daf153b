"""Environment: the Python that has what the lock says, found or built, with the standard library alone.

`python -m analysis.environment` prints the interpreter to use.  An active conda or virtual
environment that satisfies the lock is used as it is; else `.venv` is built, or brought up to date.
"""

from __future__ import annotations

import hashlib
import importlib.metadata as installed
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from analysis.paths import BUILD, ROOT, replacing

LOCK, WANTED = ROOT / "requirements.txt", ROOT / "requirements.in"
VENV = ROOT / ".venv"
OLDEST, NEWEST = (3, 11), (3, 13)
STDERR = 2


class SetupError(RuntimeError):
    """The environment can't be had; the message is one sentence that says what to do."""


def locked(lock: Path = LOCK) -> dict[str, list[tuple[str, str]]]:
    """Package to its (version, marker) pairs in a lock; a marker "" holds everywhere."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in lock.read_text("utf-8").splitlines():
        match = re.match(r"([\w.-]+)==([^ ;]+) *(?:; *(.*?) *)?\\?$", line)
        if match:
            found.setdefault(normal(match[1]), []).append((match[2], match[3] or ""))
    return found


def direct(wanted: Path = WANTED) -> list[str]:
    """The packages the project asks for itself, in the order of requirements.in."""
    lines = (line.split("#")[0].strip() for line in wanted.read_text("utf-8").splitlines())
    return [normal(re.match(r"[\w.-]+", line)[0]) for line in lines if line]


def normal(name: str) -> str:
    """A package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def missing() -> Iterator[str]:
    """What this interpreter lacks, a few words each; nothing where it satisfies the lock.

    The direct packages must be here in the locked version; of what these ask for in turn, any
    version that they accept will do, so that an environment solved by conda can pass.
    """
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        yield f"Python {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}"
    if importlib.util.find_spec("packaging") is None:
        yield "packaging"
        return
    from packaging.markers import Marker

    versions, queue, seen = locked(), [], set()
    for name in direct():
        wanted = [version for version, marker in versions[name] if not marker or Marker(marker).evaluate()]
        if wanted and version_of(name) != wanted[0]:
            yield f"{name} {wanted[0]}"
        queue.append(name)
    while queue:
        name = queue.pop()
        if name not in seen and version_of(name):
            seen.add(name)
            yield from _unmet(name, queue)


def _unmet(name: str, queue: list[str]) -> Iterator[str]:
    """What one installed package asks for and does not find; the rest joins the queue."""
    from packaging.requirements import InvalidRequirement, Requirement

    for line in installed.requires(name) or ():
        try:
            asked = Requirement(line)
        except InvalidRequirement:
            continue
        if asked.marker and not asked.marker.evaluate({"extra": ""}):
            continue
        version = version_of(asked.name)
        if version is None or not asked.specifier.contains(version, prereleases=True):
            yield f"{normal(asked.name)} for {name}"
        else:
            queue.append(normal(asked.name))


def version_of(name: str) -> str | None:
    """The installed version of a package, None where it is not installed."""
    try:
        return installed.version(name)
    except installed.PackageNotFoundError:
        return None


def satisfied() -> bool:
    """Whether this interpreter satisfies the lock; remembered until lock or packages change."""
    packages = Path(sysconfig.get_path("purelib"))
    key = f"{sys.executable} {sys.version_info[:3]} {digest()} {packages.stat().st_mtime_ns}\n"
    stamp = BUILD / ".environment"
    if stamp.is_file() and stamp.read_text("utf-8") == key:
        return True
    if next(missing(), None):
        return False
    with replacing(stamp) as draft:
        draft.write_text(key, "utf-8")
    return True


def digest(lock: Path = LOCK) -> str:
    """What tells one pair of requirements.in and lock from another."""
    return hashlib.sha256(lock.read_bytes() + WANTED.read_bytes()).hexdigest()


def active() -> Path | None:
    """The active virtual or conda environment, `.venv` of this project aside."""
    named = os.environ.get("VIRTUAL_ENV") or os.environ.get("CONDA_PREFIX")
    return Path(named).resolve() if named and Path(named).resolve() != VENV.resolve() else None


def choose() -> Path:
    """The interpreter to use: the active environment's where it will do, else that of `.venv`."""
    prefix = active()
    if prefix and Path(sys.prefix).resolve() == prefix and satisfied():
        return Path(sys.executable)
    stamp = VENV / "built-from"
    if not (stamp.is_file() and stamp.read_text("utf-8") == _mark() and python_of(VENV).exists()):
        build()
    return python_of(VENV)


def _mark() -> str:
    """What `.venv` was built from: another lock or another place of the project builds it again."""
    return f"{digest()} {ROOT}\n"


def python_of(folder: Path) -> Path:
    """The interpreter of a virtual environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def build() -> None:
    """Build `.venv` from the lock, hashes checked; it counts as built only when all is installed."""
    stamp, uv = VENV / "built-from", shutil.which("uv")
    stamp.unlink(missing_ok=True)
    say(f"Setting up .venv with {'uv' if uv else 'pip'} (once, a few minutes at most).")
    python = python_of(VENV)
    if not _usable(python, pip=not uv):
        _create(uv)
    if uv:
        _run(uv, "pip", "install", "--quiet", "--python", str(python), "--require-hashes", "-r", str(LOCK))
    else:
        _run(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             "--require-hashes", "-r", str(LOCK))
    _make_importable(python)
    stamp.write_text(_mark(), "utf-8")


def _usable(python: Path, *, pip: bool) -> bool:
    """Whether an earlier `.venv` has a Python that still runs, is new enough and, where asked, has pip."""
    question = f"import sys{', pip' if pip else ''}; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    try:
        return subprocess.run([python, "-c", question], capture_output=True).returncode == 0
    except OSError:
        return False


def _create(uv: str | None) -> None:
    # Not the interpreter of an environment that may go away, but the one below it.
    base = getattr(sys, "_base_executable", None) or sys.executable
    if uv:
        _run(uv, "venv", "--quiet", "--clear", "--no-project", "--python", base, str(VENV))
        return
    if importlib.util.find_spec("ensurepip") is None:
        version = "{}.{}".format(*sys.version_info)
        raise SetupError(
            f"Python {version} ({base}) comes without ensurepip: install the package python{version}-venv "
            f"(Debian, Ubuntu: apt install python{version}-venv), or uv, and try again."
        )
    _run(base, "-m", "venv", "--clear", str(VENV))


def _make_importable(python: Path) -> None:
    """Let `.venv` find `analysis` from any folder: a path file needs no build and no network."""
    place = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()
    (Path(place) / "analysis-of-this-project.pth").write_text(f"{ROOT}\n", "utf-8")


def _run(*command: str) -> None:
    """Run one step of the set-up; its words go to stderr, for stdout carries the answer."""
    if subprocess.run(command, stdout=STDERR).returncode:
        raise SetupError(f"Setting up .venv failed at: {' '.join(command)}")


def say(words: str) -> None:
    """One line to the person at the terminal."""
    print(words, file=sys.stderr, flush=True)


def main() -> int:
    """Print the interpreter to use."""
    try:
        print(choose())
    except SetupError as error:
        say(str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
