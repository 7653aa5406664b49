"""How many pieces are in the basket, for the header of each page: one query.

Offers are applied where they are shown, in the basket and at the checkout.
"""

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet, Sum
from django.utils.functional import SimpleLazyObject, empty

from shop.forks.basket.models import Basket


def pieces_in_basket(request: Any) -> int:
    """Count without loading the basket, where nothing has loaded it yet."""
    basket = getattr(request, "basket", None)
    if basket is None:
        return 0
    cookie = request.COOKIES.get(settings.OSCAR_BASKET_COOKIE_OPEN)
    is_member = request.user.is_authenticated
    if _is_loaded(basket) or (is_member and cookie):  # it joins theirs just now
        return basket.num_items if basket.id else 0
    if is_member:
        return _pieces(Basket.open.filter(owner=request.user)) or 0
    return _pieces_of_guest(request, cookie) if cookie else 0


def _is_loaded(basket: Any) -> bool:
    return not isinstance(basket, SimpleLazyObject) or basket._wrapped is not empty


def _pieces_of_guest(request: Any, cookie: str) -> int:
    try:
        key = int(Signer().unsign(cookie))
    except (BadSignature, ValueError):
        pieces = None
    else:
        pieces = _pieces(Basket.open.filter(pk=key, owner=None))
    if pieces is None:
        # As Oscar does when it looks for the basket and there is none.
        request.cookies_to_delete.append(settings.OSCAR_BASKET_COOKIE_OPEN)
    return pieces or 0


def _pieces(baskets: QuerySet[Basket]) -> int | None:
    """None where there is no such basket."""
    counted = baskets.annotate(pieces=Sum("lines__quantity", default=0))
    return counted.values_list("pieces", flat=True).first()
