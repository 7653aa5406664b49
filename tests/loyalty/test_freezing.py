"""L40: an account that is frozen redeems nothing, for as long as it is."""

from datetime import timedelta

import pytest
from django.db import DataError, IntegrityError, transaction

from loyalty import enrolment, merging, reading, reconciliation, redemption
from loyalty.enrolment import NotAMember
from tests.loyalty.conftest import MARCH, person
from tests.loyalty.deeds import capture, earn, give_back, hold, merge, release

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def freeze(member, cause="email", *, at=MARCH, until=MARCH + DAY):
    enrolment.freeze(member=member, frozen_at=at, until=until, cause=cause)


def is_frozen(member, at) -> bool:
    """What is read and what the door says are one."""
    read = reading.balance(member=member, at=at).frozen
    assert read == bool(reading.freezes(member=member, at=at))
    with transaction.atomic():
        try:
            hold(member, 1, f"try {at}", at=at)
        except redemption.AccountFrozen:
            refused = True
        else:
            refused = False
        transaction.set_rollback(True)
    assert refused == read
    return read


def test_a_freeze_ends_by_itself(alice):
    """L40: time decides, no job has to come by."""
    earn(alice, 500, at=MARCH)
    freeze(alice)

    assert is_frozen(alice, MARCH)
    assert is_frozen(alice, MARCH + DAY - timedelta(microseconds=1))
    assert not is_frozen(alice, MARCH + DAY)
    assert reconciliation.differences() == []


def test_an_earlier_date_is_no_way_around_it(alice):
    """F33: who says that it was yesterday is refused as well."""
    earn(alice, 500, at=MARCH - 2 * DAY)
    freeze(alice)

    assert is_frozen(alice, MARCH - DAY)


def test_each_cause_lasts_for_itself(alice):
    """L40: to unlock what one locked oneself does not undo a change of the address."""
    earn(alice, 500, at=MARCH)
    freeze(alice, "own", until=None)
    freeze(alice)
    assert is_frozen(alice, MARCH + 9 * DAY)

    enrolment.thaw(member=alice, cause="own")
    assert is_frozen(alice, MARCH + HOUR)
    assert not is_frozen(alice, MARCH + DAY)

    enrolment.thaw(member=alice, cause="email")
    assert not is_frozen(alice, MARCH + HOUR)


def test_the_same_cause_again_lasts_longer_never_shorter(alice):
    earn(alice, 500, at=MARCH)
    freeze(alice, until=MARCH + 2 * DAY)
    freeze(alice, at=MARCH + HOUR, until=MARCH + DAY)
    assert is_frozen(alice, MARCH + DAY + HOUR)

    freeze(alice, "own", until=None)
    freeze(alice, "own", until=MARCH + HOUR)
    assert is_frozen(alice, MARCH + 9 * DAY)


def test_what_lasts_longest_is_said_first(alice):
    freeze(alice, "email")
    freeze(alice, "password", until=MARCH + 2 * DAY)
    freeze(alice, "own", until=None)
    freeze(alice, "over", at=MARCH - 2 * DAY, until=MARCH - DAY)

    found = reading.freezes(member=alice, at=MARCH)
    assert [each.cause for each in found] == ["own", "password", "email"]


def test_what_was_set_aside_before_goes_on(alice):
    """L40: an order that stands is carried out, cancelled and returned as ever."""
    earn(alice, 500, at=MARCH)
    hold(alice, 100, "R1", at=MARCH)
    hold(alice, 100, "R2", at=MARCH)
    freeze(alice)

    later = MARCH + timedelta(minutes=10)
    capture(alice, "R1", at=later)
    release(alice, "R2", at=later)
    give_back(alice, 60, of="R1", at=later)
    earn(alice, 10, "E2", at=later)
    balance = reading.balance(member=alice, at=later)
    assert (balance.available, balance.spendable) == (470, 0)


def test_a_freeze_that_is_over_keeps_nobody_from_merging(alice, bob, sam, tina):
    earn(alice, 100, at=MARCH)
    freeze(alice)
    with pytest.raises(merging.AccountFrozen), transaction.atomic():
        merge(alice, bob, at=MARCH + HOUR, by=(sam, tina))

    merge(alice, bob, at=MARCH + DAY, by=(sam, tina))
    assert reading.balance(member=bob, at=MARCH + DAY).available == 100


def test_what_is_merged_into_a_frozen_account_is_frozen(alice, bob, sam, tina):
    """L40: nor does a merge thaw anything."""
    earn(alice, 100, at=MARCH)
    freeze(bob)
    merge(alice, bob, at=MARCH + HOUR, by=(sam, tina))

    assert is_frozen(bob, MARCH + HOUR)


def test_nobody_is_frozen_who_has_no_account(alice):
    stranger = person("stranger")

    with pytest.raises(NotAMember):
        freeze(stranger)
    with pytest.raises(NotAMember):
        enrolment.thaw(member=stranger)


@pytest.mark.parametrize(
    ("cause", "until"), [("", None), (" ", None), ("email", MARCH), ("x" * 41, None)]
)
def test_a_freeze_has_a_cause_and_lasts(alice, cause, until):
    with pytest.raises((DataError, IntegrityError)), transaction.atomic():
        freeze(alice, cause, until=until)
