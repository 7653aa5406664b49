"""F33: no points last for ever, whichever door they come in by."""

from datetime import date, timedelta

import pytest
from django.db import DataError, connection, transaction

from loyalty import adjustment, bulk, earning, expiry, extension, granting, legacy
from loyalty.dates import LONGEST_MONTHS
from loyalty.ledger import ExpiresTooLate
from loyalty.ledger.many import Accrual, accrue_each
from loyalty.models import Lot
from tests.loyalty.conftest import MARCH
from tests.loyalty.deeds import WHY, earn, earn_pending, schedule

DAY = timedelta(days=1)
LATEST = expiry.latest(MARCH)
TOO_LATE = LATEST + 3 * DAY
MUCH_TOO_LATE = MARCH + 12 * 366 * DAY


def adjust(alice, sam, until):
    adjustment.adjust(
        member=alice,
        points=5,
        reference="hand",
        reason="By hand",
        actor=sam,
        adjusted_at=MARCH,
        expires_at=until,
    )


def extend(alice, sam, until):
    extension.extend(
        member=alice,
        lot=1,
        expires_at=until,
        reference="hand",
        reason="By hand",
        actor=sam,
        extended_at=MARCH,
    )


def schedule_until(alice, sam, until):
    earn_pending(alice, 5, "waits", at=MARCH)
    schedule(alice, "waits", at=MARCH, matures_at=MARCH + DAY, expires_at=until)


def accrue_many(alice, sam, until):
    one = Accrual(alice.pk, 5, "many", WHY, until)
    accrue_each([one], at=MARCH, actor_id=sam.pk)


def bring_in(alice, sam, until):
    bulk.import_history(
        [
            bulk.accrue(
                member_id=alice.pk,
                points=5,
                reference="past",
                accrued_at=MARCH,
                expires_at=until,
                why=WHY,
            )
        ]
    )


DOORS = {
    "accrual": (
        lambda alice, _sam, until: earn(alice, 5, "E2", at=MARCH, expires_at=until),
        ExpiresTooLate,
    ),
    "schedule": (schedule_until, ExpiresTooLate),
    "adjustment": (adjust, ExpiresTooLate),
    "extension": (extend, ExpiresTooLate),
    "accruals of many": (accrue_many, DataError),
    "history": (bring_in, DataError),
}


@pytest.mark.parametrize("by", DOORS)
def test_f33_no_door_makes_points_last_longer_than_a_rule_may(alice, sam, by):
    """F33: up to the last day of it they are taken, the positive control."""
    do, refusal = DOORS[by]
    earn(alice, 5, at=MARCH)

    with pytest.raises(refusal), transaction.atomic():
        do(alice, sam, TOO_LATE)
    do(alice, sam, LATEST)

    assert max(Lot.objects.values_list("expires_at", flat=True)) == LATEST


def test_f33_points_wait_no_longer_than_a_window_and_a_dispute(alice):
    dates = {"matures_at": MUCH_TOO_LATE, "expires_at": MUCH_TOO_LATE + DAY}

    with pytest.raises(ExpiresTooLate):
        earn_pending(alice, 5, at=MARCH, **dates)
    earn_pending(alice, 5, at=MARCH)
    with pytest.raises(ExpiresTooLate):
        schedule(alice, at=MARCH, **dates)
    schedule(alice, at=MARCH, matures_at=MARCH + 3650 * DAY, expires_at=LATEST)
    with pytest.raises(earning.MaturesTooLate):
        earn_pending(alice, 5, "E2", at=MARCH, matures_at=MARCH, expires_at=MARCH)


def test_f33_a_gift_or_an_import_says_so_before(alice, sam):
    with pytest.raises(granting.InvalidGrant):
        granting.grant(
            member_ids=[alice.pk],
            terms=granting.Grant("May", 5, "For you", TOO_LATE),
            actor=sam,
            granted_at=MARCH,
        )
    today = date(2026, 3, 2)
    row = legacy.Row(1, "alice@members.example", 5, date(2126, 3, 3), "Old points")
    said = legacy.too_late(row, months=0, day=today)
    assert said == "expires on 2126-03-03, more than a hundred years away"


def test_f33_a_rule_says_no_longer(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conname = 'loyalty_rule_in_range'"
        )
        [range_of_rules] = cursor.fetchone()

    assert f"expiry_months <= {LONGEST_MONTHS}" in range_of_rules
