"""The number of points that stands in its field when "Buy now" is pressed."""

from datetime import datetime

from shop.account.requests import member_of
from shop.forks.basket.models import Basket
from shop.orders.placing import pricing
from shop.requests import ShopRequest
from shop.rewards import requesting


def keep_typed_points(request: ShopRequest, *, basket: Basket, at: datetime) -> None:
    """Have the order use what its shopper typed, though nobody sent it before.

    Without a script the page's price is still that of other points: placing refuses
    it, and the page that says so shows the new one. Raises requesting.REFUSALS.
    """
    typed, member = request.POST.get("points"), member_of(request)
    if typed is None or member is None or typed == str(basket.points_requested):
        return
    fresh = pricing.read_basket(basket_id=basket.pk, shopper=member, at=at)
    try:
        requesting.request_points(basket=fresh, member=member, points=typed, at=at)
    except requesting.BasketClosed:
        return  # placing says what became of it
