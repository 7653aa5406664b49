from datetime import UTC, date, datetime, timedelta

import pytest

from loyalty import expiry, reading, redemption
from loyalty.models import Posting
from tests.loyalty.conftest import MARCH
from tests.loyalty.deeds import earn, hold, redeem

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


def available(member, at):
    return reading.balance(member=member, at=at).available


def test_points_count_until_their_last_day_is_over(alice):
    """L25, L27: a predicate on time, not a job."""
    expires_at = expiry.expires_at(MARCH, 12)
    earn(alice, 100, at=MARCH, expires_at=expires_at)

    assert available(alice, expires_at - SECOND) == 100
    assert available(alice, expires_at) == 0


def test_the_shopper_is_shown_the_last_valid_date(alice):
    """L27, L29: 2 March is valid in full, in the programme's time zone."""
    earn(alice, 100, at=MARCH)

    balance = reading.balance(member=alice, at=MARCH)

    assert balance.next_expiry == reading.Expiry(date(2027, 3, 2), 100)
    [lot] = reading.open_lots(member=alice, at=MARCH)
    assert lot.last_valid_date == date(2027, 3, 2)


@pytest.mark.parametrize("booked", [True, False])
def test_expired_points_cannot_be_spent_whether_booked_or_not(alice, booked):
    """L25"""
    earn(alice, 100, at=MARCH, expires_at=MARCH + DAY)
    if booked:
        expiry.expire_due(at=MARCH + DAY)

    with pytest.raises(redemption.NotEnoughPoints) as refusal:
        hold(alice, 1, at=MARCH + DAY)

    assert refusal.value.args == (0,)


def test_the_job_can_be_stopped_and_repeated(alice, bob):
    """L25, L26: every lot that is due, whatever earned it, in any chunks."""
    for member in (alice, bob):
        for number in range(3):
            earn(member, 10, f"E{number}", at=MARCH, expires_at=MARCH + DAY)
        earn(member, 10, "E9", at=MARCH, expires_at=MARCH + 2 * DAY)

    assert expiry.expire_due(at=MARCH + DAY, chunk=1) == 2
    assert expiry.expire_due(at=MARCH + DAY, chunk=1) == 0

    assert [available(member, MARCH + DAY) for member in (alice, bob)] == [10, 10]
    expired = Posting.objects.filter(kind="expiry")
    assert {posting.occurred_at for posting in expired} == {MARCH + DAY}


def test_what_was_spent_does_not_expire_again(alice):
    """L23: debits belong to lots, so an expiry takes only what is left."""
    earn(alice, 100, "old", at=MARCH, expires_at=MARCH + DAY)
    redeem(alice, 100, at=MARCH)
    earn(alice, 50, "new", at=MARCH)

    expiry.expire_due(at=MARCH + DAY)

    assert available(alice, MARCH + DAY) == 50


@pytest.mark.parametrize(
    ("earned", "months", "last_day"),
    [
        (datetime(2026, 1, 31, 12, tzinfo=UTC), 1, date(2026, 2, 28)),
        (datetime(2028, 1, 31, 12, tzinfo=UTC), 1, date(2028, 2, 29)),
        (datetime(2028, 2, 29, 12, tzinfo=UTC), 12, date(2029, 2, 28)),
        # Late in the evening UTC it is the next day already in Berlin.
        (datetime(2026, 3, 31, 22, 30, tzinfo=UTC), 12, date(2027, 4, 1)),
        # Over both changes of the clock.
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), 7, date(2026, 10, 29)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 5, date(2027, 3, 25)),
    ],
)
def test_the_last_day_is_a_date_of_the_programmes_zone(earned, months, last_day):
    """L27"""
    assert expiry.last_valid_date(expiry.expires_at(earned, months)) == last_day
