"""Many requests for the same points at once, on real connections."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.contrib.auth import get_user_model

from loyalty import (
    adjustment,
    earning,
    enrolment,
    reading,
    reconciliation,
    redemption,
)
from loyalty.models import Movement, Posting
from loyalty.why import welcome
from tests.concurrency.race import race
from tests.loyalty.conftest import person, staff

pytestmark = pytest.mark.concurrency
MARCH = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
# Everybody reads the accounts before anybody writes to one: each connection is counted
# at each of its first so many readings, and waits there for the others.
NO_LOCK = """
    CREATE SEQUENCE come;
    GRANT ALL ON SEQUENCE come TO fairpoints_app;
    CREATE OR REPLACE FUNCTION ledger._lock(member bigint)
    RETURNS loyalty_account LANGUAGE plpgsql AS $$
    DECLARE
        account loyalty_account;
        nth integer := coalesce(current_setting('race.come', true), '0');
    BEGIN
        SELECT * INTO account FROM loyalty_account WHERE account_id = member;
        IF nth < {readings} THEN
            nth := nth + 1;
            PERFORM set_config('race.come', nth::text, false), nextval('public.come');
        END IF;
        FOR hundredth IN 1..6000 LOOP
            EXIT WHEN (SELECT last_value FROM public.come) >= nth * {everybody};
            PERFORM pg_sleep(0.01);
        END LOOP;
        RETURN account;
    END $$;
"""


def without_account_locks(
    owner_connection, *, everybody: int, readings: int = 1
) -> None:
    """For positive controls: nobody locks an account, and all have looked at it.

    Who needs two accounts has looked at both after two `readings`.
    """
    owner_connection.execute(
        NO_LOCK.replace("{everybody}", str(everybody)).replace(
            "{readings}", str(readings)
        )
    )


@pytest.fixture
def member(committed_db):
    """A member with 100 points, committed."""
    member = get_user_model().objects.create_user(
        email="alice@members.example", password="a long password"
    )
    enrolment.enrol(member=member, enrolled_at=MARCH)
    earning.accrue(
        member=member,
        points=100,
        reference="E1",
        accrued_at=MARCH,
        expires_at=MARCH + timedelta(days=365),
        why=welcome(),
        pending=False,
    )
    return member


def at_once(count: int, request: Callable[[int], object]) -> Counter:
    """Make `count` requests together; count what came of them."""
    results = race([partial(request, number) for number in range(count)])
    return Counter(
        type(result).__name__ if isinstance(result, Exception) else "made"
        for result in results
    )


def hold(member, points, reference):
    return redemption.hold_points(
        member=member,
        points=points,
        reference=reference,
        held_at=MARCH,
        lapses_at=MARCH + HOUR,
        why=welcome(),
    )


def test_eight_parallel_redemptions_of_the_same_points_give_one(member):
    """L01, L05: one gets them, seven are told that there are none left."""
    outcomes = at_once(8, lambda number: hold(member, 100, f"R{number}"))

    assert outcomes == {"made": 1, "NotEnoughPoints": 7}
    balance = reading.balance(member=member, at=MARCH)
    assert (balance.available, balance.held) == (0, 100)
    assert reconciliation.differences() == []


def test_without_the_lock_the_same_points_are_spent_again(member, owner_connection):
    """The positive control: the race is real, and it is the lock that ends it.

    What else would refuse (keys and checks on the figures) is taken away too.
    """
    without_account_locks(owner_connection, everybody=8)
    owner_connection.execute(
        """
        ALTER TABLE loyalty_account DROP CONSTRAINT loyalty_account_not_below_zero;
        ALTER TABLE loyalty_lot DROP CONSTRAINT loyalty_lot_adds_up;
        ALTER TABLE loyalty_posting DROP CONSTRAINT loyalty_posting_pkey CASCADE;
        ALTER TABLE loyalty_posting DROP CONSTRAINT loyalty_posting_kind CASCADE;
        ALTER TABLE loyalty_movement DROP CONSTRAINT loyalty_movement_pkey;
        ALTER TABLE loyalty_hold DROP CONSTRAINT loyalty_hold_pkey;
        """
    )

    outcomes = at_once(8, lambda number: hold(member, 100, f"R{number}"))

    assert outcomes["made"] > 1
    assert reconciliation.differences() != []


def test_without_the_lock_the_tables_still_refuse(member, owner_connection):
    """L01: unique keys and checks stand behind the lock."""
    without_account_locks(owner_connection, everybody=8)

    outcomes = at_once(8, lambda number: hold(member, 100, f"R{number}"))

    assert outcomes == {"made": 1, "IntegrityError": 7}
    assert reconciliation.differences() == []


def test_one_request_made_eight_times_at_once_is_made_once(member):
    """L01, L08: every repetition gets the same posting."""
    outcomes = at_once(8, lambda number: hold(member, 30, "R1"))

    assert outcomes == {"made": 8}
    assert Posting.objects.filter(kind="hold").count() == 1
    assert reading.balance(member=member, at=MARCH).available == 70


def test_a_capture_and_a_release_end_a_hold_once(member):
    """L08: whichever comes first, the points go one way."""
    hold(member, 60, "R1")

    def end(number: int) -> None:
        if number % 2:
            redemption.capture_hold(
                member=member, reference="R1", captured_at=MARCH, why=welcome()
            )
        else:
            redemption.release_hold(
                member=member, reference="R1", released_at=MARCH, why=welcome()
            )

    outcomes = at_once(8, end)

    assert outcomes["made"] == 4
    assert outcomes["HoldWasCaptured"] + outcomes["HoldWasReleased"] == 4
    ended = Movement.objects.filter(src="held").values_list("points", flat=True)
    assert list(ended) == [60]
    assert reconciliation.differences() == []


def test_jobs_and_shoppers_at_once_book_everything_once(member):
    """L25, S18: any number of workers, each maturity and lapse booked once."""
    for number in range(10):
        earning.accrue(
            member=member,
            points=10,
            reference=f"P{number}",
            accrued_at=MARCH,
            matures_at=MARCH + HOUR,
            expires_at=MARCH + timedelta(days=365),
            why=welcome(),
        )
    hold(member, 50, "R1")

    def work(number: int) -> None:
        if number % 2:
            earning.book_maturities(at=MARCH + HOUR)
        else:
            redemption.hold_points(
                member=member,
                points=50,
                reference=f"S{number}",
                held_at=MARCH + HOUR,
                lapses_at=MARCH + 2 * HOUR,
                why=welcome(),
            )

    outcomes = at_once(8, work)

    assert outcomes == {"made": 8}
    kinds = Counter(Posting.objects.values_list("kind", flat=True))
    assert (kinds["maturity"], kinds["lapse"], kinds["hold"]) == (10, 1, 5)
    assert reading.balance(member=member, at=MARCH + HOUR).available == 0
    assert reconciliation.differences() == []


def test_adjustments_at_once_do_not_spend_the_same_budget(committed_db):
    """F35: each on an account of its own, so that no account's lock orders them."""
    sam = staff("sam", "adjust_points")
    members = [person(f"member{number}") for number in range(12)]
    for member in members:
        enrolment.enrol(member=member, enrolled_at=MARCH)

    def work(number: int) -> None:
        adjustment.adjust(
            member=members[number],
            points=1000,
            reference="A1",
            reason="x",
            actor=sam,
            adjusted_at=MARCH,
        )

    assert at_once(12, work) == {"made": 10, "BudgetSpent": 2}
