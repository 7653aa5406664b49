"""L22: history that was rewritten is found, whoever rewrote it."""

import hashlib
import json
import os
import struct
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from loyalty import adjustment, enrolment, reconciliation
from loyalty.models import Account, Movement, Posting
from shop.embedded.fingerprints import ROOT
from tests.conftest import GROUND
from tests.loyalty.conftest import MARCH, person
from tests.loyalty.deeds import earn_pending, merge, redeem, schedule
from tests.loyalty.model.machine import some_staff

# Something else that the column can hold, on a posting without movements.
REWRITE = "UPDATE loyalty_posting SET {} = {} WHERE version = 2"
REWRITES = {
    "kind": "'hold'",
    "reference": "'E9'",
    "request_hash": "sha256('another')",
    "related_version": "NULL",
    "rule_version": "1",
    "actor_id": "account_id",
    "reason": "'Because'",
    "why": """why || '{"code": "matured"}'""",
    "occurred_at": "occurred_at - interval '1 day'",
    "recorded_at": "recorded_at - interval '1 day'",
    "matures_at": "NULL",
    "expires_at": "NULL",
    "available_after": "available_after + 1",
    "pending_after": "pending_after + 1",
    "held_after": "held_after + 1",
    "owed_after": "owed_after + 1",
    "merged_into": "account_id",
    "merged_from": "account_id",
    "shares": "'[]'",
}
LINKED_BY = {"account_id", "version", "hash"}


@pytest.fixture
def history(committed_db, owner_connection):
    """A member with seven postings, of which the second is a schedule.

    The owner has taken the triggers away.
    """
    member = person("alice")
    enrolment.enrol(member=member, enrolled_at=MARCH)
    earn_pending(member, 100, at=MARCH)
    schedule(member, at=MARCH, matures_at=MARCH.replace(day=3))
    later = MARCH.replace(day=5)
    redeem(member, 30, at=later)
    for points in (-20, 5):
        adjustment.adjust(
            member=member,
            points=points,
            reference=f"by {points}",
            reason="As agreed with Zoë",
            actor=some_staff(),
            adjusted_at=later,
        )
    assert reconciliation.differences() == []
    for table in ("posting", "movement"):
        owner_connection.execute(
            f"ALTER TABLE loyalty_{table} DISABLE TRIGGER append_only"
        )
    return member


def broken_links(connection):
    """Account and place of each difference of the chain."""
    return connection.execute(
        "SELECT account_id, place FROM ledger.differences WHERE what = 'chain'"
    ).fetchall()


def links_broken_by(rewrite, connection):
    with connection.transaction(force_rollback=True):
        connection.execute(rewrite)
        return broken_links(connection)


def test_a_rewritten_posting_is_named(history, owner_connection):
    # They would ask for a merge.
    owner_connection.execute(
        "ALTER TABLE loyalty_posting DROP CONSTRAINT loyalty_posting_complete,"
        " DROP CONSTRAINT loyalty_posting_its_merge_into,"
        " DROP CONSTRAINT loyalty_posting_its_merge_from"
    )
    for column, value in REWRITES.items():
        rewrite = REWRITE.format(column, value)
        broken = links_broken_by(rewrite, owner_connection)
        assert broken == [(history.pk, "version 2")], column

    assert broken_links(owner_connection) == []


def test_no_column_is_left_out():
    columns = {field.column for field in Posting._meta.concrete_fields}

    assert columns == REWRITES.keys() | LINKED_BY


def test_a_posting_whose_movements_were_rewritten_is_named(history, owner_connection):
    for rewrite in (
        "UPDATE loyalty_movement SET points = points + 1",
        "UPDATE loyalty_movement SET lot_number = 7",
        "UPDATE loyalty_movement SET kind = 'adjustment', "
        "src = 'adjusted', dst = 'available'",
        "INSERT INTO loyalty_movement SELECT account_id, version, 2, kind, src, dst, "
        "points, lot_number FROM loyalty_movement",
        "DELETE FROM loyalty_movement",
    ):
        broken = links_broken_by(f"{rewrite} WHERE version = 6", owner_connection)
        assert broken == [(history.pk, "version 6")], rewrite


def test_a_link_forged_to_match_breaks_the_next(history, owner_connection):
    """Who rewrites one posting has to rewrite all that follow, and the account."""
    owner_connection.execute(
        "UPDATE loyalty_posting SET reason = 'Because' WHERE version = 2"
    )
    for version in range(2, 8):
        broken = broken_links(owner_connection)
        assert broken == [(history.pk, f"version {version}")]
        owner_connection.execute(
            "UPDATE loyalty_posting SET hash = decode(d.rebuilt #>> '{}', 'hex')"
            " FROM ledger.differences d WHERE version = %s",
            [version],
        )

    assert broken_links(owner_connection) == [(history.pk, "head")]


def test_a_posting_taken_away_is_missed(history, owner_connection):
    owner_connection.execute(
        "DELETE FROM loyalty_movement WHERE version = 7;"
        "ALTER TABLE loyalty_lot DISABLE TRIGGER stays;"
        "DELETE FROM loyalty_lot WHERE number = 7;"
        "DELETE FROM loyalty_posting WHERE version = 7;"
        "UPDATE loyalty_account SET version = 6, available = available - 5"
    )

    assert broken_links(owner_connection) == [(history.pk, "head")]
    assert len(reconciliation.differences()) == 1


def test_anybody_can_follow_the_chain(history):
    """Without the database's help: what is hashed is what can be read."""
    follow(Account.objects.get())


def test_a_merge_is_part_of_both_chains(history):
    """L36: which account points went to, or came from, is sealed as well."""
    bob = person("bob")
    enrolment.enrol(member=bob, enrolled_at=MARCH)
    by = [some_staff(), some_staff()]
    merge(history, bob, at=MARCH.replace(day=6), by=by)

    closed, other = Account.objects.order_by("pk")
    follow(closed)
    follow(other)
    assert (closed.version, other.version) == (8, 2)
    assert reconciliation.differences() == []


def follow(account):
    previous = b""
    postings = Posting.objects.filter(account=account).order_by("version")
    for posting in postings:
        previous = hashlib.sha256(said(posting, previous)).digest()
        assert bytes(posting.hash) == previous
    assert bytes(account.head) == previous


def said(posting, previous):
    moved = [
        packed(move.src, move.dst, whole(move.points), whole(move.lot_number))
        for move in Movement.objects.filter(
            account=posting.account_id, version=posting.version
        ).order_by("seq")
    ]
    return packed(
        previous,
        whole(posting.account_id),
        whole(posting.version),
        posting.kind,
        posting.reference,
        bytes(posting.request_hash),
        whole(posting.related_version),
        posting.rule_id and struct.pack("!i", posting.rule_id),
        whole(posting.actor_id),
        posting.reason,
        # As PostgreSQL writes it: shorter names first.
        json.dumps(
            dict(sorted(posting.why.items(), key=lambda fact: len(fact[0]))),
            ensure_ascii=False,
        ),
        *map(
            moment,
            [
                posting.occurred_at,
                posting.recorded_at,
                posting.matures_at,
                posting.expires_at,
            ],
        ),
        whole(posting.available_after),
        whole(posting.pending_after),
        whole(posting.held_after),
        whole(posting.owed_after),
        b"".join(moved),
        *elsewhere(posting),
    )


def elsewhere(posting):
    """What later columns add, where they are set."""
    others = [posting.merged_into_id, posting.merged_from_id]
    return map(whole, others) if any(others) else ()


def packed(*values):
    """Values as PostgreSQL sends an array of bytes: each after its length."""
    parts = [value.encode() if isinstance(value, str) else value for value in values]
    bytea, from_one = 17, 1
    head = struct.pack("!iiiii", 1, None in parts, bytea, len(parts), from_one)
    return head + b"".join(
        struct.pack("!i", -1) if part is None else struct.pack("!i", len(part)) + part
        for part in parts
    )


def whole(number):
    return None if number is None else struct.pack("!q", number)


def moment(at):
    """Microseconds since the year 2000."""
    if at is None:
        return None
    since = at - datetime(2000, 1, 1, tzinfo=UTC)
    return whole((since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds)


def test_what_stood_before_there_were_hashes_is_chained(
    committed_db, history, owner_connection
):
    """The way back and forth of the migration, with postings."""
    before = links(owner_connection)
    migrate(committed_db, "loyalty", "0004")
    migrate(committed_db)

    assert links(owner_connection) == before
    assert reconciliation.differences() == []


def links(owner_connection):
    return owner_connection.execute(
        "SELECT version, hash FROM loyalty_posting UNION ALL"
        " SELECT NULL, head FROM loyalty_account ORDER BY version"
    ).fetchall()


def migrate(database, *target):
    url = GROUND.url(database=database, role="fairpoints_owner")
    subprocess.run(
        [
            *(sys.executable, ROOT / "manage.py", "migrate", *target),
            *("--skip-checks", "-v0"),
        ],
        env=os.environ | {"DATABASE_URL": url},
        check=True,
    )
