"""F33: what happened cannot lie in the future, whatever clock the caller has."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from loyalty import earning, enrolment, expiry, reading, redemption, returns
from loyalty.ledger.install import ENGINE, script
from loyalty.models import Posting
from tests.loyalty.conftest import MARCH, person
from tests.loyalty.deeds import capture, earn, give_back, hold, redeem, revoke
from tests.loyalty.test_words import call, cast, doors, sound
from tests.servers import clock

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
YEAR = timedelta(days=365)


@pytest.fixture
def set_clock(committed_db, owner_connection):
    """Let the server's clock run; called, let it run so much ahead of the real one."""

    def ahead(by: timedelta) -> None:
        seconds = by.total_seconds()
        owner_connection.execute(
            clock.shows(f"clock_timestamp() + interval '{seconds} seconds'")
        )

    ahead(timedelta(0))
    return ahead


@pytest.fixture
def rich(set_clock):
    """A member with 100 points that live for a year."""
    member = person("alice")
    enrolment.enrol(member=member, enrolled_at=MARCH)
    earn(member, 100, at=now() - HOUR, expires_at=now() + YEAR)
    return member


def now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.parametrize("ahead", [6 * MINUTE, 10 * YEAR])
def test_no_door_takes_what_is_to_come_for_what_was(rich, ahead):
    later = f"'{(now() + ahead).isoformat()}'"
    refused = set()
    for door, arguments in doors().items():
        for name, type_ in arguments.items():
            if type_.startswith("moment"):
                with pytest.raises(IntegrityError, match="not_in_the_future"):
                    call(door, sound(arguments) | {name: f"{later}::{cast(type_)}"})
                refused.add(door)

    assert refused == set(doors()) - {"replay", "thaw"}  # which name no time


def test_servers_may_differ_by_minutes(rich):
    """The positive control of the test above, and what is due may lie far ahead."""
    earn(rich, 50, "E2", at=now() + 4 * MINUTE, expires_at=now() + 10 * YEAR)

    assert reading.balance(member=rich, at=now() + HOUR).available == 150


def test_good_points_do_not_expire_by_a_wrong_date(rich):
    """Neither by a job nor by an accrual: what is due is booked first, to its date."""
    ahead = now() + 10 * YEAR
    for wrong in (
        lambda: earning.mature_due(member=rich, at=ahead),
        lambda: expiry.expire_due(at=ahead),
        lambda: earn(rich, 1, "E2", at=ahead, expires_at=ahead + YEAR),
    ):
        with pytest.raises(IntegrityError, match="not_in_the_future"):
            wrong()

    assert [posting.kind for posting in Posting.objects.all()] == ["accrual"]
    assert reading.balance(member=rich, at=now()).available == 100


def test_a_history_is_held_against_the_clock_too(rich):
    ahead = (now() + 10 * YEAR).isoformat()
    asked = f'[{{"does": "enrol", "member": {rich.pk}, "at": "{ahead}"}}]'

    with pytest.raises(IntegrityError, match="not_in_the_future"):
        call("replay", {"requests": f"'{asked}'"})


def test_an_early_date_does_not_bring_back_what_lapsed(rich, set_clock):
    """The hold lapsed an hour ago, and nobody has booked that yet."""
    held_at = now()
    hold(rich, 40, at=held_at, lapses_at=held_at + HOUR)
    set_clock(2 * HOUR)

    with pytest.raises(redemption.HoldHasLapsed):
        capture(rich, at=held_at + MINUTE)


def test_what_is_held_is_captured_in_time(rich, set_clock):
    """The positive control of the test above."""
    held_at = now()
    hold(rich, 40, at=held_at, lapses_at=held_at + HOUR)
    set_clock(HOUR - MINUTE)

    assert capture(rich, at=held_at + MINUTE).kind == Posting.Kind.REDEMPTION


def test_a_past_that_is_brought_in_is_redeemed_as_it_was(rich):
    """Its hold lapsed long ago, and its capture came in time."""
    earn(rich, 100, "long ago", at=MARCH)
    hold(rich, 40, at=MARCH, lapses_at=MARCH + HOUR)

    assert capture(rich, at=MARCH + MINUTE).occurred_at == MARCH + MINUTE


@pytest.mark.parametrize("lapses_in", [5 * YEAR, -MINUTE])
def test_an_early_date_does_not_spend_what_expired(rich, set_clock, lapses_in):
    """F33: the lot expired, nobody has booked that, and the hold is dated before."""
    early = now()
    earn(rich, 30, "E2", at=early, expires_at=early + 3 * YEAR)
    set_clock(2 * YEAR)

    with pytest.raises(redemption.NotEnoughPoints) as refusal:
        hold(rich, 31, at=early, lapses_at=early + 2 * YEAR + lapses_in)
    assert refusal.value.args == (30,)

    hold(rich, 30, at=early, lapses_at=early + 2 * YEAR + lapses_in)


def test_a_late_date_passes_no_freeze(rich):
    """F33: the minutes that clocks may differ."""
    ends = now() + 3 * MINUTE
    enrolment.freeze(member=rich, frozen_at=now(), until=ends)

    with pytest.raises(redemption.AccountFrozen):
        hold(rich, 40, at=now() + 4 * MINUTE)


@pytest.fixture
def lapsed(set_clock, rich):
    """Points that were used, and whose lot is over by now."""
    used_at = now()
    earn(rich, 30, "E2", at=used_at, expires_at=used_at + 3 * HOUR)
    redeem(rich, 30, at=used_at)
    set_clock(5 * HOUR)
    return rich


def test_an_early_date_gives_nothing_back_into_a_lot_that_is_over(lapsed):
    """F33: nor does it pay what is owed with points that have lapsed."""
    with pytest.raises(returns.TooEarly):
        give_back(lapsed, 30, at=now() + 2 * HOUR)
    with pytest.raises(returns.TooEarly):
        revoke(lapsed, 30, of="E2", at=now() + 2 * HOUR)

    give_back(lapsed, 30, at=now() + 4 * HOUR + MINUTE, with_grace=False)
    revoke(lapsed, 30, of="E2", at=now() + 4 * HOUR + MINUTE)


def test_nothing_comes_back_before_it_was_there(rich):
    """F33: whatever the clock shows, and clocks may differ."""
    redeem(rich, 30, at=now())
    for early in (now() - 2 * HOUR, MARCH):
        with pytest.raises(returns.TooEarly):
            give_back(rich, 30, at=early)
    with pytest.raises(returns.TooEarly):
        revoke(rich, 30, at=MARCH)

    give_back(rich, 30, at=now() - HOUR + MINUTE)


def test_a_past_that_is_brought_in_is_returned_as_it_was(rich):
    """The positive control of the two above."""
    earn(rich, 50, "long ago", at=MARCH)
    redeem(rich, 50, "R0", at=MARCH)
    back_at = MARCH + 10 * HOUR

    assert give_back(rich, 50, of="R0", at=back_at).occurred_at == back_at
    assert revoke(rich, 50, of="long ago", at=back_at).occurred_at == back_at


def test_points_brought_in_as_expired_are_not_spent_today(rich):
    """F33: a past may be brought in, and is no balance."""
    earn(rich, 500, "long ago", at=MARCH, expires_at=MARCH + 10 * HOUR)

    with pytest.raises(redemption.NotEnoughPoints):
        hold(rich, 101, at=MARCH + HOUR, lapses_at=now() + HOUR)


def test_the_engine_comes_with_a_clock_that_runs(committed_db, owner_connection):
    """Only tests stop it (tests/servers/clock.py)."""
    assert owner_connection.execute("SELECT ledger.clock()").fetchone() == (None,)
    owner_connection.execute(script(ENGINE))
    [[shown]] = owner_connection.execute("SELECT ledger.clock()").fetchall()
    assert abs(shown - now()) < MINUTE


def test_the_application_cannot_set_the_clock(alice):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(clock.STOPPED)
