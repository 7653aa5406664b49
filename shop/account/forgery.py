"""A form that is forged, or older than the visit it belongs to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say so in the shop's look; nothing has changed (settings.CSRF_FAILURE_VIEW)."""
    return render(request, "account/stale_form.html", status=403)
