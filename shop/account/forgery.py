"""A form that is forged, older than its visit, or of a browser without cookies."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render

from shop.requests import methods_of


def refuse(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say so in the shop's look; nothing has changed (settings.CSRF_FAILURE_VIEW).

    Who keeps no cookies could reload the page for ever: they are told what is wrong.
    Where no form is taken that is not the cookies: it is told so, token or not.
    """
    taken = methods_of(request.resolver_match.func) if request.resolver_match else None
    if taken is not None and request.method not in taken:
        return HttpResponseNotAllowed(taken)
    page = "no_cookies" if reason == REASON_NO_CSRF_COOKIE else "stale_form"
    return render(request, f"account/{page}.html", status=403)
