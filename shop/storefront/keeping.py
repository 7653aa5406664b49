"""What browsers and those in between may keep of an answer (F30).

Private is what nobody has named here: a new page cannot forget it.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

PRIVATE = "private, no-store"
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
        "texts",
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
            response.headers["Cache-Control"] = PRIVATE
        elif request.resolver_match is not None:
            # Whoever comes back asks; for all to keep is what KeepPages says is.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


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
