"""Save everything a shop is made of: database, media, keys and digests."""

import shutil
import tarfile
from datetime import datetime
from pathlib import Path

from django.conf import settings

from shop.backups import database, manifest
from shop.backups.manifest import DATABASE, DIGESTS, KEYS, MEDIA, Manifest

# Whoever has them can sign in as anybody and sign digests: the folder is its owner's.
KEY_FILES = ("secret-key", "signing-key.pem", "signing-key.public.pem")


class NotEmpty(Exception):
    """There is something already where a backup is to be written or restored."""


def back_up(*, folder: Path, taken_at: datetime) -> Manifest:
    """Write a backup of now into a new `folder`, whole or not at all.

    The database is of one moment; media of a little later, so that none is missing.
    Raises NotEmpty and database.ProgramFailed.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NotEmpty(folder)
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True, mode=0o700)
    # What an extension brings is the cluster's (shop/embedded/roles.sql), and a visit
    # that was ended since must not come back.
    database.run(
        "pg_dump",
        "-Fc",
        "--exclude-extension=*",
        "--exclude-table-data=users_session",
        f"--file={partial / DATABASE}",
    )
    _save_media(partial / MEDIA)
    _save_files(partial)
    saved = _described(partial, taken_at)
    manifest.write(partial, saved)
    if folder.exists():
        folder.rmdir()
    partial.rename(folder)
    return saved


def _described(folder: Path, taken_at: datetime) -> Manifest:
    with database.connected() as connection:
        [server] = connection.execute("SHOW server_version").fetchone() or [""]
        applied = connection.execute("SELECT app, name FROM django_migrations")
        return Manifest(
            taken_at=taken_at.isoformat(),
            server=server,
            migrations=sorted(f"{app}.{name}" for app, name in applied),
            files=manifest.checksums(folder),
        )


def _save_media(path: Path) -> None:
    with tarfile.open(path, "w") as archive:
        if settings.MEDIA_ROOT.exists():
            archive.add(settings.MEDIA_ROOT, arcname=".")


def _save_files(folder: Path) -> None:
    """Keys that lie in DATA_DIR; others are kept where they come from."""
    (folder / KEYS).mkdir(mode=0o700)
    for name in KEY_FILES:
        if (settings.DATA_DIR / name).exists():
            shutil.copy(settings.DATA_DIR / name, folder / KEYS / name)
    if (settings.DATA_DIR / DIGESTS).exists():
        shutil.copytree(settings.DATA_DIR / DIGESTS, folder / DIGESTS)
