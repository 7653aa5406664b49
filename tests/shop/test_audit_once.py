"""The log says a thing once, however often its cause is repeated."""

from datetime import timedelta

import pytest

from shop.audit.models import Entry
from shop.audit.once import record_once, recorded
from tests.factories import NOW, make_staff

pytestmark = pytest.mark.django_db


def say(reference, *, subject="member:1", at=NOW, points=5):
    return record_once(
        once="reference",
        actor=make_staff("loyalty.adjust_points"),
        action="points.adjust",
        subject=subject,
        recorded_at=at,
        before={"available": 0},
        after={"available": points, "points": points, "reference": reference},
        reason="a present",
    )


def test_what_is_repeated_is_kept_as_it_was_said_first():
    first = say("A1")

    again = say("A1", at=NOW + timedelta(days=1), points=9)

    assert again == first
    assert (again.recorded_at, again.after["points"]) == (NOW, 5)
    assert Entry.objects.get() == first


def test_another_reference_and_another_subject_are_said_for_themselves():
    entries = {say("A1"), say("A2"), say("A1", subject="member:2")}

    assert set(Entry.objects.all()) == entries
    assert len(entries) == 3


def test_what_was_said_is_found_by_its_fact():
    entry = say("A1")
    known = {"action": "points.adjust", "subject": "member:1"}

    assert recorded(**known, reference="A1") == entry
    assert recorded(**known, reference="A2") is None
    assert recorded(action="points.extend", subject="member:1", reference="A1") is None
