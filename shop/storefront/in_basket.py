"""How many pieces are in the basket, for the header of each page: one query.

Offers are applied where they are shown, in the basket and at the checkout.
"""

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import connection
from django.utils.functional import SimpleLazyObject, empty

from shop.forks.basket.models import Basket, Line

_PIECES = f"""
SELECT coalesce(sum(line.quantity), 0) FROM {Basket._meta.db_table} basket
LEFT JOIN {Line._meta.db_table} line ON line.basket_id = basket.id
WHERE basket.status = '{Basket.OPEN}'
"""  # noqa: S608  its own names
_OF_OWNER = "basket.owner_id = %s"
_OF_GUEST = "basket.owner_id IS NULL AND basket.id = %s"


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
        return _pieces(_OF_OWNER, request.user.pk) or 0
    return _pieces_of_guest(request, cookie) if cookie else 0


def _is_loaded(basket: Any) -> bool:
    return not isinstance(basket, SimpleLazyObject) or basket._wrapped is not empty


def _pieces_of_guest(request: Any, cookie: str) -> int:
    try:
        pieces = _pieces(_OF_GUEST, int(Signer().unsign(cookie)))
    except (BadSignature, ValueError):
        pieces = None
    if pieces is None:
        # As Oscar does when it looks for the basket and there is none.
        request.cookies_to_delete.append(settings.OSCAR_BASKET_COOKIE_OPEN)
    return pieces or 0


def _pieces(whose: str, key: int) -> int | None:
    """None where there is no such basket. Every page asks: nothing is built for it."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_PIECES} AND {whose} GROUP BY basket.id", [key])
        found = cursor.fetchone()
    return found and found[0]
