"""Who may open a staff page: staff with a named permission, nobody else.

What a person may *do* is decided by the use case behind the page (S15).
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import reverse

from shop.users.models import User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def staff_page(*permissions: str) -> Callable[[View[P]], View[P]]:
    """Show a page to staff who have at least one of the permissions.

    Visitors are sent to sign in; everyone else gets 403.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(
            request: HttpRequest, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _sign_in(request)
            require_any(actor(request), *permissions)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def require_any(person: User, *permissions: str) -> None:
    """Raise PermissionDenied unless a member of staff has one of the permissions."""
    if not (person.is_staff and any(map(person.has_perm, permissions))):
        raise PermissionDenied


def actor(request: HttpRequest) -> User:
    """The person who is signed in, behind `staff_page`."""
    return cast(User, request.user)


def _sign_in(request: HttpRequest) -> HttpResponse:
    # A form posted after signing out leads to a page that can be opened.
    back_to = (
        request.get_full_path() if request.method != "POST" else reverse("staff:today")
    )
    return redirect_to_login(back_to, resolve_url("customer:login"))
