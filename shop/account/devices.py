"""Devices on which somebody has signed in: no stranger's guesses slow them down."""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE, SALT = "device", "shop.account.devices"
KEPT_FOR = 365 * 24 * 60 * 60
# A device of a family; the latest first.
MOST_PEOPLE = 5


def known_to(request: HttpRequest, user_id: int) -> str:
    """The name of the device, if this person has signed in on it; else nothing."""
    name, people = _read(request)
    return name if user_id in people else ""


def remember(request: HttpRequest, response: HttpResponse, *, user_id: int) -> None:
    """Know this device again; the cookie signs nobody in."""
    name, people = _read(request)
    others = [person for person in people if person != user_id]
    response.set_signed_cookie(
        COOKIE,
        signing.dumps([name, [user_id, *others][:MOST_PEOPLE]]),
        salt=SALT,
        max_age=KEPT_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[int]]:
    try:
        kept = request.get_signed_cookie(COOKIE, salt=SALT, max_age=KEPT_FOR)
        name, people = signing.loads(kept or "")
    except (KeyError, signing.BadSignature):
        return secrets.token_hex(16), []
    return name, people
