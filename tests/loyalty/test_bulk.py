from datetime import timedelta

import pytest
from django.db import DataError, transaction

from loyalty import bulk, expiry, reading
from loyalty.models import Posting
from loyalty.why import Why
from tests.loyalty.conftest import MARCH, person

DAY = timedelta(days=1)
WHY = Why("imported", {"source": "the old shop"})


def history(member_id):
    yield bulk.enrol(member_id=member_id, enrolled_at=MARCH)
    yield bulk.accrue(
        member_id=member_id,
        points=150,
        reference="O1",
        accrued_at=MARCH,
        expires_at=expiry.expires_at(MARCH, 12),
        why=WHY,
    )
    yield bulk.schedule_maturity(
        member_id=member_id,
        accrual_reference="O1",
        reference="O1",
        matures_at=MARCH + 14 * DAY,
        expires_at=expiry.expires_at(MARCH, 12),
        scheduled_at=MARCH + DAY,
        why=WHY,
    )
    later = MARCH + 20 * DAY
    yield bulk.hold_points(
        member_id=member_id,
        points=100,
        reference="O2",
        held_at=later,
        lapses_at=later + DAY,
        why=WHY,
    )
    yield bulk.capture_hold(
        member_id=member_id, reference="O2", captured_at=later, why=WHY
    )
    yield bulk.give_back(
        member_id=member_id,
        redemption_reference="O2",
        points=40,
        reference="O2-1",
        given_back_at=later,
        grace_until=later + 30 * DAY,
        why=WHY,
    )
    yield bulk.revoke(
        member_id=member_id,
        accrual_reference="O1",
        points=30,
        reference="O1-1",
        revoked_at=later,
        why=WHY,
    )


def test_a_history_comes_in_through_the_same_door(books):
    """L36: histories are brought in as postings, and add up."""
    members = [person(f"member{number}") for number in range(5)]
    requests = [request for member in members for request in history(member.pk)]

    assert bulk.import_history(requests, chunk=8) == 35

    for member in members:
        balance = reading.balance(member=member, at=MARCH + 20 * DAY)
        assert (balance.available, balance.owed) == (60, 0)
    assert Posting.objects.count() == 35


def test_bringing_it_in_again_changes_nothing(books):
    member = person("alice")
    bulk.import_history(history(member.pk))

    bulk.import_history(history(member.pk))

    assert Posting.objects.count() == 7


def test_a_history_that_does_not_add_up_is_refused(books):
    member = person("alice")
    broken = [
        *history(member.pk),
        bulk.hold_points(
            member_id=member.pk,
            points=10_000,
            reference="O3",
            held_at=MARCH + 20 * DAY,
            lapses_at=MARCH + 21 * DAY,
            why=WHY,
        ),
    ]

    with pytest.raises(DataError, match=r"hold O3 .* not-enough"), transaction.atomic():
        bulk.import_history(broken)

    assert not Posting.objects.exists()
