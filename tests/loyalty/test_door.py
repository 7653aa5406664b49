"""What PostgreSQL refuses, whoever asks: points are not money by construction."""

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.models import ProtectedError

from loyalty import enrolment
from loyalty.models import Account, Hold, Lot, Movement, Posting, Rule
from tests.loyalty.conftest import MARCH, person
from tests.loyalty.deeds import earn

WHY = '{"code": "welcome", "params": {}}'
TABLES = [Account, Hold, Lot, Movement, Posting, Rule]

POSTING = """
    INSERT INTO loyalty_posting (
        account_id, version, kind, reference, request_hash, why, occurred_at,
        recorded_at, available_after, pending_after, held_after, owed_after, hash
    ) VALUES (
        %(account)s, 2, %(kind)s, 'X', '', '{}', now(), now(), 0, 0, 0, 0, sha256('')
    )
"""
# By somebody else: nobody signs for the own account.
SIGNED = POSTING.replace("hash\n", "hash, actor_id, reason\n").replace(
    "sha256('')", "sha256(''), %(account)s + 1, 'Late'"
)
MOVEMENT = """
    INSERT INTO loyalty_movement (
        account_id, version, seq, kind, src, dst, points, lot_number
    ) VALUES (
        %(account)s, 2, 1, %(kind)s, %(src)s, %(dst)s, %(points)s, %(lot)s
    )
"""


@pytest.fixture
def two_accounts(committed_db):
    """Two members, keys 1 and 2, with 100 points each in a lot; committed."""
    members = [person("alice"), person("bob")]
    for member in members:
        enrolment.enrol(member=member, enrolled_at=MARCH)
        earn(member, 100, at=MARCH)
    return [member.pk for member in members]


def write(cursor, **values):
    """One posting with one movement, as raw as it can be written."""
    values = {"points": 100, "lot": 1, "kind": "redemption"} | values
    cursor.execute(POSTING, values)
    cursor.execute(MOVEMENT, values)


FORGERIES = {
    "a cash-out": {"kind": "redemption", "src": "available", "dst": "cash"},
    "a cash-out of its own kind": {"kind": "cash", "src": "available", "dst": "cash"},
    "a purchase": {"kind": "accrual", "src": "cash", "dst": "available"},
    "a transfer": {"kind": "adjustment", "src": "available", "dst": "available"},
    "a transfer through another bucket": {
        "kind": "redemption",
        "src": "available",
        "dst": "issued",
    },
    "no source": {"kind": "accrual", "src": None, "dst": "available"},
    "no destination": {"kind": "redemption", "src": "held", "dst": None},
    "nothing": {"kind": "hold", "src": "available", "dst": "held", "points": 0},
    "a negative hold": {
        "kind": "hold",
        "src": "available",
        "dst": "held",
        "points": -5,
    },
    "no lot": {"kind": "hold", "src": "available", "dst": "held", "lot": None},
    "a lot that is not there": {
        "kind": "hold",
        "src": "available",
        "dst": "held",
        "lot": 7,
    },
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES.keys())
def test_the_application_writes_nothing_past_the_door(alice, forgery):
    earn(alice, 100, at=MARCH)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        write(cursor, account=alice.pk, **forgery)


def test_not_even_the_owner_can_write_a_forgery(two_accounts, owner_connection):
    """A cash-out, a transfer, an unbalanced posting: no row says such a thing."""
    alice, bob = two_accounts
    owner_connection.execute(
        "SELECT ledger.accrue(%s, 5, 'E2', now(), %s, NULL, now() + '1 day', false, 1)",
        [alice, WHY],
    )
    another_members_lot = {"kind": "hold", "src": "available", "dst": "held", "lot": 2}

    refused = []
    for name, forgery in {**FORGERIES, "another's lot": another_members_lot}.items():
        with (
            pytest.raises(psycopg.errors.IntegrityError),
            owner_connection.transaction(),
        ):
            write(owner_connection.cursor(), account=bob, **forgery)
        refused.append(name)

    assert len(refused) == len(FORGERIES) + 1


def test_the_same_way_of_writing_passes_when_it_is_no_forgery(
    two_accounts, owner_connection
):
    """The positive control of the test above."""
    with owner_connection.transaction(force_rollback=True):
        write(
            owner_connection.cursor(),
            account=two_accounts[0],
            kind="hold",
            src="available",
            dst="held",
        )


@pytest.mark.parametrize("model", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_application_rewrites_nothing(alice, model, statement):
    """L22: append-only by permission."""
    column = model._meta.concrete_fields[0].column
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(model._meta.db_table, column, column))


def test_the_owner_rewrites_no_history_either(two_accounts, owner_connection):
    """L22: append-only by trigger as well."""
    account = {"account": two_accounts[0], "points": 1, "lot": 1}
    refusals = {
        psycopg.errors.InsufficientPrivilege: [
            *(
                statement.format(table)
                for table in ["loyalty_posting", "loyalty_movement", "loyalty_rule"]
                for statement in [
                    "UPDATE {0} SET version = version",
                    "DELETE FROM {0}",
                    "TRUNCATE {0} CASCADE",
                ]
            ),
            "DELETE FROM loyalty_account",
            "DELETE FROM loyalty_lot",
            "DELETE FROM loyalty_hold",
        ],
        psycopg.errors.CheckViolation: [
            "UPDATE loyalty_account SET available = -1",
            "UPDATE loyalty_account SET pending = -1",
            "UPDATE loyalty_account SET held = -1",
            "UPDATE loyalty_account SET owed = -1",
            "UPDATE loyalty_lot SET remaining = 101",
            "UPDATE loyalty_lot SET open = false",
            "UPDATE loyalty_lot SET matures_at = expires_at",
            # A lot that lives shorter (L28).
            "UPDATE loyalty_lot SET expires_at = expires_at - interval '1 second'",
            # An adjustment and an extension nobody signed.
            POSTING.replace("%(kind)s", "'adjustment'"),
            SIGNED.replace("%(kind)s", "'extension'").replace("'Late'", "''"),
            # An extension of nothing.
            SIGNED.replace("%(kind)s", "'extension'"),
            # A posting that follows no other.
            POSTING.replace("%(kind)s", "'schedule'").replace("sha256('')", "''"),
        ],
        psycopg.errors.ForeignKeyViolation: [
            # A movement of another kind than its posting.
            POSTING.replace("%(kind)s", "'hold'")
            + ";"
            + MOVEMENT.replace("%(kind)s", "'expiry'")
            .replace("%(src)s", "'available'")
            .replace("%(dst)s", "'expired'"),
        ],
    }
    with psycopg.ClientCursor(owner_connection) as cursor:
        for refusal, statements in refusals.items():
            for statement in statements:
                with pytest.raises(refusal), owner_connection.transaction():
                    cursor.execute(statement, account)


ANOTHER_POSTING = """
    INSERT INTO loyalty_posting (
        account_id, version, kind, reference, request_hash, why, occurred_at,
        recorded_at, related_version, available_after, pending_after, held_after,
        owed_after, hash
    ) VALUES (
        %(account)s, 9, %(kind)s, %(reference)s, '', '{}', now(), now(), %(related)s,
        %(available)s, 0, 0, 0, sha256('')
    )
"""


@pytest.mark.parametrize(
    ("posting", "key"),
    [
        ({"kind": "accrual", "reference": "E1"}, "loyalty_posting_reference"),
        ({"kind": "redemption", "related": 2}, "loyalty_posting_hold_ends_once"),
        ({"kind": "lapse", "related": 2}, "loyalty_posting_hold_ends_once"),
        ({"kind": "expiry", "available": -1}, "loyalty_posting_not_below_zero"),
    ],
    ids=[
        "a reference twice",
        "a hold captured twice",
        "a hold lapsed after its end",
        "less than nothing",
    ],
)
def test_keys_and_checks_stand_behind_the_engine(
    two_accounts, owner_connection, posting, key
):
    """L01, L08: what the lock and the lookup prevent cannot be written either."""
    alice, _bob = two_accounts
    for door in (
        "hold(%s, 10, 'R1', now(), %s, now() + '1 day')",
        "release(%s, 'R1', now(), %s)",
    ):
        owner_connection.execute(f"SELECT ledger.{door}", [alice, WHY])
    fresh = {"account": alice, "reference": "new", "related": None, "available": 0}

    with pytest.raises(psycopg.errors.IntegrityError, match=key):
        owner_connection.execute(ANOTHER_POSTING, fresh | posting)


def test_the_engines_inner_steps_are_closed(alice):
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT ledger._lock(%s)", [alice.pk])


def test_a_member_with_points_cannot_be_deleted(alice):
    """L22, L39: amounts stay; erasing a person is not deleting a row."""
    with pytest.raises(ProtectedError):
        alice.delete()
