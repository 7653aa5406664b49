"""Take away the second factor of somebody who has lost it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from shop.identity import resetting
from shop.staff.people.desk import COLLEAGUES
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.finding import kept_or_404
from shop.staff.shell.forms import reason_field
from shop.users.models import User


class ResetForm(forms.Form):
    reason = reason_field(
        required=True,
        help_text=gettext_lazy("How you know that it is they who ask. For the log."),
    )


@staff_page(*COLLEAGUES.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def reset_second_factor(request: HttpRequest, person_id: int) -> HttpResponse:
    person: User = kept_or_404(User, person_id)
    if not resetting.may_reset(actor=actor(request), person=person):
        raise PermissionDenied
    form = ResetForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            resetting.reset_second_factor(
                person=person,
                actor=actor(request),
                reason=form.cleaned_data["reason"],
                reset_at=timezone.now(),
            )
        except resetting.NothingToReset:
            form.add_error(None, _("There is no second step to take away."))
            status = 409
        else:
            messages.success(
                request, _("Taken away. They are signed out and told by mail.")
            )
            if person.is_staff:
                return redirect("staff:colleagues")
            return redirect("staff:member", member_id=person.pk)
    return render(
        request,
        "staff/people/reset_second_factor.html",
        {"person": person, "form": form},
        status=status,
    )
