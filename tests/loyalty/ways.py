"""The worked cases of missions as tests read them (cases/missions.toml)."""

import re
import tomllib
from datetime import date, timedelta

from loyalty.arithmetic.missions import GOODS, ORDER, Deed, Mission, Part, Step
from tests.loyalty.worked import FOLDER, moment

_DOES = re.compile(
    r"(?P<when>\S+ \S+) (?P<kind>[a-z-]+)(?: x(?P<days>\d+))?"
    r"(?: (?P<step>\d+)$| (?P<goods>.*) kept (?P<kept>\S+))?"
)
VERSION = 7


def cases():
    table = tomllib.loads((FOLDER / "missions.toml").read_text())
    for said in table["progress"]:
        yield said, mission(table["mission"][said["in"]])


def mission(said):
    return Mission(
        version=VERSION,
        bonus=said.get("bonus", 0),
        steps=[
            Step(number=number, **step | {"labels": frozenset(step.get("labels", ()))})
            for number, step in enumerate(said["steps"], start=1)
        ],
    )


def part(said):
    began = moment(said["began"])
    until = moment(said["until"]) if "until" in said else None
    return Part(
        began_at=began,
        began_on=began.date(),
        until=until,
        looks_back=said.get("looks_back", 0),
    )


def deeds(said):
    return [deed for text in said["does"] for deed in _deeds(text)]


def _deeds(text):
    does = _DOES.fullmatch(text)
    at, kind = moment(does["when"]), does["kind"]
    if kind == ORDER:
        yield from _order(at, does["goods"], date.fromisoformat(does["kept"]))
        return
    for day in range(int(does["days"] or 1)):
        later = at + timedelta(days=day)
        about = f":{VERSION}:{does['step']}" if does["step"] else f":{later.date()}"
        yield _deed(kind, later, reference=kind + about)


def _order(at, goods, kept):
    lines = [part.split() for part in goods.split(", ")]
    labels = [frozenset(label.split("+")) for _pieces, label in lines]
    reference = f"order:{at}"
    yield _deed(
        ORDER, at, known_on=kept, reference=reference, labels=frozenset().union(*labels)
    )
    for place, ((pieces, _label), label) in enumerate(zip(lines, labels, strict=True)):
        yield _deed(
            GOODS,
            at,
            known_on=kept,
            reference=f"{reference}:{place}",
            labels=label,
            pieces=int(pieces),
        )


def _deed(kind, at, **fields):
    fields.setdefault("known_on", at.date())
    return Deed(kind=kind, happened_at=at, day=at.date(), **fields)
