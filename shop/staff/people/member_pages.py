"""One member, and correcting points by hand."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from loyalty import expiry, merging, reading
from loyalty.adjustment import AboveCeiling, BudgetSpent, ReferenceReused
from loyalty.limits import given_alone, limits_of
from loyalty.missions.reading import taken_by
from shop.account.points.day_form import DayForm
from shop.components.numbers import points
from shop.components.paging import page_of
from shop.identity.factors import has_second_factor
from shop.identity.resetting import may_reset
from shop.rewards.desk.adjusting import adjust_points, propose_adjustment
from shop.rewards.desk.lifting import PERMISSION
from shop.rewards.looking_back import standing
from shop.rewards.tier_progress import on_ladder
from shop.rewards.voucher_list import listed
from shop.staff.people import member_finding
from shop.staff.people.desk import MEMBERS
from shop.staff.people.freeze_words import freezes_of
from shop.staff.people.points_forms import AdjustForm
from shop.staff.people.posting_list import PostingList
from shop.staff.people.refusal_words import ADJUSTING
from shop.staff.shell import finding
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.forms import new_reference
from shop.users.models import User

REFUSED = tuple(ADJUSTING)
LATEST_ORDERS = 10
LATEST_VOUCHERS = 10
LOTS_ON_A_PAGE = 25


@staff_page(*MEMBERS.permissions)
@require_safe
def member(request: HttpRequest, member_id: int) -> HttpResponse:
    person = member_finding.member(member_id)
    now = timezone.now()
    form = DayForm(request.GET, now=now)
    stands = standing(member=person, day=form.day, now=now)
    viewer = actor(request)
    context = {
        "member": person,
        "form": form,
        "standing": stands,
        "balance": stands.balance,
        "worth": stands.worth,
        "lots": page_of(
            stands.lots, size=LOTS_ON_A_PAGE, asked=request.GET.get("lots")
        ),
        "postings": PostingList(request, member=person, until=stands.until),
        "may_adjust": viewer.has_perm("loyalty.adjust_points"),
        "may_reset_second_factor": may_reset(actor=viewer, person=person)
        and has_second_factor(person),
        "ladder": on_ladder(member_id=person.pk, at=now),
        "freezes": freezes_of(person, at=now),
        "may_lift": viewer.has_perm(PERMISSION) and viewer.pk != person.pk,
    }
    if viewer.has_perm("loyalty.view_voucher"):
        newest = reading.vouchers(member=person)[:LATEST_VOUCHERS]
        context["vouchers"] = listed(newest, member=person, at=now)
    if viewer.has_perm("loyalty.view_mission"):
        context["missions"] = taken_by(person, at=now)
    context |= _merging(viewer, person)
    if viewer.has_perm("order.view_order"):
        context["orders"] = member_finding.orders_of(person)[:LATEST_ORDERS]
        context["purchases"] = member_finding.purchases_of(person)
    if viewer.has_perm("audit.view_entry"):
        context["log"] = finding.log_of(f"member:{person.pk}")
    status = 422 if form.errors else 200
    return render(request, "staff/people/member.html", context, status=status)


@staff_page(*MEMBERS.permissions)
@require_GET
def postings_file(request: HttpRequest, member_id: int) -> HttpResponseBase:
    """The postings until the day that is looked back to."""
    person = member_finding.member(member_id)
    day = DayForm(request.GET, now=timezone.now()).day
    until = expiry.close_of(day) if day else None
    return PostingList(request, member=person, until=until).file()


@staff_page(*MEMBERS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def adjust(request: HttpRequest, member_id: int) -> HttpResponse:
    if not actor(request).has_perm("loyalty.adjust_points"):
        raise PermissionDenied
    person = member_finding.member(member_id)
    if request.method != "POST":
        form = AdjustForm(initial={"reference": new_reference()})
        return _adjust_page(request, person, form)
    form = AdjustForm(request.POST)
    if not form.is_valid():
        return _adjust_page(request, person, form, status=422)
    wish: dict[str, Any] = {
        "member": person,
        "points": form.signed_points(),
        "reason": form.cleaned_data["reason"],
        "reference": form.cleaned_data["reference"],
        "actor": actor(request),
    }
    try:
        said = _adjusted(wish)
    except REFUSED as refusal:
        field, why = ADJUSTING[type(refusal)]
        form.add_error(field, str(why))
        return _adjust_page(request, person, form, status=409)
    except ReferenceReused:
        form = AdjustForm(initial={"reference": new_reference()})
        messages.error(
            request,
            _("This form had been sent before. Look at the statement, then try again."),
        )
        return _adjust_page(request, person, form, status=409)
    messages.success(request, said)
    return redirect("staff:member", member_id=person.pk)


def _adjusted(wish: dict[str, Any]) -> str:
    """Adjust, or propose what one may not do alone; returns what became of it."""
    try:
        posting = adjust_points(**wish, adjusted_at=timezone.now())
    except (AboveCeiling, BudgetSpent) as limit:
        propose_adjustment(**wish, proposed_at=timezone.now())
        return _waits(limit)
    return _("Adjusted: the member has %(points)s now.") % {
        "points": points(posting.available_after)
    }


def _waits(limit: AboveCeiling | BudgetSpent) -> str:
    """Why an adjustment is only proposed."""
    if isinstance(limit, AboveCeiling):
        return _(
            "Proposed: you may adjust up to %(points)s at once. Somebody else has to "
            "approve it."
        ) % {"points": points(limit.args[0])}
    return _(
        "Proposed: of what you may give this month %(points)s are left. Somebody else "
        "has to approve it."
    ) % {"points": points(limit.args[0])}


def _merging(viewer: User, person: User) -> dict[str, Any]:
    """What became of the account, what came to it, and what is proposed."""
    context: dict[str, Any] = {
        "merge": merging.merge_of(member=person),
        "merged": merging.merges_into(member=person),
    }
    if viewer.has_perm("loyalty.merge_accounts") and not context["merge"]:
        context["may_merge"] = True
        context["proposal"] = (
            merging.open_proposals().filter(closing_id=person.pk).first()
        )
    return context


def _adjust_page(
    request: HttpRequest, person: User, form: AdjustForm, *, status: int = 200
) -> HttpResponse:
    viewer, now = actor(request), timezone.now()
    limits = limits_of(person=viewer)
    context = {
        "member": person,
        "form": form,
        "balance": reading.balance(member=person, at=now),
        "ceiling": limits.ceiling,
        "left": max(0, limits.budget - given_alone(person=viewer, at=now)),
    }
    return render(request, "staff/people/adjust.html", context, status=status)
