"""Write a digest of the ledger into a file, for keeping outside of the database."""

import gzip
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.dateparse import parse_datetime

from loyalty.heads import Figures, heads
from shop.books import signing
from shop.books.digest import NONE, Header, NotADigest, line, read_header

SUFFIX = ".txt.gz"
SHOWN = 31


class AlreadyWritten(Exception):
    """There is a digest of that very second."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A digest that lies in the folder; `header` is None where it is damaged."""

    name: str
    size: int
    header: Header | None

    @property
    def written_at(self) -> datetime | None:
        return parse_datetime(self.header.at) if self.header else None

    @property
    def is_signed(self) -> bool:
        return self.header is not None and self.header.key != NONE


def write(*, at: datetime) -> Path:
    """Write the digest of now; without a key it is unsigned, and says so.

    Raises AlreadyWritten, and signing.NoKey when the key that is named fails.
    """
    key = signing.private_key()
    folder = _folder()
    target = folder / f"{at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}{SUFFIX}"
    if target.exists():
        raise AlreadyWritten(target.name)
    with tempfile.TemporaryFile("w+b") as lines:
        accounts, postings, figures = _write_lines(lines)
        header = Header(
            at=at.astimezone(UTC).isoformat(timespec="seconds"),
            accounts=accounts,
            postings=postings,
            available=figures.available,
            pending=figures.pending,
            held=figures.held,
            owed=figures.owed,
            lines=_sha256(lines),
            previous=_previous(),
            key=signing.name_of(key.public_key()) if key else NONE,
        )
        text = header.text()
        signature = key.sign(text.encode()).hex() if key else NONE
        _write_whole(target, f"{text}signature {signature}\n\n", lines)
    return target


def newest() -> Iterator[Kept]:
    """Yield the digests of the last month, the newest first."""
    for path in sorted(_paths(), reverse=True)[:SHOWN]:
        try:
            with gzip.open(path, "rt") as file:
                header, _signature = read_header(iter(file))
        except (OSError, EOFError, ValueError, NotADigest):
            header = None
        yield Kept(name=path.name, size=path.stat().st_size, header=header)


def path_of(name: str) -> Path | None:
    """Return where the digest of that name lies; None when there is none."""
    return next((path for path in _paths() if path.name == name), None)


def _folder() -> Path:
    folder = settings.DATA_DIR / "digests"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _paths() -> Iterator[Path]:
    return _folder().glob(f"*{SUFFIX}")


def _write_lines(file: IO[bytes]) -> tuple[int, int, Figures]:
    accounts, postings, total = 0, 0, Figures()
    for head, figures in heads():
        file.write(line(head).encode())
        accounts += 1
        postings += head.version
        total += figures
    return accounts, postings, total


def _previous() -> str:
    newest = max(_paths(), default=None)
    if newest is None:
        return NONE
    with gzip.open(newest) as file:
        return _sha256(file)


def _sha256(file: Any) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def _write_whole(target: Path, above: str, lines: IO[bytes]) -> None:
    """The file appears when it is complete; the same digest is the same file."""
    partial = target.with_suffix(".partial")
    lines.seek(0)
    with (
        partial.open("wb") as raw,
        gzip.GzipFile("", mode="wb", fileobj=raw, mtime=0) as file,
    ):
        file.write(above.encode())
        shutil.copyfileobj(lines, file)
    partial.rename(target)
