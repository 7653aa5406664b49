"""How a campaign comes to hold, and how it ends."""

from datetime import timedelta
from decimal import Decimal

import psycopg
import pytest
from django.core.exceptions import PermissionDenied

from loyalty.campaigns import drafting, reviewing, trying
from loyalty.campaigns.checking import PROBLEMS, InvalidCampaign
from loyalty.campaigns.reading import (
    budget_left,
    changes,
    in_force,
    standing_of,
    stands,
)
from loyalty.campaigns.states import State
from loyalty.models import CampaignStep, CampaignVersion
from tests.loyalty.campaigns import (
    RULE,
    TEA_WEEK,
    approve,
    approver,
    buy,
    draft,
    drafter,
    running,
    tea,
)
from tests.loyalty.conftest import MARCH, staff

DAY = timedelta(days=1)


def state(version, at=MARCH):
    standing = standing_of(campaign_id=version.campaign_id, at=at)
    return next(one.state for one in standing if one.version == version)


def holding(at=MARCH):
    return [one.version for one in in_force(at=at)]


def test_a_campaign_goes_from_draft_to_its_end(books):
    version = draft(starts_at=MARCH + DAY, ends_at=MARCH + 3 * DAY)
    assert state(version) == State.DRAFT
    reviewing.submit_campaign(version=version, actor=drafter(), submitted_at=MARCH)
    assert state(version) == State.IN_REVIEW
    assert holding(MARCH + DAY) == []
    reviewing.approve_campaign(version=version, actor=approver(), approved_at=MARCH)

    assert state(version) == State.SCHEDULED
    assert holding(MARCH + DAY) == [version.pk]
    assert state(version, MARCH + DAY) == State.RUNNING
    assert holding(MARCH + 3 * DAY) == []
    assert state(version, MARCH + 3 * DAY) == State.ENDED


def test_it_holds_for_nobody_before_it_was_approved(books):
    """F48: the pages of that day promised nothing."""
    version = approve(draft(starts_at=MARCH - 9 * DAY), at=MARCH)

    assert holding(MARCH - DAY) == []
    assert holding() == [version.pk]


def test_another_version_takes_its_place(books):
    first = running(rate=Decimal(20))
    second = drafting.revise_campaign(
        based_on=first,
        actor=drafter(),
        drafted_at=MARCH,
        rate=Decimal(30),
        starts_at=MARCH + DAY,
    )
    assert changes(first, second).keys() == {"rate", "starts_at"}
    assert holding(MARCH + DAY) == [first.pk]
    approve(second, at=MARCH)

    assert holding() == [first.pk]
    assert holding(MARCH + DAY) == [second.pk]
    assert state(first, MARCH + DAY) == State.REPLACED
    assert [one.version for one in stands(at=MARCH)] == [second]
    with pytest.raises(drafting.CampaignChangedMeanwhile):
        drafting.revise_campaign(based_on=first, actor=drafter(), drafted_at=MARCH)


def test_it_can_be_ended_early(books):
    version = running()
    with pytest.raises(reviewing.ReasonMissing):
        end(version, reason=" ")

    end(version)
    assert end(version) == []

    assert state(version) == State.ENDED
    assert holding(MARCH - timedelta(minutes=1)) == [version.pk]
    assert holding() == []


def end(version, reason="Too generous"):
    return reviewing.end_campaign(
        campaign_id=version.campaign_id,
        actor=approver(),
        ended_at=MARCH,
        reason=reason,
    )


def test_a_copy_is_a_campaign_of_its_own(books):
    version = running(budget=100)

    copy = drafting.duplicate_campaign(
        version=version, actor=drafter(), drafted_at=MARCH, name_en="Tea week again"
    )

    assert copy.campaign_id != version.campaign_id
    assert copy.budget == 100
    assert budget_left(campaign_ids=[copy.campaign_id]) == {}


def test_two_people_decide(books):
    version = draft()
    both = staff("both", "draft_campaign", "approve_campaign")
    with pytest.raises(reviewing.NotSubmitted):
        reviewing.approve_campaign(version=version, actor=both, approved_at=MARCH)
    reviewing.submit_campaign(version=version, actor=both, submitted_at=MARCH)

    with pytest.raises(reviewing.SamePerson):
        reviewing.approve_campaign(version=version, actor=both, approved_at=MARCH)
    with pytest.raises(PermissionDenied):
        reviewing.approve_campaign(version=version, actor=drafter(), approved_at=MARCH)
    with pytest.raises(PermissionDenied):
        drafting.draft_campaign(actor=approver(), drafted_at=MARCH, **TEA_WEEK)
    reviewing.turn_campaign_down(
        version=version, actor=approver(), turned_down_at=MARCH, reason="Too much"
    )
    with pytest.raises(reviewing.AlreadyDecided):
        reviewing.approve_campaign(version=version, actor=approver(), approved_at=MARCH)
    assert state(version) == State.TURNED_DOWN


@pytest.mark.parametrize(
    ("wrong", "field", "problem"),
    [
        ({"name_en": " "}, "name_en", "missing"),
        ({"name_zh_hans": "\u200b"}, "name_zh_hans", "missing"),
        ({"amount": "cash"}, "amount", "unknown"),
        ({"trigger": "full moon"}, "trigger", "unknown"),
        ({"rate": Decimal(0)}, "rate", "gives-nothing"),
        ({"amount": "multiplier", "rate": Decimal(1)}, "rate", "gives-nothing"),
        ({"rate": Decimal("1.5")}, "rate", "not-whole"),
        ({"amount": "per-unit", "rate": Decimal(1001)}, "rate", "out-of-range"),
        ({"ends_at": TEA_WEEK["starts_at"]}, "ends_at", "never-opens"),
        ({"from_hour": 9, "until_hour": 9}, "until_hour", "never-opens"),
        ({"from_hour": 24}, "from_hour", "out-of-range"),
        ({"until_hour": 0}, "until_hour", "out-of-range"),
        ({"max_per_order": 0}, "max_per_order", "out-of-range"),
        ({"budget": -5}, "budget", "out-of-range"),
        ({"budget": 19}, "budget", "gives-nothing"),
        ({"min_pieces": -1}, "min_pieces", "out-of-range"),
        ({"max_per_month": 50, "max_per_member": 20}, "max_per_month", "never-counts"),
    ],
)
def test_what_makes_no_sense_is_refused(books, wrong, field, problem):
    with pytest.raises(drafting.InvalidCampaign) as refusal:
        draft(**wrong)

    assert refusal.value.args == (field, problem)
    assert not CampaignVersion.objects.exists()


def test_what_is_over_already_is_not_approved(books):
    version = draft(ends_at=MARCH)
    with pytest.raises(reviewing.NeverOpens):
        reviewing.submit_campaign(version=version, actor=drafter(), submitted_at=MARCH)


def test_a_later_version_has_what_its_budget_is_more(alice):
    first = running(budget=100)
    buy(alice, tea())
    more = revised(first, budget=150)
    assert budget_left(campaign_ids=[first.campaign_id]) == {first.campaign_id: 130}

    less = drafting.revise_campaign(
        based_on=more, actor=drafter(), drafted_at=MARCH, budget=20
    )
    approve(less, at=MARCH)
    assert budget_left(campaign_ids=[first.campaign_id]) == {first.campaign_id: 0}


def revised(version, **fields):
    return approve(
        drafting.revise_campaign(
            based_on=version, actor=drafter(), drafted_at=MARCH, **fields
        ),
        at=MARCH,
    )


def test_no_budget_is_less_than_what_was_given(alice):
    first = running(budget=100)
    for number in range(2):
        buy(alice, tea(), f"O{number}")

    with pytest.raises(reviewing.BudgetSpent) as refusal:
        revised(first, budget=39)
    assert refusal.value.args == (40,)


def test_a_budget_does_not_come_or_go_later(books):
    first = running(budget=100)

    with pytest.raises(reviewing.BudgetSpent) as refusal:
        revised(first, budget=None)
    assert refusal.value.args == (None,)


@pytest.mark.parametrize("budget", [None, 39], ids=["none", "less than given"])
def test_the_tables_let_no_budget_shrink_below_what_was_given(
    alice, monkeypatch, budget
):
    first = running(budget=100)
    for number in range(2):
        buy(alice, tea(), f"O{number}")
    monkeypatch.setattr(reviewing, "_check_budget", lambda version: None)

    with pytest.raises(reviewing.AlreadyDecided):
        revised(first, budget=budget)


def test_the_tables_hold_the_same_rules(committed_db, owner_connection):
    """Whoever writes past the use cases."""
    version = draft(budget=100)
    both = staff("both", "draft_campaign", "approve_campaign")

    def step(kind, by):
        owner_connection.execute(
            "INSERT INTO loyalty_campaignstep (version_id, kind, actor_id, taken_at,"
            " note) VALUES (%s, %s, %s, %s, '')",
            [version.pk, kind, by.pk, MARCH],
        )

    for kind, by in (
        ("approved", approver()),  # nobody has asked
        ("ended", approver()),
        ("submitted", approver()),  # may not
    ):
        with pytest.raises(psycopg.errors.CheckViolation):
            step(kind, by)
    step("submitted", both)
    for kind, by in (("approved", both), ("approved", drafter()), ("ended", both)):
        with pytest.raises(psycopg.errors.CheckViolation):
            step(kind, by)
    for statement in (
        "UPDATE loyalty_campaign SET author_id = 1",
        "UPDATE loyalty_campaignversion SET rate = 500",
        "DELETE FROM loyalty_campaignstep",
        "TRUNCATE loyalty_budgetslot",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            owner_connection.execute(statement)
    step("approved", approver())
    assert CampaignStep.objects.count() == 2


def test_the_author_does_not_approve_whoever_asked_for_it(
    committed_db, owner_connection
):
    author = staff("author", "draft_campaign", "approve_campaign")
    version = drafting.draft_campaign(actor=author, drafted_at=MARCH, **TEA_WEEK)
    reviewing.submit_campaign(version=version, actor=drafter(), submitted_at=MARCH)

    with pytest.raises(psycopg.errors.CheckViolation):
        owner_connection.execute(
            "INSERT INTO loyalty_campaignstep (version_id, kind, actor_id, taken_at,"
            " note) VALUES (%s, 'approved', %s, %s, '')",
            [version.pk, author.pk, MARCH],
        )


ODD_VERSIONS = {
    "by one who may not": "author_id = {nobody}",
    "without a name": "name_zh_hans = ' '",
    "of no day": "ends_at = '9999-12-31Z'",
    "of no known amount": "amount = 'cash'",
    "that gives nothing": "rate = 0",
    "of half a point": "rate = 1.5",
    "that never opens": "until_hour = 0",
    "of less than no basket": "min_basket = -1",
    "with a ceiling of nothing": "max_per_month = 0",
    "with a number there is": "number = 1",
}


@pytest.mark.parametrize("odd", ODD_VERSIONS.values(), ids=ODD_VERSIONS.keys())
def test_nobody_writes_an_odd_version(committed_db, owner_connection, odd):
    version = draft()
    insert = (
        "INSERT INTO loyalty_campaignversion SELECT (jsonb_populate_record(v,"
        " to_jsonb(o) - 'id' || jsonb_build_object('id', {id}, 'number', {number})"
        " || to_jsonb(said))).* FROM loyalty_campaignversion v, LATERAL (SELECT v.*) o,"
        " LATERAL (SELECT {said}) said WHERE v.id = {version}"
    )
    column, _equals, value = odd.format(nobody=approver().pk).partition(" = ")

    def write(said, number):
        owner_connection.execute(
            insert.format(
                id=version.pk + number, number=number, said=said, version=version.pk
            )
        )

    with pytest.raises(psycopg.errors.IntegrityError):
        write(f"{value} AS {column}", 2)
    write("1", 3)  # nothing odd


def test_a_campaign_is_tried_before_it_holds(books):
    running(group="weeks", rate=Decimal(20))
    sketch = drafting.sketched(**TEA_WEEK | {"group": "weeks", "rate": Decimal(50)})

    tried = trying.try_campaign(version=sketch, lines=tea(), rule=RULE, at=MARCH)

    assert (tried.without.points, tried.together.points) == (60, 90)
    assert (tried.adds, tried.is_outdone) == (30, False)
    less = drafting.sketched(sketch, rate=Decimal(10))
    tried = trying.try_campaign(version=less, lines=tea(), rule=RULE, at=MARCH)
    assert (tried.adds, tried.is_outdone) == (0, True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("rate", Decimal(said)) for said in ("NaN", "sNaN", "Infinity", "-Infinity")),
        ("rate", None),
        ("rate", "20"),
        *(("min_basket", Decimal(said)) for said in ("NaN", "Infinity")),
        ("min_pieces", Decimal("NaN")),
        ("max_per_month", Decimal("1.5")),
        ("budget", True),
        ("priority", 10**6),
        ("priority", None),
        ("group", "x" * 41),
        ("group", "a\0b"),
        ("labels", ["a\0b"]),
        ("labels", ["x" * 256]),
        ("labels", [7]),
        ("products", [2**63]),
        ("products", ["7"]),
        ("from_hour", None),
    ],
    ids=str,
)
def test_what_is_of_another_kind_is_refused_by_its_field(db, field, value):
    with pytest.raises(InvalidCampaign) as refused:
        draft(**{field: value})
    assert refused.value.args[0] == field
    assert refused.value.args[1] in PROBLEMS


def test_what_was_ended_does_not_come_back_to_life(books):
    """In no version: not a new one, and not one that was waiting."""
    first = running()
    second = drafting.revise_campaign(
        based_on=first, actor=drafter(), drafted_at=MARCH, rate=Decimal(30)
    )
    reviewing.submit_campaign(version=second, actor=drafter(), submitted_at=MARCH)
    end(first)

    assert (state(second), state(first)) == (State.ENDED, State.ENDED)
    with pytest.raises(reviewing.CampaignEnded):
        drafting.revise_campaign(
            based_on=second, actor=drafter(), drafted_at=MARCH, rate=Decimal(9)
        )
    with pytest.raises(reviewing.CampaignEnded):
        reviewing.submit_campaign(version=second, actor=drafter(), submitted_at=MARCH)
    with pytest.raises(reviewing.CampaignEnded):
        reviewing.approve_campaign(version=second, actor=approver(), approved_at=MARCH)
    assert holding(MARCH + DAY) == []


@pytest.mark.parametrize("is_submitted", [False, True])
def test_the_tables_let_no_version_of_what_was_ended_go_on(
    books, monkeypatch, is_submitted
):
    first = running()
    second = drafting.revise_campaign(
        based_on=first, actor=drafter(), drafted_at=MARCH, rate=Decimal(30)
    )
    if is_submitted:
        reviewing.submit_campaign(version=second, actor=drafter(), submitted_at=MARCH)
    end(first)
    monkeypatch.setattr(reviewing, "check_goes_on", lambda campaign_id: None)

    asked = {"version": second, "actor": drafter(), "submitted_at": MARCH}
    decided = {"version": second, "actor": approver(), "approved_at": MARCH}
    with pytest.raises(reviewing.AlreadyDecided):
        _ = (
            reviewing.approve_campaign(**decided)
            if is_submitted
            else reviewing.submit_campaign(**asked)
        )
