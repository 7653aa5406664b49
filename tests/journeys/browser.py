"""Debian's Chromium, for who drives it."""

import os
import shutil
from typing import Any


class NoBrowser(Exception):
    """The message says what to install."""


def launch_options() -> dict[str, Any]:
    """How Playwright starts it. Raises NoBrowser.

    The headless shell opens the same pages in a fifth of the time: it has no window,
    and none of what stands around one.
    """
    found = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if found is None:
        raise NoBrowser(
            "Chromium is missing: apt install chromium-headless-shell fonts-noto-cjk"
        )
    return {
        "executable_path": found,
        "chromium_sandbox": os.geteuid() != 0,
        "args": [
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
        ],
    }
