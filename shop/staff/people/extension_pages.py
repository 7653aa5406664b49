"""Points that live longer: choose which, look at the new dates, confirm."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loyalty import reading
from loyalty.extension import LotIsClosed, NotLonger, OwnAccount, ReferenceReused
from shop.components.numbers import points
from shop.rewards.desk.extending import extend_lots
from shop.staff.people import member_finding
from shop.staff.people.desk import MEMBERS
from shop.staff.people.points_forms import MOST_BOXES, ExtendForm, LotsForm
from shop.staff.people.refusal_words import OWN_ACCOUNT
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.forms import CHANGE, new_reference
from shop.users.models import User


@staff_page(*MEMBERS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, member_id: int) -> HttpResponse:
    if not actor(request).has_perm("loyalty.adjust_points"):
        raise PermissionDenied
    person = member_finding.member(member_id)
    if request.method == "POST":
        return _confirmed(request, person)
    return _choosing(request, person)


def _choosing(request: HttpRequest, person: User) -> HttpResponse:
    now = timezone.now()
    lots = reading.open_lots(member=person, at=now)
    choice = LotsForm(request.GET or None, lots=lots, today=timezone.localdate(now))
    if not choice.is_bound or not choice.is_valid():
        status = 422 if choice.is_bound else 200
        return _page(request, person, {"choice": choice, "lots": lots}, status=status)
    if CHANGE in request.GET:
        return _page(request, person, {"choice": choice, "lots": lots})
    chosen = choice.chosen()
    until = choice.cleaned_data["until"]
    form = ExtendForm(
        today=timezone.localdate(now),
        initial={
            "lots": ",".join(str(lot.number) for lot in chosen),
            "until": until,
            "reference": new_reference(),
        },
    )
    context = {
        "choice": choice,
        "lots": lots,
        "chosen": chosen,
        "until": until,
        "form": form,
    }
    return _page(request, person, context)


def _confirmed(request: HttpRequest, person: User) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    form = ExtendForm(request.POST, today=today)
    lots = reading.open_lots(member=person, at=now)
    context: dict[str, Any] = {"choice": LotsForm(lots=lots, today=today), "lots": lots}
    if not form.is_valid():
        if set(form.errors) == {"reason"}:
            numbers = form.numbers()
            context |= {
                "form": form,
                "choice": LotsForm(
                    lots=lots,
                    today=today,
                    initial={
                        "lots": list(numbers),
                        "until": form.cleaned_data["until"],
                    },
                ),
                "chosen": [lot for lot in lots if lot.number in numbers],
                "until": form.cleaned_data["until"],
            }
        else:  # what nobody types in is odd
            context["changed"] = True
        return _page(request, person, context, status=422)
    try:
        changes = extend_lots(
            member=person,
            lots=form.numbers(),
            until=form.cleaned_data["until"],
            reason=form.cleaned_data["reason"],
            reference=form.cleaned_data["reference"],
            actor=actor(request),
            extended_at=now,
        )
    except OwnAccount:
        messages.error(request, str(OWN_ACCOUNT))
        return _page(request, person, context, status=409)
    except (LotIsClosed, NotLonger, ReferenceReused):
        return _page(request, person, context | {"changed": True}, status=409)
    messages.success(
        request,
        _("Extended: %(points)s are valid until %(day)s.")
        % {
            "points": points(sum(change.points for change in changes)),
            "day": date_format(form.cleaned_data["until"], "DATE_FORMAT"),
        },
    )
    return redirect("staff:member", member_id=person.pk)


def _page(
    request: HttpRequest, person: User, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "staff/people/extend.html",
        {"member": person, "boxes": MOST_BOXES, **context},
        status=status,
    )
