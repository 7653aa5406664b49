"""What the code says about who may do what in the database, and what guards it there.

Said once: rights in rights.sql, everything else where it is made, in the files of the
ledger, in guards.sql, in shop/freshness and in migrations. Here it is only read.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
_SOURCES = [
    *sorted(ROOT.glob("loyalty/ledger/*.sql")),
    *sorted(ROOT.glob("shop/freshness/*.sql")),
    *sorted(ROOT.glob("shop/operations/*.sql")),
    *sorted(ROOT.glob("shop/storefront/*.sql")),
    *sorted(ROOT.glob("shop/*/migrations/*.py")),
    *sorted(ROOT.glob("shop/forks/*/migrations/*.py")),
    *sorted(ROOT.glob("shop/oscar_migrations/*/*.py")),
]
ALL = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})


@dataclass(frozen=True)
class Trigger:
    """When a trigger of a table runs, and what."""

    table: str
    name: str
    timing: str
    events: frozenset[str]
    each_row: bool
    has_condition: bool
    function: str

    def __str__(self) -> str:
        return f"trigger {self.name} of {self.table}"


_TRIGGER = re.compile(
    r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+)?TRIGGER\s+(?P<name>\w+)\s+"
    r"(?P<timing>BEFORE|AFTER|INSTEAD OF)\s+(?P<events>.+?)\s+ON\s+(?:public\.)?"
    r"(?P<table>\w+)\s(?P<rest>.*?)EXECUTE\s+FUNCTION\s+(?:public\.)?(?P<function>\w+)",
    re.DOTALL,
)


def triggers(text: str) -> set[Trigger]:
    """The triggers that a text of SQL creates; PostgreSQL's own telling of one too."""
    return {
        Trigger(
            table=found["table"],
            name=found["name"],
            timing=found["timing"],
            events=frozenset(re.split(r"\s+OR\s+", " ".join(found["events"].split()))),
            each_row="FOR EACH ROW" in found["rest"],
            has_condition="WHEN (" in found["rest"],
            function=found["function"],
        )
        for found in _TRIGGER.finditer(text)
    }


@cache
def code() -> str:
    text = "\n".join(path.read_text() for path in _SOURCES)
    # As loyalty/ledger/install.py puts it up.
    return text.replace(":'zone'", f"'{settings.TIME_ZONE}'")


@cache
def guarding() -> list[str]:
    """The functions of the shop that refuse what nobody may write."""
    guards = (ROOT / "shop/operations/guards.sql").read_text()
    return re.findall(r"FUNCTION (shop_\w+)\(\) RETURNS trigger", guards)


@cache
def bodies() -> Mapping[str, set[str]]:
    """What the functions of each name do. Tests, which stop a clock, add to it."""
    found: dict[str, set[str]] = {}
    function = (
        r"CREATE (?:OR REPLACE )?FUNCTION (?:\w+\.)?(\w+)\s*\("
        r"[^$]*?\bAS\s+\$\$(.*?)\$\$"
    )
    for name, body in re.findall(function, code(), re.DOTALL):
        found.setdefault(name, set()).add(plain(body))
    return found


def plain(body: str) -> str:
    """The text with every space between words alike."""
    return " ".join(body.split())


@cache
def rights() -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
    """What may be done with the tables named in rights.sql, and columns changed."""
    text = (Path(__file__).with_name("rights.sql")).read_text()
    return {
        table: _read(may) for table, may in re.findall(r"\('(\w+)',\s+'(.+?)'\)", text)
    }


def _read(may: str) -> tuple[frozenset[str], frozenset[str]]:
    columns = re.findall(r"UPDATE \((\w+)\)", may)
    whole = re.sub(r"UPDATE \(\w+\)", "", may)
    return frozenset(re.findall(r"[A-Z]+", whole)), frozenset(columns)


@cache
def doors() -> frozenset[str]:
    """The functions of the ledger, steps included."""
    found = re.findall(r"CREATE (?:FUNCTION|AGGREGATE) ledger\.(\w+)", code())
    return frozenset(found)


@cache
def domains() -> Mapping[str, tuple[bool, frozenset[str]]]:
    """What each word at the doors refuses: NULL or not, and by which checks."""
    said = re.findall(r"CREATE DOMAIN ledger\.(\w+)([^;]*);", code())
    return {
        name: ("NOT NULL" in rest, frozenset(re.findall(r"CONSTRAINT (\w+)", rest)))
        for name, rest in said
    }


@cache
def constraints() -> frozenset[tuple[str, str]]:
    """Constraints by table: those of models, and those of the guards."""
    of_models = {
        (model._meta.db_table, constraint.name)
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
        for constraint in model._meta.constraints
    }
    return frozenset(of_models | _of_guards())


def _of_guards() -> set[tuple[str, str]]:
    text = "\n".join(path.read_text() for path in _SOURCES if path.suffix == ".sql")
    return {
        (table, name)
        for table, changes in re.findall(
            r"ALTER TABLE (\w+)\s(.+?);\n", text, re.DOTALL
        )
        for name in re.findall(r"ADD CONSTRAINT (\w+)", changes)
    }
