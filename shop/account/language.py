"""The language a visitor chose lasts beyond the page they chose it on."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_path, get_language_from_request

YEAR = 365 * 24 * 60 * 60


class RememberLanguage:
    """Keep the language of a page that is not in the one the browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        chosen = get_language_from_path(request.path_info)
        if not response.get("Content-Type", "").startswith("text/html"):
            return response  # a file, for a machine: it chose nothing
        if chosen and chosen != get_language_from_request(request):
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=YEAR,
                secure=settings.HTTPS,
                httponly=True,
                samesite="Lax",
            )
            if "public" in response.get("Cache-Control", ""):
                # A cookie is of one visitor.
                response["Cache-Control"] = "private, no-cache"
        return response
