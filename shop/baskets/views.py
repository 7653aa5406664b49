"""The basket's page, and what visitors do to their basket.

Every change answers a plain form with a redirect, or with the page and the reason
when it was refused; htmx gets the same as a fragment.
"""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from oscar.apps.basket.middleware import BasketMiddleware

from shop.baskets import filling, vouchers
from shop.baskets.contents import contents, input_id
from shop.baskets.forms import AddForm, ChangeForm, LineForm, VoucherForm
from shop.forks.basket.models import Basket, Line
from shop.forks.offer.applicator import Applicator
from shop.requests import ShopRequest, forms_only
from shop.rewards import display
from shop.rewards.asking_for_vouchers import voucher_options
from shop.storefront.same_origin import token_unless_same_origin

REFUSALS = (
    filling.BasketClosed,
    filling.NotForSale,
    filling.NotEnoughInStock,
    filling.TooManyPieces,
)


@require_safe
def summary(request: ShopRequest) -> HttpResponse:
    return _page(request)


@forms_only
@token_unless_same_origin
def add(request: ShopRequest) -> HttpResponse:
    form = AddForm(request.POST)
    if not form.is_valid():
        return _refuse(request, _first_error(form), status=400)
    basket = _basket(request)
    try:
        line = filling.add(basket=basket, **form.cleaned_data)
    except REFUSALS as refusal:
        return _refuse(request, _explain(refusal), status=409)
    messages.success(
        request, _("%(title)s is in your basket.") % {"title": line.product.name}
    )
    return _done(request, basket)


@forms_only
def update(request: ShopRequest) -> HttpResponse:
    form = ChangeForm(request.POST)
    if not form.is_valid():
        return _refuse(request, _first_error(form), status=400)
    if form.cleaned_data["quantity"] == 0:
        return remove(request)
    basket = _basket(request)
    try:
        filling.change(basket=basket, **form.cleaned_data)
    except Line.DoesNotExist as error:
        raise Http404 from error
    except REFUSALS as refusal:
        return _refuse(request, _explain(refusal), status=409)
    return _done(request, basket)


@forms_only
def remove(request: ShopRequest) -> HttpResponse:
    form = LineForm(request.POST)
    if not form.is_valid():
        return _refuse(request, _first_error(form), status=400)
    basket = _basket(request)
    try:
        removed = filling.remove(basket=basket, **form.cleaned_data)
    except Line.DoesNotExist as error:
        raise Http404 from error
    except filling.BasketClosed as refusal:
        return _refuse(request, _explain(refusal), status=409)
    undo = reverse("basket:restore", args=[removed.product_id, removed.quantity])
    messages.success(
        request,
        _("%(title)s was removed.") % {"title": removed.title},
        extra_tags=f"undo:{undo}",
    )
    return _done(request, basket)


@forms_only
def restore(request: ShopRequest, product_id: int, quantity: int) -> HttpResponse:
    """Put back what was removed."""
    form = AddForm({"product_id": product_id, "quantity": quantity})
    if not form.is_valid():
        return _refuse(request, _first_error(form), status=400)
    basket = _basket(request)
    try:
        line = filling.add(basket=basket, **form.cleaned_data)
    except REFUSALS as refusal:
        return _refuse(request, _explain(refusal), status=409)
    return _done(request, basket, at=f"#{input_id(line)}")


@forms_only
def settle(request: ShopRequest) -> HttpResponse:
    """Accept today's prices and stock."""
    basket = _basket(request)
    try:
        filling.settle(basket=basket)
    except filling.BasketClosed as refusal:
        return _refuse(request, _explain(refusal), status=409)
    return _done(request, basket)


@forms_only
def add_voucher(request: ShopRequest) -> HttpResponse:
    form = VoucherForm(request.POST)
    if not form.is_valid():
        return _page(request, voucher_form=form, status=400)
    basket = request.basket
    try:
        code = vouchers.redeem(
            basket=basket,
            code=form.cleaned_data["code"],
            at=timezone.now(),
            shopper=request.user,
        )
    except vouchers.VoucherRefused as refusal:
        form.add_error("code", str(refusal))
        return _page(request, voucher_form=form, status=409)
    messages.success(request, _("Voucher %(code)s is in.") % {"code": code})
    return _done(request, basket)


@forms_only
def remove_voucher(request: ShopRequest) -> HttpResponse:
    form = VoucherForm(request.POST)
    if not form.is_valid():
        return _page(request, voucher_form=form, status=400)
    basket = _basket(request)
    vouchers.remove(basket=basket, code=form.cleaned_data["code"])
    return _done(request, basket)


def _basket(request: ShopRequest) -> Basket:
    """Return the basket as it is stored: a change needs no offers applied."""
    basket = BasketMiddleware(lambda _request: HttpResponse()).get_basket(request)
    basket.strategy = request.strategy
    return basket


def _done(request: ShopRequest, basket: Basket, *, at: str = "") -> HttpResponse:
    """`at` is where on the page the keyboard goes on."""
    # From here on the request's basket is the changed one. What follows shows at
    # most how many pieces are in it, and the middleware gives a guest its cookie.
    request.basket = basket
    if not request.htmx:
        return HttpResponseRedirect(_next(request) + at)
    if _wants_fragment(request):
        Applicator(at=timezone.now()).apply(basket, request.user, request)
        return _page(request)
    return render(request, "baskets/_added.html")


def _refuse(request: ShopRequest, reason: str, *, status: int) -> HttpResponse:
    if request.htmx and not _wants_fragment(request):
        messages.error(request, reason)
        return render(request, "baskets/_added.html", status=status)
    return _page(request, refusal=reason, status=status)


def _page(
    request: ShopRequest,
    *,
    refusal: str = "",
    voucher_form: VoucherForm | None = None,
    status: int = 200,
) -> HttpResponse:
    in_it = contents(basket=request.basket)
    return render(
        request,
        "baskets/_contents.html" if _wants_fragment(request) else "baskets/page.html",
        {
            "page_url": reverse("basket:summary"),
            "contents": in_it,
            "earns": display.earns_for_basket(request.basket) if in_it.rows else None,
            "refusal": refusal,
            "voucher_form": voucher_form or VoucherForm(),
            "voucher_options": voucher_options(
                basket=request.basket, member=request.user, at=timezone.now()
            ),
        },
        status=status,
    )


def _wants_fragment(request: ShopRequest) -> bool:
    return bool(request.htmx) and request.htmx.target == "basket-contents"


def _next(request: ShopRequest) -> str:
    url = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if url and allowed else reverse("basket:summary")


def _first_error(form: AddForm | ChangeForm | LineForm) -> str:
    return str(next(iter(form.errors.values()))[0])


def _explain(refusal: Exception) -> str:
    """Say why; of which goods, too: the basket that says so holds others."""
    reason = _reason(refusal)
    if isinstance(refusal, filling.NotEnoughInStock):
        return _("%(title)s: %(reason)s") % {"title": refusal.title, "reason": reason}
    return reason


def _reason(refusal: Exception) -> str:
    match refusal:
        case filling.NotEnoughInStock(available=0):
            return _("This has just sold out.")
        case filling.NotEnoughInStock(available=available, in_basket=0):
            return ngettext(
                "Only %(number)s piece is left.",
                "Only %(number)s pieces are left.",
                available,
            ) % {"number": available}
        case filling.NotEnoughInStock(available=available, in_basket=in_basket):
            return ngettext(
                "Only %(number)s piece is left, and %(have)s are in your basket.",
                "Only %(number)s pieces are left, and %(have)s are in your basket.",
                available,
            ) % {"number": available, "have": in_basket}
        case filling.TooManyPieces():
            return _("A basket takes at most %(number)s pieces.") % {
                "number": filling.MOST_PIECES
            }
        case filling.NotForSale():
            return _("This product is not for sale any more.")
        case _other:
            return _("This basket has just been ordered. Here is a new one.")
