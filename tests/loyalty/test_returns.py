from datetime import date, timedelta

import pytest
from django.db import connection

from loyalty import expiry, policy, reading, reconciliation, returns
from loyalty.models import Lot
from tests.loyalty.conftest import MARCH
from tests.loyalty.deeds import (
    earn,
    earn_pending,
    give_back,
    hold,
    redeem,
    revoke,
    schedule,
)

DAY = timedelta(days=1)


def figures(member, at=MARCH):
    balance = reading.balance(member=member, at=at)
    return balance.available, balance.pending, balance.held, balance.owed


def test_given_back_points_return_into_their_lots(alice):
    """L18, L20: their dates come back with them, nothing is laundered."""
    soon = earn(alice, 100, "soon", at=MARCH, expires_at=MARCH + 30 * DAY)
    late = earn(alice, 100, "late", at=MARCH, expires_at=MARCH + 300 * DAY)
    redeem(alice, 150, at=MARCH)

    give_back(alice, 80, at=MARCH + DAY)

    lots = reading.open_lots(member=alice, at=MARCH + DAY)
    assert [(lot.number, lot.available, lot.expires_at) for lot in lots] == [
        (soon.version, 30, MARCH + 30 * DAY),
        (late.version, 100, MARCH + 300 * DAY),
    ]


def test_part_by_part_gives_back_exactly_what_was_redeemed(alice):
    """L12, L16: restored ≤ redeemed, to the last point."""
    earn(alice, 100, "a", at=MARCH, expires_at=MARCH + 30 * DAY)
    earn(alice, 100, "b", at=MARCH, expires_at=MARCH + 300 * DAY)
    redeem(alice, 150, at=MARCH)
    for number, points in enumerate([7, 60, 83]):
        give_back(alice, points, f"back {number}", at=MARCH)

    with pytest.raises(returns.MoreThanRedeemed) as refusal:
        give_back(alice, 1, "one more", at=MARCH)

    assert refusal.value.args == (0,)
    assert figures(alice) == (200, 0, 0, 0)
    assert [lot.available for lot in reading.open_lots(member=alice, at=MARCH)] == [
        100,
        100,
    ]


def test_giving_back_twice_is_giving_back_once(alice):
    """L06, L07"""
    earn(alice, 100, at=MARCH)
    redeem(alice, 100, at=MARCH)

    assert give_back(alice, 40, at=MARCH) == give_back(alice, 40, at=MARCH + DAY)
    with pytest.raises(returns.ReferenceReused):
        give_back(alice, 41, at=MARCH)

    assert figures(alice) == (40, 0, 0, 0)


def test_points_of_an_expired_lot_live_for_the_days_of_grace(alice):
    """L20: stated days, from the rule in force; the last one is valid in full."""
    earn(alice, 100, at=MARCH, expires_at=MARCH + 10 * DAY)
    redeem(alice, 100, at=MARCH)
    back_at = MARCH + 20 * DAY

    give_back(alice, 100, at=back_at)

    grace = policy.current_rule(at=back_at).grace_days
    balance = reading.balance(member=alice, at=back_at)
    assert (balance.available, grace) == (100, 30)
    assert balance.next_expiry == reading.Expiry(date(2026, 4, 21), 100)
    last = expiry.expires_after_days(back_at, grace)
    assert figures(alice, last - timedelta(seconds=1)) == (100, 0, 0, 0)
    assert figures(alice, last) == (0, 0, 0, 0)


@pytest.mark.parametrize("first", ["what was earned", "what was used"])
def test_f51_the_order_of_two_returns_does_not_decide_what_is_blocked(alice, first):
    """F51: points earned on one purchase are spent on another, and both come back."""
    earn(alice, 300, "one", at=MARCH)
    redeem(alice, 300, "two", at=MARCH)
    turns = [
        lambda: revoke(alice, 300, "one-back", of="one", at=MARCH + DAY),
        lambda: give_back(alice, 300, "two-back", of="two", at=MARCH + DAY),
    ]

    for turn in turns if first == "what was earned" else reversed(turns):
        turn()

    assert figures(alice, MARCH + DAY) == (0, 0, 0, 0)
    assert not list(reconciliation.differences())
    assert reading.redeemed(member=alice, reference="two").kept == 0
    assert reading.accrued(member=alice, reference="one").kept == 0


def test_f51_only_points_that_live_make_up_for_what_is_owed(alice):
    """F51: what stays expired repays nothing, and is not given back again."""
    earn(alice, 100, "short", at=MARCH, expires_at=MARCH + 10 * DAY)
    redeem(alice, 100, "two", at=MARCH)
    earn(alice, 40, "one", at=MARCH)
    redeem(alice, 40, "three", at=MARCH)
    revoke(alice, 40, "one-back", of="one", at=MARCH + DAY)
    later = MARCH + 20 * DAY

    give_back(alice, 60, "a", of="two", at=later, with_grace=False)
    assert figures(alice, later) == (0, 0, 0, 40)
    give_back(alice, 40, "b", of="two", at=later)

    assert figures(alice, later) == (0, 0, 0, 0)
    assert not list(reconciliation.differences())


def test_f46_a_lot_has_its_grace_once(alice):
    """F46: used and given back again and again, points do not live for ever."""
    earn(alice, 100, at=MARCH, expires_at=MARCH + 10 * DAY)
    redeem(alice, 100, "first", at=MARCH)
    give_back(alice, 100, "first back", of="first", at=MARCH + 20 * DAY)
    redeem(alice, 100, "second", at=MARCH + 40 * DAY)
    again_at = MARCH + 60 * DAY

    give_back(alice, 100, "second back", of="second", at=again_at)

    assert figures(alice, again_at) == (0, 0, 0, 0)
    assert expiry.expire_due(at=again_at) == 1
    assert not list(reconciliation.differences())


def test_f46_each_lot_of_one_return_has_its_own_grace(alice):
    """F46: what had its grace stays expired, what comes back with it lives."""
    earn(alice, 100, "old", at=MARCH, expires_at=MARCH + 10 * DAY)
    redeem(alice, 100, "first", at=MARCH)
    give_back(alice, 100, "first back", of="first", at=MARCH + 20 * DAY)
    earn(alice, 50, "new", at=MARCH + 40 * DAY, expires_at=MARCH + 55 * DAY)
    redeem(alice, 150, "second", at=MARCH + 41 * DAY)
    again_at = MARCH + 60 * DAY

    give_back(alice, 150, "second back", of="second", at=again_at)

    assert figures(alice, again_at) == (50, 0, 0, 0)
    then = reading.open_lots_as_of(member=alice, at=again_at)
    assert [lot.available for lot in then if lot.available] == [50]


@pytest.mark.parametrize(("late", "lives_until"), [(350, 365), (364, 365), (366, 0)])
def test_f46_no_grace_goes_beyond_a_year_after_the_points_were_used(
    alice, late, lives_until
):
    """F46: the end is stated, however late the goods come back."""
    earn(alice, 100, at=MARCH, expires_at=MARCH + 10 * DAY)
    redeem(alice, 100, at=MARCH)

    give_back(alice, 100, at=MARCH + late * DAY)

    end = expiry.expires_after_days(MARCH, lives_until)
    if lives_until:
        assert figures(alice, end - timedelta(seconds=1)) == (100, 0, 0, 0)
    assert figures(alice, max(end, MARCH + late * DAY)) == (0, 0, 0, 0)
    assert not list(reconciliation.differences())


def test_f46_without_grace_points_that_have_expired_stay_so(alice):
    """F46: as when an order is called off before anything was sent."""
    earn(alice, 100, at=MARCH, expires_at=MARCH + 10 * DAY)
    redeem(alice, 100, at=MARCH)

    give_back(alice, 100, at=MARCH + 20 * DAY, with_grace=False)

    assert figures(alice, MARCH + 20 * DAY) == (0, 0, 0, 0)


def test_grace_does_not_revive_what_had_expired_in_the_same_lot(alice):
    """L20: only what is given back lives again."""
    earn(alice, 100, at=MARCH, expires_at=MARCH + 10 * DAY)
    redeem(alice, 60, at=MARCH)

    give_back(alice, 60, at=MARCH + 20 * DAY)

    assert figures(alice, MARCH + 20 * DAY) == (60, 0, 0, 0)


def test_a_hold_that_outlives_its_points_expires_when_released(alice):
    earn(alice, 100, at=MARCH, expires_at=MARCH + 10 * DAY)
    hold(alice, 60, at=MARCH, lapses_at=MARCH + 20 * DAY)
    assert expiry.expire_due(at=MARCH + 11 * DAY) == 1
    assert figures(alice, MARCH + 11 * DAY) == (0, 0, 60, 0)

    assert figures(alice, MARCH + 21 * DAY) == (0, 0, 0, 0)
    assert expiry.expire_due(at=MARCH + 21 * DAY) == 0
    returns_nothing = reading.open_lots(member=alice, at=MARCH + 21 * DAY)
    assert returns_nothing == []


def test_revoking_takes_pending_points_first(alice):
    """L11: buy, earn, return: the points go."""
    earn(alice, 50, "other", at=MARCH)
    earn_pending(alice, 100, at=MARCH)

    revoke(alice, 40, at=MARCH)

    assert figures(alice) == (50, 60, 0, 0)


def test_revoking_takes_the_own_lot_then_the_soonest_to_expire(alice):
    soon = earn(alice, 50, "soon", at=MARCH, expires_at=MARCH + 30 * DAY)
    own = earn(alice, 100, at=MARCH, expires_at=MARCH + 90 * DAY)
    late = earn(alice, 50, "late", at=MARCH, expires_at=MARCH + 300 * DAY)
    redeem(alice, 110, at=MARCH)
    assert Lot.objects.get(account=alice.pk, number=own.version).remaining == 40

    posting = revoke(alice, 60, at=MARCH)

    drawn = reading.movements(member=alice, version=posting.version)
    assert soon.version < own.version < late.version
    assert list(drawn.values_list("src", "lot_number", "points")) == [
        ("available", own.version, 40),
        ("available", late.version, 20),
    ]


def test_what_is_not_there_is_owed_and_netted_against_later_earnings(alice):
    """L21: negative only from claw-back; nothing throws, nobody is billed."""
    earn(alice, 100, at=MARCH)
    redeem(alice, 80, at=MARCH)

    revoke(alice, 100, at=MARCH)
    assert figures(alice) == (0, 0, 0, 80)

    earn(alice, 30, "E2", at=MARCH)
    assert figures(alice) == (0, 0, 0, 50)
    earn_pending(alice, 70, "E3", at=MARCH, matures_at=MARCH + DAY)
    assert figures(alice) == (0, 70, 0, 50)
    assert figures(alice, MARCH + DAY) == (20, 0, 0, 0)


def test_held_points_are_not_taken_back(alice):
    earn(alice, 100, at=MARCH)
    hold(alice, 100, at=MARCH)

    revoke(alice, 100, at=MARCH)

    assert figures(alice) == (0, 0, 100, 100)


def test_f51_given_back_points_repay_what_is_owed(alice):
    """F51: in whichever order an order's points are given back and taken."""
    earn(alice, 100, at=MARCH)
    redeem(alice, 100, at=MARCH)
    revoke(alice, 60, at=MARCH)

    give_back(alice, 100, at=MARCH)

    assert figures(alice) == (40, 0, 0, 0)


def test_the_last_return_clears_to_exactly_zero(alice):
    """L14, L15, L16: clawed = granted − due on what remains."""
    earn(alice, 10, at=MARCH)

    for number, due in enumerate([6, 3, 0]):
        accrued = reading.accrued(member=alice, reference="E1")
        revoke(alice, accrued.kept - due, f"return {number}", at=MARCH)

    accrued = reading.accrued(member=alice, reference="E1")
    assert (accrued.granted, accrued.revoked, accrued.kept) == (10, 10, 0)
    assert figures(alice) == (0, 0, 0, 0)
    with pytest.raises(returns.MoreThanEarned) as refusal:
        revoke(alice, 1, "one more", at=MARCH)
    assert refusal.value.args == (0,)


def test_revoking_twice_is_revoking_once(alice):
    """L11: a refund never charges the points again."""
    earn(alice, 100, at=MARCH)

    assert revoke(alice, 40, at=MARCH) == revoke(alice, 40, at=MARCH + DAY)

    assert figures(alice) == (60, 0, 0, 0)


def test_what_repaid_is_revoked_like_any_earning(alice):
    earn(alice, 100, at=MARCH)
    redeem(alice, 100, at=MARCH)
    revoke(alice, 100, at=MARCH)
    earn(alice, 60, "E2", at=MARCH)
    assert figures(alice) == (0, 0, 0, 40)

    revoke(alice, 60, "E2-back", of="E2", at=MARCH)

    assert figures(alice) == (0, 0, 0, 100)


def test_returning_points_that_never_moved(alice):
    with pytest.raises(returns.NoSuchRedemption):
        give_back(alice, 1, at=MARCH)
    with pytest.raises(returns.NoSuchAccrual):
        revoke(alice, 1, at=MARCH)


def test_points_taken_back_before_they_matured_never_mature(alice):
    """L11, L25"""
    earn_pending(alice, 100, at=MARCH)
    schedule(alice, at=MARCH, matures_at=MARCH + 14 * DAY)
    revoke(alice, 70, at=MARCH + DAY)

    assert figures(alice, MARCH + 14 * DAY) == (30, 0, 0, 0)


def test_an_order_without_money_is_a_normal_return(alice):
    """L13: nothing earned, nothing to take back; the points come back all the same."""
    earn(alice, 100, "before", at=MARCH)
    redeem(alice, 100, at=MARCH)
    earn_pending(alice, 0, at=MARCH)

    give_back(alice, 100, at=MARCH)

    assert reading.accrued(member=alice, reference="E1").kept == 0
    assert figures(alice) == (100, 0, 0, 0)


def test_no_grace_outlives_a_year_after_the_points_were_used(alice):
    """F46: whatever the caller of the door says."""
    earn(alice, 100, at=MARCH, expires_at=MARCH + DAY)
    redeem(alice, 100, at=MARCH)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger.give_back(%s, 'R1', 100, 'B1', %s, %s, '9999-01-01')",
            [alice.pk, MARCH + 2 * DAY, '{"code": "welcome", "params": {}}'],
        )

    assert Lot.objects.get().expires_at == MARCH + 367 * DAY
