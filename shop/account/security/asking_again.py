"""Whoever changes how an account is signed in to gives the password once more.

A browser left open must not be enough to lock its owner out.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from shop.account.members_only import page_to_return_to

P = ParamSpec("P")
KEY = "asked_again_at"
GOOD_FOR = timedelta(minutes=10)


def note(request: HttpRequest, *, at: datetime) -> None:
    """Keep that the password was given now."""
    request.session[KEY] = at.isoformat()


def asked_lately(request: HttpRequest) -> bool:
    kept = request.session.get(KEY)
    return kept is not None and timezone.now() - datetime.fromisoformat(kept) < GOOD_FOR


def asked_again(
    view: Callable[Concatenate[Any, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Show `view` to whoever has given the password lately; others are asked for it."""

    @wraps(view)
    def guarded(
        request: HttpRequest, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if asked_lately(request):
            return view(request, *args, **kwargs)
        back_to = page_to_return_to(request)
        return redirect(reverse("customer:ask-again", query={"next": back_to}))

    return guarded
