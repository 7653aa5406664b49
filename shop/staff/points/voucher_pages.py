"""Vouchers from points: all there are, what is exchanged for what, and cancelling."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from loyalty import offering, reading, vouchers
from loyalty.vouchers import Voucher, VoucherChoice
from shop.components.numbers import points as points_text
from shop.rewards.desk import vouchers as desk
from shop.rewards.once import rule_in_force
from shop.rewards.voucher_list import listed
from shop.staff.points.desk import VOUCHERS
from shop.staff.points.voucher_forms import CancelForm, ChoiceForm, as_typed
from shop.staff.points.voucher_list import VoucherList
from shop.staff.points.voucher_words import named, sentence
from shop.staff.shell.access import actor, staff_page
from shop.users.models import User

HIGHEST = 2**63 - 1


@staff_page(*VOUCHERS.permissions)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    per_unit = rule_in_force(at=now).redemption.points_per_unit_of_discount
    in_force = reading.choices_at(at=now)
    coming = [each for each in reading.every_choice() if each.starts_at > now]
    return render(
        request,
        "staff/points/vouchers.html",
        {
            "list": VoucherList(request),
            "choices": [
                (each, sentence(each, points_per_unit=per_unit)) for each in in_force
            ],
            "coming": [
                (each, sentence(each, points_per_unit=per_unit)) for each in coming
            ],
            "may_publish": actor(request).has_perm(desk.PUBLISH),
        },
    )


@staff_page(*VOUCHERS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, choice: int | None = None) -> HttpResponse:
    """A new choice, or another version of one."""
    if not actor(request).has_perm(desk.PUBLISH):
        raise PermissionDenied
    earlier = _choice_or_404(choice) if choice is not None else None
    if request.method != "POST":
        initial = as_typed(earlier) if earlier else None
        return _offer_page(request, ChoiceForm(initial=initial), earlier)
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return _offer_page(request, form, earlier, status=422)
    now = timezone.now()
    try:
        published = desk.offer(
            actor=actor(request),
            published_at=now,
            series=earlier.series if earlier else None,
            **form.values(now=now),
        )
    except desk.NoWholeCents as refused:
        text = _("So many points make no whole cents. Take a multiple of %(points)s.")
        form.add_error("points", text % {"points": refused.args[0]})
        return _offer_page(request, form, earlier, status=422)
    except offering.InvalidChoice:
        form.add_error(None, _("This does not fit together. Please look at it again."))
        return _offer_page(request, form, earlier, status=422)
    except offering.ChoiceChangedMeanwhile:
        form.add_error(
            None,
            _("Somebody published another version meanwhile. Start again from it."),
        )
        return _offer_page(request, form, earlier, status=409)
    per_unit = rule_in_force(at=now).redemption.points_per_unit_of_discount
    messages.success(request, sentence(published, points_per_unit=per_unit))
    return redirect("staff:vouchers")


@staff_page(*VOUCHERS.permissions)
@require_http_methods(["POST"])
def withdraw(request: HttpRequest, choice: int) -> HttpResponse:
    if not actor(request).has_perm(desk.PUBLISH):
        raise PermissionDenied
    try:
        desk.withdraw(
            actor=actor(request),
            choice=_choice_or_404(choice),
            withdrawn_at=timezone.now(),
        )
    except offering.ChoiceChangedMeanwhile:
        messages.error(request, _("A colleague has decided about it meanwhile."))
    else:
        messages.success(request, _("It is no longer offered. Vouchers run on."))
    return redirect("staff:vouchers")


@staff_page(*VOUCHERS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def voucher(request: HttpRequest, member_id: int, version: int) -> HttpResponse:
    """One voucher, what became of it, and a form to cancel what is left."""
    found = _voucher_or_404(member_id, version)
    person = found.account.member
    if request.method != "POST":
        return _page(request, person, found, CancelForm())
    if not actor(request).has_perm(desk.CANCEL):
        raise PermissionDenied
    form = CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, person, found, form, status=422)
    try:
        freed = desk.cancel(
            actor=actor(request),
            member=person,
            voucher=found,
            reason=form.cleaned_data["reason"],
            cancelled_at=timezone.now(),
        )
    except vouchers.OwnAccount:
        form.add_error(None, _("This is your own voucher: ask a colleague."))
        return _page(request, person, found, form, status=409)
    except (vouchers.VoucherIsOver, vouchers.VoucherIsUsed):
        form.add_error(None, _("Nothing is left of this voucher."))
        return _page(request, person, found, form, status=409)
    messages.success(
        request,
        _("Cancelled: %(points)s are back with the member.")
        % {"points": points_text(freed.usable)},
    )
    return redirect("staff:member", member_id=person.pk)


def _page(
    request: HttpRequest,
    person: User,
    found: Voucher,
    form: CancelForm,
    *,
    status: int = 200,
) -> HttpResponse:
    [shown] = listed([found], member=person, at=timezone.now())
    context = {
        "member": person,
        "each": shown,
        "named": named(found),
        "form": form,
        "may_cancel": actor(request).has_perm(desk.CANCEL)
        and found.open
        and found.left > 0,
    }
    return render(request, "staff/points/voucher.html", context, status=status)


def _offer_page(
    request: HttpRequest,
    form: ChoiceForm,
    earlier: VoucherChoice | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "earlier": earlier}
    return render(request, "staff/points/voucher_choice.html", context, status=status)


def _choice_or_404(choice: int) -> VoucherChoice:
    found = reading.every_choice().filter(pk=min(choice, HIGHEST)).first()
    if found is None:
        raise Http404
    return found


def _voucher_or_404(member_id: int, version: int) -> Voucher:
    found = reading.every_voucher().filter(
        account_id=min(member_id, HIGHEST), version=min(version, HIGHEST)
    )
    if (one := found.first()) is None:
        raise Http404
    return one
