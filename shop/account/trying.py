"""How often one may sign in or look for an order: slower and slower, never shut out."""

from datetime import timedelta
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loyalty.typed import address
from shop.account import devices
from shop.identity.limits import Tries
from shop.identity.pace import Pace
from shop.requests import client_of
from shop.users.models import User

PASSWORDS = Pace(free=10)
# More than one device guesses alone: of all that are known, so many together.
PASSWORDS_OF_KNOWN_DEVICES = Pace(free=20)
# Several people may share an address; a list of addresses is tried from few.
PASSWORDS_OF_ONE_CLIENT = Pace(free=30)
# Of a million; whoever guesses them knows the password already.
CODES = Pace(free=5)
# Nobody guesses a number; whoever mistypes theirs waits a minute at most: to withdraw
# is a right.
ORDERS = Pace(free=10, longest=timedelta(minutes=1))


def to_sign_in(request: HttpRequest, typed: str) -> list[Tries]:
    """By account and by client; on known devices only what is tried on those."""
    form = address(typed)
    owner = User.objects.filter(email=form).first()
    if owner and (device := devices.known_to(request, owner)):
        return [
            Tries("sign-in-device", f"{owner.pk}:{device}", PASSWORDS),
            Tries("sign-in-devices", str(owner.pk), PASSWORDS_OF_KNOWN_DEVICES),
        ]
    tries = [Tries("sign-in", form, PASSWORDS)]
    if client := client_of(request):
        tries.append(Tries("sign-in-client", client, PASSWORDS_OF_ONE_CLIENT))
    return tries


def to_prove(request: HttpRequest, person: User) -> list[Tries]:
    """A second factor: on a device of the owner only what is tried on those."""
    known = "known" if devices.known_to(request, person) else ""
    return [Tries("second-factor", f"{person.pk}:{known}", CODES)]


def to_find_an_order(request: HttpRequest, email: str) -> list[Tries]:
    """By client; by the address where nobody can tell the clients apart."""
    return [Tries("find-order", client_of(request) or email, ORDERS)]


def too_many(wait: timedelta) -> str:
    """Say how long to wait."""
    seconds = ceil(wait.total_seconds())
    if seconds <= 90:
        return ngettext(
            "Too many attempts. Please try again in %(number)s second.",
            "Too many attempts. Please try again in %(number)s seconds.",
            seconds,
        ) % {"number": seconds}
    minutes = ceil(seconds / 60)
    return ngettext(
        "Too many attempts. Please try again in %(number)s minute.",
        "Too many attempts. Please try again in %(number)s minutes.",
        minutes,
    ) % {"number": minutes}


def too_many_mails() -> str:
    return _("Too many mails were asked for. Please try again in an hour.")


def say_when(response: HttpResponse, wait: timedelta) -> HttpResponse:
    response["Retry-After"] = str(ceil(wait.total_seconds()))
    return response
