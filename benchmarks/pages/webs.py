"""The shop and the trivial view, each under the same gunicorn."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shop.embedded import process
from shop.embedded.fingerprints import ROOT

WORKERS = 2
CONNECTIONS = 8
HOST = "127.0.0.1"
COMPRESSED = {"Accept-Encoding": "gzip"}


class DidNotAnswer(Exception):
    """A server did not start, or answered something else."""


@dataclass(frozen=True)
class Web:
    """One gunicorn, by its port and the process that leads it."""

    port: int
    leader: int

    def rate(
        self, path: str, *, seconds: float, headers: Mapping[str, str] = COMPRESSED
    ) -> float:
        """Ask for one page as fast as it comes; return how often a second it came."""
        told = [f"{name}={value}" for name, value in headers.items()]
        done = subprocess.run(  # noqa: S603  our own program
            [
                sys.executable,
                "-m",
                "benchmarks.pages.client",
                HOST,
                f"{self.port}",
                path,
                f"{seconds}",
                f"{CONNECTIONS}",
                *told,
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise DidNotAnswer(f"{path}: {done.stderr[-1000:]}")
        found = json.loads(done.stdout)
        if found["refused"]:
            raise DidNotAnswer(f"{path}: {found}")
        return float(found["rate"])

    def get(self, path: str, headers: Mapping[str, str] = COMPRESSED) -> Any:
        """Return the answer, read."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        try:
            connection.request("GET", path, headers=dict(headers))
            answer = connection.getresponse()
            answer.read()
            return answer
        finally:
            connection.close()

    def peak_mebibytes(self) -> list[float]:
        """The most memory that each worker has had, what it shares included."""
        return [_read(f"{one}/status", "VmHWM") for one in self._workers()]

    def own_mebibytes(self) -> list[float]:
        """What each worker takes now: what it shares counts by its part (PSS)."""
        return [_read(f"{one}/smaps_rollup", "Pss") for one in self._workers()]

    def _workers(self) -> list[str]:
        children = Path(f"/proc/{self.leader}/task/{self.leader}/children").read_text()
        return children.split()


@contextmanager
def serving(
    application: str,
    environment: Mapping[str, str],
    *,
    python: Path = Path(sys.executable),
    first: str = "/",
) -> Iterator[Web]:
    """It is there when its `first` page has answered."""
    port = process.free_port()
    leader = subprocess.Popen(  # noqa: S603  our own program
        [
            python,
            "-m",
            "gunicorn",
            application,
            f"--bind={HOST}:{port}",
            f"--workers={WORKERS}",
            "--worker-class=gthread",
            "--threads=4",
            "--preload",
            "--keep-alive=60",
            "--no-control-socket",
        ],
        cwd=ROOT,
        env=os.environ | dict(environment),
        stdout=subprocess.DEVNULL,  # written, and read by nobody
    )
    try:
        web = Web(port, leader.pid)
        _await(web, first)
        yield web
    finally:
        leader.terminate()
        leader.wait()


def _await(web: Web, first: str) -> None:
    for _try in range(300):
        try:
            web.get(first)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise DidNotAnswer(f"nothing at port {web.port}")


def _read(file: str, name: str) -> float:
    for line in Path(f"/proc/{file}").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise DidNotAnswer(f"no {name} of process {file}")
