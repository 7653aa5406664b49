from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from loyalty import adjustment, expiry, reading
from tests.loyalty.conftest import MARCH
from tests.loyalty.deeds import earn, redeem, revoke


def adjust(member, points, actor, reference="1", reason="Parcel was late"):
    return adjustment.adjust(
        member=member,
        points=points,
        reference=reference,
        reason=reason,
        actor=actor,
        adjusted_at=MARCH,
    )


def test_points_given_by_hand_are_a_lot_like_earned_ones(alice, sam):
    posting = adjust(alice, 50, sam)

    [lot] = reading.open_lots(member=alice, at=MARCH)
    assert (lot.available, lot.expires_at) == (50, expiry.expires_at(MARCH, 12))
    assert (posting.actor, posting.reason) == (sam, "Parcel was late")
    assert posting.explanation == "Adjusted by our staff: Parcel was late"


def test_points_taken_by_hand_are_available_ones_only(alice, sam):
    earn(alice, 100, at=MARCH)

    adjust(alice, -60, sam)
    with pytest.raises(adjustment.NotEnoughPoints) as refusal:
        adjust(alice, -41, sam, "2")

    assert refusal.value.args == (40,)
    assert reading.balance(member=alice, at=MARCH).available == 40


def test_staff_can_settle_what_is_owed(alice, sam):
    earn(alice, 100, at=MARCH)
    redeem(alice, 100, at=MARCH)
    revoke(alice, 100, at=MARCH)

    adjust(alice, 130, sam)

    balance = reading.balance(member=alice, at=MARCH)
    assert (balance.available, balance.owed) == (30, 0)


def test_a_double_click_adjusts_once(alice, sam):
    assert adjust(alice, 50, sam) == adjust(alice, 50, sam)
    with pytest.raises(adjustment.ReferenceReused):
        adjust(alice, 50, sam, reason="Something else")

    assert reading.balance(member=alice, at=MARCH).available == 50


def test_only_who_may_adjusts(alice, bob):
    """S15: checked where it is done, not where it is shown."""
    with pytest.raises(PermissionDenied):
        adjust(alice, 50, bob)

    assert reading.balance(member=alice, at=MARCH).available == 0


@pytest.mark.parametrize("reason", ["", "   "])
def test_nobody_adjusts_without_a_reason(alice, sam, reason):
    with pytest.raises(adjustment.ReasonMissing):
        adjust(alice, 50, sam, reason=reason)


@pytest.mark.parametrize("points", [0, 1.5, None, True, "5", 10**12, -(10**12)])
def test_only_whole_sensible_numbers_adjust(alice, sam, points):
    """L37"""
    with pytest.raises(adjustment.InvalidPoints):
        adjust(alice, points, sam)


def test_the_actor_is_not_the_member(alice, sam):
    """L37: who did it and whom it concerns are different columns."""
    posting = adjust(alice, 50, sam)

    assert (posting.account_id, posting.actor_id) == (alice.pk, sam.pk)


def test_given_points_can_have_a_date_of_their_own(alice, sam):
    until = MARCH + timedelta(days=7)
    adjustment.adjust(
        member=alice,
        points=5,
        reference="1",
        reason="Sorry",
        actor=sam,
        adjusted_at=MARCH,
        expires_at=until,
    )

    assert reading.balance(member=alice, at=until).available == 0
