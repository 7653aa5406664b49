"""How one signs in: second factors, recovery codes, and where one is signed in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shop.account.members_only import members_only
from shop.account.requests import MemberRequest
from shop.account.security import passkey_pages
from shop.account.security.asking_again import asked_again
from shop.account.tabs import tabs
from shop.identity import enrolling, sessions
from shop.identity.factors import (
    codes_left,
    factors_of,
    has_staff_rights,
    may_go_without,
)
from shop.requests import forms_only


@members_only
@require_safe
def security(request: MemberRequest) -> HttpResponse:
    visits = sessions.visits_of(
        request.user, current=request.session.session_key, at=timezone.now()
    )
    return render(
        request,
        "account/security/security.html",
        {
            "tabs": tabs("security"),
            "factors": factors_of(request.user),
            "codes_left": codes_left(request.user),
            "visits": visits,
            "needs_one": has_staff_rights(request.user),
            "may_go_without": may_go_without(request.user),
            "passkeys": passkey_pages.work_here(request),
        },
    )


@forms_only
@members_only
@asked_again
def remove(request: MemberRequest) -> HttpResponse:
    try:
        enrolling.remove(
            person=request.user,
            key=request.POST.get("key", ""),
            removed_at=timezone.now(),
        )
    except enrolling.NoSuchFactor:
        messages.info(request, _("That was removed before."))
    else:
        messages.success(request, _("Removed."))
    return redirect("customer:security")
