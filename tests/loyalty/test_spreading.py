"""The ledger can be spread over partitions or servers by account (docs/growing.md).

Every key begins with the account, nothing leads from one account to another, and a
request needs the rows of its own account and no others.
"""

from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.db.utils import DatabaseError

from loyalty import (
    adjustment,
    earning,
    enrolment,
    extension,
    idling,
    policy,
    reading,
    reconciliation,
    redemption,
)
from loyalty.dates import NEVER
from loyalty.models import Posting
from tests.conftest import GROUND
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
    schedule,
)
from tests.loyalty.model.machine import some_staff
from tests.partitions.dividing import divide

DAY = timedelta(days=1)
SPREAD = ("account", "posting", "movement", "lot", "hold")
# Unique nowhere, so they may begin with what a job or a page looks for.
SEARCHES = {
    "loyalty_lot_due": "the nightly job finds lots that have expired",
    "loyalty_lot_maturing": "the job finds lots that have become spendable",
    "loyalty_hold_due": "the job finds holds whose time is up",
    "loyalty_posting_by_hand": "what one member of staff gave alone",
    "loyalty_posting_actor": "what one member of staff did",
    "loyalty_posting_recorded": "what was posted today; of pages, not of rows",
}
# Signed by two people, and the one thing that concerns two accounts.
BETWEEN_TWO = {"merge-out", "merge-in"}
MERGES = {"loyalty_posting_its_merge_from"}
# Small, the same for all, copied to every server: the people and the rules.
SHARED = {"users_user", "loyalty_rule"}


def rows(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def tables():
    return [f"loyalty_{name}" for name in SPREAD]


def test_every_key_begins_with_the_account(db):
    found = rows(
        """
        SELECT i.indexrelid::regclass::text, i.indisunique,
            (SELECT attname FROM pg_attribute a WHERE a.attrelid = i.indrelid
                AND a.attnum = i.indkey[0])
        FROM pg_index i WHERE i.indrelid::regclass::text = ANY (%s)
        """,
        tables(),
    )

    assert len(found) > len(SPREAD)
    others = {name for name, _unique, first in found if first != "account_id"}
    assert others == set(SEARCHES)
    assert not [name for name, unique, _first in found if unique and name in SEARCHES]


def test_no_key_leads_to_another_account(db):
    """A foreign key within the ledger takes the account along, in the same column."""
    found = rows(
        """
        SELECT conname, confrelid::regclass::text,
            (SELECT attname FROM pg_attribute WHERE attrelid = conrelid
                AND attnum = conkey[1]),
            (SELECT attname FROM pg_attribute WHERE attrelid = confrelid
                AND attnum = confkey[1])
        FROM pg_constraint
        WHERE contype = 'f' AND conrelid::regclass::text = ANY (%s)
        """,
        tables(),
    )

    assert len(found) > len(SPREAD)
    for name, target, column, there in found:
        if target not in SHARED and name not in MERGES:
            assert (column, there) == ("account_id", "account_id"), name


@pytest.fixture
def watched(committed_db, owner_connection):
    """Two members; whoever looks at a row of another than `watch` names is stopped.

    The policies hold for the tables' owner too, as whom the engine runs. PostgreSQL
    asks them for each row that an index gives it; with so few rows it would read
    whole tables, and must be told not to.
    """
    alice, bob = (person(name) for name in ("alice", "bob"))
    for member in (alice, bob):
        enrolment.enrol(member=member, enrolled_at=MARCH)
        earn(member, 1000, "first", at=MARCH)
        earn_pending(member, 100, "soon", at=MARCH, matures_at=MARCH + 2 * DAY)
        earn(member, 10, "old", at=MARCH, expires_at=MARCH + 2 * DAY)
        hold(member, 20, "forgotten", at=MARCH, lapses_at=MARCH + 2 * DAY)
    owner_connection.execute(
        """
        CREATE FUNCTION own(account_id bigint) RETURNS boolean LANGUAGE plpgsql AS $$
        BEGIN
            IF account_id::text <> current_setting('test.watched') THEN
                RAISE EXCEPTION 'account % was looked at', account_id;
            END IF;
            RETURN true;
        END $$
        """
    )
    for table in tables():
        for sql in (
            "ALTER TABLE {} ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE {} FORCE ROW LEVEL SECURITY",
            "CREATE POLICY own ON {} USING (own(account_id))",
        ):
            owner_connection.execute(sql.format(table))
    rows("SELECT set_config('test.watched', %s, false)", str(alice.pk))
    for setting in ("seqscan", "bitmapscan", "hashjoin", "mergejoin"):
        rows("SELECT set_config(%s, 'off', false)", f"enable_{setting}")
    return alice, bob


def end_idle_points(member, *, at):
    """Points of a month's life, and nothing done after they were given."""
    policy.publish_rule(
        actor=some_staff(),
        published_at=at,
        expiry_profile="inactivity",
        expiry_months=1,
    )
    earn(member, 15, "idle", at=at, expires_at=NEVER)
    told = at + 40 * DAY
    until = reading.idle_end(member=member, at=told).ends_at
    idling.announce(member=member, until=until, announced_at=told)
    idling.end(member=member, at=until)


def live(member):
    """Every use case once, and what a member reads of it."""
    at = MARCH + DAY
    earn_pending(member, 60, "E1", at=at)
    schedule(member, at=at, matures_at=at + DAY)
    redeem(member, 50, "R1", at=at)
    give_back(member, 10, at=at)
    hold(member, 30, "R2", at=at)
    release(member, "R2", at=at)
    hold(member, 30, "R3", at=at)
    hold(member, 30, "R3", at=at)
    capture(member, "R3", at=at)
    revoke(member, 20, at=at)
    adjustment.adjust(
        member=member,
        points=-5,
        reference="A1",
        reason="Counted again",
        actor=some_staff(),
        adjusted_at=at,
    )
    extension.extend(
        member=member,
        lot=1,
        expires_at=MARCH + 900 * DAY,
        reference="X1",
        reason="As agreed",
        actor=some_staff(),
        extended_at=at,
    )
    enrolment.freeze(member=member, frozen_at=at)
    enrolment.thaw(member=member)
    earning.mature_due(member=member, at=MARCH + 9 * DAY)
    reading.balance(member=member, at=at)
    reading.open_lots(member=member, at=at)
    list(reading.statement(member=member))
    reading.accrued(member=member, reference="E1")
    reading.redeemed(member=member, reference="R1")


def test_no_use_case_touches_two_accounts(watched):
    alice, _bob = watched

    live(alice)
    end_idle_points(alice, at=MARCH + DAY)

    kinds = set(
        Posting.objects.filter(account_id=alice.pk).values_list("kind", flat=True)
    )
    assert kinds == set(Posting.Kind.values) - BETWEEN_TWO


@pytest.mark.parametrize(
    "look",
    [
        lambda bob: reading.balance(member=bob, at=MARCH),
        lambda bob: earn(bob, 5, "another", at=MARCH),
        lambda bob: redemption.lapse_holds(at=MARCH + 9 * DAY),
        lambda bob: reading.programme_totals(at=MARCH),
    ],
    ids=["reading", "posting", "a job over all accounts", "the sum of all"],
)
def test_whoever_does_is_stopped(watched, look):
    """The positive control: the watch sees reads and writes of other accounts."""
    with pytest.raises(DatabaseError, match="was looked at"):
        look(watched[1])


@pytest.fixture
def divided(committed_db):
    alice = person("alice")
    enrolment.enrol(member=alice, enrolled_at=MARCH)
    earn(alice, 1000, "before", at=MARCH)
    [[kind]] = rows("SELECT relkind FROM pg_class WHERE relname = 'loyalty_posting'")
    if kind == "r":  # `make partitions` has divided it before
        divide(GROUND.url(database=committed_db, role="fairpoints_owner"))
    return alice


def test_the_ledger_lives_on_partitions(divided):
    """What was there is there, every use case works, and the books agree.

    `make partitions` runs all tests of the ledger that way.
    """
    bob = person("bob")
    enrolment.enrol(member=bob, enrolled_at=MARCH)
    earn(bob, 1000, "before", at=MARCH)

    live(divided)
    live(bob)

    first, second = (
        reading.balance(member=member, at=MARCH + 9 * DAY) for member in (divided, bob)
    )
    assert first == second
    assert reconciliation.differences() == []
    assert policy.current_rule(at=MARCH).version == 1
    counted = rows(
        "SELECT count(*) FROM pg_inherits WHERE inhparent = %s::regclass",
        "loyalty_posting",
    )
    assert counted == [(8,)]


REWRITES = (
    "DELETE FROM loyalty_{}_{}",
    "UPDATE loyalty_{}_{} SET version = version + 1",
)


@pytest.mark.parametrize("table", ["posting", "movement"])
def test_a_partition_is_no_way_past_the_guards(divided, owner_connection, table):
    """History is as fixed in a part as in the whole, for the owner too."""
    for part in range(8):
        for sql in REWRITES:
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append"):
                owner_connection.execute(sql.format(table, part))
        with pytest.raises(DatabaseError, match="permission denied"):
            rows(f"TABLE loyalty_{table}_{part}")
