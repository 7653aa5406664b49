"""Let a member use frozen points again, with a reason."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from shop.rewards.desk import lifting
from shop.staff.people import member_finding
from shop.staff.people.desk import MEMBERS
from shop.staff.people.freeze_words import freezes_of
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.forms import reason_field
from shop.users.models import User


class LiftForm(forms.Form):
    reason = reason_field(
        required=True,
        help_text=gettext_lazy("How you know that it is the member. It is in the log."),
    )


@staff_page(*MEMBERS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: HttpRequest, member_id: int) -> HttpResponse:
    if not actor(request).has_perm(lifting.PERMISSION):
        raise PermissionDenied
    person = member_finding.member(member_id)
    if request.method != "POST":
        return _page(request, person, LiftForm())
    form = LiftForm(request.POST)
    if not form.is_valid():
        return _page(request, person, form, status=422)
    try:
        lifting.lift_freeze(
            member=person,
            reason=form.cleaned_data["reason"],
            actor=actor(request),
            lifted_at=timezone.now(),
        )
    except lifting.OwnPoints:
        form.add_error(None, _("These are your own points: ask a colleague."))
        return _page(request, person, form, status=409)
    except lifting.NothingToLift:
        form.add_error(None, _("There is nothing here that you could lift."))
        return _page(request, person, form, status=409)
    messages.success(request, _("The member can use the points again, and is told so."))
    return redirect("staff:member", member_id=person.pk)


def _page(
    request: HttpRequest, person: User, form: LiftForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "member": person,
        "form": form,
        "freezes": freezes_of(person, at=timezone.now()),
    }
    return render(request, "staff/people/lift_freeze.html", context, status=status)
