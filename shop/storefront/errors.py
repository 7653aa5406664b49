"""What is shown when something is wrong; 500 and 503 need no database."""

import sys
from collections.abc import Callable
from copy import copy

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import is_valid_path, reverse
from django.utils import translation
from django.utils.translation import get_language

from shop.components.templatetags.components import theme
from shop.freshness.epochs import kept
from shop.operations import away
from shop.storefront.machines.addresses import meant, moved
from shop.storefront.machines.head import NOWHERE

# Starting a server again takes seconds: who comes back then need not wait long.
RETRY_AFTER = 5


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain("400.html", 400, request)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _in_its_shell(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """For visitors the same page, whatever is not here: whoever guesses costs little.

    Somebody with a visit or a basket gets a page of their own. An address that is only
    spelled otherwise leads to the right one.
    """
    if request.method in {"GET", "HEAD"} and (right := meant(request.path)):
        return moved(request, right)
    if not hasattr(request, "page_key"):
        return _in_its_shell(request, 404)
    key = ("not found", get_language(), theme({"request": request}))
    return HttpResponse(kept(key, lambda: _not_here(_nowhere(request))), status=404)


def _not_here(request: HttpRequest) -> str:
    return render_to_string("404.html", {"head": NOWHERE}, request)


def _nowhere(request: HttpRequest) -> HttpRequest:
    """As if the front page were not here: so its links to other languages say."""
    nowhere = copy(request)
    nowhere.path = nowhere.path_info = reverse("home")
    nowhere.META = request.META | {"QUERY_STRING": ""}
    nowhere.GET = QueryDict()
    return nowhere


def _in_its_shell(request: HttpRequest, status: int) -> HttpResponse:
    """Among the staff pages staff keep the staff pages' way on."""
    folder = "staff/shell/" if _is_at_a_desk(request) else ""
    return render(request, f"{folder}{status}.html", {"head": NOWHERE}, status=status)


def _is_at_a_desk(request: HttpRequest) -> bool:
    desks = (reverse("staff:today"), reverse("dashboard:index"))
    return request.path.startswith(desks) and request.user.is_staff


class ExplainRefusedMethod:
    """Lead from an address that only takes forms to the page above it.

    A form that was refused is shown at the address it was sent to: switching the
    language there, or opening it again, asks for that address. What cannot be led
    anywhere is told so in the shop's look; Django says nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or not request.accepts(
            "text/html"
        ):
            return response
        if request.method in {"GET", "HEAD"} and (above := _page_above(request.path)):
            return redirect(above)
        only_reads = "POST" not in response["Allow"]
        told = {"head": NOWHERE, "only_reads": only_reads}
        explained = render(request, "405.html", told, status=405)
        explained["Allow"] = response["Allow"]
        return explained


def _page_above(path: str) -> str:
    """The nearest address above this one; if that takes forms only, it leads on."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if is_valid_path(path):
            return path
    return ""


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls it while it handles what was raised, wherever that was."""
    if away.is_away(sys.exc_info()[1]):
        return _unavailable(request)
    return _plain("500.html", 500, request)


def _unavailable(request: HttpRequest) -> HttpResponse:
    """Nothing is wrong with what was asked for: it can be asked again (F42)."""
    away.hang_up()
    if _is_a_machine(request):
        response: HttpResponse = JsonResponse({"error": "unavailable"}, status=503)
    else:
        response = _plain("503.html", 503, request)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def _is_a_machine(request: HttpRequest) -> bool:
    """Scripts of the shop's own pages say themselves what did not work."""
    return (
        "HX-Request" in request.headers
        or request.content_type == "application/json"
        or not request.accepts("text/html")
    )


def _plain(template: str, status: int, request: HttpRequest) -> HttpResponse:
    """Show a page that asks neither the session nor the database for anything."""
    language = translation.get_language_from_request(request, check_path=True)
    with translation.override(language):
        text = render_to_string(
            template, {"request": request, "head": NOWHERE, "failed": True}
        )
    return HttpResponse(text, status=status)
