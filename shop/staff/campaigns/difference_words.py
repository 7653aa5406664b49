"""What two versions of a campaign say differently."""

from dataclasses import dataclass

from loyalty.campaigns.reading import CampaignVersion, changes
from shop.staff.campaigns.campaign_words import FIELDS, value
from shop.staff.campaigns.goods_finding import Goods


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One field: what it said, and what it says."""

    label: str
    before: str
    after: str


def differences(before: CampaignVersion, after: CampaignVersion) -> list[Difference]:
    """What `after` says otherwise, in the order of the sentence."""
    found = changes(before, after)
    goods = Goods([*before.products, *after.products])
    return [
        Difference(
            label=str(label),
            before=value(name, found[name][0], goods=goods),
            after=value(name, found[name][1], goods=goods),
        )
        for name, label in FIELDS.items()
        if name in found
    ]
