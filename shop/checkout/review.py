"""The checkout's last page: all of it once more, points, payment, and the button."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shop.account.orders.access import placed_from, remember_placed
from shop.account.requests import member_of
from shop.baskets.contents import contents
from shop.checkout.draft import Draft
from shop.checkout.pay import to_service
from shop.checkout.steps import steps
from shop.checkout.summary import summary_context
from shop.checkout.typed_points import keep_typed_points
from shop.components.numbers import money, points
from shop.delivery.pickups import open_point
from shop.forks.basket.models import Basket
from shop.forks.order.models import Order
from shop.operations import away
from shop.orders.placing import ordering
from shop.orders.placing.claiming import order_of
from shop.orders.placing.purchase import NOTHING, Purchase
from shop.orders.placing.quotes import Change
from shop.orders.placing.writing import currency_of
from shop.payments import methods as payment_methods
from shop.requests import ShopRequest, forms_only
from shop.rewards import requesting
from shop.rewards.asking_for_vouchers import voucher_options
from shop.texts import reading

REFUSALS = (
    ordering.AddressMissing,
    ordering.BasketClosed,
    ordering.BasketEmpty,
    ordering.NotServed,
    ordering.PointClosed,
    ordering.QuoteChanged,
    ordering.SoldOut,
    ordering.TextsChanged,
    ordering.TooLittleToPay,
    ordering.UnknownDelivery,
    ordering.UnknownPayment,
    PermissionDenied,
    *requesting.REFUSALS,
)


@require_safe
def review(request: ShopRequest) -> HttpResponse:
    return _page(request)


@forms_only
def place(request: ShopRequest) -> HttpResponse:
    """Place the order; pressed twice, it leads to the same order (S02).

    So it does where its connection dies, and nobody knows whether it stands (F43).
    """
    draft = Draft.of(request.session)
    if number := placed_from(request.session, basket_id=draft.basket_id):
        return redirect("checkout:thank-you", number=number)
    basket = Basket.objects.filter(pk=draft.basket_id).first()
    if basket and (order := order_of(basket=basket, shopper=member_of(request))):
        # Its answer did not come through; what can be chosen since does not matter.
        return _lead_on(request, draft, order)
    if basket is None or not draft.is_ready:
        return redirect("checkout:index")
    draft = draft.but(payment_method=request.POST.get("payment", "")[:20])
    draft.keep(request.session)
    if request.POST.get("decided", draft.decided) != draft.decided:
        elsewhere = _("Where or how it is sent was changed in another window.")
        return _page(request, news=[elsewhere], status=409)
    now = timezone.now()
    try:
        keep_typed_points(request, basket=basket, at=now)
        order = away.twice(
            partial(
                ordering.place_order,
                basket=basket,
                shopper=member_of(request),
                purchase=_purchase(request, draft),
                placed_at=now,
            )
        )
    except ordering.AlreadyPlaced as already:
        order = already.order
    except REFUSALS as refusal:
        return _refused(request, refusal)
    return _lead_on(request, draft, order)


def _lead_on(request: ShopRequest, draft: Draft, order: Order) -> HttpResponse:
    """To where it is paid, or thanked for; the draft has done its work."""
    remember_placed(request.session, order=order)
    Draft(basket_id=draft.basket_id).keep(request.session)
    if not order.paid_at and payment_methods.find(order.payment_method).is_online:
        return to_service(request, order)
    return redirect("checkout:thank-you", number=order.number)


def _refused(request: ShopRequest, refusal: Exception) -> HttpResponse:
    """Nothing was ordered: say why, and show the way on."""
    if text := _to_mend(refusal):
        return _page(request, refusal=text, status=422)
    match refusal:
        case ordering.QuoteChanged(changes=changes):
            return _page(request, news=_explain(changes), status=409)
        case ordering.SoldOut():
            back = _("It was sold out for a moment, and can be ordered again.")
            return _page(request, news=[back], status=409)
        case ordering.TextsChanged():
            others = _("Our terms or the words on withdrawal: read them below.")
            return _page(request, news=[others], status=409)
        case (
            ordering.UnknownDelivery()
            | ordering.AddressMissing()
            | ordering.NotServed()
            | ordering.PointClosed()
        ):
            return _choose_again(request, refusal)
    messages.error(request, _("Your basket has changed. Please look at it again."))
    return redirect("basket:summary")


def _to_mend(refusal: Exception) -> str:
    """What was chosen wrongly on the page itself; empty for what changed meanwhile."""
    if isinstance(refusal, requesting.REFUSALS):
        return str(refusal)
    match refusal:
        case ordering.UnknownPayment():
            return _("Please choose how to pay.")
        case ordering.TooLittleToPay():
            return _("That way to pay does not take so little. Please choose another.")
    return ""


def _choose_again(request: ShopRequest, refusal: Exception) -> HttpResponse:
    """Lead back to where another way or another place can be chosen."""
    text = _("Please choose how you want to receive it.")
    match refusal:
        case ordering.NotServed():
            text = _(
                "This way of delivery no longer reaches your address with these "
                "goods. Nothing was ordered. Please choose another way or another "
                "address."
            )
        case ordering.PointClosed():
            text = _(
                "This pick-up point takes no more orders. Nothing was ordered. "
                "Please choose another one."
            )
    messages.error(request, text)
    return redirect("checkout:index")


def _purchase(request: ShopRequest, draft: Draft) -> Purchase:
    return Purchase(
        email=draft.email,
        language=get_language() or "en",
        address=draft.address,
        delivery_code=draft.delivery_code,
        pickup_point=draft.pickup_point,
        company=draft.company,
        tax_id=draft.tax_id,
        payment_method=draft.payment_method,
        quote=request.POST.get("quote", "")[:200],
        agreed=request.POST.get("agreed", NOTHING.mark)[:40],
    )


def _page(
    request: ShopRequest,
    *,
    refusal: str = "",
    news: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    draft = Draft.of(request.session)
    way, now = draft.way, timezone.now()
    in_basket = contents(basket=request.basket)
    if not in_basket.rows:
        return redirect("basket:summary")
    if way is None or not draft.is_ready:
        return redirect("checkout:index")
    try:
        summary = summary_context(basket=request.basket, way=way, at=now)
        by_parcel = way.method.needs_address
        point = None if by_parcel else open_point(draft.pickup_point)
    except (ordering.NotServed, ordering.PointClosed) as gone:
        return _choose_again(request, gone)
    draft.but(basket_id=request.basket.pk).keep(request.session)
    payments, too_little = payment_methods.taking(
        amount=summary["totals"].total, currency=currency_of(request.basket)
    )
    codes = [gateway.code for gateway in payments]
    return render(
        request,
        "checkout/review.html",
        {
            "page_url": reverse("checkout:review"),
            "steps": steps("review"),
            "draft": draft,
            "delivery": way.method,
            "address": draft.address and draft.address.to_model(),
            "point": point,
            "contents": in_basket,
            "payments": payments,
            "too_little": too_little,
            "payment_method": (
                draft.payment_method if draft.payment_method in codes else codes[0]
            ),
            "points_option": requesting.points_option(
                basket=request.basket, member=request.user, at=now
            ),
            "voucher_options": voucher_options(
                basket=request.basket, member=request.user, at=now
            ),
            "refusal": refusal,
            "news": news,
            "sold_out": in_basket.must_change,
            "agreed": reading.agreed(at=now),
            **summary,
        },
        status=status,
    )


def _explain(changes: Sequence[Change]) -> list[str]:
    """Say in words what is no longer as the shopper saw it."""
    if any(change.what == "voucher" for change in changes):
        return [_("Your voucher cannot be used any more.")]
    explained = [
        _in_words(change)
        for change in changes
        if change.before is not None and change.after is not None
    ]
    return explained or [_("Prices or offers have changed since you saw this page.")]


def _in_words(change: Change) -> str:
    write: Any = points if change.what == "points" else money
    sides = {"before": write(change.before), "after": write(change.after)}
    if change.what == "points":
        return _("The order now uses %(after)s instead of %(before)s.") % sides
    if change.what == "delivery":
        return _("Delivery now costs %(after)s instead of %(before)s.") % sides
    return _("The total is now %(after)s instead of %(before)s.") % sides
