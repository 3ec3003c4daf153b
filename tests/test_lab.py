"""JupyterLab: the server starts as `make lab` starts it, and a notebook runs top to bottom through it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
import uuid
from pathlib import Path

import nbformat
import pytest
import websocket

from analysis import paths

TOKEN = uuid.uuid4().hex
NOTEBOOK = "notebooks/01-documents.ipynb"


class Server:
    """A JupyterLab of the project that was started without a browser."""

    def __init__(self, folder: Path) -> None:
        own = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
        self.log = folder / "log.txt"
        self.process = subprocess.Popen(
            ["make", "lab", f"PY={sys.executable}",
             f"OPTIONS=--no-browser --port=0 --ServerApp.port_retries=0 --IdentityProvider.token={TOKEN} --allow-root"],
            cwd=paths.ROOT, env=os.environ | own, stdout=self.log.open("w"), stderr=subprocess.STDOUT, start_new_session=True)
        self.address = self._wait(folder / "runtime")

    def _wait(self, runtime: Path) -> str:
        """The address, once the server says where it listens."""
        for _ in range(600):
            for path in runtime.glob("jpserver-*.json"):
                try:
                    return json.loads(path.read_text())["url"]
                except ValueError:
                    pass  # not written to its end yet
            assert self.process.poll() is None, self.log.read_text()
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def ask(self, path: str, body: dict | None = None, token: str = TOKEN) -> dict:
        request = urllib.request.Request(
            self.address + path, None if body is None else json.dumps(body).encode(),
            {"Authorization": f"token {token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def run(self, session: dict, code: str) -> list[dict]:
        """What a cell shows when it is run in a session's kernel."""
        kernel = session["kernel"]["id"]
        socket = websocket.create_connection(
            f"ws{self.address[4:]}api/kernels/{kernel}/channels?session_id={TOKEN}", timeout=120,
            header=[f"Authorization: token {TOKEN}"])
        key = uuid.uuid4().hex
        header = {"msg_id": key, "msg_type": "execute_request", "username": "", "session": TOKEN, "date": "", "version": "5.3"}
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        socket.send(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell", "buffers": []}))
        shown = []
        while True:
            message = json.loads(socket.recv())
            if message["parent_header"].get("msg_id") != key:
                continue
            if message["channel"] == "iopub" and message["msg_type"] in ("stream", "display_data", "execute_result", "error"):
                shown.append({"type": message["msg_type"], **message["content"]})
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                socket.close()
                return shown

    def stop(self) -> None:
        os.killpg(self.process.pid, 15)
        self.process.wait(30)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    started = Server(tmp_path_factory.mktemp("lab"))
    yield started
    started.stop()


def test_it_opens_at_the_notebooks_and_asks_for_its_token(server):
    with pytest.raises(urllib.error.HTTPError, match="403"):
        server.ask("api/contents", token="wrong")
    names = {item["name"] for item in server.ask("api/contents/notebooks")["content"]}
    assert {path.name for path in paths.NOTEBOOKS.glob("0*.ipynb")} <= names
    page = urllib.request.Request(f"{server.address}lab/tree/notebooks", headers={"Authorization": f"token {TOKEN}"})
    assert b"JupyterLab" in urllib.request.urlopen(page, timeout=60).read()


def test_a_notebook_runs_from_a_fresh_kernel(server):
    session = server.ask("api/sessions", {"path": NOTEBOOK, "name": "", "type": "notebook", "kernel": {"name": "python3"}})
    book = nbformat.reads(json.dumps(server.ask(f"api/contents/{NOTEBOOK}?content=1")["content"]), as_version=4)
    shown = {cell.id: server.run(session, cell.source) for cell in book.cells if cell.cell_type == "code"}
    errors = {name: [found["evalue"] for found in outputs if found["type"] == "error"] for name, outputs in shown.items()}
    assert not any(errors.values()), errors
    assert "characters" in json.dumps(shown["answer"]) and "<table" in json.dumps(shown["sentences"])
    told = server.run(session, "opening.open_run('missing.txt')")
    assert "".join(told[-1]["traceback"]).strip() == told[-1]["evalue"], "a mistake of the reader's is one sentence, no traceback"
