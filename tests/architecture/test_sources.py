"""What holds for every source file of the project."""

import re
import subprocess
import sys
import tomllib
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from shop.embedded.fingerprints import ROOT

LOCKS = ["production.lock", "runtime.lock", "development.lock"]
SERVICES = sorted(
    path.parent.name for path in (ROOT / "shop" / "payments").glob("*/provider.py")
)
ACCOUNTS = re.compile(r"(?m)^[\w.-]*(?:account|wallet|ledger|hordak)[\w.-]*(?===)")
# Written in pieces, for this file is searched as well.
OUTSIDE = re.compile(
    "|".join(
        [
            r"(?<![\w.])/(?:wo" r"rk|ro" r"ot|tmp/w)/",
            r"\b(?:py" r"pi\.org|files\.pytho" r"nhosted|registry\.npm" r"js)",
            r"--(?:extra-)?ind" r"ex-url[= ]h",
        ]
    )
)


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("not a checkout")
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def test_imports_keep_to_the_contracts():
    """The layers are written in pyproject.toml."""
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("service", SERVICES)
def test_nothing_of_the_shop_knows_a_payment_service_by_name(service):
    """But its own folder, the settings, its stand-in, and what was once migrated."""
    own = f"payments/{service}/"
    may = (own, "payments/migrations/", "embedded/", "settings/")
    found = [
        name
        for path in (ROOT / "shop").rglob("*")
        if path.suffix in {".py", ".html", ".txt", ".js", ".sql"}
        and not (name := path.relative_to(ROOT / "shop").as_posix()).startswith(may)
        and re.search(rf"\b{service}\b", path.read_text(), re.IGNORECASE)
    ]
    assert found == []


def test_every_payment_service_is_named_in_the_contracts():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())
    rooms = {f"shop.payments.{service}" for service in SERVICES}
    named = [
        set(contract.get("protected_modules", contract.get("source_modules", ())))
        for contract in contracts["tool"]["importlinter"]["contracts"]
        if "ayment service" in contract["name"]
    ]
    assert named == [rooms, rooms]


def test_every_fork_is_listed_in_the_settings():
    folders = {
        folder.name
        for folder in (ROOT / "shop" / "forks").iterdir()
        if (folder / "apps.py").exists()
    }
    listed = {path.split(".")[2] for path in settings.OSCAR_FORKS.values()}

    assert listed == folders
    assert set(settings.OSCAR_FORKS.values()) <= set(settings.INSTALLED_APPS)
    assert not set(settings.OSCAR_FORKS) & set(settings.INSTALLED_APPS)


def test_the_migrations_are_complete(db):
    said = StringIO()
    call_command("makemigrations", dry_run=True, check_changes=True, stdout=said)
    assert said.getvalue().strip() == "No changes detected"


def test_every_migration_is_named_for_what_it_does():
    ours = [
        migration.name
        for app in apps.get_app_configs()
        if Path(app.path).is_relative_to(ROOT / "shop")
        or Path(app.path).is_relative_to(ROOT / "loyalty")
        for migration in Path(app.path).glob("migrations/0*.py")
    ]
    assert ours
    assert [name for name in ours if "_auto_" in name] == []


@pytest.mark.parametrize("name", [*LOCKS, "benchmark.lock"])
def test_a_lock_names_hashes_and_no_addresses(name):
    text = (ROOT / "requirements" / name).read_text()
    blocks = re.split(r"\n(?=[a-z0-9])", re.sub(r"(?m)^\s*#.*\n", "", text).strip())

    assert len(blocks) > 20
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert [
        block for block in blocks if not re.match(r"[\w.-]+(\[.+\])?==", block)
    ] == []
    assert "://" not in text
    assert "index-url" not in text


@pytest.mark.parametrize("name", LOCKS)
def test_no_other_package_keeps_accounts(name):
    """L02: django-oscar-accounts spends the same points twice, so this has its own."""
    text = (ROOT / "requirements" / name).read_text()

    assert ACCOUNTS.findall("django-oscar-accounts==3.0.1\n") != []
    assert ACCOUNTS.findall(text) == []


def test_each_lock_agrees_with_the_one_it_adds_to():
    versions = [
        dict(
            re.findall(
                r"(?m)^([\w.-]+)==(\S+)", (ROOT / "requirements" / name).read_text()
            )
        )
        for name in LOCKS
    ]
    assert versions[0].items() < versions[1].items() < versions[2].items()


def test_no_file_names_a_place_outside_the_project():
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        if b"\0" not in (content := path.read_bytes())
        for match in OUTSIDE.finditer(content.decode(errors="replace"))
    ]
    assert found == []


def test_no_secret_or_data_is_tracked():
    names = {path.name for path in tracked()}
    assert not names & {".env", "servers.env", "secret-key", "passwords.json"}
