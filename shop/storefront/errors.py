"""What is shown when something is wrong; the 500 page needs no database."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain("400.html", 400, request)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


class ExplainRefusedMethod:
    """Say in the shop's look that an address only takes forms; Django says nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or not request.accepts(
            "text/html"
        ):
            return response
        explained = render(request, "405.html", status=405)
        explained["Allow"] = response["Allow"]
        return explained


def server_error(request: HttpRequest) -> HttpResponse:
    return _plain("500.html", 500, request)


def _plain(template: str, status: int, request: HttpRequest) -> HttpResponse:
    """Show a page that asks neither the session nor the database for anything."""
    language = translation.get_language_from_path(request.path)
    with translation.override(language or settings.LANGUAGE_CODE):
        return HttpResponse(render_to_string(template), status=status)
