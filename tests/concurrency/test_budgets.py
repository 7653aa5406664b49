"""Many orders at the same budget at once, on real connections."""

from decimal import Decimal

import pytest
from django.db import connection

from loyalty import enrolment, reconciliation
from loyalty.campaigns.reading import budget_left
from loyalty.models import Posting
from tests.concurrency.race import race
from tests.loyalty.campaigns import bring_back, buy, running, tea
from tests.loyalty.conftest import MARCH, person

pytestmark = pytest.mark.concurrency
ORDERS = 20
# Everybody looks how much is left, and waits until all have looked.
NO_LOCK = """
    CREATE SEQUENCE come;
    GRANT ALL ON SEQUENCE come TO fairpoints_app;
    CREATE OR REPLACE FUNCTION ledger._draw_budget(budget bigint, wanted bigint)
    RETURNS jsonb LANGUAGE plpgsql AS $$
    DECLARE found bigint;
    BEGIN
        SELECT sum(points) INTO found FROM loyalty_budgetslot s
            WHERE s.campaign_id = budget;
        PERFORM nextval('public.come');
        FOR hundredth IN 1..6000 LOOP
            EXIT WHEN (SELECT last_value FROM public.come) >= {everybody};
            PERFORM pg_sleep(0.01);
        END LOOP;
        IF found < wanted THEN RETURN NULL; END IF;
        UPDATE loyalty_budgetslot s SET points = greatest(0, s.points - wanted)
            WHERE s.campaign_id = budget AND s.number = 1;
        RETURN jsonb_build_object('1', wanted);
    END $$;
"""

# Many orders by whoever calls, each in a transaction of its own.
MANY_ORDERS = """
    DO $$ BEGIN
        FOR number IN {first}..{last} LOOP
            PERFORM ledger.accrue(
                ((ARRAY{members})[1 + number % {count}])::bigint, 190, 'O' || number,
                '{at}', {why}, NULL, timestamptz '{at}' + interval '1 year', true, 1,
                shares => jsonb_build_array(
                    '{{"source": "purchase", "version": 1, "points": 40,
                       "base": "40.00"}}'::jsonb,
                    '{{"source": "campaign", "points": 150, "base": "40.00",
                       "amount": "fixed", "rate": "150", "month": "2026-03",
                       "names": {{"en": "Tea week", "zh-hans": "茶周"}}}}'::jsonb
                        || jsonb_build_object('version', {version})));
            COMMIT;
        END LOOP;
    END $$
"""
WHY = """'{"code": "order-earned", "params": {"base": "40.00", "rule": 1, "order": "1",
    "currency": "EUR", "excluded": "0.00", "rounding": "down",
    "points_per_unit": "1"}}'"""
# Everybody reads what the same slot holds, and writes what that leaves.
NO_SLOT_LOCK = """
    CREATE OR REPLACE FUNCTION ledger._draw_budget(budget bigint, wanted bigint)
    RETURNS jsonb LANGUAGE plpgsql AS $$
    DECLARE slot loyalty_budgetslot;
    BEGIN
        SELECT * INTO slot FROM loyalty_budgetslot s
            WHERE s.campaign_id = budget AND s.points >= wanted
            ORDER BY s.number LIMIT 1;
        IF NOT FOUND THEN RETURN NULL; END IF;
        PERFORM pg_sleep(0.002);
        UPDATE loyalty_budgetslot s SET points = slot.points - wanted
            WHERE s.campaign_id = budget AND s.number = slot.number;
        RETURN jsonb_build_object(slot.number::text, wanted);
    END $$;
"""


@pytest.fixture
def members(committed_db):
    members = [person(f"member{number}") for number in range(ORDERS)]
    for member in members:
        enrolment.enrol(member=member, enrolled_at=MARCH)
    return members


def buy_at_once(members):
    """Each member buys for 40.00; return how many got something from the campaign."""
    results = race([lambda member=member: buy(member, tea()) for member in members])
    assert all(isinstance(result, Posting) for result in results), results
    return sum(result.shares[1]["points"] > 0 for result in results)


@pytest.mark.parametrize("rate", [20, 1500], ids=["one slot", "many slots"])
def test_twenty_orders_at_a_budget_of_ten_grants_give_ten(members, rate):
    week = running(rate=Decimal(rate), budget=10 * rate)

    assert buy_at_once(members) == 10

    assert budget_left(campaign_ids=[week.campaign_id]) == {week.campaign_id: 0}
    assert reconciliation.differences() == []


def test_without_the_lock_all_would_get_some(members, owner_connection):
    """The positive control: the race is one."""
    running(budget=200)
    owner_connection.execute(NO_LOCK.replace("{everybody}", str(ORDERS)))

    assert buy_at_once(members) == ORDERS
    assert {one.what for one in reconciliation.differences()} == {"budget"}


def give_many(members, version):
    """1,000 orders at 150 points each, from eight at once; return what was given."""

    def orders(first, last):
        with connection.cursor() as cursor:
            cursor.execute(
                MANY_ORDERS.format(
                    first=first,
                    last=last,
                    members=[member.pk for member in members],
                    count=len(members),
                    at=MARCH.isoformat(),
                    why=WHY,
                    version=version.pk,
                )
            )

    results = race(
        [
            lambda first=first: orders(first, first + 124)
            for first in range(0, 1000, 125)
        ]
    )
    assert results == [None] * 8
    postings = Posting.objects.filter(kind="accrual")
    assert postings.count() == 1000
    return sum(posting.shares[1]["points"] for posting in postings)


def test_a_thousand_orders_get_no_more_than_a_hundred_thousand_points(members):
    """666 grants of 150 fit into it; of the last hundred points nobody gets a part."""
    week = running(rate=Decimal(150), budget=100_000)

    assert give_many(members, week) == 99_900

    assert budget_left(campaign_ids=[week.campaign_id]) == {week.campaign_id: 100}
    assert reconciliation.differences() == []


def test_without_locks_a_thousand_orders_get_more(members, owner_connection):
    """The positive control: 150,000 points are asked for, and too many given."""
    week = running(rate=Decimal(150), budget=100_000)
    owner_connection.execute(NO_SLOT_LOCK)

    assert give_many(members, week) > 100_000
    assert {one.what for one in reconciliation.differences()} == {"budget"}


def test_orders_and_returns_at_once_leave_the_budget_whole(members):
    week = running(rate=Decimal(1500), budget=15_000)
    for member in members[:10]:
        buy(member, tea(), "first")

    race(
        [
            lambda member=member: bring_back(member, tea("0.00"), of="first")
            for member in members[:10]
        ]
        + [
            lambda member=member: buy(member, tea(), "second")
            for member in members[10:]
        ]
    )

    given = sum(
        posting.shares[1]["points"]
        for posting in Posting.objects.filter(reference="second")
    )
    assert budget_left(campaign_ids=[week.campaign_id]) == {
        week.campaign_id: 15_000 - given
    }
    assert reconciliation.differences() == []
