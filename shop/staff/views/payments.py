"""Payments online: every attempt, and whether orders and money agree."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shop.payments import providers
from shop.payments.models import PaymentAttempt, Reconciliation
from shop.staff import finding, navigation
from shop.staff.access import staff_page
from shop.staff.forms import PaymentSearchForm
from shop.staff.wording import difference


@staff_page(*navigation.PAYMENTS)
@require_safe
def payments(request: HttpRequest) -> HttpResponse:
    form = PaymentSearchForm(request.GET)
    state, text = form.value("state"), form.value("text")
    comparison = Reconciliation.objects.first()
    return render(
        request,
        "staff/payments.html",
        {
            "form": form,
            "page": finding.page_of(
                finding.payments(state=state, text=text), request.GET.get("page")
            ),
            "state": state,
            "states": PaymentAttempt.State.choices,
            "counts": finding.payment_counts(),
            "takes_online": providers.is_configured(),
            "comparison": comparison,
            "differences": [
                found | {"label": difference(found["what"])}
                for found in (comparison.differences if comparison else [])
            ],
        },
    )
