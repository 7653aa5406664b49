"""Money out of goodwill: say how much, look what it comes to, confirm."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.components.numbers import money
from shop.forks.order.models import Order
from shop.orders.undoing import goodwill
from shop.staff.orders import sheet
from shop.staff.orders.desk import ORDERS
from shop.staff.orders.goodwill_forms import AmountForm, GiveForm
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.forms import CHANGE, new_reference


@staff_page(*ORDERS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, number: str) -> HttpResponse:
    if not actor(request).has_perm(goodwill.PERMISSION):
        raise PermissionDenied
    order = sheet.find(number)
    if request.method == "POST":
        return _confirmed(request, order)
    amount = AmountForm(request.GET if "money" in request.GET else None)
    if not amount.is_bound:
        return _page(request, order, amount)
    gift = _reckoned(order, amount) if amount.is_valid() else None
    if gift is None:
        return _page(request, order, amount, status=422)
    if CHANGE in request.GET:
        return _page(request, order, amount)
    initial = {"money": gift.money, "reference": new_reference()}
    return _page(request, order, amount, gift=gift, form=GiveForm(initial=initial))


def _confirmed(request: HttpRequest, order: Order) -> HttpResponse:
    form = GiveForm(request.POST)
    if not form.is_valid():
        amount = AmountForm(request.POST)
        gift = _reckoned(order, amount) if amount.is_valid() else None
        return _page(request, order, amount, gift=gift, form=form, status=422)
    try:
        given = goodwill.give(
            number=order.number,
            actor=actor(request),
            money=form.cleaned_data["money"],
            reason=form.cleaned_data["reason"],
            reference=form.cleaned_data["reference"],
            given_at=timezone.now(),
        )
    except (goodwill.TooEarly, goodwill.MoreThanLeft, goodwill.ReferenceReused):
        messages.error(
            request,
            _("Nothing was given: the order has changed meanwhile. Look again."),
        )
        return _page(request, sheet.find(order.number), AmountForm(), status=409)
    messages.success(
        request,
        _("%(money)s go back to the shopper.")
        % {"money": money(given.money, order.currency)},
    )
    return redirect("staff:order", number=order.number)


def _reckoned(order: Order, amount: AmountForm) -> goodwill.Gift | None:
    """What it would come to; None, with an error on the form, if it cannot be."""
    try:
        return goodwill.preview(order=order, money=amount.cleaned_data["money"])
    except goodwill.MoreThanLeft as error:
        amount.add_error(
            "money",
            _("At most %(left)s was paid for the goods and has not gone back.")
            % {"left": money(error.left, order.currency)},
        )
    except goodwill.TooEarly:
        pass
    return None


def _page(
    request: HttpRequest,
    order: Order,
    amount: AmountForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    return render(
        request,
        "staff/orders/goodwill.html",
        {
            "order": order,
            "amount": amount,
            "possible": goodwill.can_be_given(order),
            "most": goodwill.most(order=order),
            **context,
        },
        status=status,
    )
