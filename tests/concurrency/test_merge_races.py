"""L36: merges beside everything else that happens to the same accounts."""

from datetime import UTC, datetime

import pytest

from loyalty import enrolment, merging, reading, reconciliation
from loyalty.models import Merge, Posting
from tests.concurrency.race import without_row_locks
from tests.concurrency.test_ledger_races import at_once, without_account_locks
from tests.loyalty.conftest import person, staff
from tests.loyalty.deeds import earn, give_back, hold, redeem, revoke

pytestmark = pytest.mark.concurrency
MARCH = datetime(2026, 3, 2, 12, tzinfo=UTC)
# What else would refuse: keys, and checks on the figures.
NO_KEYS = """
    ALTER TABLE loyalty_account DROP CONSTRAINT loyalty_account_closed_awaits_nothing;
    ALTER TABLE loyalty_account DROP CONSTRAINT loyalty_account_not_below_zero;
    ALTER TABLE loyalty_lot DROP CONSTRAINT loyalty_lot_adds_up;
    ALTER TABLE loyalty_lot DROP CONSTRAINT loyalty_lot_pkey CASCADE;
    ALTER TABLE loyalty_posting DROP CONSTRAINT loyalty_posting_pkey CASCADE;
    ALTER TABLE loyalty_posting DROP CONSTRAINT loyalty_posting_kind CASCADE;
    ALTER TABLE loyalty_posting DROP CONSTRAINT loyalty_posting_reference;
    ALTER TABLE loyalty_movement DROP CONSTRAINT loyalty_movement_pkey;
    ALTER TABLE loyalty_hold DROP CONSTRAINT loyalty_hold_pkey;
"""

# Nor is the second look taken, which the locks are for.
NO_SECOND_LOOK = """
    CREATE OR REPLACE FUNCTION ledger._merged_before(closing bigint, surviving bigint)
    RETURNS ledger.outcome LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
"""


@pytest.fixture
def pair(committed_db):
    """Two members with 100 points each, committed."""
    members = [person("alice"), person("bob")]
    for member in members:
        enrolment.enrol(member=member, enrolled_at=MARCH)
        earn(member, 100, at=MARCH)
    return members


@pytest.fixture
def desk(committed_db):
    return [staff(name, "merge_accounts") for name in ("sam", "tina", "uma")]


def propose(closing, surviving, desk):
    return merging.propose_merge(
        closing=closing,
        surviving=surviving,
        reason="The same person",
        actor=desk[0],
        proposed_at=MARCH,
    )


def approve(proposal, actor):
    merging.approve_merge(proposal_id=proposal.pk, actor=actor, approved_at=MARCH)


def together(*requests):
    """Make different requests at once; count what came of them."""
    return at_once(len(requests), lambda number: requests[number]())


def without_the_proposals_lock(owner):
    """Whoever approves does not wait for who has come first."""
    (merge,) = owner.execute(
        "SELECT pg_get_functiondef('ledger.merge'::regproc)"
    ).fetchone()
    locked = "WHERE p.id = proposal\n        FOR NO KEY UPDATE"
    assert locked in merge
    owner.execute(merge.replace(locked, "WHERE p.id = proposal"))


def sums(*members):
    balances = reading.balances(members=members, at=MARCH).values()
    return sum(balance.available + balance.held - balance.owed for balance in balances)


def test_a_merge_and_holds_leave_no_point_twice(pair, desk):
    """L01: either the holds came first and the merge waits, or they find it closed."""
    alice, bob = pair
    proposal = propose(alice, bob, desk)
    holds = [lambda n=n: hold(alice, 10, f"R{n}", at=MARCH) for n in range(6)]

    outcomes = together(lambda: approve(proposal, desk[1]), *holds)

    if outcomes["PointsHeld"]:
        assert outcomes == {"PointsHeld": 1, "made": 6}
    else:
        assert outcomes == {"made": 1, "AccountClosed": 6}
    assert sums(alice, bob) == 200
    assert reconciliation.differences() == []


def test_without_the_lock_held_points_are_merged_as_well(pair, desk, owner_connection):
    """The positive control: the race is real, and it is the lock that ends it."""
    alice, bob = pair
    proposal = propose(alice, bob, desk)
    without_account_locks(owner_connection, everybody=2)
    owner_connection.execute(NO_KEYS)

    outcomes = together(
        lambda: approve(proposal, desk[1]), lambda: hold(alice, 100, at=MARCH)
    )

    assert outcomes == {"made": 2}
    assert reconciliation.differences() != []


def test_a_merge_and_earnings_lose_nothing(pair, desk):
    """What is earned before moves, what is earned after is told where to go."""
    alice, bob = pair
    proposal = propose(alice, bob, desk)
    told = []

    def earn_somewhere(number):
        try:
            earn(alice, 10, f"N{number}", at=MARCH)
        except merging.AccountClosed as closed:
            told.append(closed.args)
            earn(bob, 10, f"N{number}", at=MARCH)

    outcomes = together(
        lambda: approve(proposal, desk[1]),
        *(lambda n=n: earn_somewhere(n) for n in range(6)),
    )

    assert outcomes == {"made": 7}
    assert set(told) <= {(bob.pk,)}
    assert reading.balance(member=bob, at=MARCH).available == 260
    assert reconciliation.differences() == []


def test_without_the_lock_a_closed_account_earns(pair, desk, owner_connection):
    """The positive control of the test above."""
    alice, bob = pair
    proposal = propose(alice, bob, desk)
    without_account_locks(owner_connection, everybody=2)
    owner_connection.execute(NO_KEYS)

    outcomes = together(
        lambda: approve(proposal, desk[1]), lambda: earn(alice, 10, "N1", at=MARCH)
    )

    assert outcomes == {"made": 2}
    assert reconciliation.differences() != []


def test_two_approvals_at_once_merge_once(pair, desk):
    alice, bob = pair
    proposal = propose(alice, bob, desk)

    outcomes = together(
        *(lambda actor=actor: approve(proposal, actor) for actor in desk[1:] * 3)
    )

    assert outcomes == {"made": 6}
    assert Merge.objects.count() == 1
    assert Posting.objects.filter(kind="merge-in").count() == 1
    assert reading.balance(member=bob, at=MARCH).available == 200
    assert reconciliation.differences() == []


def test_without_locks_the_key_refuses_the_second(
    pair, desk, owner_connection, monkeypatch
):
    """The positive control of the test above."""
    proposal = propose(*pair, desk)
    without_row_locks(monkeypatch)
    without_account_locks(owner_connection, everybody=2)
    owner_connection.execute(NO_SECOND_LOOK)
    without_the_proposals_lock(owner_connection)

    outcomes = together(*(lambda a=actor: approve(proposal, a) for actor in desk[1:]))

    assert outcomes == {"made": 1, "IntegrityError": 1}


def test_of_two_merges_the_other_way_round_one_is_made(pair, desk):
    """Each closes what the other keeps: no deadlock, and not both."""
    alice, bob = pair
    proposals = [propose(alice, bob, desk), propose(bob, alice, desk)]

    outcomes = together(
        *(
            lambda proposal=proposal: approve(proposal, desk[1])
            for proposal in proposals * 3
        )
    )

    assert outcomes == {"made": 3, "AccountClosed": 3}
    assert Merge.objects.count() == 1
    assert sums(alice, bob) == 200
    assert reconciliation.differences() == []


def test_without_the_lock_they_run_into_each_other(pair, desk, owner_connection):
    """The positive control of the test above: PostgreSQL ends one of them, or none.

    It ends one where both wait for what the other wrote; where one is much faster,
    both accounts are closed in favour of each other.
    """
    alice, bob = pair
    proposals = [propose(alice, bob, desk), propose(bob, alice, desk)]
    without_account_locks(owner_connection, everybody=2, readings=2)
    owner_connection.execute(NO_KEYS)
    owner_connection.execute(NO_SECOND_LOOK)

    outcomes = together(*(lambda p=p: approve(p, desk[1]) for p in proposals))

    assert outcomes in ({"made": 1, "OperationalError": 1}, {"made": 2})


def test_returns_of_a_closed_account_meet_at_the_other(pair, desk):
    """L01, L36: from any number of accounts, while that one is used."""
    alice, bob = pair
    redeem(alice, 60, at=MARCH)
    approve(propose(alice, bob, desk), desk[1])
    requests = [
        *(lambda n=n: give_back(alice, 10, f"B{n}", at=MARCH) for n in range(4)),
        *(lambda n=n: revoke(alice, 20, f"C{n}", at=MARCH) for n in range(4)),
        *(lambda n=n: hold(bob, 5, f"H{n}", at=MARCH) for n in range(2)),
    ]

    outcomes = together(*requests)

    assert outcomes["made"] + outcomes["PointsOwed"] + outcomes["NotEnoughPoints"] == 10
    assert outcomes["made"] >= 8
    assert reading.balance(member=alice, at=MARCH).available == 0
    assert sums(bob) == 100 + 40 + 40 - 80
    assert reconciliation.differences() == []


def test_a_merge_while_its_accounts_return_never_hangs(pair, desk):
    """Whoever moves points on and whoever merges wait in the same order."""
    alice, bob = pair
    carol = person("carol")
    enrolment.enrol(member=carol, enrolled_at=MARCH)
    redeem(alice, 60, at=MARCH)
    first, onward = propose(alice, bob, desk), propose(bob, carol, desk)
    approve(first, desk[1])

    outcomes = together(
        lambda: approve(onward, desk[1]),
        lambda: approve(first, desk[2]),
        *(lambda n=n: give_back(alice, 10, f"B{n}", at=MARCH) for n in range(6)),
    )

    assert outcomes == {"made": 8}
    assert reading.balance(member=carol, at=MARCH).available == 200
    assert sums(alice, bob) == 0
    assert reconciliation.differences() == []
