"""JupyterLab in a browser, by keyboard: the explorer runs, a row is chosen, a correction saved, and the next run keeps it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from place import environment

from analysis import corrections, paths

TOKEN = uuid.uuid4().hex
# Cells up to the one with the widgets; JupyterLab takes cells that are out of sight off the page.
CELLS = 1 + [cell["id"] for cell in json.loads((paths.NOTEBOOKS / "explore.ipynb").read_text("utf-8"))["cells"]].index("board")
SLOW = 120_000  # milliseconds; a kernel starts slowly on a busy machine


@pytest.fixture(scope="module")
def address(copy, tmp_path_factory) -> Iterator[str]:
    """Where a JupyterLab of the copy listens, on a free port, with its token."""
    folder = tmp_path_factory.mktemp("lab")
    own = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    options = f"OPTIONS=--no-browser --port=0 --ServerApp.port_retries=0 --IdentityProvider.token={TOKEN} --allow-root"
    process = subprocess.Popen(["make", "lab", f"PY={sys.executable}", options], cwd=copy, env=environment(copy) | own,
                               stdout=(folder / "log.txt").open("w"), stderr=subprocess.STDOUT, start_new_session=True)
    try:
        yield _wait(folder / "runtime")
    finally:
        _end(process)


def _wait(runtime: Path) -> str:
    for _ in range(900):
        for path in runtime.glob("jpserver-*.json"):
            try:
                return json.loads(path.read_text())["url"]
            except ValueError:
                pass  # not written to its end yet
        time.sleep(0.1)
    raise AssertionError("JupyterLab did not start")


def _end(process: subprocess.Popen) -> None:
    """End the server and the kernels it started, which are of its session."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)


def tab_to(page, words: str, most: int = 80) -> None:
    """Press the tab key until what has these words as its label or text has the focus."""
    named = """() => { const e = document.activeElement;
        return [e.textContent, ...(e.labels ? [...e.labels].map(l => l.textContent) : [])].map(t => t.trim()); }"""
    for _ in range(most):
        if words in page.evaluate(named):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no key led to {words}")


def test_a_correction_is_saved_by_keyboard_and_kept(open_page, address, copy, results):
    page = open_page(width=1200)
    page.goto(f"{address}lab/tree/notebooks/explore.ipynb?token={TOKEN}", timeout=SLOW)
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=SLOW)
    page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status='idle']", state="attached", timeout=SLOW)
    page.wait_for_timeout(2000)
    page.keyboard.press("Escape")
    for _ in range(CELLS):
        page.keyboard.press("Shift+Enter")
        page.wait_for_timeout(200)
    table = page.get_by_label("Table", exact=True)
    table.wait_for(timeout=SLOW)
    table.focus()
    page.keyboard.type("positions")
    page.wait_for_timeout(3000)  # the rows of the table come from the kernel
    tab_to(page, "Rows")
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(2000)
    tab_to(page, "Who")
    page.keyboard.type("A reader")
    page.keyboard.press("Tab")
    page.keyboard.type("the sentence says so")
    tab_to(page, "Reject")
    page.keyboard.press("Enter")
    page.get_by_text("Saved in istanbul-talks.corrections.csv").wait_for(timeout=SLOW)

    ledger = copy / "seeds/istanbul-talks.corrections.csv"
    (line,) = corrections.read_corrections(ledger)
    assert (line.table, line.action, line.who, line.why) == ("positions", "reject", "A reader", "the sentence says so")
    before = pd.read_csv(results / "tables/positions.csv")
    done = subprocess.run([sys.executable, "-m", "analysis.report"], cwd=copy, env=environment(copy), capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    after = pd.read_csv(results / "tables/positions.csv")
    assert len(after) == len(before) - 1
    kept = pd.read_csv(results / "tables/corrections.csv")
    assert list(kept.outcome) == ["applied"] and list(kept.why) == ["the sentence says so"]
    assert "People left 1 correction" in (results / "report.html").read_text("utf-8")
