"""The one way in for whoever has said who they are: by whichever page they did.

Who has a second factor is asked for it; who needs one and has none is led to it.
"""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django_otp.models import Device

from shop.account import devices, half_way
from shop.account.security import asking_again
from shop.baskets import merging
from shop.happenings.telling import happen
from shop.identity.browsers import browser_of, system_of
from shop.identity.factors import has_second_factor, must_enrol
from shop.requests import ShopRequest
from shop.users.models import User


def come_in(request: ShopRequest, person: User, *, next_url: str) -> HttpResponse:
    """Let somebody in whose password was right: at once, or by a second step."""
    if has_second_factor(person):
        half_way.begin(request, person, next_url=next_url)
        return redirect("customer:second-step")
    return let_in(request, person, next_url=next_url)


def let_in(
    request: ShopRequest, person: User, *, next_url: str, by: Device | None = None
) -> HttpResponse:
    """Sign somebody in who has proved all there is to prove; `by` is what with."""
    # Looked up before: afterwards the request's basket is the member's.
    guest_basket = request.basket.pk
    now = timezone.now()
    is_first = person.last_login is None
    half_way.end(request)
    if by is not None:
        # Where `login` of django_otp looks for it.
        person.otp_device = by
    login(request, person)
    if by is None:
        # The password has just been asked for, and there is nothing else to prove.
        asking_again.note(request, at=now)
    if not is_first and not devices.known_to(request, person):
        _tell_of_new_device(request, person, at=now)
    _bring_basket(request, person, guest_basket)
    if must_enrol(person):
        next_url = reverse("customer:add-app", query={"next": next_url})
    response = redirect(next_url)
    devices.remember(request, response, person=person)
    return response


def _tell_of_new_device(request: ShopRequest, person: User, *, at: datetime) -> None:
    agent = request.headers.get("user-agent", "")
    happen(
        kind="member.new-device",
        subject=f"member:{person.pk}",
        facts={"browser": browser_of(agent), "system": system_of(agent)},
        at=at,
        reference=f"{person.pk}:{at.timestamp()}",
    )


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
