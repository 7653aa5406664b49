"""What the figures were measured on."""

import os
import platform
import subprocess
from pathlib import Path
from typing import Any

from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import SUPERUSER, Postgres

SHOWN = (
    "server_version",
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "shared_buffers",
    "max_wal_size",
    "checkpoint_timeout",
    "autovacuum",
    "wal_compression",
)


def described(server: Postgres) -> dict[str, Any]:
    with server.connect(database=SUPERUSER) as connection:
        settings = {
            name: connection.execute(f"SHOW {name}").fetchone()[0]  # type: ignore[index]  # SHOW gives a row
            for name in SHOWN
        }
    return {
        "cores": os.cpu_count(),
        "load_before": round(os.getloadavg()[0], 1),
        "processor": processor(),
        "memory_gib": round(
            os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        ),
        "system": f"{platform.system()} {platform.release()}",
        "file_system": file_system(server.directory),
        "python": platform.python_version(),
        "commit": commit(),
        "postgresql": settings,
        "clients": "on the same machine",
    }


def processor() -> str:
    for line in _lines("/proc/cpuinfo"):
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def file_system(path: Path) -> str:
    """The kind of file system the data lies on: on `tmpfs` nothing is durable."""
    path, best, kind = path.resolve(), Path(), "unknown"
    for line in _lines("/proc/mounts"):
        mounted, its_kind = Path(line.split()[1]), line.split()[2]
        if path.is_relative_to(mounted) and len(mounted.parts) >= len(best.parts):
            best, kind = mounted, its_kind
    return kind


def commit() -> str:
    asked = subprocess.run(
        ["git", "describe", "--always", "--dirty"],  # noqa: S607  whichever git is installed
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() or "unknown"


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []
