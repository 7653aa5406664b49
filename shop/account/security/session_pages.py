"""End one's own visits."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from shop.account import devices
from shop.account.members_only import members_only
from shop.account.requests import MemberRequest
from shop.identity import sessions
from shop.identity.visits import end_other_visits
from shop.requests import forms_only


@forms_only
@members_only
def end(request: MemberRequest) -> HttpResponse:
    if sessions.end(user=request.user, name=request.POST.get("name", "")):
        messages.success(request, _("Signed out there."))
    else:
        messages.info(request, _("Nobody was signed in there any more."))
    return redirect("customer:security")


@forms_only
@members_only
def end_others(request: MemberRequest) -> HttpResponse:
    """The devices that were known are so no more, but for this one."""
    sessions.end_others(user=request.user, keep=request.session.session_key)
    end_other_visits(user=request.user)
    messages.success(request, _("You are signed out everywhere else."))
    done = redirect("customer:security")
    return devices.stay_known(request, done, person=request.user)
