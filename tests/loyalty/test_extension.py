"""L28: a lot can live longer, and nothing makes it live shorter."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from loyalty import enrolment, expiry, extension, policy, reading
from loyalty.models import Lot
from tests.loyalty.conftest import MARCH, person, staff
from tests.loyalty.deeds import (
    earn,
    earn_pending,
    give_back,
    hold,
    redeem,
    release,
    revoke,
    schedule,
)

DAY = timedelta(days=1)


def extend(member, lot=1, *, days, actor, reference="X1", at=MARCH, reason="Illness"):
    return extension.extend(
        member=member,
        lot=lot,
        expires_at=MARCH + days * DAY,
        reference=reference,
        reason=reason,
        actor=actor,
        extended_at=at,
    )


def available(member, *, after):
    return reading.balance(member=member, at=MARCH + after * DAY).available


@pytest.fixture
def ten_days(alice):
    """Alice with 100 points that live for ten days."""
    earn(alice, 100, at=MARCH, expires_at=MARCH + 10 * DAY)
    return alice


def test_an_extended_lot_lives_until_its_new_date(ten_days, sam):
    """L28: the points stay; their line in the statement says who, why and how long."""
    extend(ten_days, days=30, actor=sam)

    assert [available(ten_days, after=days) for days in (10, 29, 30)] == [100, 100, 0]
    assert expiry.expire_due(at=MARCH + 10 * DAY) == 0
    line = reading.statement(member=ten_days)[0]
    assert (line.kind, line.points_change) == ("extension", 0)
    assert (line.actor, line.reason) == (sam, "Illness")
    assert (line.related_version, line.expires_at) == (1, MARCH + 30 * DAY)
    assert line.explanation == (
        "100 points are valid until 1 April 2026 now, "
        "not only until 12 March 2026: Illness"
    )
    assert extension.change(line).points == 100


def test_only_a_later_date_is_taken(ten_days, sam):
    """L28: not the same date, not an earlier one, not one that has passed."""
    for days in (10, 9, -1):
        with pytest.raises(extension.NotLonger) as refusal:
            extend(ten_days, days=days, actor=sam)
        assert refusal.value.args == (1,)
    hold(ten_days, 100, at=MARCH, lapses_at=MARCH + 40 * DAY)
    with pytest.raises(extension.NotLonger):
        extend(ten_days, days=15, actor=sam, at=MARCH + 15 * DAY)

    assert Lot.objects.get().expires_at == MARCH + 10 * DAY
    assert reading.statement(member=ten_days).count() == 2


def test_what_is_used_up_or_over_cannot_be_extended(ten_days, sam):
    redeem(ten_days, 100, at=MARCH)
    nothing = earn(ten_days, 0, "nothing", at=MARCH)
    short = earn(ten_days, 5, "short", at=MARCH, expires_at=MARCH + DAY)

    for lot in (1, nothing.version, short.version, 99):
        with pytest.raises(extension.LotIsClosed) as refusal:
            extend(ten_days, lot, days=30, actor=sam, at=MARCH + DAY)
        assert refusal.value.args == (lot,)


def test_another_members_lot_is_none_of_hers(ten_days, bob, sam):
    with pytest.raises(extension.LotIsClosed):
        extend(bob, days=30, actor=sam)


def test_pending_and_held_points_live_longer_too(alice, sam):
    earn_pending(alice, 30, at=MARCH, expires_at=MARCH + 10 * DAY)
    earn(alice, 20, "E2", at=MARCH, expires_at=MARCH + 10 * DAY)
    hold(alice, 20, at=MARCH, lapses_at=MARCH + 15 * DAY)

    extend(alice, 1, days=40, actor=sam)
    extend(alice, 2, days=40, actor=sam, reference="X2")
    # A schedule moves the date no nearer either.
    schedule(alice, at=MARCH, matures_at=MARCH + 20 * DAY, expires_at=MARCH + 30 * DAY)
    release(alice, at=MARCH + 12 * DAY)

    assert [available(alice, after=days) for days in (12, 20, 39, 40)] == [
        20,
        50,
        50,
        0,
    ]


def test_held_points_whose_date_has_passed_can_be_saved(ten_days, sam):
    """Set aside past their date, they would expire when they are released."""
    hold(ten_days, 100, at=MARCH, lapses_at=MARCH + 15 * DAY)

    extend(ten_days, days=30, actor=sam, at=MARCH + 12 * DAY)

    assert available(ten_days, after=16) == 100


def test_points_that_come_back_have_the_extended_date(ten_days, sam):
    redeem(ten_days, 40, at=MARCH)
    extend(ten_days, days=60, actor=sam)
    give_back(ten_days, 40, at=MARCH + 20 * DAY)

    [lot] = reading.open_lots(member=ten_days, at=MARCH + 20 * DAY)
    assert (lot.available, lot.expires_at) == (100, MARCH + 60 * DAY)


def test_draws_follow_the_new_dates(ten_days, sam):
    """L24: the soonest to expire goes first, as dates are now."""
    earn(ten_days, 100, "E2", at=MARCH, expires_at=MARCH + 20 * DAY)
    extend(ten_days, days=30, actor=sam)

    redeem(ten_days, 100, at=MARCH)

    [lot] = reading.open_lots(member=ten_days, at=MARCH)
    assert lot.number == 1


def test_a_double_click_extends_once(ten_days, sam):
    first, again = (
        extend(ten_days, days=30, actor=sam, at=MARCH + late * DAY) for late in (0, 1)
    )

    assert first == again
    for other in ({"days": 31}, {"days": 30, "reason": "Other"}):
        with pytest.raises(extension.ReferenceReused):
            extend(ten_days, actor=sam, **other)
    # It stays an answer when the lot is gone.
    revoke(ten_days, 100, at=MARCH)
    assert extend(ten_days, days=30, actor=sam, at=MARCH + 50 * DAY) == first


def test_only_who_may_extends_and_says_why(ten_days, bob, sam):
    """S15"""
    with pytest.raises(PermissionDenied):
        extend(ten_days, days=30, actor=bob)
    with pytest.raises(extension.ReasonMissing):
        extend(ten_days, days=30, actor=sam, reason="  ")

    assert available(ten_days, after=10) == 0


def test_a_new_rule_changes_no_old_date(ten_days, sam):
    """L28: Adobe's "dynamic" expiry rewrote the dates of old points."""
    extend(ten_days, days=30, actor=sam)

    policy.publish_rule(actor=sam, published_at=MARCH, expiry_months=1)
    earn(ten_days, 5, "E2", at=MARCH)

    assert available(ten_days, after=29) == 105


def test_a_date_that_was_promised_and_is_not_kept_is_found(
    committed_db, owner_connection
):
    """L28: the owner takes the trigger away and the extension back."""
    member = person("alice")
    enrolment.enrol(member=member, enrolled_at=MARCH)
    earn(member, 100, at=MARCH, expires_at=MARCH + 10 * DAY)
    extend(member, days=30, actor=staff("sam", "adjust_points"))

    owner_connection.execute("ALTER TABLE loyalty_lot DISABLE TRIGGER never_shorter")
    owner_connection.execute(
        "UPDATE loyalty_lot SET expires_at = expires_at - interval '20 days'"
    )

    found = owner_connection.execute("SELECT what FROM ledger.differences").fetchall()
    assert found == [("lot date",)]
