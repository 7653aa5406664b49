"""What a page shows of a campaign that is tried: baskets, orders, others beside it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from loyalty.campaigns.reading import CampaignVersion
from shop.rewards.desk import meeting, trying
from shop.rewards.display import worth
from shop.staff.campaigns.goods_finding import Goods, offered
from shop.staff.campaigns.sentence_words import sentence
from shop.staff.campaigns.trial_forms import BasketForm


def figures(
    version: CampaignVersion, basket: BasketForm, *, now: datetime
) -> Mapping[str, Any]:
    """Everything that `staff/campaigns/_trial.html` shows of a version or a sketch."""
    on_orders = trying.on_latest_orders(version=version, now=now)
    return {
        "sentence": sentence(version, goods=Goods(version.products)),
        "basket": basket,
        "offered": offered(),
        "on_basket": _on_basket(version, basket, now),
        "on_orders": on_orders,
        "orders_worth": worth(on_orders.points),
        "beside": meeting.beside(version=version, now=now),
    }


def _on_basket(
    version: CampaignVersion, basket: BasketForm, now: datetime
) -> trying.OnBasket | None:
    if not basket.is_bound or not basket.is_valid() or not basket.pieces:
        return None
    return trying.on_basket(
        version=version,
        pieces=basket.pieces,
        is_first_order=basket.cleaned_data["is_first"],
        tier=basket.cleaned_data["tier"],
        now=now,
    )
