"""F34, F35, F36: what the doors for deeds by hand refuse, whoever calls them."""

from datetime import timedelta

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from loyalty import adjustment, enrolment, ledger, limits, policy
from loyalty.importing import WrongRows
from loyalty.models import MergeProposal, Posting, ProposedAdjustment
from loyalty.people import Key, OwnAccount
from tests.loyalty.conftest import MARCH, person, staff
from tests.loyalty.deeds import earn
from tests.loyalty.test_importing import ALICE, bring_in
from tests.servers import clock

ADJUST = """
    SELECT refusal FROM ledger.adjust(%(member)s, 5, 'A1', '2026-03-02',
        '{"code": "adjusted", "params": {"reason": "x"}}',
        %(reason)s, %(actor)s, '2027-03-02')
"""
EXTEND = """
    SELECT refusal FROM ledger.extend(%(member)s, 1, 'X1', '2026-03-02',
        '{"code": "adjusted", "params": {"reason": "x"}}',
        '2029-03-02', %(actor)s, %(reason)s)
"""
MERGE = "SELECT refusal FROM ledger.merge(%(proposal)s, %(approver)s, '2026-03-02')"


def ask(sql, **words):
    words = {name: getattr(word, "pk", word) for name, word in words.items()}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, words)
        return cursor.fetchone()[0]


@pytest.fixture
def rich(alice):
    earn(alice, 100, at=MARCH)
    return alice


@pytest.fixture
def proposal(rich, bob, sam):
    return MergeProposal.objects.create(
        closing_id=rich.pk,
        surviving_id=bob.pk,
        reason="One person",
        proposed_by=sam,
        proposed_at=MARCH,
    )


def test_a_merge_needs_its_proposal_and_a_second_person_who_may(
    proposal, rich, sam, tina
):
    """F34: the function asks, and moves nothing for whoever calls it."""
    allowed = staff("both", "merge_accounts")
    for approver, refusal in (
        (sam, "same-person"),
        (person("nobody"), "not-allowed"),
        (staff("other", "adjust_points"), "not-allowed"),
    ):
        assert ask(MERGE, proposal=proposal.pk, approver=approver) == refusal
    assert ask(MERGE, proposal=proposal.pk + 1, approver=tina) == "no-proposal"
    allowed.is_active = False
    allowed.save()
    assert ask(MERGE, proposal=proposal.pk, approver=allowed) == "not-allowed"
    for member in (rich, person("x")):
        member.user_permissions.set(tina.user_permissions.all())
    assert ask(MERGE, proposal=proposal.pk, approver=rich) == "own-account"
    assert not Posting.objects.filter(kind="merge-out").exists()

    assert ask(MERGE, proposal=proposal.pk, approver=tina) is None


def test_a_merge_that_was_withdrawn_or_proposed_by_nobody_is_none(proposal, sam, tina):
    sam.user_permissions.clear()
    assert ask(MERGE, proposal=proposal.pk, approver=tina) == "not-allowed"
    MergeProposal.objects.filter(pk=proposal.pk).update(withdrawn_at=MARCH)
    sam.user_permissions.set(tina.user_permissions.all())
    assert ask(MERGE, proposal=proposal.pk, approver=tina) == "withdrawn"


def test_no_merge_goes_by_two_names(rich, bob, sam, tina):
    """F34: as it once went."""
    with pytest.raises(Exception, match="does not exist"), transaction.atomic():
        connection.cursor().execute(
            "SELECT ledger.merge(%s, %s, %s, %s, '2026-03-02', 'One person')",
            [rich.pk, bob.pk, sam.pk, tina.pk],
        )


@pytest.mark.parametrize("door", [ADJUST, EXTEND])
def test_who_may_not_or_is_the_member_changes_nothing(door, rich, sam):
    """F35, F36: an actor who is the member, or anybody."""
    words = {"member": rich, "reason": "x"}
    assert ask(door, actor=person("nobody"), **words) == "not-allowed"
    rich.user_permissions.set(sam.user_permissions.all())
    assert ask(door, actor=rich, **words) == "own-account"
    assert ask(door, actor=sam, **words) is None


@pytest.mark.parametrize("kind", ["accrual", "adjustment", "extension"])
def test_not_even_the_owner_gives_to_the_own_account(
    committed_db, owner_connection, kind
):
    """F35: a CHECK stands behind the doors."""
    member = person("alice")
    enrolment.enrol(member=member, enrolled_at=MARCH)
    with pytest.raises(psycopg.errors.CheckViolation) as refusal:
        owner_connection.execute(
            "INSERT INTO loyalty_posting (account_id, version, kind, reference,"
            " request_hash, related_version, expires_at, why, occurred_at, recorded_at,"
            " available_after, pending_after, held_after, owed_after, hash, actor_id,"
            " reason) VALUES (%(pk)s, 1, %(kind)s, 'X', '', 1, now(), '{}', now(),"
            " now(), 0, 0, 0, 0, sha256(''), %(pk)s, 'x')",
            {"pk": member.pk, "kind": kind},
        )
    assert refusal.value.diag.constraint_name == "loyalty_posting_not_to_oneself"


def test_nobody_brings_in_points_of_the_own_account(rich, sam):
    rich.user_permissions.set(sam.user_permissions.all())
    with pytest.raises(WrongRows) as wrong:
        bring_in(ALICE, by=type(rich).objects.get(pk=rich.pk), control_total=1005)
    assert "own account" in str(wrong.value.problems[0])


def adjust(member, points, actor, reference, at):
    return adjustment.adjust(
        member=member,
        points=points,
        reference=reference,
        reason="x",
        actor=actor,
        adjusted_at=at,
    )


def test_an_early_date_opens_no_other_budget(committed_db, owner_connection):
    """F35: what is recorded this month counts this month, whatever its date."""
    owner_connection.execute(clock.RUNNING)
    member, now = person("alice"), timezone.now()
    enrolment.enrol(member=member, enrolled_at=MARCH)
    sam = staff("sam", "adjust_points")
    for turn in range(10):
        adjust(member, 1000, sam, f"B{turn}", MARCH + timedelta(days=9 * turn))

    for at in (MARCH, now):
        with pytest.raises(adjustment.BudgetSpent):
            adjust(member, 1, sam, "A1", at)


PROPOSED = """
    SELECT refusal FROM ledger.adjust_as_proposed(%(proposal)s, %(approver)s,
        '2026-03-02',
        '{"code": "adjusted", "params": {"reason": "x"}}', '2027-03-02')
"""


@pytest.fixture
def wish(rich, sam):
    return ProposedAdjustment.objects.create(
        account_id=rich.pk,
        points=5000,
        reason="A lost parcel",
        reference="W1",
        proposed_by=sam,
        proposed_at=MARCH,
    )


def test_many_points_need_a_second_person_who_may(wish, rich, sam):
    """F35: by SQL as by any other way."""
    many = ADJUST.replace("5,", "1001,")
    assert ask(many, member=rich, actor=sam, reason="x") == "above-ceiling"
    zoe, left = staff("zoe", "adjust_points"), staff("left", "adjust_points")
    left.is_active = False
    left.save()
    rich.user_permissions.set(sam.user_permissions.all())
    for approver, refusal in (
        (sam, "same-person"),
        (person("nobody"), "not-allowed"),
        (staff("other", "merge_accounts"), "not-allowed"),
        (left, "not-allowed"),
        (rich, "own-account"),
    ):
        assert ask(PROPOSED, proposal=wish, approver=approver) == refusal
    assert ask(PROPOSED, proposal=wish.pk + 1, approver=zoe) == "no-proposal"
    assert not Posting.objects.filter(kind="adjustment").exists()

    assert ask(PROPOSED, proposal=wish, approver=zoe) is None
    assert Posting.objects.get(kind="adjustment").actor == zoe


def test_what_was_withdrawn_or_proposed_by_nobody_adjusts_nothing(wish, sam):
    zoe = staff("zoe", "adjust_points")
    sam.user_permissions.clear()
    assert ask(PROPOSED, proposal=wish, approver=zoe) == "not-allowed"
    sam.user_permissions.set(zoe.user_permissions.all())
    ProposedAdjustment.objects.filter(pk=wish.pk).update(withdrawn_at=MARCH)
    assert ask(PROPOSED, proposal=wish, approver=zoe) == "withdrawn"


@pytest.mark.parametrize("kind", ["merge", "adjustment"])
def test_what_was_turned_down_is_not_taken_up_again(kind, request):
    """F34, F35."""
    made = request.getfixturevalue({"merge": "proposal"}.get(kind, "wish"))
    type(made).objects.update(withdrawn_at=MARCH)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(made).objects.update(withdrawn_at=None)


def test_what_was_carried_out_is_not_turned_down(proposal, wish, rich, tina):
    """F34: neither a merge nor an adjustment; the books would miss it for ever."""
    assert ask(PROPOSED, proposal=wish, approver=staff("zoe", "adjust_points")) is None
    assert ask(MERGE, proposal=proposal.pk, approver=tina) is None

    for made in (proposal, wish):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(made).objects.update(withdrawn_at=MARCH)


@pytest.mark.parametrize(
    ("error", "sql"),
    [
        (IntegrityError, "UPDATE {table} SET withdrawn_at = 'infinity'"),
        (ProgrammingError, "UPDATE {table} SET reason = 'x'"),
        (ProgrammingError, "DELETE FROM {table}"),
    ],
)
@pytest.mark.parametrize("kind", ["merge", "adjustment"])
def test_what_was_proposed_stays(kind, error, sql, request):
    """F34, F35."""
    made = request.getfixturevalue({"merge": "proposal"}.get(kind, "wish"))
    with pytest.raises(error), transaction.atomic():
        connection.cursor().execute(sql.format(table=type(made)._meta.db_table))


@pytest.mark.parametrize(
    "changes",
    [
        {"proposed_by_id": "{member}"},
        {"proposed_by_id": "{nobody}"},
        {"points": "0"},
        {"points": "1000000001"},
        {"reason": "' '"},
        {"reason": "U&'\\200B'"},
        {"reference": "U&'\\00A0'"},
        {"proposed_at": "'infinity'"},
        {"proposed_at": "'-infinity'"},
        {"proposed_at": "'20000-01-01'"},
        {"proposed_at": "'4000-01-01 BC'"},
        {"withdrawn_at": "'infinity'"},
        {"posting_version": "1"},
    ],
)
def test_nobody_writes_an_odd_proposal(rich, sam, changes):
    """F35, F36: nor one that says of an earlier posting that two agreed to it."""
    said = {
        "account_id": "{member}",
        "points": "5",
        "reason": "'x'",
        "reference": "'W2'",
        "proposed_by_id": "{sam}",
        "proposed_at": "'2026-03-02'",
    }
    nobody = person("nobody")
    rich.user_permissions.set(sam.user_permissions.all())

    def write(words):
        columns, values = ", ".join(words), ", ".join(words.values())
        values = values.format(member=rich.pk, sam=sam.pk, nobody=nobody.pk)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO loyalty_proposedadjustment ({columns}) VALUES ({values})"  # noqa: S608
            )

    with pytest.raises(IntegrityError):
        write(said | changes)
    write(said)


def test_nobody_raises_the_own_limit(sam):
    """F35: limits are set by whoever owns the tables."""
    assert limits.limits_of(person=sam) == limits.Limits(1000, 10_000)
    with pytest.raises(ProgrammingError), transaction.atomic():
        limits.set_limits(limits={"": limits.Limits(9999, 9999)})


SHADOW = """
    CREATE TEMP TABLE users_user ON COMMIT DROP AS
        SELECT u.id, true AS is_active, true AS is_superuser FROM public.users_user u
"""


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO loyalty_proposedadjustment (account_id, points, reason, reference,"
        " proposed_by_id, proposed_at)"
        " VALUES (%(member)s, 5, 'x', 'W9', %(nobody)s, '2026-03-02')",
        "INSERT INTO loyalty_mergeproposal (closing_id, surviving_id, reason,"
        " proposed_by_id, proposed_at)"
        " VALUES (%(member)s, %(other)s, 'x', %(nobody)s, '2026-03-02')",
        "INSERT INTO loyalty_rule SELECT (jsonb_populate_record(r, jsonb_build_object("
        "'version', 9, 'author_id', %(nobody)s, 'starts_at', '2026-03-02',"
        " 'published_at', '2026-03-02'))).* FROM loyalty_rule r",
        "INSERT INTO audit_entry (actor_id, action, subject, before, after, reason,"
        " recorded_at) VALUES (%(nobody)s, 'points.grant', 'gift:x', '{}', '{}', '',"
        " '2026-03-02')",
    ],
)
def test_a_table_of_the_session_gives_nobody_a_right(rich, bob, sam, sql):
    """F36: guards once went by the names of whoever writes."""
    words = {"member": rich.pk, "other": bob.pk}

    def write(person):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SHADOW)
            cursor.execute(sql, words | {"nobody": person.pk})
            transaction.set_rollback(True)

    with pytest.raises(IntegrityError):
        write(person("nobody"))
    write(sam)


BLANK = ["", " ", "\t\r\n", "\u00a0", "\u3000", "\u200b", "\u2800", "\u3164", "\ufeff"]


@pytest.mark.parametrize("reason", BLANK)
def test_blanks_of_any_kind_are_no_reason(rich, bob, sam, reason):
    """F36: at the door, and where a proposal is written."""
    for door in (ADJUST, EXTEND):
        with pytest.raises(IntegrityError, match="not_blank"):
            ask(door, member=rich, actor=sam, reason=reason)
    with pytest.raises(IntegrityError, match="proposal_"), transaction.atomic():
        MergeProposal.objects.create(
            closing_id=rich.pk,
            surviving_id=bob.pk,
            reason=reason,
            proposed_by=sam,
            proposed_at=MARCH,
        )


@pytest.mark.parametrize("reason", ["x", "因", "\u200bё", "–"])
def test_a_word_in_any_script_is_one(rich, sam, reason):
    """The positive control of the test above."""
    assert ask(ADJUST, member=rich, actor=sam, reason=reason) is None


def test_a_rule_is_not_for_days_that_are_over(sam):
    """F36: by the use case and by the table."""
    early = MARCH - timedelta(days=400)
    with pytest.raises(policy.InvalidRule):
        policy.publish_rule(actor=sam, published_at=MARCH, starts_at=early)
    published = policy.publish_rule(actor=sam, published_at=MARCH)
    published.version, published.starts_at = 3, early
    with pytest.raises(IntegrityError, match="not_for_the_past"), transaction.atomic():
        published.save(force_insert=True)


def test_a_rule_has_an_author_who_may(sam):
    """F36: neither nobody nor anybody."""
    published = policy.publish_rule(actor=sam, published_at=MARCH)
    for author in (None, person("nobody").pk):
        published.version, published.author_id = 3, author
        with pytest.raises(IntegrityError), transaction.atomic():
            published.save(force_insert=True)


def test_a_gift_is_signed_by_somebody_who_may(rich, sam):
    """F36: an accrual that names its giver."""
    rich.user_permissions.set(sam.user_permissions.all())
    for giver, refusal in (
        (person("nobody"), ledger.NotAllowed),
        (Key(10**9), ledger.NotAllowed),
        (rich, OwnAccount),
    ):
        with pytest.raises(refusal):
            earn(rich, 5, "G1", at=MARCH, actor=giver)
    earn(rich, 5, "G1", at=MARCH, actor=sam)


def test_a_rule_is_published_when_it_is_published(committed_db, owner_connection):
    """F36: by the database's clock, so that no rule comes with a date of its own."""
    owner_connection.execute(clock.RUNNING)
    sam = staff("sam", "publish_rule")
    with pytest.raises(policy.InvalidRule, match="was not written on"):
        policy.publish_rule(actor=sam, published_at=MARCH)


LOG = """
    INSERT INTO audit_entry (actor_id, action, subject, before, after, reason,
        recorded_at, written_at) VALUES (%s, %s, %s, '{}', '{}', '', %s, '2026-03-02')
"""


@pytest.mark.parametrize(
    ("action", "by", "at"),
    [
        ("order.cancel", "sam", "2099-01-01"),
        ("order.cancel", "sam", "infinity"),
        ("order.cancel", "sam", "-infinity"),
        ("order.cancel", "sam", "4000-01-01 BC"),
        ("points.adjust", None, "2026-03-02"),
        ("points.adjust", "nobody", "2026-03-02"),
        ("points.adjust", "alice", "2026-03-02"),
        ("points.decline", "nobody", "2026-03-02"),
        ("points.grant", None, "2026-03-02"),
        ("points.grant", "nobody", "2026-03-02"),
        ("points.import", None, "2026-03-02"),
        ("points.import", "nobody", "2026-03-02"),
        ("points.publish-rule", "sam", "2026-03-02"),
        ("merge.approve", None, "2026-03-02"),
        ("merge.approve", "sam", "2026-03-02"),
    ],
)
def test_the_log_takes_no_odd_entries(committed_db, owner_connection, action, by, at):
    """F35, F36: of no time yet, or signed by nobody who may, or by the member."""
    owner_connection.execute(clock.RUNNING)
    people = {
        "sam": staff("sam", "adjust_points").pk,
        "alice": staff("alice", "adjust_points", "merge_accounts").pk,
        "nobody": person("nobody").pk,
    }
    subject = f"member:{people['alice']}"
    with connection.cursor() as cursor:
        cursor.execute(LOG, [people["sam"], "points.adjust", subject, "2026-03-02"])
        with pytest.raises(IntegrityError):
            cursor.execute(LOG, [people.get(by), action, subject, at])
        cursor.execute(
            "SELECT now() - written_at < interval '1 hour' FROM audit_entry"
            " WHERE action = 'points.adjust'"
        )
        assert cursor.fetchall() == [(True,)]
