"""Payments online: every attempt, and whether orders and money agree."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shop.orders.paying import wrong_money
from shop.payments import providers, refunding, settling
from shop.payments.models import PaymentAttempt, Reconciliation
from shop.staff.money.desk import PAYMENTS
from shop.staff.money.payment_forms import SettleForm
from shop.staff.money.payment_lists import AttemptList, DifferenceList
from shop.staff.shell import finding
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.wording import difference
from shop.users.models import User


@staff_page(*PAYMENTS.permissions)
@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    comparisons = list(Reconciliation.objects.order_by("provider"))
    return render(
        request,
        "staff/money/payments.html",
        {
            "attempts": AttemptList(request),
            "takes_online": providers.is_configured(),
            "comparisons": comparisons,
            "all_agree": not any(one.problem for one in comparisons),
            "differences": DifferenceList(request, comparisons=comparisons),
        },
    )


@staff_page(*PAYMENTS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Show what would go back, and send it when that is confirmed."""
    if not _may_send_back(actor(request)):
        raise PermissionDenied
    attempt = finding.kept_or_404(
        PaymentAttempt.objects.select_related("order"), attempt_id
    )
    if request.method != "POST":
        context = {"attempt": attempt}
        return render(request, "staff/money/send_back.html", context)
    try:
        wrong_money.send_wrong_back(
            attempt_id=attempt.pk, actor=actor(request), at=timezone.now()
        )
    except refunding.NothingToSendBack:
        messages.error(request, _("There is no wrong money here to send back."))
        context = {"attempt": attempt}
        return render(request, "staff/money/send_back.html", context, status=409)
    messages.success(request, _("The money goes back in a moment."))
    return redirect("staff:payments")


@staff_page(*PAYMENTS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest) -> HttpResponse:
    """Say how a difference was settled elsewhere."""
    if not _may_send_back(actor(request)):
        raise PermissionDenied
    form = SettleForm(
        request.POST if request.method == "POST" else None, initial=request.GET.dict()
    )
    found = _known(form)
    if not form.is_valid():
        context = {"form": form, "found": found, "label": difference(found["what"])}
        status = 422 if form.is_bound else 200
        return render(
            request, "staff/money/settle_difference.html", context, status=status
        )
    settling.settle(
        **form.cleaned_data, actor=actor(request), settled_at=timezone.now()
    )
    messages.success(request, _("Settled: it is not told again."))
    return redirect("staff:payments")


def _known(form: SettleForm) -> dict[str, str]:
    keys = ("provider", "what", "subject")
    named = {name: str(form[name].value() or "") for name in keys}
    try:
        return settling.known(**named)
    except settling.UnknownDifference:
        raise Http404 from None


def _may_send_back(person: User) -> bool:
    return person.has_perm("payments.pay_out_refund")
