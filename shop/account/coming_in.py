"""The one way in for whoever has said who they are: by whichever page they did."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext

from shop.account import devices
from shop.baskets import merging
from shop.requests import ShopRequest
from shop.users.models import User


def come_in(request: ShopRequest, person: User, *, next_url: str) -> HttpResponse:
    """Sign somebody in, with the basket of the visit."""
    # Looked up before: afterwards the request's basket is the member's.
    guest_basket = request.basket.pk
    login(request, person)
    _bring_basket(request, person, guest_basket)
    response = redirect(next_url)
    devices.remember(request, response, user_id=person.pk)
    return response


def _bring_basket(request: ShopRequest, person: User, basket_id: int | None) -> None:
    merged = merging.adopt(basket_id=basket_id, owner=person)
    if merged:
        messages.info(
            request,
            ngettext(
                "%(number)s piece from your last visit is in your basket too.",
                "%(number)s pieces from your last visit are in your basket too.",
                merged,
            )
            % {"number": merged},
        )
