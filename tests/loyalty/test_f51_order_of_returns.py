"""F51: of several returns the order decides nothing: see docs/adr/0035-*.md."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyalty import enrolment, expiry, reading, reconciliation, returns
from loyalty.models import Account, Lot
from tests.examples import examples
from tests.loyalty.conftest import MARCH, person
from tests.loyalty.deeds import (
    capture,
    earn,
    earn_pending,
    give_back,
    hold,
    redeem,
    release,
    revoke,
)

DAY = timedelta(days=1)
NEXT_YEAR = MARCH + 365 * DAY
SOON = MARCH + 3 * DAY


def what_is_left(member):
    """All that the ledger keeps of the member, but how it came about."""
    account = Account.objects.get(pk=member.pk)
    lots = Lot.objects.filter(account=member.pk).order_by("number")
    return (
        (account.available, account.pending, account.held, account.owed),
        [(lot.number, lot.remaining, lot.pending, lot.expires_at) for lot in lots],
    )


def in_order(member, *turns):
    """What is left after these turns; they are taken back."""
    with transaction.atomic():
        for turn in turns:
            turn()
        left = what_is_left(member)
        assert not list(reconciliation.differences())
        transaction.set_rollback(True)
    return left


def open_lots(member, at):
    lots = reading.open_lots(member=member, at=at)
    return [(lot.available, lot.expires_at) for lot in lots]


@pytest.fixture
def spent(alice):
    """A earned 500 that B used; 300 others expire in three days."""
    earn(alice, 500, "A", at=MARCH, expires_at=NEXT_YEAR)
    redeem(alice, 500, "B", at=MARCH)
    earn(alice, 300, "dying", at=MARCH, expires_at=SOON)
    return alice


def of_a(member, at=MARCH + DAY):
    return lambda: revoke(member, 500, "A back", of="A", at=at)


def of_b(member, at=MARCH + DAY, **options):
    return lambda: give_back(member, 500, "B back", of="B", at=at, **options)


@pytest.mark.parametrize("first", ["A", "B"])
def test_f51_dying_points_stay_dying_whichever_return_comes_first(spent, first):
    """F51: what A's return drew from other points goes back as B's come."""
    turns = [of_a(spent), of_b(spent)]

    for turn in turns if first == "A" else reversed(turns):
        turn()

    assert open_lots(spent, MARCH + DAY) == [(300, SOON)]
    assert reading.balance(member=spent, at=SOON).available == 0


def test_f51_part_by_part_the_end_is_the_same(spent):
    """F51: returns of some of the pieces, in each of their orders."""
    at = MARCH + DAY
    parts = [
        lambda: revoke(spent, 200, "a", of="A", at=at),
        lambda: revoke(spent, 250, "b", of="A", at=at),
        lambda: give_back(spent, 120, "c", of="B", at=at),
        lambda: give_back(spent, 260, "d", of="B", at=at),
    ]

    first, *others = [in_order(spent, *turns) for turns in permutations(parts)]

    assert others == [first] * 23


def test_f51_what_was_drawn_last_goes_back_first(alice):
    """F51: two revocations drew from two lots; the one of the later date is whole."""
    earn(alice, 100, "A", at=MARCH, expires_at=MARCH + 200 * DAY)
    earn(alice, 50, "C", at=MARCH, expires_at=MARCH + 210 * DAY)
    redeem(alice, 150, "B", at=MARCH)
    earn(alice, 100, "sooner", at=MARCH, expires_at=SOON)
    earn(alice, 100, "later", at=MARCH, expires_at=NEXT_YEAR)
    revoke(alice, 100, "A back", of="A", at=MARCH)
    revoke(alice, 50, "C back", of="C", at=MARCH)

    give_back(alice, 50, "B back", of="B", at=MARCH)
    assert open_lots(alice, MARCH) == [(100, NEXT_YEAR)]

    give_back(alice, 100, "more of B", of="B", at=MARCH)
    assert open_lots(alice, MARCH) == [(100, SOON), (100, NEXT_YEAR)]


def test_f51_a_lot_of_an_earlier_date_stands_before_a_later_one(alice):
    """F51: had they been there, they would have been drawn first, own lot or not."""
    earn(alice, 100, "used", at=MARCH, expires_at=SOON)
    redeem(alice, 100, "B", at=MARCH)
    earn(alice, 30, "A", at=MARCH, expires_at=MARCH + 300 * DAY)
    redeem(alice, 30, "gone", at=MARCH)
    earn(alice, 80, "later", at=MARCH, expires_at=NEXT_YEAR)
    revoke(alice, 30, "A back", of="A", at=MARCH)
    assert open_lots(alice, MARCH) == [(50, NEXT_YEAR)]

    posting = give_back(alice, 100, "B back", of="B", at=MARCH)

    assert open_lots(alice, MARCH) == [(70, SOON), (80, NEXT_YEAR)]
    moved = reading.movements(member=alice, version=posting.version)
    assert list(moved.values_list("src", "dst", "lot_number", "points")) == [
        ("redeemed", "revoked", 1, 30),
        ("revoked", "available", 7, 30),
        ("redeemed", "available", 1, 70),
    ]
    assert reading.redeemed(member=alice, reference="B").given_back == 100


def test_f51_points_of_a_later_date_stand_for_nothing_but_their_own(alice):
    """F51: what was drawn before them would have been drawn before them anyway."""
    earn(alice, 10, "A", at=MARCH, expires_at=NEXT_YEAR)
    earn(alice, 10, "other", at=MARCH, expires_at=NEXT_YEAR)
    redeem(alice, 20, "B", at=MARCH)
    earn(alice, 10, "dying", at=MARCH, expires_at=SOON)
    revoke(alice, 10, "A back", of="A", at=MARCH)

    give_back(alice, 10, "B back", of="B", at=MARCH)

    assert open_lots(alice, MARCH) == [(10, NEXT_YEAR)]


def test_f51_points_used_after_a_revocation_stand_for_nothing_in_it(alice):
    """F51: nobody trades points that die for those that it took, by using them."""
    earn(alice, 100, "A", at=MARCH, expires_at=NEXT_YEAR)
    redeem(alice, 100, "gone", at=MARCH)
    earn(alice, 100, "later", at=MARCH, expires_at=NEXT_YEAR)
    revoke(alice, 100, "A back", of="A", at=MARCH)
    earn(alice, 100, "dying", at=MARCH, expires_at=SOON)
    redeem(alice, 100, "B", at=MARCH)

    give_back(alice, 100, "B back", of="B", at=MARCH)

    assert open_lots(alice, MARCH) == [(100, SOON)]


def test_f51_what_was_only_set_aside_stands_as_well(alice):
    """F51: the points were out of reach from the hold on, not from its capture."""
    earn(alice, 500, "A", at=MARCH, expires_at=NEXT_YEAR)
    hold(alice, 500, "B", at=MARCH, lapses_at=MARCH + 2 * DAY)
    earn(alice, 300, "dying", at=MARCH, expires_at=SOON)
    revoke(alice, 500, "A back", of="A", at=MARCH)
    capture(alice, "B", at=MARCH)

    give_back(alice, 500, "B back", of="B", at=MARCH)

    assert open_lots(alice, MARCH) == [(300, SOON)]


@pytest.mark.parametrize(("with_grace", "usable"), [(True, 300), (False, 0)])
def test_f51_what_lapsed_meanwhile_has_the_grace_of_what_comes_back(
    spent, with_grace, usable
):
    """F51, L20: points never live longer for having stood in for others."""
    of_a(spent)()
    at = MARCH + 10 * DAY

    foreseen = returns.foresee_give_back(
        member=spent,
        redemption_reference="B",
        points=500,
        at=at,
        with_grace=with_grace,
    )
    posting = of_b(spent, at=at, with_grace=with_grace)()

    assert foreseen == reading.Freed(usable=usable, repaid=200, expired=300 - usable)
    assert reading.freed(posting=posting, at=at) == foreseen
    until = expiry.expires_after_days(at, 30)
    assert open_lots(spent, at) == [(usable, until)][: bool(usable)]
    assert reading.balance(member=spent, at=until).available == 0
    then = reading.open_lots_as_of(member=spent, at=at)
    assert sum(lot.available for lot in then) == usable


def test_f51_what_comes_back_beside_what_was_owed_is_open(alice):
    """F51: a lot with points in it stays open while others of it repay."""
    earn(alice, 100, "lot", at=MARCH)
    redeem(alice, 40, "B", at=MARCH)
    hold(alice, 5, "aside", at=MARCH)
    revoke(alice, 65, "back", of="lot", at=MARCH)
    release(alice, "aside", at=MARCH)

    give_back(alice, 40, "B back", of="B", at=MARCH)

    balance = reading.balance(member=alice, at=MARCH)
    assert (balance.available, balance.owed) == (35, 0)


# -- Any world ---------------------------------------------------------------------

amounts = st.sampled_from([10, 10, 20, 35])
earned = st.tuples(
    amounts, st.integers(1, 4), st.sampled_from([earn] * 5 + [earn_pending])
)
worlds = st.lists(
    st.lists(earned, min_size=1, max_size=3), min_size=2, max_size=2
) | st.lists(st.lists(earned, min_size=1, max_size=2), min_size=3, max_size=3)


def live(member, world, shares):
    """Earn, use all or some, and earn again; returns what can come back."""
    can_come_back = []
    for turn, lots in enumerate(world):
        available = reading.balance(member=member, at=MARCH).available
        if points := int(available * next(shares)):
            redeem(member, points, f"R{turn}", at=MARCH)
            can_come_back.append((give_back, f"R{turn}", points))
        for nth, (points, days, earns) in enumerate(lots):
            name, expires_at = f"E{turn}{nth}", MARCH + days * DAY
            earns(member, points, name, at=MARCH, expires_at=expires_at)
            can_come_back.append((revoke, name, points))
    return can_come_back


def returned(member, can_come_back, choose):
    """All of it, or half, or in two parts, or none."""
    for does, of, points in can_come_back:
        half = points // 2 or 1
        some = [[half], [half], [points], [half, points - half]]
        for nth, part in enumerate(
            choose(some if does is give_back else [[]] * 3 + some)
        ):
            if part:
                yield does, turn(does, member, part, f"{of}-{nth}", of)


def turn(does, member, points, reference, of):
    return lambda: does(member, points, reference, of=of, at=MARCH)


@pytest.mark.django_db
@settings(
    max_examples=examples(160),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(world=worlds, chance=st.randoms(use_true_random=True))
def test_f51_whatever_comes_back_the_order_decides_nothing(world, chance):
    """F51: any returns in any order end as with all that was used given back first."""
    with transaction.atomic():
        member = person("walker")
        enrolment.enrol(member=member, enrolled_at=MARCH)
        shares = iter([0, *chance.choices([1, 1, 0.5], k=2)])
        turns = list(returned(member, live(member, world, shares), chance.choice))
        backs_first = sorted(turns, key=lambda turn: turn[0] is revoke)
        shuffled = chance.sample(turns, len(turns))

        assert in_order(member, *(do for _does, do in shuffled)) == in_order(
            member, *(do for _does, do in backs_first)
        )
        transaction.set_rollback(True)
