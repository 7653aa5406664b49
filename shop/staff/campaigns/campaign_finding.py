"""The campaign that a page is about."""

from datetime import datetime

from django.http import Http404

from loyalty.campaigns.reading import CampaignVersion, Stand, standing_of
from shop.staff.shell.finding import BIGGEST_KEY


def versions_or_404(campaign_id: int, *, now: datetime) -> list[Stand]:
    """Every version of it, the newest first."""
    found = (
        standing_of(campaign_id=campaign_id, at=now)
        if campaign_id <= BIGGEST_KEY
        else []
    )
    if not found:
        raise Http404
    return found


def newest_or_404(campaign_id: int, *, now: datetime) -> Stand:
    return versions_or_404(campaign_id, now=now)[0]


def by_number(
    campaign_id: int, number: int | None, *, now: datetime
) -> CampaignVersion | None:
    """The version of this number, if there is one."""
    for stand in versions_or_404(campaign_id, now=now):
        if stand.version.number == number:
            return stand.version
    return None
