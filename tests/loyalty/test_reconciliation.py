"""The proof must fail when something is wrong: here the owner tampers."""

from io import StringIO

from django.core.management import call_command

from loyalty import enrolment, reconciliation
from tests.loyalty.conftest import MARCH, person
from tests.loyalty.deeds import earn, earn_pending, hold, redeem, revoke

# What each makes differ; a posting is held by its chain as well.
TAMPERINGS = {
    "UPDATE loyalty_account SET available = available + 1": {"account"},
    """ALTER TABLE loyalty_posting DISABLE TRIGGER append_only;
    UPDATE loyalty_posting SET owed_after = owed_after + 1 WHERE version = 2""": {
        "chain",
        "posting",
    },
    "UPDATE loyalty_lot SET pending = pending - 1 WHERE pending > 1": {"lot"},
    """ALTER TABLE loyalty_lot DISABLE TRIGGER never_shorter;
    UPDATE loyalty_lot SET expires_at = expires_at - interval '1 day'""": {"lot date"},
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


def reconcile():
    output = StringIO()
    try:
        call_command("reconcile", stdout=output)
    except SystemExit as left:
        return left.code, output.getvalue()
    return 0, output.getvalue()


def test_the_books_prove_themselves(books):
    assert reconcile() == (0, "0 differences\n")


def test_every_tampering_is_found(committed_db, owner_connection):
    """L22: nightly rebuild and compare."""
    member = person("alice")
    enrolment.enrol(member=member, enrolled_at=MARCH)
    earn(member, 100, at=MARCH)
    earn_pending(member, 50, "E2", at=MARCH)
    redeem(member, 30, at=MARCH)
    hold(member, 20, "R2", at=MARCH)
    revoke(member, 60, at=MARCH)
    assert reconcile() == (0, "0 differences\n")
    undo = owner_connection.cursor()

    for tampering, differing in TAMPERINGS.items():
        undo.execute("BEGIN")
        undo.execute(tampering)
        undo.execute("SELECT what FROM ledger.differences")
        found = {row[0] for row in undo.fetchall()}
        undo.execute("ROLLBACK")
        assert found == differing, tampering

    owner_connection.execute(next(iter(TAMPERINGS)))
    code, output = reconcile()
    assert code == 1
    assert output.endswith("1 differences\n")
    assert f"account {member.pk}, account (version 6)" in output
    [difference] = reconciliation.differences()
    assert (difference.what, difference.account_id) == ("account", member.pk)


def test_an_untouched_account_is_in_order(books):
    enrolment.enrol(member=person("alice"), enrolled_at=MARCH)

    assert reconciliation.differences() == []
