"""Compile the translations without GNU gettext, which few machines carry.

Run as `python -m shop.catalogs`.
"""

import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]


def compile_changed() -> int:
    """Compile each catalogue newer than its compiled file; return how many."""
    changed = [
        source
        for source in sorted(ROOT.glob("*/locale/*/LC_MESSAGES/*.po"))
        if _is_newer(source, source.with_suffix(".mo"))
    ]
    for source in changed:
        _compile(source, source.with_suffix(".mo"))
    return len(changed)


def _is_newer(source: Path, target: Path) -> bool:
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path, target: Path) -> None:
    with source.open("rb") as file:
        catalog = read_po(file, domain=source.stem)
    # Another process may be reading or compiling the same catalogue.
    partial = target.with_suffix(f".{os.getpid()}")
    with partial.open("wb") as file:
        write_mo(file, catalog)
    partial.replace(target)


if __name__ == "__main__":
    sys.stdout.write(f"{compile_changed()} catalogues compiled\n")
