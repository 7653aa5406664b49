"""L28: lots last as the rules said when they were given, whatever these say later."""

from datetime import UTC, date, datetime, timedelta

import pytest

from loyalty import adjustment, expiry, extension, policy, reading, redemption
from loyalty.dates import NEVER
from loyalty.ledger import ExpiresTooLate
from tests.loyalty.conftest import MARCH
from tests.loyalty.deeds import earn, give_back, hold, redeem

DAY = timedelta(days=1)
FAR = datetime(2300, 1, 1, tzinfo=UTC)
PROFILES = ("rolling", "month-end", "year-end", "inactivity", "none")


@pytest.fixture
def one_of_each(alice, sam):
    """A lot of 10 points under each profile, a day after the other."""
    for days, profile in enumerate(PROFILES):
        at = MARCH + days * DAY
        if profile != "rolling":
            policy.publish_rule(actor=sam, published_at=at, expiry_profile=profile)
        adjustment.adjust(
            member=alice,
            points=10,
            reference=profile,
            reason="By hand",
            actor=sam,
            adjusted_at=at,
        )
    return alice


def test_each_lot_keeps_the_terms_it_was_given_under(one_of_each):
    """L28: what was published after it makes it neither worse nor better."""
    lots = reading.open_lots(member=one_of_each, at=MARCH + 5 * DAY)

    assert [lot.last_valid_date for lot in lots if lot.has_date] == [
        date(2027, 3, 2),
        date(2027, 3, 31),
        date(2027, 12, 31),
    ]
    assert [lot.expires_at for lot in lots if not lot.has_date] == [NEVER, NEVER]


def test_what_no_day_ends_is_there_for_ever(one_of_each):
    balance = reading.balance(member=one_of_each, at=FAR)

    assert (balance.available, balance.next_expiry) == (20, None)


def test_what_has_a_date_is_used_before_what_has_none(one_of_each):
    """L24: soonest first, and never is the last."""
    redeem(one_of_each, 35, at=MARCH + 5 * DAY)

    left = reading.open_lots(member=one_of_each, at=MARCH + 5 * DAY)

    assert [lot.available for lot in left] == [5, 10]


def test_returned_points_without_a_date_come_back_without_one(one_of_each):
    """L20: and need no grace."""
    redeem(one_of_each, 50, at=MARCH + 5 * DAY)
    later = MARCH + 800 * DAY

    give_back(one_of_each, 50, at=later)

    lots = reading.open_lots(member=one_of_each, at=later)
    assert [(lot.available, lot.has_date) for lot in lots][-2:] == [
        (10, False),
        (10, False),
    ]


def test_nobody_gives_points_without_end_by_hand(alice, sam):
    """F33: terms say so, for everybody, or nobody does."""
    earn(alice, 10, at=MARCH)

    with pytest.raises(ExpiresTooLate):
        extension.extend(
            member=alice,
            lot=1,
            expires_at=NEVER,
            reference="x",
            reason="For ever",
            actor=sam,
            extended_at=MARCH,
        )


def test_a_day_that_ends_a_lot_ends_no_other(one_of_each):
    """L25: time decides about those that have a date, booked or not."""
    expiry.expire_due(at=FAR)

    hold(one_of_each, 20, at=FAR)
    with pytest.raises(redemption.NotEnoughPoints):
        hold(one_of_each, 1, "R2", at=FAR)


def test_years_are_counted_so_that_a_lot_lasts_a_hundred_at_most(alice, sam):
    with pytest.raises(policy.InvalidRule):
        policy.publish_rule(
            actor=sam,
            published_at=MARCH,
            expiry_profile="year-end",
            expiry_months=1189,
        )
