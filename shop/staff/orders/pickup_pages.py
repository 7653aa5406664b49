"""The counter: a code is typed or scanned, and the order is handed over."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shop.delivery.models import Pickup
from shop.identity.limits import may_try
from shop.orders.fulfilling import collecting
from shop.orders.status import ImpossibleStep
from shop.rewards import perks
from shop.staff.orders import sheet
from shop.staff.orders.desk import PICKUP
from shop.staff.orders.pickup_forms import CodeForm, HandOverForm
from shop.staff.orders.pickup_list import PickupList
from shop.staff.shell.access import actor, staff_page

# Far more than a counter needs, far fewer than guessing does.
TRIES, SECONDS = 60, 600


@staff_page(*PICKUP.permissions)
@require_safe
def pickup(request: HttpRequest) -> HttpResponse:
    """Look a code up; a scanned one opens this page with it."""
    code = CodeForm(request.GET).typed
    return _answer(request, code) if code else _page(request)


@staff_page(*PICKUP.permissions)
@require_POST
def hand_over(request: HttpRequest) -> HttpResponse:
    form = HandOverForm(request.POST)
    if not form.is_valid():
        return _page(request, refusal=_wrong(), status=422)
    code = form.cleaned_data["code"]
    if not _may_look_up(request):
        return _too_many(request)
    try:
        order = collecting.hand_over(
            code=code,
            money_taken=form.cleaned_data["money_taken"],
            perk_given=form.cleaned_data["perk_given"],
            actor=actor(request),
            at=timezone.now(),
        )
    except collecting.WrongCode:
        return _page(request, refusal=_wrong(), status=404)
    except ImpossibleStep:
        return _page(
            request,
            code=code,
            found=collecting.look_up(code),
            refusal=_("Take the money first, and say so below."),
            status=409,
        )
    messages.success(
        request, _("Order %(number)s is handed over.") % {"number": order.number}
    )
    return redirect("staff:pickup")


def _answer(request: HttpRequest, code: str) -> HttpResponse:
    if not _may_look_up(request):
        return _too_many(request)
    try:
        found = collecting.look_up(code)
    except collecting.WrongCode:
        return _page(request, code=code, refusal=_wrong(), status=404)
    return _page(request, code=code, found=found)


def _may_look_up(request: HttpRequest) -> bool:
    return may_try("pickup-code", str(actor(request).pk), times=TRIES, seconds=SECONDS)


def _too_many(request: HttpRequest) -> HttpResponse:
    refusal = _("Too many attempts. Please wait ten minutes.")
    return _page(request, refusal=refusal, status=429)


def _wrong() -> str:
    return _(
        "No order is waiting under this code. Please compare it with the shopper’s "
        "mail; it may have been handed over or cancelled before."
    )


def _page(
    request: HttpRequest,
    *,
    code: str = "",
    found: Pickup | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    return render(
        request,
        "staff/orders/pickup.html",
        {
            "form": CodeForm(initial={"code": code}),
            "code": code,
            "found": found,
            "order": sheet.find(found.order.number) if found else None,
            "perk": perks.due(member_id=found.order.user_id, at=now) if found else None,
            "refusal": refusal,
            "now": now,
            "ready": PickupList(request),
        },
        status=status,
    )
