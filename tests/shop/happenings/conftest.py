"""Tea is brewed, and guests listen."""

from types import SimpleNamespace

import pytest

from shop.happenings import listening
from shop.happenings.telling import happen
from shop.kinds import happenings
from tests.factories import NOW

KIND = "tea.brewed"


@pytest.fixture
def tea(monkeypatch):
    """A kind with two listeners; `heard` is what each has heard, `bad` who fails."""
    monkeypatch.setattr(happenings, "_by_code", dict(happenings._by_code))
    monkeypatch.setattr(listening, "_listening", {})
    happenings.declare(KIND, "Tea brewed", cups=("Cups", 2))
    table = SimpleNamespace(heard=[], bad=set(), brew=brew)

    for guest in ("Ada", "Bo"):

        def hear(happening, guest=guest):
            if guest in table.bad:
                raise RuntimeError("too hot")
            table.heard.append((guest, happening.reference))

        listening.listens(guest, to=KIND)(hear)
    return table


def brew(reference, *, pot="pot:1", cups=2, at=NOW):
    happen(kind=KIND, subject=pot, facts={"cups": cups}, at=at, reference=reference)
