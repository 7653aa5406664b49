"""Campaigns as tests need them: approved by somebody else, holding all day."""

from datetime import timedelta
from decimal import Decimal

from django.contrib.auth import get_user_model

from loyalty import earning, expiry, reading, returns, shares, why
from loyalty.arithmetic.awards import EarningLine, award, still_due
from loyalty.arithmetic.campaigns import CAMPAIGN, Standing
from loyalty.campaigns import drafting, reviewing
from loyalty.campaigns.reading import deciding, in_force
from loyalty.terms.earning import EarningTerms
from tests.loyalty.conftest import MARCH, staff

RULE = EarningTerms(version=1, points_per_unit=Decimal(1))
TEA_WEEK = {
    "name_en": "Tea week",
    "name_zh_hans": "茶周",
    "amount": "fixed",
    "rate": Decimal(20),
    "starts_at": MARCH - timedelta(days=1),
}


def drafter():
    return _known("drafter", "draft_campaign")


def approver():
    return _known("approver", "approve_campaign")


def _known(name, permission):
    found = get_user_model().objects.filter(email=f"{name}@members.example").first()
    return found or staff(name, permission)


def draft(*, drafted_at=MARCH, **fields):
    return drafting.draft_campaign(
        actor=drafter(), drafted_at=drafted_at, **TEA_WEEK | fields
    )


def approve(version, *, at=MARCH - timedelta(hours=1)):
    reviewing.submit_campaign(version=version, actor=drafter(), submitted_at=at)
    reviewing.approve_campaign(version=version, actor=approver(), approved_at=at)
    return version


def running(*, since=None, **fields):
    """A campaign that holds, since a day before March or as long as is said."""
    if since is None:
        return approve(draft(**fields))
    return approve(draft(drafted_at=since, starts_at=since, **fields), at=since)


def tea(cash="40.00", *, pieces=1):
    return [
        EarningLine(
            key="a", cash=Decimal(cash), labels=frozenset(["tea"]), pieces=pieces
        )
    ]


def buy(member, lines, reference="O1", *, at=MARCH, is_first_order=False):
    """What an order does: earn by the rule and the campaigns of that moment."""
    due = award(lines, RULE, in_force(at=at), Standing(at, is_first_order))
    return earning.accrue(
        member=member,
        points=due.points,
        reference=reference,
        accrued_at=at,
        expires_at=expiry.expires_at(at, 12),
        why=why.order_earned(
            order=reference,
            base=due.base,
            currency="EUR",
            rule=RULE,
            shares=shares.stored(due, at=at),
        ),
    )


def bring_back(member, remaining, reference="back", *, of="O1", at=MARCH):
    """What a return does: take of each share what the rest does not earn."""
    earned = reading.accrued(member=member, reference=of)
    campaigns = deciding(
        versions=[one.version for one in earned.shares if one.source == CAMPAIGN]
    )
    still = still_due(earned.shares, remaining, RULE, campaigns)
    taken = shares.taken(
        (share, max(0, share.kept - due))
        for share, due in zip(earned.shares, still, strict=True)
    )
    return returns.revoke(
        member=member,
        accrual_reference=of,
        points=sum(share["points"] for share in taken),
        reference=reference,
        revoked_at=at,
        why=why.revoked_on_return(
            order=of,
            remaining_base=sum((line.cash for line in remaining), Decimal(0)),
            due=still[0],
            currency="EUR",
            rule_version=1,
            shares=taken,
        ),
    )
