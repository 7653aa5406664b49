"""Restore a backup: database, rights and guards, media, keys and digests."""

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Collection, Iterator
from pathlib import Path, PurePosixPath

import psycopg
from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from shop.backups import database, manifest
from shop.backups.manifest import DATABASE, DIGESTS, KEYS, MEDIA, Manifest
from shop.backups.saving import NotEmpty

BEFORE = ".before-restore"
# What is there but was not brought by an extension.
_OURS = """
    NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = o.oid
        AND d.classid = o.tableoid AND d.deptype = 'e')
"""
_TABLES = f"""
    SELECT o.oid::regclass::text FROM pg_class o
    WHERE o.relnamespace = 'public'::regnamespace AND o.relkind IN ('r', 'p')
        AND NOT o.relispartition AND {_OURS}
"""  # noqa: S608  own words
_EMPTY = f"""
DO $$
DECLARE what text;
BEGIN
    DROP SCHEMA IF EXISTS ledger CASCADE;
    FOR what IN
        SELECT format('TABLE %s', o.oid::regclass) FROM pg_class o
        WHERE o.relnamespace = 'public'::regnamespace AND o.relkind IN ('r', 'p')
            AND NOT o.relispartition AND {_OURS}
    LOOP
        EXECUTE format('DROP %s CASCADE', what);
    END LOOP;
    LOOP -- one at a time: another may have gone with it
        SELECT o.oid::regprocedure INTO what FROM pg_proc o
        WHERE o.pronamespace = 'public'::regnamespace AND {_OURS} LIMIT 1;
        EXIT WHEN NOT FOUND;
        EXECUTE format('DROP ROUTINE %s CASCADE', what);
    END LOOP;
END $$;
"""  # noqa: S608  own words


class NewerBackup(Exception):
    """The backup was made by a shop that knew more migrations: `args[0]` is one."""


class NotMigrated(Exception):
    """`migrate` failed after the restore, and says why."""


def restore(*, folder: Path, replace: bool = False) -> Manifest:
    """Put everything back; whoever calls this proves the books afterwards.

    What is not empty is left alone, unless told to `replace` it. Raises BrokenBackup,
    NewerBackup and NotEmpty before anything is changed, then ProgramFailed and
    NotMigrated.
    """
    saved = manifest.read(folder)
    _must_be_known(saved)
    with database.connected() as connection:
        _make_room(connection, replace=replace)
    connections.close_all()
    # Rights and owners are what the code says here, not what they were there.
    database.run(
        "pg_restore",
        "--exit-on-error",
        "--single-transaction",
        "--no-owner",
        "--no-privileges",
        f"--dbname={database.owner()['PGDATABASE']}",
        folder / DATABASE,
    )
    _migrate()
    _put_back_media(folder / MEDIA)
    _put_back_files(folder)
    return saved


def _must_be_known(saved: Manifest) -> None:
    known = MigrationLoader(None).disk_migrations
    for name in saved.migrations:
        if tuple(name.split(".", 1)) not in known and not _is_gone(name, known):
            raise NewerBackup(name)


def _is_gone(name: str, known: Collection[tuple[str, str]]) -> bool:
    """Applications that are gone leave their rows behind."""
    return name.split(".", 1)[0] not in {app for app, _name in known}


def _make_room(connection: psycopg.Connection, *, replace: bool) -> None:
    if not connection.execute(_TABLES).fetchall():
        return
    if not replace:
        raise NotEmpty(database.owner()["PGDATABASE"])
    connection.execute(_EMPTY)


def _migrate() -> None:
    """Bring old tables up to the code, set rights, put up guards: as the owner."""
    said = database.owner()
    address = "postgres://{PGUSER}:{PGPASSWORD}@{PGHOST}:{PGPORT}/{PGDATABASE}"
    url = settings.DATABASE_OWNER_URL or address.format(**said)
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--no-input", "-v0"],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "shop.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise NotMigrated(done.stderr.strip()[-2000:])


def _put_back_media(path: Path) -> None:
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path) as archive:
        archive.extractall(  # noqa: S202  nothing but plain files
            settings.MEDIA_ROOT, members=_plain_files(archive)
        )


def _plain_files(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Files and folders that stay below where they are put, owned by whoever puts them.

    Python's own filter for that is not in each 3.11.
    """
    for member in archive:
        parts = PurePosixPath(member.name).parts
        if (member.isfile() or member.isdir()) and not {"/", ".."} & set(parts):
            member.uid, member.gid = os.geteuid(), os.getegid()
            member.uname = member.gname = ""
            member.mode &= 0o755
            yield member


def _put_back_files(folder: Path) -> None:
    """Keys that stand in the way were made a moment ago, or are kept beside."""
    for path in (folder / KEYS).glob("*"):
        place = settings.DATA_DIR / path.name
        if place.exists() and place.read_bytes() != path.read_bytes():
            place.replace(place.with_name(f"{place.name}{BEFORE}"))
        shutil.copy(path, place)
        place.chmod(0o600)
    if (folder / DIGESTS).exists():
        shutil.copytree(
            folder / DIGESTS, settings.DATA_DIR / DIGESTS, dirs_exist_ok=True
        )
