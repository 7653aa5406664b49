"""Uploaded pictures, where no web server in front serves them (SERVE_MEDIA)."""

from collections.abc import Callable
from datetime import UTC, datetime
from os import stat_result
from pathlib import Path

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed, SuspiciousFileOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.utils._os import safe_join
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe
from django.views.static import serve

# A picture that is replaced gets another name; its renditions keep theirs.
DAY = 24 * 60 * 60
# Whatever was uploaded runs nothing and looks nowhere, even opened by itself.
POLICY = "default-src 'none'; sandbox"


def _stat(path: str) -> stat_result | None:
    try:
        return Path(safe_join(settings.MEDIA_ROOT, path)).stat()
    except (OSError, SuspiciousFileOperation, ValueError):
        return None


def _etag(_request: HttpRequest, path: str) -> str | None:
    found = _stat(path)
    return f'"{found.st_mtime_ns:x}-{found.st_size:x}"' if found else None


def _modified(_request: HttpRequest, path: str) -> datetime | None:
    found = _stat(path)
    return datetime.fromtimestamp(int(found.st_mtime), UTC) if found else None


class Media:
    """Middleware, as for static files: a picture knows neither visitor nor language,
    or each change of a cookie would have it fetched again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        if not settings.SERVE_MEDIA:
            raise MiddlewareNotUsed
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(settings.MEDIA_URL):
            return self._get_response(request)
        return _picture(request, request.path_info.removeprefix(settings.MEDIA_URL))


@require_safe
def _picture(request: HttpRequest, path: str) -> HttpResponseBase:
    """As docker/Caddyfile serves them: kept for a day, then asked for again."""
    try:
        # Django's own fails where no file could even have such a name.
        response = _conditional(request, path) if _stat(path) else _not_here()
    except Http404:
        return _not_here()
    if response.status_code in {200, 304}:
        patch_cache_control(response, public=True, max_age=DAY)
        response["Content-Security-Policy"] = POLICY
    return response


def _not_here() -> HttpResponse:
    return HttpResponseNotFound("There is no such picture.\n", "text/plain")


@condition(etag_func=_etag, last_modified_func=_modified)
def _conditional(request: HttpRequest, path: str) -> HttpResponseBase:
    return serve(request, path, document_root=str(settings.MEDIA_ROOT))
