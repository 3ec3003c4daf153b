"""A copy of the project in which the seed article was run, a browser, and a watch on what leaves the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest
from place import environment

from analysis import paths

ROOMS = ("analysis", "notebooks", "seeds")
FILES = ("Makefile", "pyproject.toml", "requirements.txt")


def find_chromium() -> str | None:
    """Debian's Chromium, or the one that CHROMIUM names."""
    named = os.environ.get("CHROMIUM")
    return named if named and Path(named).is_file() else next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator:
    path = find_chromium()
    if path is None:
        pytest.skip("There is no Chromium on this machine: install Debian's package chromium, or name one with CHROMIUM=path.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
        opened = play.chromium.launch(executable_path=path, args=quiet)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser) -> Iterator:
    """A function that opens an empty page of a width and colour scheme; in the end nothing may have left the machine."""
    contexts, left = [], []

    def watch(route) -> None:
        address = urlparse(route.request.url)
        if address.scheme in ("file", "data", "blob") or address.hostname in ("127.0.0.1", "localhost"):
            return route.continue_()
        left.append(route.request.url)
        return route.abort()

    def opened(*, width: int = 1000, scheme: str = "light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        context.route("**/*", watch)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
    assert left == [], "requests left the machine"


@pytest.fixture(scope="session")
def copy(browser, tmp_path_factory) -> Path:
    """A copy of the project where a person's save may change `seeds/`, with the report of the seed article."""
    folder = tmp_path_factory.mktemp("browser") / "project"
    for room in ROOMS:
        shutil.copytree(paths.ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    for name in FILES:
        shutil.copy2(paths.ROOT / name, folder / name)
    (folder / "models").symlink_to(paths.MODELS)
    done = subprocess.run([sys.executable, "-m", "analysis.report"], cwd=folder, env=environment(folder), capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="session")
def results(copy) -> Path:
    """The folder of the seed article's results in the copy."""
    return next((copy / "build").glob("istanbul-talks-*"))
