"""Which requests are answered alike whoever asks, and what their pages depend on."""

from urllib.parse import parse_qsl, unquote_plus

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.utils.translation import get_language_from_path

from shop.components.templatetags.components import theme
from shop.storefront.kept_pages import Key
from shop.storefront.listing import SAID

# Pages that are kept, with the names their queries may have. A page that reads another
# name must have it here, or it is made anew each time. The cookies of a visit, of a
# basket and of what is still to be said make a page one's own. With SAID begin names
# of attributes.
CHOICES = frozenset({"in", "price", "sort", "stock", "offers", SAID})
LIST = CHOICES | {"page"}
KEPT: dict[str, frozenset[str]] = {
    "home": frozenset(),
    "catalogue:index": LIST,
    "catalogue:category": LIST,
    "catalogue:detail": frozenset({"variant"}),
    "points:how": frozenset(),
    "texts:text": frozenset(),
    "search:search": CHOICES | {"q", "literally"},  # its first page
}
# They say where somebody came from, and to no page of the shop.
CAMPAIGNS = frozenset(
    {"dclid", "fbclid", "gad_source", "gclid", "mc_cid", "mc_eid", "msclkid"}
)
LONGEST_QUERY = 300
MESSAGES = "messages"


def key_of(request: HttpRequest) -> Key | None:
    """Return what the page depends on; None where it is somebody's own.

    Names of campaigns leave the request here: then no page depends on them. What the
    host is not allowed to be is told by whoever answers.
    """
    if not get_language_from_path(request.path_info) or _is_somebodys(request):
        return None
    query = request.META.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY:
        return None
    if query:
        # For who leads on to another address.
        request.whole_query = query  # type: ignore[attr-defined]
        query = request.META["QUERY_STRING"] = _without_campaigns(query)
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    shown_in = theme({"request": request})
    return Key(str(request.scheme), host, request.path, query, shown_in)


def is_understood(request: HttpRequest, *, route: str) -> bool:
    """Whether the page is one that is kept, and reads all that was asked."""
    names = KEPT.get(route)
    if names is None:
        return False
    query = request.META.get("QUERY_STRING", "")
    asked = (name for name, _value in parse_qsl(query, keep_blank_values=True))
    return all(
        name in names or (SAID in names and name.startswith(SAID)) for name in asked
    )


def _is_somebodys(request: HttpRequest) -> bool:
    own = (
        settings.SESSION_COOKIE_NAME,
        settings.OSCAR_BASKET_COOKIE_OPEN,
        MESSAGES,
    )
    return (
        any(request.COOKIES.get(name) for name in own)
        or "HTTP_AUTHORIZATION" in request.META
        or "HTTP_HX_REQUEST" in request.META
    )


def _without_campaigns(query: str) -> str:
    return "&".join(part for part in query.split("&") if not _is_of_a_campaign(part))


def _is_of_a_campaign(part: str) -> bool:
    name = unquote_plus(part.partition("=")[0])
    return name in CAMPAIGNS or name.startswith("utm_")
