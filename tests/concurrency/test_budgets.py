"""Many orders at the same budget at once, on real connections."""

from decimal import Decimal

import pytest

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
