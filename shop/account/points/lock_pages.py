"""A member locks the points: at once; to unlock them takes the password."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loyalty.enrolment import NotAMember
from shop.account.forms import UnlockForm
from shop.account.members_only import members_only
from shop.account.requests import MemberRequest
from shop.requests import forms_only
from shop.rewards import freezing


@forms_only
@members_only
def lock(request: MemberRequest) -> HttpResponse:
    try:
        freezing.lock_points(member=request.user, locked_at=timezone.now())
    except NotAMember:
        raise Http404 from None
    messages.success(request, _("Your points are locked."))
    return redirect("points:statement")


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def unlock(request: MemberRequest) -> HttpResponse:
    form = UnlockForm(request.POST or None, user=request.user)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "points/unlock.html", {"form": form}, status=status)
    now = timezone.now()
    try:
        freezing.unlock_points(member=request.user, unlocked_at=now)
    except NotAMember:
        raise Http404 from None
    left = freezing.why_frozen(member=request.user, at=now)
    if not left:
        messages.success(request, _("Your points can be used again."))
    return redirect("points:statement")
