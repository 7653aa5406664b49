"""The invitation somebody came with, from the link until they register.

It lies in a cookie of its own: no page reads it but the one that registers, so pages
that are kept for everybody stay everybody's, and nobody gets a visit by a link alone.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from shop.account import devices
from shop.referrals import terms as versions
from shop.referrals.joining import Invitation
from shop.referrals.links import find
from shop.referrals.models import Terms

COOKIE = "invitation"
KEPT_FOR = 30 * 24 * 60 * 60


def keep(response: HttpResponse, code: str) -> None:
    """Let the latest link count; the cookie names nobody."""
    response.set_cookie(
        COOKIE,
        code,
        max_age=KEPT_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """It has counted, or somebody else's turn comes on this device."""
    if COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def of(request: HttpRequest) -> Invitation | None:
    code = request.COOKIES.get(COOKIE, "")
    if not code:
        return None
    return Invitation(code=code, known_on_device=devices.people_of(request))


def terms(request: HttpRequest) -> Terms | None:
    """What the invitation somebody came with is worth to them, if it is one."""
    code = request.COOKIES.get(COOKIE, "")
    if not code or find(code) is None:
        return None
    in_force = versions.current()
    return in_force if in_force.is_open else None
