"""How long visits last: idle limits, and for staff a longest visit (shop/identity)."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from shop.identity import sessions
from shop.users.models import User


class KeepVisit:
    """Write down now and then that a visit goes on; end what lasted too long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Who looks into the session of a visitor makes their page one of a kind.
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            _keep(request)
        return self.get_response(request)


def _keep(request: HttpRequest) -> None:
    now = timezone.now()
    if SESSION_KEY not in request.session or not sessions.is_due(
        request.session, at=now
    ):
        return
    if not isinstance(request.user, User):
        return
    try:
        sessions.go_on(request.session, person=request.user, at=now)
    except sessions.LastedTooLong:
        logout(request)
        messages.info(
            request, _("You were signed in for long. Please sign in once more.")
        )


@receiver(user_logged_in)
def _begin(sender: Any, request: HttpRequest, user: User, **_signal: Any) -> None:
    sessions.begin(
        request.session,
        person=user,
        agent=request.headers.get("user-agent", ""),
        at=timezone.now(),
    )
