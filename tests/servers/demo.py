"""`make demo` with data of its own, for who visits it from outside."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shop.embedded.fingerprints import ROOT
from shop.embedded.process import free_port

COMMAND = [sys.executable, "-m", "shop.embedded.demo"]
# What the tests have told their own process; a demo finds it out for itself.
NOT_ITS = ("DATABASE_URL", "CELERY_BROKER_URL", "STATICFILES_STORAGE", "SITE_URL")


@dataclass(frozen=True)
class Demo:
    """A running demo; in `folder` are its data, its logs and its addresses."""

    url: str
    folder: Path

    def manage(self, *command: str) -> tuple[int, str]:
        """Run a management command; return its exit status and what it wrote."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env={**os.environ, "DATA_DIR": str(self.folder)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout.strip()


@contextmanager
def demo(*, say: Callable[[str], None]) -> Iterator[Demo]:
    """A demo with fresh data, stopped in the end.

    SHOP_URL, with DATA_DIR, names a running one to visit instead.
    """
    if url := os.environ.get("SHOP_URL"):
        yield Demo(url, Path(os.environ.get("DATA_DIR") or ROOT / ".data").resolve())
        return
    with tempfile.TemporaryDirectory(prefix="fairpoints-") as folder:
        # PostgreSQL's own user has to find the way to its files.
        Path(folder).chmod(0o755)
        with started(Path(folder, "data"), say=say) as running:
            yield running


@contextmanager
def started(data: Path, *, say: Callable[[str], None]) -> Iterator[Demo]:
    """A demo on the folder `data`, stopped in the end."""
    port = free_port()
    running = subprocess.Popen(
        COMMAND,
        cwd=ROOT,
        env=environment(data, PORT=str(port)),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert running.stdout is not None
        for line in running.stdout:
            say(line.rstrip())
            if line.startswith("Ready: "):
                break
        else:
            raise SystemExit("The demo did not start.")
        yield Demo(f"http://127.0.0.1:{port}", data)
    finally:
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=60)


def environment(data: Path, **others: str) -> Mapping[str, str]:
    """What a demo on the folder `data` is told."""
    inherited = {
        name: value for name, value in os.environ.items() if name not in NOT_ITS
    }
    return inherited | {"DATA_DIR": str(data)} | others
