"""What browsers and those in between may keep of an answer (F30).

Private is what nobody has named here: a new page cannot forget it.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

PRIVATE = "private, no-store"
# The answer to what somebody has just typed into a form of their own. A browser that
# was told to store nothing cannot show it when its button leads back there, and shows
# an error of its own instead; signing out has it forgotten.
STAYS = "private, no-cache"
OWN_FORMS = frozenset({"basket", "checkout", "customer", "points"})
PASSWORDS = frozenset({"password-reset", "password-reset-confirm"})
# Forged, or sent where no form is taken.
NOT_ANSWERED = frozenset({403, 405})
NEVER_SHOWN_AGAIN = frozenset(
    {
        "customer:add-app",
        "customer:add-passkey",
        "customer:renew-codes",
        "customer:take-passkey",
    }
)
# Pages that show everybody the same; of a namespace, all.
PUBLIC = frozenset(
    {
        "catalogue",
        "healthz",
        "home",
        "offer",
        "points:how",
        "search",
        "styleguide",
    }
)
# Files for machines, in which nothing is of whoever asks, not even the language.
EVERYBODYS = frozenset({"machines", "robots", "sitemap-index"})


class KeepPrivatePagesOut:
    """Have what is made for one person stored by nobody.

    For somebody who is signed in that is each page: its header says what they have.
    The button that leads back shows nothing of it once they have signed out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code >= 500:
            # Perhaps for want of a database: nobody is looked up.
            response.headers.setdefault("Cache-Control", PRIVATE)
        elif _is_named(request, EVERYBODYS):
            response.headers.pop("Vary", None)
        elif not _is_public(request) or _is_signed_in(request):
            stays = _answers_own_form(request, response)
            response.headers["Cache-Control"] = STAYS if stays else PRIVATE
        elif request.resolver_match is not None:
            # Whoever comes back asks; for all to keep is what KeepPages says is.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        if _is_signing_out(request):
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


def _answers_own_form(request: HttpRequest, response: HttpResponseBase) -> bool:
    match = request.resolver_match
    return (
        request.method == "POST"
        and match is not None
        and (match.namespace in OWN_FORMS or match.view_name in PASSWORDS)
        and match.view_name not in NEVER_SHOWN_AGAIN
        and response.status_code not in NOT_ANSWERED
        and not response.has_header("Location")
    )


def _is_signing_out(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name == "customer:logout"


def _is_public(request: HttpRequest) -> bool:
    if request.resolver_match is None:  # nothing is there, for anybody
        return True
    return _is_named(request, PUBLIC)


def _is_named(request: HttpRequest, names: frozenset[str]) -> bool:
    match = request.resolver_match
    return match is not None and not names.isdisjoint(
        {match.view_name, match.namespace}
    )


def _is_signed_in(request: HttpRequest) -> bool:
    """Of a visitor without a visit nothing is looked up."""
    has_visit = settings.SESSION_COOKIE_NAME in request.COOKIES
    return has_visit and hasattr(request, "user") and request.user.is_authenticated
