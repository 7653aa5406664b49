"""What follows when somebody has added a second factor."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp import login as prove_session
from django_otp.models import Device

from shop.account.members_only import own_page
from shop.account.requests import MemberRequest
from shop.account.security import code_pages
from shop.identity import sessions
from shop.identity.factors import codes_left


def added(request: MemberRequest, device: Device) -> HttpResponse:
    """Go on, or first show the recovery codes that there have to be.

    With the first factor all other sessions end: they have not shown it.
    """
    if not request.user.is_verified():
        request.session.cycle_key()
        prove_session(request, device)
        sessions.end_others(user=request.user, keep=request.session.session_key)
    if not codes_left(request.user):
        return code_pages.show_new(request, at=timezone.now())
    messages.success(request, _("Added: it can be asked for when you sign in."))
    return redirect(own_page(request, reverse("customer:security")))
