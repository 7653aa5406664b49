from datetime import timedelta

import pytest
from django.db import connection

from loyalty import enrolment, reading, redemption
from loyalty.models import Movement, Posting
from tests.loyalty.conftest import MARCH, person
from tests.loyalty.deeds import capture, earn, hold, redeem, release, revoke

HOUR = timedelta(hours=1)


def available(member, at=MARCH):
    return reading.balance(member=member, at=at).available


def test_repeating_a_hold_holds_once(alice):
    """L01, L08"""
    earn(alice, 500, at=MARCH)

    first, again = (hold(alice, 200, at=MARCH) for _attempt in range(2))

    assert again == first
    assert available(alice) == 300
    assert Posting.objects.filter(kind="hold").count() == 1


def test_a_retry_some_time_later_is_the_same_request(alice):
    """The clock is no part of a request: a retried page gets the first hold."""
    earn(alice, 500, at=MARCH)

    first = hold(alice, 200, at=MARCH)

    assert hold(alice, 200, at=MARCH + timedelta(minutes=2)) == first


def test_a_reference_stands_for_one_request(alice):
    earn(alice, 500, at=MARCH)
    hold(alice, 200, at=MARCH)

    with pytest.raises(redemption.ReferenceReused):
        hold(alice, 201, at=MARCH)

    assert available(alice) == 300


def test_the_same_reference_of_two_members_are_two(alice, bob):
    """L37: nobody is answered with another member's posting."""
    earn(alice, 500, at=MARCH)
    earn(bob, 500, at=MARCH)

    assert hold(alice, 200, at=MARCH) != hold(bob, 300, at=MARCH)
    assert (available(alice), available(bob)) == (300, 200)


@pytest.mark.parametrize("held", [0, 150])
def test_held_points_cannot_be_spent_again(alice, held):
    """L05: available is what is open minus what is held."""
    earn(alice, 200, at=MARCH)
    if held:
        hold(alice, held, "before", at=MARCH)

    with pytest.raises(redemption.NotEnoughPoints) as refusal:
        hold(alice, 201 - held, at=MARCH)

    assert refusal.value.args == (200 - held,)


@pytest.mark.parametrize(
    "points", [0, -1, -500, 1.5, "200", None, True, 10**9 + 1, 10**30, float("nan")]
)
def test_only_whole_positive_sensible_numbers_are_points(alice, points):
    """L37: negative amounts are refused before they reach the ledger."""
    earn(alice, 500, at=MARCH)

    with pytest.raises(redemption.InvalidPoints):
        hold(alice, points, at=MARCH)

    assert available(alice) == 500


def test_a_refusal_leaves_the_callers_transaction_usable(alice):
    with pytest.raises(redemption.NotEnoughPoints):
        hold(alice, 1, at=MARCH)

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_a_person_without_an_account_has_nothing_to_redeem(db):
    stranger = person("stranger")

    with pytest.raises(enrolment.NotAMember):
        hold(stranger, 1, at=MARCH)

    assert reading.balance(member=stranger, at=MARCH) == reading.Balance()


def test_enrolling_again_changes_nothing(alice):
    earn(alice, 500, at=MARCH)

    account = enrolment.enrol(member=alice, enrolled_at=MARCH + HOUR)

    assert (account.available, account.enrolled_at) == (500, MARCH)


def test_capturing_redeems_once(alice):
    """L07: every status change asks again; the points go once."""
    earn(alice, 500, at=MARCH)
    hold(alice, 200, at=MARCH)

    first, again = (capture(alice, at=MARCH) for _attempt in range(2))

    assert again == first
    assert reading.redeemed(member=alice, reference="R1").points == 200
    balance = reading.balance(member=alice, at=MARCH)
    assert (balance.available, balance.held) == (300, 0)


def test_releasing_gives_the_points_back_once(alice):
    """L08: one idempotent release per hold."""
    earn(alice, 500, at=MARCH)
    hold(alice, 200, at=MARCH)

    first, again = (release(alice, at=MARCH) for _attempt in range(2))

    assert again == first
    assert available(alice) == 500


def test_a_hold_ends_once(alice):
    """L08: what was released cannot be captured, and the other way round."""
    earn(alice, 500, at=MARCH)
    hold(alice, 200, "released", at=MARCH)
    release(alice, "released", at=MARCH)
    redeem(alice, 100, "captured", at=MARCH)

    with pytest.raises(redemption.HoldWasReleased):
        capture(alice, "released", at=MARCH)
    with pytest.raises(redemption.HoldWasCaptured):
        release(alice, "captured", at=MARCH)

    assert available(alice) == 400


def test_a_hold_nobody_placed(alice):
    for end in (capture, release):
        with pytest.raises(redemption.NoSuchHold):
            end(alice, "never", at=MARCH)


def test_a_hold_lapses_by_itself(alice):
    """L05, L25: time decides; whether a job ran changes no balance."""
    earn(alice, 500, at=MARCH)
    hold(alice, 200, at=MARCH, lapses_at=MARCH + HOUR)

    assert available(alice, MARCH + HOUR - timedelta(seconds=1)) == 300
    assert available(alice, MARCH + HOUR) == 500

    assert redemption.lapse_holds(at=MARCH + HOUR) == 1
    assert redemption.lapse_holds(at=MARCH + HOUR) == 0
    assert available(alice, MARCH + HOUR) == 500


@pytest.mark.parametrize("booked", [True, False])
def test_a_lapsed_hold_cannot_be_captured(alice, booked):
    earn(alice, 500, at=MARCH)
    hold(alice, 200, at=MARCH, lapses_at=MARCH + HOUR)
    if booked:
        redemption.lapse_holds(at=MARCH + HOUR)

    with pytest.raises(redemption.HoldHasLapsed):
        capture(alice, at=MARCH + HOUR)


@pytest.mark.parametrize("booked", [True, False])
def test_releasing_a_lapsed_hold_answers_with_its_lapse(alice, booked):
    """L25"""
    earn(alice, 500, at=MARCH)
    hold(alice, 200, at=MARCH, lapses_at=MARCH + HOUR)
    if booked:
        redemption.lapse_holds(at=MARCH + HOUR)

    assert release(alice, at=MARCH + HOUR).kind == Posting.Kind.LAPSE
    assert available(alice, MARCH + HOUR) == 500


def test_spending_books_lapsed_holds_first(alice):
    """L25: points of a lapsed hold can be spent though no job has run."""
    earn(alice, 200, at=MARCH)
    hold(alice, 200, at=MARCH, lapses_at=MARCH + HOUR)

    hold(alice, 200, "R2", at=MARCH + HOUR)

    kinds = Posting.objects.order_by("version").values_list("kind", flat=True)
    assert list(kinds) == ["accrual", "hold", "lapse", "hold"]


def test_points_are_drawn_soonest_expiry_first_then_by_age(alice):
    """L24: a short-lived promotion must not lapse behind older points."""
    year = timedelta(days=365)
    late, soon, later_soon = (
        earn(alice, 100, reference, at=MARCH, expires_at=expires_at).version
        for reference, expires_at in [
            ("late", MARCH + 2 * year),
            ("soon", MARCH + year),
            ("soon too", MARCH + year),
        ]
    )

    posting = redeem(alice, 250, at=MARCH)

    drawn = reading.movements(member=alice, version=posting.version)
    assert list(drawn.values_list("lot_number", "points")) == [
        (soon, 100),
        (later_soon, 100),
        (late, 50),
    ]


def test_a_frozen_account_earns_but_redeems_nothing(alice):
    earn(alice, 500, at=MARCH)
    enrolment.freeze(member=alice, frozen_at=MARCH)

    with pytest.raises(redemption.AccountFrozen):
        hold(alice, 200, at=MARCH)
    earn(alice, 100, "E2", at=MARCH)
    balance = reading.balance(member=alice, at=MARCH)
    assert (balance.available, balance.spendable) == (600, 0)

    enrolment.thaw(member=alice)
    hold(alice, 200, at=MARCH)


def test_owed_points_block_redemption_until_earned(alice):
    """L21: never billed, netted against later earnings."""
    earn(alice, 100, at=MARCH)
    redeem(alice, 100, at=MARCH)
    revoke(alice, 60, at=MARCH)
    assert reading.balance(member=alice, at=MARCH).owed == 60

    with pytest.raises(redemption.PointsOwed) as refusal:
        hold(alice, 1, "R2", at=MARCH)
    assert refusal.value.args == (60,)

    earn(alice, 100, "E2", at=MARCH)
    balance = reading.balance(member=alice, at=MARCH)
    assert (balance.available, balance.owed) == (40, 0)
    hold(alice, 40, "R2", at=MARCH)


def test_the_hold_is_one_round_trip(alice, django_assert_num_queries):
    earn(alice, 500, at=MARCH)

    with django_assert_num_queries(1):
        hold(alice, 200, at=MARCH)


def test_the_balance_used_is_the_one_read_under_the_lock(alice):
    """L03: an account loaded before the lock decides nothing."""
    earn(alice, 500, at=MARCH)
    stale = alice.loyalty_account
    redeem(alice, 400, at=MARCH)

    with pytest.raises(redemption.NotEnoughPoints):
        hold(stale.member, 200, "R2", at=MARCH)


def test_every_movement_has_a_source_and_a_destination(alice):
    earn(alice, 500, at=MARCH)
    redeem(alice, 200, at=MARCH)

    moves = Movement.objects.order_by("version").values_list("src", "dst", "points")
    assert list(moves) == [
        ("issued", "available", 500),
        ("available", "held", 200),
        ("held", "redeemed", 200),
    ]
