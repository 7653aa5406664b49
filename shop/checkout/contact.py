"""The checkout's first page: who it is for, which way, and where to."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods
from oscar.apps.address.models import UserAddress

from shop.baskets.contents import Contents, contents
from shop.checkout.draft import Draft
from shop.checkout.forms import NEW, ContactForm, DeliveryAddressForm
from shop.checkout.steps import steps
from shop.checkout.summary import summary_context
from shop.delivery import methods
from shop.delivery.methods import DeliveryMethod
from shop.members.address_book import as_address, keep
from shop.members.address_form import as_written
from shop.members.requests import member_of
from shop.orders.purchase import Address
from shop.requests import ShopRequest


@require_http_methods(["GET", "POST"])
def contact(request: ShopRequest) -> HttpResponse:
    in_basket = contents(basket=request.basket)
    if not in_basket.rows or in_basket.must_change:
        return redirect("basket:summary")
    draft = Draft.of(request.session)
    form = _contact_form(request, draft, in_basket)
    address_form = DeliveryAddressForm(
        request.POST if request.method == "POST" and form.needs_new_address else None,
        initial=_address_written(request, draft),
    )
    if request.method == "POST" and _all_valid(form, address_form):
        _decide(request, draft, form, address_form)
        return redirect("checkout:review")
    delivery = form.chosen_method or methods.METHODS[0]
    return render(
        request,
        "checkout/contact.html",
        {
            "steps": steps("delivery"),
            "form": form,
            "address_form": address_form,
            "choices": _choices(in_basket),
            "contents": in_basket,
            **summary_context(basket=request.basket, delivery=delivery),
        },
        status=422 if form.is_bound else 200,
    )


@require_GET
def summary(request: ShopRequest) -> HttpResponse:
    """What the order would cost with another way of delivery; decides nothing."""
    try:
        delivery = methods.find(request.GET.get("delivery", ""))
    except methods.UnknownDelivery:
        delivery = methods.METHODS[0]
    return render(
        request,
        "checkout/summary.html",
        summary_context(basket=request.basket, delivery=delivery),
    )


def _contact_form(
    request: ShopRequest, draft: Draft, in_basket: Contents
) -> ContactForm:
    addresses = _saved(request)
    chosen = addresses[0].pk if addresses and not draft.address else NEW
    matching = [kept.pk for kept in addresses if as_address(kept) == draft.address]
    return ContactForm(
        request.POST if request.method == "POST" else None,
        shopper=request.user,
        methods=methods.available(goods=in_basket.goods),
        addresses=addresses,
        initial={
            "email": draft.email,
            "delivery": draft.delivery_code or methods.METHODS[0].code,
            "saved": str(matching[0] if matching else chosen),
        },
    )


def _saved(request: ShopRequest) -> list[UserAddress]:
    if not request.user.is_authenticated:
        return []
    return list(
        UserAddress.objects.filter(user=request.user)
        .filter(country__is_shipping_country=True)
        .select_related("country")
        .order_by("-is_default_for_shipping", "-pk")
    )


def _address_written(request: ShopRequest, draft: Draft) -> dict[str, Any]:
    if draft.address is None:
        member = member_of(request)
        return {"name": member.get_full_name()} if member else {}
    return as_written(draft.address.to_model())


def _all_valid(form: ContactForm, address_form: DeliveryAddressForm) -> bool:
    """Check both, so that the shopper sees all there is to correct at once."""
    checked = [form.is_valid()]
    if address_form.is_bound:
        checked.append(address_form.is_valid())
    return all(checked)


def _decide(
    request: ShopRequest,
    draft: Draft,
    form: ContactForm,
    address_form: DeliveryAddressForm,
) -> None:
    delivery = form.methods[form.cleaned_data["delivery"]]
    member = member_of(request)
    draft.but(
        email=member.email if member else form.cleaned_data["email"],
        delivery_code=delivery.code,
        address=_address(form, address_form) if delivery.needs_address else None,
    ).keep(request.session)
    if member and address_form.is_bound and form.cleaned_data["keep"]:
        keep(owner=member, address=address_form.address())


def _address(form: ContactForm, address_form: DeliveryAddressForm) -> Address:
    if address_form.is_bound:
        return address_form.address()
    return as_address(form.addresses[form.chosen_address])


def _choices(in_basket: Contents) -> list[tuple[DeliveryMethod, Any]]:
    """The ways of delivery, each with its price for this basket."""
    goods = in_basket.total + in_basket.points_discount
    return [
        (method, methods.charge(method, goods=goods))
        for method in methods.available(goods=goods)
    ]
