"""What a backup holds, and that it still holds it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

FORMAT = 1
NAME = "manifest.json"
DATABASE, MEDIA, KEYS, DIGESTS = "database.dump", "media.tar", "keys", "digests"


class BrokenBackup(Exception):
    """The folder is not what was backed up: `args[0]` says how."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """`files` are SHA-256 by path; `migrations` had been applied."""

    taken_at: str
    server: str
    migrations: list[str]
    files: Mapping[str, str]
    format: int = FORMAT


def checksums(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file of a backup but the manifest."""
    return {
        str(path.relative_to(folder)): _sha256(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path != folder / NAME
    }


def write(folder: Path, manifest: Manifest) -> None:
    (folder / NAME).write_text(json.dumps(asdict(manifest), indent=2) + "\n")


def read(folder: Path) -> Manifest:
    """Read the manifest and check every file against it. Raises BrokenBackup."""
    try:
        manifest = Manifest(**json.loads((folder / NAME).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise BrokenBackup(f"{folder / NAME}: {error}") from error
    if manifest.format != FORMAT:
        raise BrokenBackup(f"format {manifest.format} is not {FORMAT}")
    found = checksums(folder)
    for name in sorted(manifest.files.keys() | found.keys()):
        if name not in found:
            raise BrokenBackup(f"{name} is missing")
        if found[name] != manifest.files.get(name):
            raise BrokenBackup(f"{name} is not what was backed up")
    if DATABASE not in found:
        raise BrokenBackup(f"{DATABASE} is missing")
    return manifest


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
