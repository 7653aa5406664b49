"""The proof must fail when something is wrong: here the owner tampers."""

from datetime import timedelta
from itertools import pairwise

from loyalty import enrolment, expiry, reconciliation
from loyalty.models import Account
from tests.loyalty.conftest import MARCH, person
from tests.loyalty.deeds import (
    earn,
    earn_pending,
    give_back,
    hold,
    redeem,
    release,
    revoke,
)

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
# What each makes differ; a posting is held by its chain as well.
TAMPERINGS = {
    "UPDATE loyalty_account SET available = available + 1": {"account"},
    "UPDATE loyalty_account SET due_at = NULL": {"due"},
    "UPDATE loyalty_account SET frozen_at = NULL": {"frozen"},
    "UPDATE loyalty_account SET frozen_until = enrolled_at": {"frozen"},
    "DELETE FROM loyalty_freeze": {"frozen"},
    """ALTER TABLE loyalty_posting DISABLE TRIGGER append_only;
    UPDATE loyalty_posting SET owed_after = owed_after + 1 WHERE version = 2""": {
        "chain",
        "posting",
    },
    "UPDATE loyalty_lot SET pending = pending - 1 WHERE pending > 1": {"lot"},
    """ALTER TABLE loyalty_lot DISABLE TRIGGER never_shorter;
    UPDATE loyalty_lot SET expires_at = expires_at - interval '1 day'
        WHERE number = 2""": {"lot date"},
    "UPDATE loyalty_hold SET open = NOT open": {"hold"},
    """ALTER TABLE loyalty_movement DISABLE TRIGGER append_only;
    DELETE FROM loyalty_movement WHERE version = 1""": {
        "account",
        "chain",
        "lot",
        "posting",
        "revocation",
    },
}


def test_an_empty_ledger_is_in_order(books):
    [everything] = reconciliation.ranges()

    assert everything.accounts == 0
    assert reconciliation.differences() == []


def test_every_tampering_is_found(committed_db, owner_connection):
    """L22: nightly rebuild and compare."""
    member = person("alice")
    enrolment.enrol(member=member, enrolled_at=MARCH)
    earn(member, 100, at=MARCH)
    earn_pending(member, 50, "E2", at=MARCH)
    redeem(member, 30, at=MARCH)
    hold(member, 20, "R2", at=MARCH)
    revoke(member, 60, at=MARCH)
    enrolment.freeze(member=member, frozen_at=MARCH)
    assert reconciliation.differences() == []
    undo = owner_connection.cursor()

    for tampering, differing in TAMPERINGS.items():
        undo.execute("BEGIN")
        undo.execute(tampering)
        undo.execute("SELECT what FROM ledger.differences")
        found = {row[0] for row in undo.fetchall()}
        undo.execute("ROLLBACK")
        assert found == differing, tampering

    owner_connection.execute(next(iter(TAMPERINGS)))
    [difference] = reconciliation.differences()
    assert str(difference).startswith(f"account {member.pk}, account (version 6): ")


def test_what_stood_in_is_held_against_what_came_back(committed_db, owner_connection):
    """F51: points are not made out of those that were taken back."""
    member = person("alice")
    enrolment.enrol(member=member, enrolled_at=MARCH)
    earn(member, 50, "used", at=MARCH)
    redeem(member, 50, at=MARCH)
    earn(member, 50, "other", at=MARCH)
    revoke(member, 30, at=MARCH, of="used")
    give_back(member, 50, at=MARCH)
    assert reconciliation.differences() == []

    owner_connection.execute("""
        ALTER TABLE loyalty_movement DISABLE TRIGGER append_only;
        UPDATE loyalty_movement SET points = 31 WHERE src = 'revoked'
    """)

    found = {(one.what, one.place) for one in reconciliation.differences()}
    assert {place for what, place in found if what == "settlement"} == {
        "version 6",
        "lot 4",
    }
    assert {what for what, _place in found} == {
        *("account", "chain", "lot", "posting", "settlement")
    }


def test_nothing_falls_due_before_it_is_looked_for(alice):
    """L25: the moment kept on the account never lies after what time decides."""
    earn(alice, 100, at=MARCH, expires_at=MARCH + 10 * DAY)
    assert reconciliation.differences() == []
    hold(alice, 60, "short", at=MARCH, lapses_at=MARCH + DAY)
    assert reconciliation.differences() == []
    hold(alice, 40, "long", at=MARCH, lapses_at=MARCH + 12 * DAY)
    earn(alice, 1, "E2", at=MARCH + 11 * DAY)

    # Back into a lot whose date has passed.
    release(alice, "long", at=MARCH + 11 * DAY)
    assert reconciliation.differences() == []

    earn(alice, 1, "E3", at=MARCH + 11 * DAY)
    assert Account.objects.get().available == 2


def test_pending_points_without_a_day_await_nothing(alice):
    """They neither mature nor expire: an account that knows no moment is right."""
    earn_pending(alice, 8, at=MARCH, expires_at=MARCH + DAY)

    revoke(alice, 1, at=MARCH + 2 * DAY)

    assert Account.objects.get().due_at is None
    assert reconciliation.differences() == []


def test_an_untouched_account_is_in_order(books):
    enrolment.enrol(member=person("alice"), enrolled_at=MARCH)

    assert reconciliation.differences() == []


def test_the_proof_is_made_in_parts(books):
    """Each key is in one part, and a part sees what differs in it, no more."""
    members = [person(name) for name in ("alice", "bob", "carol", "dora", "emil")]
    for member in members:
        enrolment.enrol(member=member, enrolled_at=MARCH)
        earn(member, 100, at=MARCH)
    parts = list(reconciliation.ranges(chunk=2))

    assert [part.accounts for part in parts] == [2, 2, 1]
    keys = sorted(member.pk for member in members)
    for key in [*keys, keys[0] - 1, keys[-1] + 1000]:
        assert sum(part.first <= key <= part.last for part in parts) == 1
    for before, after in pairwise(parts):
        assert before.last + 1 == after.first


def test_what_no_job_booked_for_a_day_is_said(alice):
    """L25: it changes no balance, but somebody should know that the jobs do not run."""
    earn(alice, 100, "old", at=MARCH, expires_at=MARCH + DAY)
    earn_pending(alice, 50, at=MARCH, matures_at=MARCH + DAY)
    hold(alice, 30, at=MARCH, lapses_at=MARCH + DAY)
    [part] = reconciliation.ranges()

    late = MARCH + DAY + reconciliation.LATE
    found = list(reconciliation.overdue_within(part, at=late))
    assert {each.what for each in found} == {"hold", "maturity", "expiry"}
    assert {each.account_id for each in found} == {alice.pk}
    assert list(reconciliation.overdue_within(part, at=late - SECOND)) == []

    expiry.expire_due(at=late)
    assert list(reconciliation.overdue_within(part, at=late)) == []
