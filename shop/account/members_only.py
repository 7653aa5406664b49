"""Pages of somebody who is signed in; others are led to the door, and back."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, get_language_from_path

P = ParamSpec("P")


def members_only(
    view: Callable[Concatenate[Any, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Show `view` to whoever is signed in; others sign in first.

    After that they are where they were: on the page that was asked for or, when a
    form was sent, on the one that held it, for what only takes forms cannot be opened.
    """

    @wraps(view)
    def guarded(
        request: HttpRequest, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return redirect_to_login(page_to_return_to(request))

    return guarded


def page_to_return_to(request: HttpRequest) -> str:
    """A page of this shop that can be opened: this one, or that of the form."""
    if request.method in ("GET", "HEAD"):
        page = request.get_full_path()
    else:
        came_from = urlsplit(request.headers.get("referer", ""))
        own = came_from.netloc == request.get_host()
        page = came_from._replace(scheme="", netloc="").geturl() if own else ""
    return page if can_be_opened(page) else reverse("customer:summary")


def can_be_opened(url: str) -> bool:
    """Whether there is something at an address of this shop that takes no form."""
    path = urlsplit(url).path
    with translation.override(get_language_from_path(path) or get_language()):
        try:
            view = resolve(path).func
        except Resolver404:
            return False
    by_class = getattr(view, "view_class", None)
    return not getattr(view, "takes_only_forms", False) and (
        by_class is None or "get" in by_class.http_method_names
    )


def own_address(request: HttpRequest, url: str) -> str:
    """Return an address of this shop, or nothing."""
    allowed = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if allowed else ""


def own_page(request: HttpRequest, otherwise: str) -> str:
    """Where a form or an address says to go on to, if that can be opened."""
    asked = request.POST.get("next") or request.GET.get("next", "")
    url = own_address(request, asked)
    return url if url and can_be_opened(url) else otherwise
