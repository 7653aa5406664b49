"""Devices on which somebody has signed in: no stranger's guesses slow them down.

One is known for as long as a visit from then would go on: until another password is
chosen, or all other visits are ended.
"""

import hashlib
import secrets

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.core import signing
from django.http import HttpRequest, HttpResponse

from shop.users.models import User

COOKIE, SALT = "device", "shop.account.devices"
KEPT_FOR = 365 * 24 * 60 * 60
# A device of a family; the latest first.
MOST_PEOPLE = 5


def known_to(request: HttpRequest, person: User) -> str:
    """The name of the device, if this person has signed in on it; else nothing."""
    name, people = _read(request)
    return name if _mark(person) in people else ""


def people_of(request: HttpRequest) -> list[int]:
    """The keys of those who have signed in on the device, whatever became of that."""
    _name, people = _read(request)
    keys = (str(one).partition(":")[0] for one in people)
    return [int(key) for key in keys if key.isdecimal()]


def remember(request: HttpRequest, response: HttpResponse, *, person: User) -> None:
    """Know this device again; the cookie signs nobody in."""
    name, people = _read(request)
    mark = _mark(person)
    others = [
        one
        for one in people
        if isinstance(one, str) and one.partition(":")[0] != str(person.pk)
    ]
    response.set_signed_cookie(
        COOKIE,
        signing.dumps([name, [mark, *others][:MOST_PEOPLE]]),
        salt=SALT,
        max_age=KEPT_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def stay_known(
    request: HttpRequest, response: HttpResponse, *, person: User
) -> HttpResponse:
    """This visit goes on, with another password or alone; its device is known still."""
    update_session_auth_hash(request, person)
    remember(request, response, person=person)
    return response


def _mark(person: User) -> str:
    """The person, and what their visits go on by; it cannot be read from it."""
    goes_on_by = person.get_session_auth_hash().encode()
    return f"{person.pk}:{hashlib.sha256(goes_on_by).hexdigest()[:16]}"


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        kept = request.get_signed_cookie(COOKIE, salt=SALT, max_age=KEPT_FOR)
        name, people = signing.loads(kept or "")
    except (KeyError, signing.BadSignature):
        return secrets.token_hex(16), []
    return name, people
