"""No points pass between accounts but by a merge that two people signed."""

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from psycopg import sql

from loyalty import enrolment
from tests.loyalty.conftest import MARCH, person, staff
from tests.loyalty.deeds import earn, merge

POSTING = """
    INSERT INTO loyalty_posting (
        account_id, version, kind, reference, request_hash, why, occurred_at,
        recorded_at, available_after, pending_after, held_after, owed_after,
        merged_into, merged_from, hash
    ) VALUES (
        %(account)s, 9, %(kind)s, 'X', '', '{}', now(), now(), 0, 0, 0, 0,
        %(into)s, %(from)s, sha256('')
    )
"""
MERGE = """
    INSERT INTO loyalty_merge (
        account_id, into_account, proposed_by_id, approved_by_id, approved_at, reason
    ) VALUES (%(account)s, %(into)s, %(proposer)s, %(approver)s, now(), %(reason)s)
"""
PROPOSAL = """
    INSERT INTO loyalty_mergeproposal (
        closing_id, surviving_id, reason, proposed_by_id, proposed_at
    ) VALUES (%(closing)s, %(surviving)s, %(reason)s, %(proposer)s, now())
"""
# Who is who, by name: bob was merged into carol, alice and dave were not merged.
UNSIGNED = {
    "points leave": {"kind": "merge-out", "account": "alice", "into": "dave"},
    "points arrive": {"kind": "merge-in", "account": "dave", "from": "alice"},
    "points leave to nowhere": {"kind": "merge-out", "account": "bob"},
    "points come from nowhere": {"kind": "merge-in", "account": "carol"},
    "points leave to a third": {"kind": "merge-out", "account": "bob", "into": "dave"},
    "points arrive at a third": {"kind": "merge-in", "account": "dave", "from": "bob"},
    "points go the other way": {"kind": "merge-out", "account": "carol", "into": "bob"},
    "points come the other way": {
        "kind": "merge-in",
        "account": "bob",
        "from": "carol",
    },
    "an adjustment elsewhere": {"kind": "expiry", "account": "bob", "into": "carol"},
    "an accrual from elsewhere": {"kind": "accrual", "account": "carol", "from": "bob"},
}
SIGNED = [
    {"kind": "merge-out", "account": "bob", "into": "carol"},
    {"kind": "merge-in", "account": "carol", "from": "bob"},
]
BADLY_SIGNED = {
    "one person": {"approver": "sam"},
    "nobody": {"approver": None},
    "the one whose account closes": {"proposer": "alice"},
    "the one who gains": {"approver": "dave"},
    "an account into itself": {"into": "alice"},
    "no reason": {"reason": ""},
    "a second time": {"account": "bob"},
}


@pytest.fixture
def keys(committed_db):
    """Four members with points, one of them merged, and two of the staff."""
    members = {name: person(name) for name in ("alice", "bob", "carol", "dave")}
    for member in members.values():
        enrolment.enrol(member=member, enrolled_at=MARCH)
        earn(member, 100, at=MARCH)
    signers = {name: staff(name, "merge_accounts") for name in ("sam", "tina")}
    merge(members["bob"], members["carol"], at=MARCH, by=list(signers.values()))
    return {name: who.pk for name, who in (members | signers).items()}


def posting(keys, words):
    return {"into": None, "from": None} | {
        name: keys.get(value, value) for name, value in words.items()
    }


def signed(keys, **changes):
    words = {"account": "alice", "into": "dave", "proposer": "sam", "approver": "tina"}
    words |= {"reason": "The same person"} | changes
    return {name: keys.get(value, value) for name, value in words.items()}


def test_not_even_the_owner_moves_points_without_a_merge(keys, owner_connection):
    for name, words in UNSIGNED.items():
        with (
            pytest.raises(psycopg.errors.IntegrityError) as refusal,
            owner_connection.transaction(),
        ):
            owner_connection.execute(POSTING, posting(keys, words))
        constraint = refusal.value.diag.constraint_name
        assert constraint.startswith(
            ("loyalty_posting_complete", "loyalty_posting_its")
        ), name


def test_what_was_signed_passes(keys, owner_connection):
    """The positive control of the test above."""
    for words in SIGNED:
        with owner_connection.transaction(force_rollback=True):
            owner_connection.execute(POSTING, posting(keys, words))


def test_a_merge_bears_two_names_of_other_people(keys, owner_connection):
    with owner_connection.transaction(force_rollback=True):
        owner_connection.execute(MERGE, signed(keys))
    for changes in BADLY_SIGNED.values():
        with (
            pytest.raises(psycopg.errors.IntegrityError),
            owner_connection.transaction(),
        ):
            owner_connection.execute(MERGE, signed(keys, **changes))


def test_the_owner_rewrites_no_merge(keys, owner_connection):
    """L22: nor takes one back."""
    for statement in (
        "UPDATE loyalty_merge SET reason = 'another'",
        "DELETE FROM loyalty_merge",
        "TRUNCATE loyalty_merge CASCADE",
        "DELETE FROM loyalty_mergeproposal",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner_connection.execute(statement)
        owner_connection.rollback()


def test_a_closed_account_awaits_nothing(keys, owner_connection):
    """Whichever door forgets to ask: nothing is held or pending there."""
    for bucket in ("held", "pending"):
        with (
            pytest.raises(psycopg.errors.CheckViolation),
            owner_connection.transaction(),
        ):
            owner_connection.execute(
                sql.SQL(
                    "UPDATE loyalty_account SET {} = 1 WHERE account_id = %s"
                ).format(sql.Identifier(bucket)),
                [keys["bob"]],
            )


@pytest.mark.parametrize(
    ("what", "tampering"),
    [
        ("closed", "UPDATE loyalty_account SET closed_at = NULL"),
        ("closed", "UPDATE loyalty_account SET closed_at = now()"),
        (
            "merge",
            """
            ALTER TABLE loyalty_movement DISABLE TRIGGER append_only;
            UPDATE loyalty_movement SET points = points - 1 WHERE kind = 'merge-in'""",
        ),
        (
            "merge",
            """
            ALTER TABLE loyalty_movement DISABLE TRIGGER append_only;
            DELETE FROM loyalty_movement WHERE kind = 'merge-out'""",
        ),
    ],
    ids=["opened again", "closed by hand", "fewer arrived", "nothing left"],
)
def test_a_merge_that_does_not_add_up_is_found(keys, owner_connection, what, tampering):
    """L22, L36: both sides of each merge are compared."""
    with owner_connection.transaction(force_rollback=True):
        cursor = owner_connection.execute("SELECT what FROM ledger.differences")
        assert cursor.fetchall() == []
        owner_connection.execute(tampering)
        cursor = owner_connection.execute("SELECT what FROM ledger.differences")
        assert what in {row[0] for row in cursor.fetchall()}


def test_the_application_signs_nothing_past_the_door(alice, bob, sam, tina):
    """What it may write are proposals, and that they were withdrawn."""
    keys = {"alice": alice.pk, "dave": bob.pk, "sam": sam.pk, "tina": tina.pk}
    words = posting(keys, {"kind": "merge-out", "account": "alice", "into": "dave"})
    for statement, values in (
        (MERGE, signed(keys)),
        (POSTING, words),
        ("UPDATE loyalty_account SET closed_at = now()", None),
        ("UPDATE loyalty_mergeproposal SET proposed_by_id = %s", [tina.pk]),
        ("UPDATE loyalty_mergeproposal SET reason = 'another'", None),
        ("DELETE FROM loyalty_mergeproposal", None),
        ("SELECT ledger._move_on(a, now()) FROM loyalty_account a", None),
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, values)
    with connection.cursor() as cursor:
        cursor.execute(
            PROPOSAL,
            {
                "closing": alice.pk,
                "surviving": bob.pk,
                "reason": "x",
                "proposer": sam.pk,
            },
        )
