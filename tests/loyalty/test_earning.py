from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DataError, transaction

from loyalty import earning, expiry, reading, why
from loyalty.models import Lot, Posting
from loyalty.terms.earning import EarningTerms
from tests.loyalty.conftest import MARCH
from tests.loyalty.deeds import earn, earn_pending, hold, redeem, revoke, schedule

DAY = timedelta(days=1)


def figures(member, at=MARCH):
    balance = reading.balance(member=member, at=at)
    return balance.available, balance.pending


def test_points_are_pending_until_the_return_window_is_over(alice):
    earn_pending(alice, 100, at=MARCH)
    assert figures(alice, MARCH + 1000 * DAY) == (0, 100)

    schedule(alice, at=MARCH + DAY, matures_at=MARCH + 15 * DAY)

    assert figures(alice, MARCH + 15 * DAY - timedelta(seconds=1)) == (0, 100)
    assert figures(alice, MARCH + 15 * DAY) == (100, 0)


def test_booking_a_maturity_changes_no_balance(alice):
    """L25: jobs only book."""
    earn_pending(alice, 100, at=MARCH, matures_at=MARCH + DAY)
    before = reading.balance(member=alice, at=MARCH + 2 * DAY)

    assert earning.book_maturities(at=MARCH + 2 * DAY) == 1
    assert earning.book_maturities(at=MARCH + 2 * DAY) == 0

    assert reading.balance(member=alice, at=MARCH + 2 * DAY) == before
    assert Posting.objects.get(kind="maturity").occurred_at == MARCH + DAY


def test_spending_books_what_has_matured_first(alice):
    """L25: a dead worker keeps nobody from spending."""
    earn_pending(alice, 100, at=MARCH, matures_at=MARCH + DAY)

    redeem(alice, 100, at=MARCH + DAY)

    assert figures(alice, MARCH + DAY) == (0, 0)


def test_one_account_can_be_booked_alone(alice, bob):
    for member in (alice, bob):
        earn_pending(member, 100, at=MARCH, matures_at=MARCH + DAY)

    assert earning.mature_due(member=alice, at=MARCH + DAY) == 1
    assert earning.mature_due(member=alice, at=MARCH + DAY) == 0
    assert Posting.objects.filter(kind="maturity").get().account_id == alice.pk


def test_an_order_earns_once(alice):
    """L07: whatever changes its status, one accrual per order."""
    first, again = (earn(alice, 36, at=MARCH) for _attempt in range(2))

    assert again == first
    assert figures(alice) == (36, 0)
    with pytest.raises(earning.ReferenceReused):
        earn(alice, 37, at=MARCH)


def test_earning_nothing_is_posted_so_that_nobody_asks_again(alice):
    """L09: the sweep finds an accrual, and the statement says why it is 0."""
    posting = earn_pending(alice, 0, at=MARCH)

    accrued = reading.accrued(member=alice, reference="E1")
    assert (accrued.posting, accrued.granted) == (posting, 0)
    assert not Lot.objects.exists()
    schedule(alice, at=MARCH, matures_at=MARCH + DAY)
    assert figures(alice, MARCH + 2 * DAY) == (0, 0)


@pytest.mark.parametrize("points", [-1, False, True, 0.5, None, 10**10])
def test_what_is_not_a_number_of_points_is_not_earned(alice, points):
    with pytest.raises(earning.InvalidPoints):
        earn(alice, points, at=MARCH)


def test_an_accrual_keeps_the_rule_it_was_made_with(alice):
    """L14: a later rule changes nothing that was granted."""
    rule = EarningTerms(version=1, points_per_unit=Decimal(1))
    earning.accrue(
        member=alice,
        points=36,
        reference="A1",
        accrued_at=MARCH,
        expires_at=expiry.expires_at(MARCH, 12),
        why=why.order_earned(
            order="A1", base=Decimal("36.40"), currency="EUR", rule=rule
        ),
    )

    assert reading.accrued(member=alice, reference="A1").rule_version == 1


@pytest.mark.parametrize("over", [timedelta(0), -DAY])
def test_nothing_is_given_that_is_over(alice, over):
    """It would be issued and ended without anybody having had it, or been told."""
    with pytest.raises(DataError, match="cannot have expired"), transaction.atomic():
        earn(alice, 100, at=MARCH, expires_at=MARCH + over)


def test_a_date_can_be_extended_never_shortened(alice):
    """L28"""
    earn_pending(alice, 100, at=MARCH, expires_at=MARCH + 100 * DAY)

    for reference, expires_at, kept in [
        ("nearer", MARCH + 50 * DAY, MARCH + 100 * DAY),
        ("further", MARCH + 150 * DAY, MARCH + 150 * DAY),
    ]:
        earning.schedule_maturity(
            member=alice,
            accrual_reference="E1",
            reference=reference,
            matures_at=MARCH + 14 * DAY,
            expires_at=expires_at,
            scheduled_at=MARCH,
            why=why.welcome(),
        )
        assert Lot.objects.get().expires_at == kept


def test_what_cannot_be_scheduled(alice):
    earn(alice, 100, "spendable", at=MARCH)
    earn_pending(alice, 100, at=MARCH, expires_at=MARCH + 10 * DAY)

    with pytest.raises(earning.NoSuchAccrual):
        schedule(alice, "never", at=MARCH, matures_at=MARCH + DAY)
    with pytest.raises(earning.NotPending):
        schedule(alice, "spendable", at=MARCH, matures_at=MARCH + DAY)
    with pytest.raises(earning.MaturesTooLate):
        schedule(
            alice,
            at=MARCH,
            matures_at=MARCH + 20 * DAY,
            expires_at=MARCH + 20 * DAY,
        )


def test_points_cannot_mature_after_they_expired(alice):
    with pytest.raises(earning.MaturesTooLate):
        earn_pending(alice, 1, at=MARCH, matures_at=MARCH + DAY, expires_at=MARCH + DAY)


def test_a_long_absence_is_booked_in_the_order_of_time(alice):
    """L25: hold lapsed, points matured, points expired: all of it, once."""
    earn(alice, 100, "a", at=MARCH, expires_at=MARCH + 20 * DAY)
    earn_pending(
        alice,
        50,
        "b",
        at=MARCH,
        matures_at=MARCH + 5 * DAY,
        expires_at=MARCH + 30 * DAY,
    )
    earn_pending(
        alice,
        70,
        "c",
        at=MARCH,
        matures_at=MARCH + 6 * DAY,
        expires_at=MARCH + 300 * DAY,
    )
    hold(alice, 100, at=MARCH, lapses_at=MARCH + DAY)
    later = MARCH + 40 * DAY
    assert figures(alice, later) == (70, 0)

    assert earning.mature_due(member=alice, at=later) == 5

    assert figures(alice, later) == (70, 0)
    posted = Posting.objects.filter(version__gt=4).order_by("version")
    assert list(posted.values_list("kind", "occurred_at")) == [
        ("lapse", MARCH + DAY),
        ("maturity", MARCH + 5 * DAY),
        ("maturity", MARCH + 6 * DAY),
        ("expiry", MARCH + 20 * DAY),
        ("expiry", MARCH + 30 * DAY),
    ]


def test_what_matures_repays_in_the_order_of_time(alice):
    """L21: the read and the booking agree on which lot repays."""
    earn(alice, 100, at=MARCH)
    redeem(alice, 100, at=MARCH)
    revoke(alice, 100, at=MARCH)
    for number, days in enumerate([9, 3]):
        earn_pending(
            alice, 80, f"E{number + 2}", at=MARCH, matures_at=MARCH + days * DAY
        )
    later = MARCH + 10 * DAY
    before = reading.open_lots(member=alice, at=later)
    assert [(lot.number, lot.available) for lot in before] == [(5, 60)]

    earning.mature_due(member=alice, at=later)

    assert reading.open_lots(member=alice, at=later) == before


@pytest.mark.parametrize("booked", [True, False])
def test_what_matured_repays_before_what_is_earned_later(alice, booked):
    """L21, L25: whether a job came by decides neither the balance nor its dates."""
    earn(alice, 50, at=MARCH)
    redeem(alice, 50, at=MARCH)
    revoke(alice, 50, at=MARCH)
    earn_pending(
        alice, 50, "E2", at=MARCH, matures_at=MARCH + DAY, expires_at=MARCH + 2 * DAY
    )
    if booked:
        earning.book_maturities(at=MARCH + 3 * DAY)

    earn(alice, 50, "E3", at=MARCH + 3 * DAY)

    balance = reading.balance(member=alice, at=MARCH + 3 * DAY)
    assert (balance.available, balance.owed) == (50, 0)


@pytest.mark.parametrize("booked", [True, False])
def test_what_has_matured_is_not_pending_again(alice, booked):
    """L25"""
    earn_pending(alice, 50, at=MARCH, matures_at=MARCH + DAY)
    if booked:
        earning.book_maturities(at=MARCH + DAY)

    with pytest.raises(earning.NotPending):
        schedule(alice, at=MARCH + DAY, matures_at=MARCH + 9 * DAY)

    assert figures(alice, MARCH + DAY) == (50, 0)


def test_what_was_spent_was_not_pending(alice):
    """Having spent points that never waited does not make them wait."""
    earn(alice, 50, at=MARCH)
    redeem(alice, 50, at=MARCH)

    with pytest.raises(earning.NotPending):
        schedule(alice, at=MARCH, matures_at=MARCH + DAY)
