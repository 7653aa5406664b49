"""What is text leaves compressed, whoever stands in front.

Here and not in a proxy: Django adds a random number of bytes to each answer, so that
its length does not tell what else is in a page that repeats what was asked (BREACH).
"""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXT = (
    "text/",
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "application/xml",
    "image/svg+xml",
)


class Compress(GZipMiddleware):
    """Leaves pictures and archives alone: they do not get smaller."""

    def process_response(self, request: HttpRequest, response: Any) -> HttpResponseBase:
        if not response.get("Content-Type", "").startswith(TEXT):
            return response
        return super().process_response(request, response)
