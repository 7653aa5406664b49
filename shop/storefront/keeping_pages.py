"""The page that was made for one visitor is given to the next (docs/adr/0032).

Stands in front of nearly all middleware: what is kept has their headers already.
"""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.http import parse_etags

from shop.freshness.epochs import at_one_epoch, epoch
from shop.storefront.flights import flights
from shop.storefront.for_everybody import is_understood, key_of
from shop.storefront.kept_pages import Key, Page, pages
from shop.storefront.turning import next_turn

SAFE = ("GET", "HEAD")
LONGEST = timedelta(hours=1)
# The home page shows what is bought most, which no change tells.
LONGEST_OF = {"home": timedelta(minutes=5)}
# Who comes while somebody makes the same page waits for it, so often and so many
# seconds: it is right for them too, unless something has changed meanwhile.
PATIENCE = 2
LONGEST_WAIT = 2
# Made for one answer: not of the page that is kept.
OF_ONE_ANSWER = {"Cache-Control", "Content-Encoding", "Content-Length", "ETag", "Vary"}


@dataclass(frozen=True)
class Route:
    """What the log says of an answer."""

    view_name: str


@dataclass(frozen=True)
class Making:
    """What held when somebody began to make a page."""

    epoch: int
    at: datetime
    route: str


class KeepPages:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE:
            return self.get_response(request)
        key = key_of(request)
        if key is None:
            with at_one_epoch():
                return self.get_response(request)
        for _time in range(PATIENCE):
            with at_one_epoch():
                if page := _right(key):
                    return _from(page, request)
                with flights.of((key, _epoch())) as flight:
                    if flight.is_first:
                        return self._make(request, key)
            flight.wait(LONGEST_WAIT)
        with at_one_epoch():
            page = _right(key)
            return _from(page, request) if page else self._make(request, key)

    def process_view(self, request: Any, *_view: Any) -> None:
        """Read the epoch before anything that the page shows."""
        route = request.resolver_match.view_name
        if hasattr(request, "page_key") and is_understood(request, route=route):
            request.page_making = Making(epoch(), timezone.now(), route)

    def _make(self, request: Any, key: Key) -> HttpResponse:
        request.page_key = key
        response = self.get_response(request)
        making: Making | None = getattr(request, "page_making", None)
        if making is None or not _is_for_everybody(response, request):
            return response
        page = _page(response, making)
        pages.put(key, page)
        return _answer(page, request)


def _from(page: Page, request: Any) -> HttpResponse:
    """Answer with what is kept; the log says of which view it is."""
    request.resolver_match = Route(page.route)
    return _answer(page, request)


def _epoch() -> int | None:
    """Return the epoch of what is made now; without the database there is none."""
    try:
        return epoch()
    except Error:
        return None


def _right(key: Key) -> Page | None:
    """Return what is kept, if it still holds.

    Without the database whoever makes the page says so.
    """
    page = pages.get(key)
    try:
        return (
            page if page and page.is_right(epoch=epoch(), at=timezone.now()) else None
        )
    except Error:
        return None


def _is_for_everybody(response: HttpResponse, request: HttpRequest) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "no-store" not in response.get("Cache-Control", "")
        and "'nonce-" not in response.get("Content-Security-Policy", "")
        and not getattr(get_messages(request), "added_new", False)
    )


def _page(response: HttpResponse, making: Making) -> Page:
    ends_at = making.at + LONGEST_OF.get(making.route, LONGEST)
    turn = next_turn(at=making.at)
    is_compressed = response.get("Content-Encoding") == "gzip"
    return Page(
        epoch=making.epoch,
        ends_at=min(ends_at, turn) if turn else ends_at,
        route=making.route,
        headers={
            name: value for name, value in response.items() if name not in OF_ONE_ANSWER
        },
        text=response.content if is_compressed else gzip.compress(response.content),
    )


def _answer(page: Page, request: HttpRequest) -> HttpResponse:
    headers = {"ETag": page.etag, **_kept_by_others()}
    if _has(page, request):
        return HttpResponseNotModified(headers=headers)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        text = page.text
    else:
        text = page.plain()
    headers["Content-Length"] = str(len(text))
    return HttpResponse(text, headers=headers | page.headers)


def _has(page: Page, request: HttpRequest) -> bool:
    known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    return any(etag in ("*", page.etag, page.etag[2:]) for etag in known)


def _kept_by_others() -> dict[str, str]:
    """What browsers and proxies may do with it (docs/adr/0032).

    By the cookie, because whoever has a basket gets another page here: a browser that
    goes back asks again where its cookies are no longer those it had.
    """
    seconds = settings.SHARED_CACHE_SECONDS
    lasting = f"max-age=0, must-revalidate, s-maxage={seconds}"
    return {
        "Cache-Control": f"public, {lasting if seconds else 'no-cache'}",
        "Vary": "Accept-Encoding, Cookie",
    }
