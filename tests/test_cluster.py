"""Cluster: the same bytes as on one machine, whatever dies, breaks or joins meanwhile."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from analysis import cluster, corpus, paths
from tests.test_corpus import contents, fill

pytest.importorskip("distributed")
QUICK = {"PYTHONPATH": str(paths.ROOT), "OMP_NUM_THREADS": "1", "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "3s",
         "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "30s", "DASK_DISTRIBUTED__COMM__RETRY__COUNT": "0"}


def until(holds: Callable[[], object], seconds: float = 120) -> None:
    end = time.time() + seconds
    while not holds():
        assert time.time() < end, "this did not come about in time"
        time.sleep(0.02)


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def answers(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


class Machines:
    """A scheduler and its workers, each a process of its own, as Dask's command line starts them."""

    def __init__(self) -> None:
        self.port, self.all = free_port(), []

    def start(self, *words: str) -> subprocess.Popen:
        self.all.append(subprocess.Popen([sys.executable, "-m", "dask", *words], cwd=paths.ROOT, env=os.environ | QUICK, start_new_session=True,
                                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        return self.all[-1]

    def start_scheduler(self) -> subprocess.Popen:
        started = self.start("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")
        until(lambda: answers(self.port))
        return started

    def start_worker(self, *, patience: str = "60") -> subprocess.Popen:
        return self.start("worker", f"tcp://127.0.0.1:{self.port}", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--death-timeout", patience)

    def end(self) -> None:
        for process in self.all:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def machines() -> Iterator[Machines]:
    found = Machines()
    yield found
    found.end()


def run(source: Path, out: Path, *words: str) -> subprocess.Popen:
    """The command as a person types it."""
    return subprocess.Popen([sys.executable, "-m", "analysis.corpus", str(source), "--out", str(out), "--fast", *words], cwd=paths.ROOT,
                            env=os.environ | QUICK, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True)


def done(out: Path) -> int:
    """Partitions that are analysed."""
    return len(list(out.glob("stamps/part-*.json")))


@contextmanager
def bad_line(port: int) -> Iterator[tuple[int, Callable[[], None]]]:
    """A line to the scheduler that can be cut: its own port, and how to cut what goes over it now."""
    ends: list[socket.socket] = []

    def pump(one: socket.socket, other: socket.socket) -> None:
        try:
            while block := one.recv(65536):
                other.sendall(block)
        except OSError:
            pass
        for end in (one, other):
            end.close()

    def serve() -> None:
        while True:
            try:
                near, _ = door.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", port))
            except OSError:
                near.close()
                continue
            ends.extend((near, far))
            for pair in ((near, far), (far, near)):
                threading.Thread(target=pump, args=pair, daemon=True).start()

    def cut() -> None:
        for end in ends:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        ends.clear()

    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=serve, daemon=True).start()
        yield door.getsockname()[1], cut


def test_the_same_bytes_though_workers_die_and_join_the_line_is_cut_and_the_scheduler_is_killed(tmp_path, machines) -> None:
    fill(tmp_path / "in", range(72))
    calm, out = run(tmp_path / "in", tmp_path / "calm", "--workers", "1"), tmp_path / "out"
    scheduler = machines.start_scheduler()

    with bad_line(machines.port) as (port, cut):
        asked = ["--engine", "dask", "--scheduler", f"tcp://127.0.0.1:{port}"]
        first = run(tmp_path / "in", out, *asked)  # nobody there yet: workers join late
        workers = [machines.start_worker(), machines.start_worker()]
        until(lambda: done(out) >= 1 or first.poll() is not None)
        cut()  # the network, once
        os.killpg(workers[0].pid, signal.SIGKILL)
        until(lambda: done(out) >= 2 or first.poll() is not None)
        assert first.poll() is None, first.communicate()
        os.killpg(scheduler.pid, signal.SIGKILL)
        _, told = first.communicate(timeout=60)
        assert first.returncode == 1 and "The connection to the scheduler is lost. What is done is kept" in told and "Traceback" not in told, told
    kept = done(out)
    machines.end()

    machines.start_scheduler()
    machines.start_worker()
    again = run(tmp_path / "in", out, "--engine", "dask", "--scheduler", f"tcp://127.0.0.1:{machines.port}")
    told, _ = again.communicate(timeout=120)
    assert again.returncode == 0 and "72 analysed" in told and kept >= 2, told
    assert calm.wait(timeout=120) == 0
    assert contents(out) == contents(tmp_path / "calm")


def test_a_cluster_is_started_here_where_none_is_named(tmp_path) -> None:
    fill(tmp_path / "in", [1, 2])
    started = run(tmp_path / "in", tmp_path / "out", "--engine", "dask", "--workers", "1")
    told, wrong = started.communicate(timeout=120)
    assert started.returncode == 0 and "2 analysed" in told, wrong


def test_asking_amiss_is_told_in_one_sentence(tmp_path, capsys, monkeypatch) -> None:
    import dask

    monkeypatch.setitem(dask.config.config["distributed"]["comm"]["timeouts"], "connect", "1s")
    fill(tmp_path / "in", [1])
    for words in (["--scheduler", "tcp://127.0.0.1:1"], ["--engine", "dask", "--scheduler", f"tcp://127.0.0.1:{free_port()}"],
                  ["--engine", "dask", "--scheduler", "no address at all"]):
        assert corpus.main([str(tmp_path / "in"), "--out", str(tmp_path / "out"), *words]) == 1
        told = capsys.readouterr().err.strip().splitlines()
        assert len(told) == 1 and "cheduler" in told[0], told


def test_a_worker_of_another_version_or_without_the_folder_does_nothing(tmp_path) -> None:
    (tmp_path / cluster.MARKER).touch()
    for site, word in ((cluster.Site(tmp_path / "none", cluster.version()), "can't see"), (cluster.Site(tmp_path, "another"), "another version")):
        with pytest.raises(corpus.InputError, match=word):
            cluster.perform(len, site, "task")
    assert cluster.perform(len, cluster.Site(tmp_path, cluster.version()), "task") == 4
