"""The withdrawal function: who and which goods, then "Confirm withdrawal"."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.account import trying
from shop.account.forms import FindOrderForm
from shop.account.orders import access
from shop.account.orders.order_pages import order_or_404
from shop.account.orders.order_view import OrderView
from shop.account.requests import member_of
from shop.account.returns.return_forms import WithdrawForm
from shop.account.returns.return_view import foreseen_rows
from shop.account.tabs import tabs
from shop.forks.order.models import Order
from shop.identity import limits
from shop.identity.mailing import may_mail
from shop.orders.undoing.returning import TooManyPieces
from shop.requests import client_of
from shop.returns import asking, pieces, withdrawing
from shop.returns.chances import OrderReturns
from shop.returns.withdrawing import OrderIsOver, PeriodIsOver

# How many of a member's orders are looked at.
MOST_ORDERS = 20


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Which order: a member's own, or a guest's by its number and e-mail.

    What does not fit is answered the same whatever it is that does not (S13).
    """
    form = FindOrderForm(request.POST or None)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        tries = trying.to_find_an_order(request, form.cleaned_data["email"])
        if wait := limits.begin(tries, at=timezone.now()):
            form.add_error(None, trying.too_many(wait))
            status = 429
        elif found := access.find(**form.cleaned_data):
            limits.succeed(tries, at=timezone.now())
            access.remember_found(request.session, order=found)
            return redirect("customer:withdraw", number=found.number)
        else:
            form.add_error(
                None,
                _(
                    "We find no order with this number and this e-mail address. If "
                    "you ordered with an account, please sign in first."
                ),
            )
            status = 404
    return render(
        request,
        "account/returns/withdraw_find.html",
        {"form": form, "orders": _of_member(request)},
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Two steps: the declaration, and the button that confirms it."""
    order = order_or_404(request, number)
    if request.method == "POST" and (done := _declared_before(request, order)):
        return done
    try:
        withdrawing.check(order, at=timezone.now())
    except (OrderIsOver, PeriodIsOver) as error:
        status = 200 if request.method != "POST" else 409
        return _page(request, order, {"refusal": _words(error)}, status=status)
    goods: dict[str, Any] = {
        "lines": list(order.lines.all()),
        "free": pieces.free(order=order),
    }
    if request.method != "POST":
        return _page(request, order, {"form": _first_form(order, goods)})
    if "change" in request.POST:
        form = WithdrawForm(initial=request.POST.dict(), **goods)
        return _page(request, order, {"form": form})
    form = WithdrawForm(request.POST, **goods)
    if not form.is_valid():
        return _page(request, order, {"form": form}, status=422)
    return _answer(request, order, form)


def _answer(request: HttpRequest, order: Order, form: WithdrawForm) -> HttpResponse:
    wishes, now = form.wishes(), timezone.now()
    try:
        if "confirm" in request.POST:
            if not _may_confirm_to(request, order, form.cleaned_data["email"]):
                form.add_error(
                    "email",
                    _(
                        "This address gets no more of our mail within this hour. "
                        "Please take the address of your order."
                    ),
                )
                return _page(request, order, {"form": form}, status=429)
            declared = withdrawing.withdraw(
                number=order.number,
                shopper=member_of(request),
                wishes=wishes,
                name=form.cleaned_data["name"],
                email=form.cleaned_data["email"],
                reference=form.cleaned_data["reference"],
                declared_at=now,
            )
            return _done(request, declared)
        consequence = withdrawing.foresee(order=order, wishes=wishes, at=now)
    except (OrderIsOver, PeriodIsOver) as error:
        return _page(request, order, {"refusal": _words(error)}, status=409)
    except TooManyPieces:
        form.add_error(None, _("Somebody was quicker: look again."))
        return _page(request, order, {"form": form}, status=409)
    foreseen = consequence.foreseen
    form.auto_id = False  # its fields are hidden, and have no notes
    return render(
        request,
        "account/returns/withdraw_confirm.html",
        {
            "order": order,
            "form": form,
            "cancels": consequence.cancels,
            "foreseen": foreseen,
            "rows": foreseen_rows(foreseen) if foreseen else [],
            "tabs": tabs("orders"),
        },
    )


def _may_confirm_to(request: HttpRequest, order: Order, email: str) -> bool:
    """Count confirmations that go elsewhere (F29), and none to the order's own."""
    if email == order.email:
        return True
    return may_mail("withdrawal", to=email, client=client_of(request))


def _first_form(order: Order, goods: dict[str, Any]) -> WithdrawForm:
    """Everything is chosen, and who ordered is named."""
    chosen = {f"line-{pk}": left for pk, left in goods["free"].items()}
    return WithdrawForm(
        initial={
            "reference": asking.new_reference(),
            "name": OrderView(order).shopper_name,
            "email": order.email,
            **chosen,
        },
        **goods,
    )


def _declared_before(request: HttpRequest, order: Order) -> HttpResponse | None:
    """What a button pressed twice has declared the first time (S02)."""
    reference = request.POST.get("reference", "")
    if "confirm" not in request.POST or not reference.isalnum():
        return None
    declared = order.withdrawals.filter(reference=reference).first()
    return _done(request, declared) if declared else None


def _done(request: HttpRequest, declared: withdrawing.Withdrawal) -> HttpResponse:
    number = declared.order.number
    messages.success(
        request,
        _("Your withdrawal is confirmed. The confirmation is on its way to %(email)s.")
        % {"email": declared.email},
    )
    if asked := declared.order.return_requests.filter(withdrawal=declared).first():
        return redirect("customer:return", number, asked.number)
    return redirect("customer:order", number)


def _words(error: Exception) -> str:
    if isinstance(error, PeriodIsOver) and error.last:
        return _("The right to withdraw from this contract ended on %(day)s.") % {
            "day": date_format(error.last)
        }
    return _("This order was cancelled: there is no contract to withdraw from.")


def _of_member(request: HttpRequest) -> list[Order]:
    """A member's orders that can still be withdrawn from."""
    member = member_of(request)
    if member is None:
        return []
    now = timezone.now()
    found = access.orders_of(member).prefetch_related("return_requests__lines")
    return [
        order for order in found[:MOST_ORDERS] if OrderReturns(order, now).can_withdraw
    ]


def _page(
    request: HttpRequest, order: Order, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    returns = OrderReturns(order, timezone.now())
    return render(
        request,
        "account/returns/withdraw.html",
        {"order": order, "returns": returns, "tabs": tabs("orders"), **context},
        status=status,
    )
