"""What a posting says of who gave how much, and what returns take of it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import psycopg
import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from loyalty import enrolment, reading, reconciliation
from loyalty.campaigns import drafting
from loyalty.campaigns.reading import budget_left
from loyalty.models import BudgetSlot
from loyalty.why import Why
from tests.loyalty.campaigns import (
    approve,
    bring_back,
    buy,
    draft,
    drafter,
    running,
    tea,
)
from tests.loyalty.conftest import MARCH, person
from tests.loyalty.deeds import earn, revoke

DAY = timedelta(days=1)


def given(posting):
    return [(share["source"], share["points"]) for share in posting.shares]


def test_a_purchase_without_campaigns_has_no_shares(alice):
    assert buy(alice, tea()).shares is None


def test_each_source_says_what_it_gave(alice):
    week = running()

    posting = buy(alice, tea())

    assert given(posting) == [("purchase", 40), ("campaign", 20)]
    assert posting.pending_after == 60
    assert posting.shares[1]["version"] == week.pk
    assert posting.explanation.endswith(" “Tea week” adds 20 points.")
    with translation.override("zh-hans"):
        assert posting.explanation.endswith("“茶周”活动另加 20 积分。")


def test_a_return_takes_of_each_share_what_the_rest_does_not_earn(alice):
    """L14, L16: by the versions that gave it; the last return clears each to zero."""
    running(amount="per-piece", rate=Decimal(5))
    buy(alice, tea("30.01", pieces=3))

    first = bring_back(alice, tea("20.00", pieces=2), "first")
    assert given(first) == [("purchase", 10), ("campaign", 5)]
    assert " 5 of the points taken back were given by “Tea week”." in first.explanation
    last = bring_back(alice, tea("0.00", pieces=0), "last")

    assert given(last) == [("purchase", 20), ("campaign", 10)]
    earned = reading.accrued(member=alice, reference="O1")
    assert [share.kept for share in earned.shares] == [0, 0]
    assert earned.kept == 0


def test_a_fixed_bonus_stays_while_its_conditions_are_met(alice):
    """L17: it is kept whole, and goes whole once the rest is below the threshold."""
    running(min_basket=Decimal(25))
    buy(alice, tea("40.00"))

    kept = bring_back(alice, tea("30.00"), "a little")
    assert given(kept) == [("purchase", 10)]
    gone = bring_back(alice, tea("24.99"), "too much")
    assert given(gone) == [("purchase", 6), ("campaign", 20)]


def test_a_member_gets_no_more_than_a_month_allows(alice):
    running(max_per_month=30)
    buy(alice, tea(), "O1")

    second = buy(alice, tea(), "O2")
    assert given(second) == [("purchase", 40), ("campaign", 10)]
    assert "adds 10 points, not 20" in second.explanation
    third = buy(alice, tea(), "O3", at=MARCH + DAY)
    assert given(third) == [("purchase", 40), ("campaign", 0)]
    assert given(buy(alice, tea(), "O4", at=MARCH + 30 * DAY)) == [
        ("purchase", 40),
        ("campaign", 20),
    ]


def test_what_was_taken_back_can_be_given_again(alice):
    running(max_per_member=20)
    buy(alice, tea(), "O1")
    bring_back(alice, tea("0.00"), of="O1")

    assert given(buy(alice, tea(), "O2"))[1] == ("campaign", 20)
    last = buy(alice, tea(), "O3")
    assert given(last)[1] == ("campaign", 0)
    assert "it gives a member no more." in last.explanation


def test_a_repeated_accrual_draws_once(alice):
    week = running(budget=100)

    first, again = (buy(alice, tea()) for _attempt in range(2))

    assert first == again
    assert budget_left(campaign_ids=[week.campaign_id]) == {week.campaign_id: 80}


def test_a_budget_gives_whole_grants_and_gets_them_back(alice):
    week = running(budget=50)
    for number in range(2):
        buy(alice, tea(), f"O{number}")

    refused = buy(alice, tea(), "O2")
    assert given(refused) == [("purchase", 40), ("campaign", 0)]
    assert refused.pending_after == 3 * 40 + 2 * 20
    assert "all its points have been given" in refused.explanation

    bring_back(alice, tea("0.00"), of="O0")
    assert budget_left(campaign_ids=[week.campaign_id]) == {week.campaign_id: 30}
    assert given(buy(alice, tea(), "O3"))[1] == ("campaign", 20)
    # Whoever was told that there is nothing gets nothing later.
    assert given(buy(alice, tea(), "O2"))[1] == ("campaign", 0)


def test_a_grant_is_gathered_from_several_slots(alice):
    week = running(budget=16_000, rate=Decimal(15_500))
    assert BudgetSlot.objects.count() == 16

    posting = buy(alice, tea())

    assert sum(posting.shares[1]["slots"].values()) == 15_500
    assert len(posting.shares[1]["slots"]) == 16
    bring_back(alice, tea("0.00"))
    assert budget_left(campaign_ids=[week.campaign_id]) == {week.campaign_id: 16_000}


def test_shares_that_do_not_add_up_are_refused(alice):
    week = running()
    campaign = {"source": "campaign", "version": week.pk, "month": "2026-03"}
    for points, shares in (
        (3, [{"source": "purchase", "version": 1, "points": 2}]),
        (2, [{"source": "friends", "version": 1, "points": 2}]),
        (
            2,
            [
                {"source": "purchase", "version": 1, "points": 3},
                {**campaign, "points": -1},
            ],
        ),
        (2, [{**campaign, "version": week.pk + 1, "points": 2}]),
        (0, {}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            earn(alice, points, at=MARCH, why=Why("welcome", {}, shares))
    buy(alice, tea())
    with pytest.raises(DatabaseError), transaction.atomic():
        revoke(alice, 1, of="O1", at=MARCH)


BY_RULE = {"source": "purchase", "version": 1, "points": 100, "base": "100.00"}
NO_SHARES = {
    "of a source that nobody knows": [
        BY_RULE | {"points": 50},
        BY_RULE | {"source": "evil", "points": 50},
    ],
    "of no source": [BY_RULE | {"points": 50}, {"points": 50}],
    "more than was asked for": [BY_RULE, BY_RULE | {"source": "evil", "points": 5000}],
    "a number": [BY_RULE, 7],
    "a word": [BY_RULE, "x"],
    "nothing": [BY_RULE, None],
    "a list": [BY_RULE, []],
    "points that are a word": [BY_RULE | {"points": "100"}],
    "half a point": [BY_RULE | {"points": 99.5}, BY_RULE | {"points": 0.5}],
    "no version": [BY_RULE | {"version": None}],
    "no base": [{key: BY_RULE[key] for key in ("source", "version", "points")}],
    "a base that is no money": [BY_RULE | {"base": "NaN"}],
    "none at all": [],
    "a budget of its own": [BY_RULE | {"campaign": 1, "slots": {"1": 500}}],
    "another's reason": [BY_RULE | {"asked": 500, "because": "month"}],
}


@pytest.mark.parametrize("shares", NO_SHARES.values(), ids=NO_SHARES.keys())
def test_what_is_no_share_is_refused(alice, shares):
    """The ledger reads them strictly, whoever sends them: all of them count."""
    running(budget=1000)
    with pytest.raises(DatabaseError, match="share"), transaction.atomic():
        earn(alice, 100, at=MARCH, why=Why("welcome", {}, shares))


def by(version, points=20, **other):
    """A share of a campaign as an order sends it."""
    return {
        "source": "campaign",
        "version": version.pk,
        "points": points,
        "base": "40.00",
        "names": {"en": version.name_en, "zh-hans": version.name_zh_hans},
        "amount": version.amount,
        "rate": str(version.rate),
        "month": "2026-03",
    } | other


def sent(member, *shares):
    return earn(
        member,
        sum(share["points"] for share in shares),
        at=MARCH,
        why=Why("welcome", {}, list(shares)),
    )


def test_a_campaign_counts_once_in_an_accrual(alice):
    """Its ceilings know what earlier postings gave, not what this one says twice."""
    week = running(max_per_month=100, max_per_member=200, max_per_order=100)
    for shares in (
        [by(week, 100)] * 4,
        [by(week, 100), by(week, 100)],
        [BY_RULE, BY_RULE, by(week)],
        [by(week, 101)],
    ):
        with pytest.raises(DatabaseError, match="share"), transaction.atomic():
            sent(alice, *shares)
    assert given(sent(alice, BY_RULE, by(week, 100)))[1] == ("campaign", 100)


def test_two_versions_of_one_campaign_do_not_give_twice(alice):
    """A version is a campaign's word of its day, not another campaign."""
    first = running(max_per_order=100)
    second = approve(
        drafting.revise_campaign(
            based_on=first, actor=drafter(), drafted_at=MARCH, priority=5
        ),
        at=MARCH,
    )
    with pytest.raises(DatabaseError, match="a second share"), transaction.atomic():
        sent(alice, BY_RULE, by(first), by(second))


def test_what_nobody_approved_gives_nothing(alice):
    waiting = draft(budget=100)
    with pytest.raises(DatabaseError, match="nobody approved"), transaction.atomic():
        sent(alice, BY_RULE, by(waiting))


@pytest.mark.parametrize(
    "other",
    [
        *({"month": month} for month in ("1999-99", "x", None, "", 3, "2026-04")),
        {"names": {"en": "Another", "zh-hans": "茶周"}},
        {"names": 7},
        {"amount": "multiplier"},
        {"rate": "21"},
        {"rate": "NaN"},
        {"campaign": 1},
        {"slots": {"1": 500}},
        {"asked": 500},
        {"because": "evil"},
    ],
    ids=str,
)
def test_a_share_says_the_month_and_the_version_it_is_of(alice, other):
    """The month is that of the posting wherever the programme is, not free text."""
    week = running(max_per_month=100, budget=1000)
    with pytest.raises(DatabaseError, match="share"), transaction.atomic():
        sent(alice, BY_RULE, by(week, **other))


def test_the_ends_of_a_month_are_those_of_the_programmes_zone(alice):
    """Half past midnight on 1 April in Berlin is still March by the server's clock."""
    week = running(max_per_month=100)
    late = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    shares = [by(week, month="2026-04")]
    earned = earn(alice, 20, at=late, why=Why("welcome", {}, shares))
    assert earned.shares[0]["month"] == "2026-04"


@pytest.mark.parametrize(
    "shares",
    [
        [("campaign", 10), ("campaign", 10)],
        [("purchase", 1), ("campaign", 10), ("purchase", 1), ("campaign", 10)],
        [("purchase", 10, {"campaign": 1, "slots": {"1": 500}})],
        [("purchase", 10), ("evil", 10)],
    ],
    ids=str,
)
def test_a_share_is_taken_once_and_as_it_was_given(alice, shares):
    """A budget gets back what was drawn from it, and no more."""
    week = running(budget=1000)
    buy(alice, tea())
    versions = {"campaign": week.pk, "purchase": 1, "evil": 1}
    asked = [
        {"source": source, "version": versions[source], "points": points} | dict(*other)
        for source, points, *other in shares
    ]
    with pytest.raises(DatabaseError, match="share"), transaction.atomic():
        revoke(
            alice,
            sum(share["points"] for share in asked),
            of="O1",
            at=MARCH,
            why=Why("welcome", {}, asked),
        )
    left = budget_left(campaign_ids=[week.campaign_id])
    assert left == {week.campaign_id: 980}


def test_no_more_is_taken_of_a_share_than_is_left_of_it(alice):
    """Though the purchase as a whole has more."""
    week = running(budget=1000)
    buy(alice, tea())

    def take(points, reference):
        share = {"source": "campaign", "version": week.pk, "points": points}
        revoke(
            alice,
            points,
            reference,
            of="O1",
            at=MARCH,
            why=Why("welcome", {}, [share]),
        )

    take(15, "first")
    with pytest.raises(DatabaseError, match="not so much"), transaction.atomic():
        take(6, "second")
    take(5, "third")
    assert budget_left(campaign_ids=[week.campaign_id]) == {week.campaign_id: 1000}


# What each makes differ.
TAMPERINGS = {
    "UPDATE loyalty_posting SET shares = jsonb_set(shares, '{1,points}', '21')"
    " WHERE version = 1": {"shares", "budget", "chain"},
    "UPDATE loyalty_posting SET shares = jsonb_set(shares, '{1,slots}', '{\"1\": 19}')"
    " WHERE version = 1": {"shares", "chain"},
    "UPDATE loyalty_posting SET shares = jsonb_set(jsonb_set(shares,"
    " '{0,points}', '19'), '{1,points}', '21') WHERE version = 2": {
        "shares",
        "budget",
        "chain",
    },
    "UPDATE loyalty_budgetslot SET points = points + 1": {"budget"},
}


def test_every_tampering_with_shares_is_found(committed_db, owner_connection):
    """L22"""
    member = person("alice")
    enrolment.enrol(member=member, enrolled_at=MARCH)
    running(budget=100)
    buy(member, tea("20.00"))
    bring_back(member, tea("0.00"))
    assert reconciliation.differences() == []
    with pytest.raises(psycopg.errors.CheckViolation):
        owner_connection.execute("UPDATE loyalty_budgetslot SET points = -1")
    owner_connection.execute("ALTER TABLE loyalty_posting DISABLE TRIGGER append_only")
    undo = owner_connection.cursor()

    for tampering, differing in TAMPERINGS.items():
        undo.execute("BEGIN")
        undo.execute(tampering)
        undo.execute("SELECT what FROM ledger.differences")
        found = {row[0] for row in undo.fetchall()}
        undo.execute("ROLLBACK")
        assert found == differing, tampering
