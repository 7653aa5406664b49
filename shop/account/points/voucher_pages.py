"""A member's vouchers: what points are exchanged for, and what became of them."""

import re
import secrets
from io import BytesIO

import segno
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from loyalty import reading, vouchers
from loyalty.enrolment import NotAMember
from shop.account.members_only import members_only, own_page
from shop.account.requests import MemberRequest
from shop.account.tabs import tabs
from shop.components.numbers import points as points_text
from shop.requests import forms_only
from shop.rewards import asking_for_vouchers, exchanging, freezing
from shop.rewards.once import last_balance
from shop.rewards.voucher_list import State, listed

# Older ones are on the statement.
MOST_OVER = 20
ONCE = re.compile(r"[A-Za-z0-9_-]{8,40}")
HIGHEST = 2**63 - 1
REFUSALS = (
    NotAMember,
    vouchers.AccountClosed,
    vouchers.EnoughVouchers,
    vouchers.NotEnoughPoints,
    vouchers.NotOffered,
    vouchers.PointsOwed,
    vouchers.ReferenceReused,
)


@members_only
@require_safe
def show(request: MemberRequest) -> HttpResponse:
    member, now = request.user, timezone.now()
    mine = listed(reading.vouchers(member=member), member=member, at=now)
    over = [each for each in mine if each.state != State.RUNNING]
    return render(
        request,
        "points/vouchers.html",
        {
            "tabs": tabs("points"),
            "balance": last_balance(member=member, at=now),
            "choices": exchanging.choices(member=member, at=now),
            "obstacle": exchanging.obstacle(member=member, at=now),
            "is_member": reading.is_member(member),
            "running": [each for each in mine if each.state == State.RUNNING],
            "over": over[:MOST_OVER],
        },
    )


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: MemberRequest, choice: int) -> HttpResponse:
    """Say once more what is given for what; the button says yes."""
    now = timezone.now()
    found = {
        each.choice.pk: each for each in exchanging.choices(member=request.user, at=now)
    }.get(choice)
    if found is None:
        messages.error(request, _("This is not offered any more."))
        return redirect("points:vouchers")
    refusal = ""
    once = request.POST.get("once", "")
    if found.is_given_by_tier:
        refusal = _("Your tier has this already.")
    elif request.method == "POST" and ONCE.fullmatch(once):
        refusal = _exchange(request, found, once)
        if not refusal:
            messages.success(request, _("Your voucher is ready."))
            return redirect("points:vouchers")
    return render(
        request,
        "points/exchange.html",
        {
            "each": found,
            "once": secrets.token_urlsafe(12),
            "refusal": refusal,
            "left_after": last_balance(member=request.user, at=now).spendable
            - found.choice.points,
        },
        status=409 if refusal else 200,
    )


def _exchange(request: MemberRequest, found: exchanging.Choice, once: str) -> str:
    """Make the voucher, or say why there is none."""
    now = timezone.now()
    try:
        exchanging.exchange(
            member=request.user, choice=found.choice, reference=once, at=now
        )
    except vouchers.AccountFrozen:
        why = freezing.why_frozen(member=request.user, at=now)
        return " ".join(why) or str(freezing.OTHERWISE)
    except REFUSALS as refused:
        return _in_words(refused)
    return ""


def _in_words(refused: Exception) -> str:
    match refused:
        case vouchers.NotEnoughPoints(args=(had,)):
            return _("You have %(points)s to use.") % {"points": points_text(had)}
        case vouchers.EnoughVouchers(args=(most,)):
            return _("You can make %(most)s of these in 30 days, and you have.") % {
                "most": most
            }
        case vouchers.PointsOwed(args=(owed,)):
            return _(
                "A return took back more points than you had: your next %(points)s "
                "make up for it, then you can exchange points again."
            ) % {"points": points_text(owed)}
        case NotAMember() | vouchers.AccountClosed():
            return _("Your account takes no part in the points programme.")
    return _("This is not offered any more.")


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: MemberRequest, version: int) -> HttpResponse:
    """Say what comes back; the button says yes. Done twice, it is done once."""
    now = timezone.now()
    voucher = _own(request, version)
    if request.method == "POST":
        try:
            freed = exchanging.give_back(member=request.user, voucher=voucher, at=now)
        except (vouchers.VoucherIsOver, vouchers.VoucherIsUsed):
            messages.error(request, _("Nothing is left of this voucher."))
        else:
            messages.success(
                request,
                _("%(points)s are back, with the dates they had.")
                % {"points": points_text(freed.usable)},
            )
        return redirect("points:vouchers")
    if not voucher.open or not voucher.left:
        messages.error(request, _("Nothing is left of this voucher."))
        return redirect("points:vouchers")
    freed = exchanging.would_come_back(member=request.user, voucher=voucher, at=now)
    return render(
        request, "points/give_back.html", {"voucher": voucher, "freed": freed}
    )


@members_only
@require_safe
def code(request: MemberRequest, version: int) -> HttpResponse:
    """The code as a QR. It opens nothing: only its member can use it."""
    drawing = BytesIO()
    segno.make(_own(request, version).code, error="m").save(
        drawing, kind="svg", scale=4, border=3, dark="#1f1d1a", light="#fff"
    )
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")


@forms_only
@members_only
def use(request: MemberRequest) -> HttpResponse:
    """Keep which voucher the basket is to use, none for an empty field."""
    typed = request.POST.get("voucher", "")
    version = int(typed) if typed.isdecimal() and len(typed) < len(str(HIGHEST)) else 0
    try:
        asking_for_vouchers.request_voucher(
            basket=request.basket,
            member=request.user,
            version=version if typed else None,
            at=timezone.now(),
        )
    except asking_for_vouchers.VoucherRefused as refused:
        messages.error(request, str(refused))
    return redirect(own_page(request, otherwise=reverse("basket:summary")))


def _own(request: MemberRequest, version: int) -> vouchers.Voucher:
    """Raises Http404 for what is not the member's own."""
    if version <= HIGHEST:
        found = reading.vouchers(member=request.user).filter(version=version).first()
        if found is not None:
            return found
    raise Http404
