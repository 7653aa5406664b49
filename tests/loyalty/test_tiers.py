"""Ladders of tiers: said by one person, decided on by another, never edited."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DataError, transaction

from loyalty import earning, expiry, shares, why
from loyalty import reading as members
from loyalty.arithmetic.awards import EarningLine, award
from loyalty.arithmetic.campaigns import Campaign, Standing
from loyalty.tiers import drafting, reviewing
from loyalty.tiers.checking import InvalidLadder
from loyalty.tiers.reading import State, Tier, approved, stands
from tests.loyalty.campaigns import RULE, bring_back
from tests.loyalty.conftest import MARCH, staff
from tests.loyalty.tiers import (
    BLOSSOM,
    GROVE,
    LEAF,
    USUAL,
    approve,
    approver,
    draft,
    drafter,
    ladder,
)

pytestmark = pytest.mark.django_db
TODAY = MARCH.date()


def states(at=MARCH):
    return [(one.ladder.number, one.state, one.begins) for one in stands(at=at)]


def test_a_ladder_goes_from_draft_to_running():
    first = draft()
    assert states() == [(1, State.DRAFT, None)]
    reviewing.submit_ladder(ladder=first, actor=drafter(), submitted_at=MARCH)
    assert states() == [(1, State.IN_REVIEW, None)]

    reviewing.approve_ladder(ladder=first, actor=approver(), approved_at=MARCH)

    assert states() == [(1, State.RUNNING, TODAY)]
    (found,) = approved()
    assert [tier.code for tier in found.tiers] == ["leaf", "blossom", "grove"]


def test_no_day_is_reckoned_by_other_tiers_than_it_began_with():
    ladder()
    later = approve(draft([LEAF, BLOSSOM]))
    tomorrow = TODAY + timedelta(days=1)
    assert states() == [
        (later.number, State.SCHEDULED, tomorrow),
        (1, State.RUNNING, date(2023, 12, 23)),
    ]
    assert states(MARCH + timedelta(days=1)) == [
        (later.number, State.RUNNING, tomorrow),
        (1, State.REPLACED, date(2023, 12, 23)),
    ]
    assert [one.begins for one in approved()] == [date(2023, 12, 23), tomorrow]


def test_one_that_begins_sooner_takes_the_place_of_what_was_to_come():
    ladder()
    approve(draft([LEAF, BLOSSOM], starts_on=TODAY + timedelta(days=30)))
    approve(draft([LEAF, GROVE], starts_on=TODAY + timedelta(days=10)))

    assert [state for _number, state, _begins in states()] == [
        State.SCHEDULED,
        State.REPLACED,
        State.RUNNING,
    ]
    assert len(approved()) == 2


@pytest.mark.parametrize(
    ("tiers", "refused"),
    [
        (
            [LEAF, BLOSSOM, GROVE | {"threshold": Decimal(100)}],
            (2, "threshold", "not-rising"),
        ),
        (
            [LEAF, BLOSSOM, GROVE | {"threshold": Decimal(99)}],
            (2, "threshold", "not-rising"),
        ),
        ([LEAF | {"threshold": Decimal(1)}, BLOSSOM], (0, "threshold", "not-for-all")),
        ([LEAF], (None, "tiers", "too-few")),
        ([LEAF | {"name_en": " "}, BLOSSOM], (0, "name_en", "missing")),
        (
            [LEAF, BLOSSOM | {"multiplier": Decimal("0.5")}],
            (1, "multiplier", "out-of-range"),
        ),
        (
            [LEAF, BLOSSOM | {"threshold": Decimal("NaN")}],
            (1, "threshold", "out-of-range"),
        ),
        ([LEAF, BLOSSOM | {"threshold": None}], (1, "threshold", "missing")),
        ([LEAF, BLOSSOM | {"perk_en": "Tea"}], (1, "perk_zh_hans", "not-in-both")),
        ([LEAF, BLOSSOM | {"mark": "plaid"}], (1, "mark", "unknown")),
        ([LEAF, BLOSSOM | {"name_en": "Leaf"}], (1, "name_en", "twice")),
        ([LEAF, BLOSSOM | {"code": "leaf"}], (1, "code", "twice")),
    ],
)
def test_what_no_ladder_can_say(tiers, refused):
    with pytest.raises(InvalidLadder) as refusal:
        draft(tiers)
    assert refusal.value.args == refused
    assert not Tier.objects.exists()


def test_only_who_may():
    nobody = staff("nobody")
    with pytest.raises(PermissionDenied):
        drafting.draft_ladder(
            actor=nobody, drafted_at=MARCH, starts_on=TODAY, tiers=USUAL
        )
    first = draft()
    for decide in (reviewing.submit_ladder,):
        with pytest.raises(PermissionDenied):
            decide(ladder=first, actor=nobody, submitted_at=MARCH)
    with pytest.raises(PermissionDenied):
        reviewing.approve_ladder(ladder=first, actor=nobody, approved_at=MARCH)


def test_nobody_approves_their_own():
    both = staff("both", "draft_ladder", "approve_ladder")
    first = draft()
    reviewing.submit_ladder(ladder=first, actor=both, submitted_at=MARCH)
    with pytest.raises(reviewing.SamePerson):
        reviewing.approve_ladder(ladder=first, actor=both, approved_at=MARCH)
    reviewing.turn_ladder_down(
        ladder=first, actor=both, turned_down_at=MARCH, reason="Too steep"
    )
    with pytest.raises(reviewing.AlreadyDecided):
        reviewing.approve_ladder(ladder=first, actor=approver(), approved_at=MARCH)


def test_of_two_who_write_at_once_one_is_told():
    first = draft()
    draft([LEAF, GROVE])
    with pytest.raises(drafting.LadderChangedMeanwhile):
        draft([LEAF, BLOSSOM], based_on=1)
    with pytest.raises(reviewing.NotNewest):
        reviewing.submit_ladder(ladder=first, actor=drafter(), submitted_at=MARCH)
    with pytest.raises(drafting.NothingChanged):
        draft([LEAF, GROVE])


def lines(cash="40.00"):
    return [EarningLine(key="a", cash=Decimal(cash), labels=frozenset(["tea"]))]


def tier(code):
    return approved()[-1].tier(code)


def due(code="blossom", cash="40.00"):
    return award(lines(cash), RULE, (), Standing(MARCH, tier=tier(code)))


def accrue(member, said, *, points=None, reference="O1"):
    return earning.accrue(
        member=member,
        points=sum(one["points"] for one in said) if points is None else points,
        reference=reference,
        accrued_at=MARCH,
        expires_at=expiry.expires_at(MARCH, 12),
        why=why.order_earned(
            order=reference,
            base=Decimal("40.00"),
            currency="EUR",
            rule=RULE,
            shares=said,
        ),
    )


def test_a_tier_adds_a_share_of_its_own(alice):
    ladder()
    said = shares.stored(due("grove"), at=MARCH)

    posting = accrue(alice, said)

    assert [(one["source"], one["points"]) for one in posting.shares] == [
        ("purchase", 40),
        ("tier", 20),
    ]
    assert posting.explanation.endswith(
        " Grove adds 20 points: 1.5 times the usual points."
    )


def test_each_tier_is_rounded_once_and_never_added_to_campaigns():
    ladder()
    week = Campaign(
        version=1,
        campaign=1,
        amount="multiplier",
        rate=Decimal(2),
        starts_at=MARCH - timedelta(days=1),
    )
    found = award(lines("39.99"), RULE, [week], Standing(MARCH, tier=tier("blossom")))
    assert [(one.source, one.points) for one in found.shares] == [
        ("purchase", 39),
        ("tier", 9),
        ("campaign", 39),
    ]
    assert sum(found.per_line.values()) == found.points


def test_what_comes_back_is_reckoned_by_what_was_stored(alice):
    """L14: another ladder changes nothing of what was earned."""
    ladder()
    accrue(alice, shares.stored(due("grove"), at=MARCH))
    ladder([LEAF, GROVE | {"multiplier": Decimal(9)}], at=MARCH - timedelta(days=3))

    bring_back(alice, lines("10.00"))
    kept = members.accrued(member=alice, reference="O1").shares
    assert [one.kept for one in kept] == [10, 5]
    bring_back(alice, [], "more")
    kept = members.accrued(member=alice, reference="O1").shares
    assert [one.kept for one in kept] == [0, 0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 0},
        {"rate": "9"},
        {"rate": "NaN"},
        {"names": {"en": "Forest", "zh-hans": "林木"}},
        {"points": 21},
        {"base": "400.00"},
    ],
)
def test_the_ledger_refuses_what_no_tier_gives(alice, wrong):
    ladder()
    said = shares.stored(due("grove"), at=MARCH)
    said[1] |= wrong
    with pytest.raises(DataError), transaction.atomic():
        accrue(alice, said)
    assert members.accrued(member=alice, reference="O1") is None


def test_the_ledger_refuses_a_tier_of_which_nobody_approved(alice):
    ladder()
    draft([LEAF, BLOSSOM, GROVE | {"multiplier": Decimal(5)}])
    drafted = Tier.objects.get(multiplier=5)
    said = shares.stored(due("grove"), at=MARCH)
    said[1] |= {"version": drafted.pk, "rate": "5.00", "points": 160}
    with pytest.raises(DataError), transaction.atomic():
        accrue(alice, said)


def test_no_two_tiers_give_at_once(alice):
    ladder()
    said = shares.stored(due("grove"), at=MARCH)
    other = shares.stored(due("blossom"), at=MARCH)[1]
    with pytest.raises(DataError), transaction.atomic():
        accrue(alice, [*said, other])


def test_a_campaign_can_be_for_a_tier():
    ladder()
    for_grove = Campaign(
        version=1,
        campaign=1,
        amount="fixed",
        rate=Decimal(7),
        starts_at=MARCH - timedelta(days=1),
        tiers=frozenset(["grove"]),
    )
    for held, added in (("grove", 7), ("blossom", 0), (None, 0)):
        standing = Standing(MARCH, tier=held and tier(held))
        found = award(lines(), RULE, [for_grove], standing)
        of_campaigns = [one.points for one in found.added if one.campaign]
        assert sum(of_campaigns) == added
