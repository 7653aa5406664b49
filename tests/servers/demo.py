"""`make demo` with data of its own, for who visits it from outside."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shop.embedded.process import free_port

ROOT = Path(__file__).parents[2]


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
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="fairpoints-") as folder:
        # PostgreSQL's own user has to find the way to its files.
        Path(folder).chmod(0o755)
        data = Path(folder, "data")
        running = subprocess.Popen(
            [sys.executable, "-m", "shop.embedded.demo"],
            cwd=ROOT,
            env={**os.environ, "PORT": str(port), "DATA_DIR": str(data)},
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
