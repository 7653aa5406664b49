"""Forms that need no token, because browsers say where they come from.

A token is one person's, so a page that carries one cannot be kept for others
(docs/adr/0032-pages-for-everybody.md).
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

View = Callable[..., HttpResponse]
# "none" is somebody who typed the address or reloads: no page of others sent it.
OURS = ("same-origin", "none")


def is_same_origin(*, site: str | None, origin: str | None, host: str) -> bool:
    """Whether a browser says that our own page sent a form.

    `site` (Sec-Fetch-Site) alone decides where it is told: no page can set it. Older
    browsers, and all where the shop is not encrypted, tell the `origin`.
    """
    if site is not None:
        return site in OURS
    if origin is None:
        return False
    try:
        return bool(host) and urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False


def token_unless_same_origin(view: View) -> View:
    """Ask for a token only who does not say that the form is from here.

    For what a page for everybody carries, and nothing that could hurt anybody much.
    """
    with_token = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def look(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        told = is_same_origin(
            site=request.headers.get("Sec-Fetch-Site"),
            origin=request.headers.get("Origin"),
            host=request.get_host(),
        )
        return (view if told else with_token)(request, *args, **kwargs)

    return look
