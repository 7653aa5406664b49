"""What a purchase would earn with a campaign, before anybody approves it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from loyalty.arithmetic.awards import Award, EarningLine, award
from loyalty.arithmetic.campaigns import Standing
from loyalty.arithmetic.tiers import Tier
from loyalty.campaigns.reading import budget_if_approved, budget_left, in_force
from loyalty.models import CampaignVersion
from loyalty.terms.earning import EarningTerms


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What the purchase earns by what holds then, and what with the campaign too.

    It can add less than it gives: of a group only the highest counts, and that is
    another one where it `is_outdone`. Where more than the `left` of its budget would be
    given, nothing is: it `is_spent`.
    """

    without: Award
    together: Award
    is_outdone: bool
    is_spent: bool
    left: int | None

    @property
    def adds(self) -> int:
        return self.together.points - self.without.points


def try_campaign(
    *,
    version: CampaignVersion,
    lines: Iterable[EarningLine],
    rule: EarningTerms,
    at: datetime,
    is_first_order: bool = False,
    tier: Tier | None = None,
) -> Trial:
    """Reckon a purchase at a moment, with the campaign and without; writes nothing.

    The version may be a sketch. It counts as approved, in the place of the version of
    its campaign that holds then. What its budget has left is counted; what other
    budgets and members have left is not looked at.
    """
    lines, standing = (
        tuple(lines),
        Standing(timezone.localtime(at), is_first_order, tier),
    )
    holding, tried = in_force(at=at), version.deciding()
    others = [one for one in holding if one.campaign != version.campaign_id]
    together = award(lines, rule, [*others, tried], standing)
    own = version.campaign_id
    left = budget_if_approved(version=version)
    left_now = budget_left(campaign_ids=[own]).get(own)
    within = _within(together, own, left)
    gives = tried.holds(standing) and tried.points_on(together.earning, rule) > 0
    return Trial(
        without=_within(award(lines, rule, holding, standing), own, left_now),
        together=within,
        is_outdone=gives and all(one.campaign != tried for one in together.added),
        is_spent=within != together,
        left=left,
    )


def _within(due: Award, campaign_id: int, left: int | None) -> Award:
    """Drop what its budget has not left, as the ledger does: none steps in for it."""
    if left is None:
        return due
    kept = tuple(
        one
        for one in due.shares
        if one.campaign is None
        or one.campaign.campaign != campaign_id
        or one.points <= left
    )
    return due._replace(shares=kept)
