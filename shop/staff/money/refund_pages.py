"""Refunds that are promised, and those that have been paid out."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shop.payments import providers, refunding
from shop.payments.models import Refund
from shop.staff.money.desk import REFUNDS
from shop.staff.money.payment_forms import RefundForm
from shop.staff.money.refund_list import RefundList
from shop.staff.shell.access import actor, staff_page


@staff_page(*REFUNDS.permissions)
@require_safe
def refunds(request: HttpRequest) -> HttpResponse:
    """All of them; or one by its reference, to be looked at before it is marked."""
    if "reference" in request.GET:
        return _look(request, request.GET["reference"])
    return _page(request)


@staff_page(*REFUNDS.permissions)
@require_POST
def pay_out(request: HttpRequest) -> HttpResponse:
    try:
        refunding.mark_paid_out(
            reference=_reference(request),
            actor=actor(request),
            paid_out_at=timezone.now(),
        )
    except Refund.DoesNotExist:
        raise Http404 from None
    except refunding.AlreadyPaidOut:
        messages.error(request, _("This refund had been paid out before."))
        return _page(request, status=409)
    except refunding.SentByService:
        messages.error(request, _("This refund goes through the payment service."))
        return _page(request, status=409)
    messages.success(request, _("The refund is marked as paid out."))
    return redirect("staff:refunds")


@staff_page(*REFUNDS.permissions)
@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    try:
        refunding.send_again(
            reference=_reference(request), actor=actor(request), at=timezone.now()
        )
    except Refund.DoesNotExist:
        raise Http404 from None
    except refunding.NotFailed:
        messages.error(request, _("This refund is under way or paid out already."))
        return _page(request, status=409)
    messages.success(request, _("The refund will be sent again in a moment."))
    return redirect("staff:refunds")


def _look(request: HttpRequest, reference: str) -> HttpResponse:
    form = RefundForm({"reference": reference})
    refund = form.is_valid() and (
        Refund.objects.select_related("payment__order__user")
        .filter(reference=form.cleaned_data["reference"], paid_out_at=None)
        .first()
    )
    if not refund or not actor(request).has_perm("payments.pay_out_refund"):
        return redirect("staff:refunds")
    return render(request, "staff/money/pay_out.html", {"refund": refund})


def _reference(request: HttpRequest) -> str:
    form = RefundForm(request.POST)
    if not form.is_valid():
        raise Http404
    reference: str = form.cleaned_data["reference"]
    return reference


def _page(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    return RefundList(request).answer(
        status=status, takes_online=providers.is_configured()
    )
