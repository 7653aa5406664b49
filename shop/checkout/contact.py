"""The checkout's first page: who it is for, which way, and where to."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from oscar.apps.address.models import UserAddress

from shop.account.addresses.address_form import as_written
from shop.account.addresses.business_form import BusinessForm
from shop.account.requests import member_of
from shop.addresses.address_book import as_address, keep, kept_by
from shop.baskets.contents import contents
from shop.checkout import ways
from shop.checkout.draft import Draft
from shop.checkout.forms import NEW, ContactForm, DeliveryAddressForm
from shop.checkout.steps import steps
from shop.delivery import tariffs
from shop.delivery.models import PickupPoint
from shop.delivery.pickups import open_points
from shop.delivery.rates import Destination
from shop.delivery.tariffs import Tariff, served_countries
from shop.freshness.epochs import at_one_epoch
from shop.orders.placing.purchase import Address
from shop.requests import ShopRequest
from shop.tax.businesses import business_of, keep_business


# What it changes is its shopper's own: no page that is kept shows it.
@require_http_methods(["GET", "HEAD", "POST"])
@at_one_epoch()
def contact(request: ShopRequest) -> HttpResponse:
    in_basket = contents(basket=request.basket)
    # What sold out while an address was typed is said where it can be solved, with
    # the address kept.
    if not in_basket.rows or (in_basket.must_change and request.method != "POST"):
        return redirect("basket:summary")
    draft = Draft.of(request.session)
    points = open_points()
    tariff = draft.tariff if points else draft.tariff.by_parcel_only()
    form = _contact_form(request, draft, tariff, points)
    address_form = DeliveryAddressForm(
        request.POST if request.method == "POST" and form.needs_new_address else None,
        initial=_address_written(request, draft),
    )
    to = _destination(draft, form, address_form)
    business_form = BusinessForm(
        request.POST if request.method == "POST" else None,
        initial=_business_written(request, draft),
        country=tariffs.home().country if form.is_pickup else to.country,
    )
    valid = request.method == "POST" and _all_valid(form, address_form, business_form)
    choices = ways.choices(
        basket=request.basket,
        goods=in_basket.goods_after_offers,
        tariff=tariff,
        to=to,
        at=timezone.now(),
    )
    if valid and choices.serve(form.chosen_method):
        _decide(request, draft, form, address_form, business_form)
        return redirect("checkout:review")
    if valid:
        form.add_error("delivery", choices.refusal(form.chosen_method))
    return render(
        request,
        "checkout/contact.html",
        {
            "steps": steps("delivery"),
            "form": form,
            "address_form": address_form,
            "business_form": business_form,
            "choices": choices,
            "contents": in_basket,
            "counts": choices.counting(form.chosen_method),
            **choices.summary(form.chosen_method, at=timezone.now()),
        },
        status=422 if form.is_bound else 200,
    )


@require_safe
def summary(request: ShopRequest) -> HttpResponse:
    """What the order would cost, sent another way or elsewhere; decides nothing."""
    draft = Draft.of(request.session)
    in_basket = contents(basket=request.basket)
    choices = ways.choices(
        basket=request.basket,
        goods=in_basket.goods_after_offers,
        tariff=draft.tariff,
        to=_destination_asked_for(request, draft),
        at=timezone.now(),
    )
    chosen = draft.tariff.methods.get(request.GET.get("delivery", ""))
    return render(
        request,
        "checkout/summary.html",
        {
            "contents": in_basket,
            "choices": choices,
            "chosen": chosen,
            "counts": choices.counting(chosen),
            **choices.summary(chosen, at=timezone.now()),
        },
    )


def _contact_form(
    request: ShopRequest, draft: Draft, tariff: Tariff, points: Sequence[PickupPoint]
) -> ContactForm:
    addresses = _saved(request)
    chosen = addresses[0].pk if addresses and not draft.address else NEW
    matching = [kept.pk for kept in addresses if as_address(kept) == draft.address]
    point = draft.pickup_point or (points[0].pk if points else "")
    return ContactForm(
        request.POST if request.method == "POST" else None,
        shopper=request.user,
        methods=tariff.methods,
        points=points,
        addresses=addresses,
        initial={
            "email": draft.email,
            "delivery": draft.delivery_code or next(iter(tariff.methods), ""),
            "point": str(point),
            "saved": str(matching[0] if matching else chosen),
        },
    )


def _destination(
    draft: Draft, form: ContactForm, address_form: DeliveryAddressForm
) -> Destination:
    """Where the goods would go, as far as the page says."""
    if form.chosen_address != NEW:
        return as_address(form.addresses[form.chosen_address]).destination
    if address_form.is_bound and address_form.is_valid():
        return address_form.address().destination
    return draft.destination


def _destination_asked_for(request: ShopRequest, draft: Draft) -> Destination:
    asked = request.GET
    saved = {str(kept.pk): kept for kept in _saved(request)} if "saved" in asked else {}
    if kept := saved.get(asked["saved"]) if saved else None:
        return as_address(kept).destination
    if country := asked.get("country", ""):
        return Destination(country=country, postcode=asked.get("postcode", ""))
    return draft.destination


def _saved(request: ShopRequest) -> list[UserAddress]:
    member = member_of(request)
    if member is None:
        return []
    return list(kept_by(member).filter(country__in=list(served_countries())))


def _address_written(request: ShopRequest, draft: Draft) -> dict[str, Any]:
    if draft.address is None:
        member = member_of(request)
        return {"name": member.get_full_name()} if member else {}
    return as_written(draft.address.to_model())


def _business_written(request: ShopRequest, draft: Draft) -> dict[str, str]:
    """What was decided on this page before; at first, what the member keeps."""
    if draft.delivery_code:
        return {"company": draft.company, "tax_id": draft.tax_id}
    return business_of(member_of(request))


def _all_valid(*forms: ContactForm | DeliveryAddressForm | BusinessForm) -> bool:
    """Check all, so that the shopper sees all there is to correct at once."""
    checked = [form.is_valid() for form in forms if form.is_bound]
    return all(checked)


def _decide(
    request: ShopRequest,
    draft: Draft,
    form: ContactForm,
    address_form: DeliveryAddressForm,
    business_form: BusinessForm,
) -> None:
    delivery = form.methods[form.cleaned_data["delivery"]]
    member = member_of(request)
    draft.but(
        email=member.email if member else form.cleaned_data["email"],
        delivery_code=delivery.code,
        address=_address(form, address_form) if delivery.needs_address else None,
        pickup_point=int(form.cleaned_data["point"]) if form.is_pickup else None,
        **business_form.cleaned_data,
    ).keep(request.session)
    if member and address_form.is_bound and form.cleaned_data["keep"]:
        keep(owner=member, address=address_form.address())
    business = business_form.cleaned_data
    if member and business["company"] and form.cleaned_data["keep_business"]:
        keep_business(owner=member, **business)


def _address(form: ContactForm, address_form: DeliveryAddressForm) -> Address:
    if address_form.is_bound:
        return address_form.address()
    return as_address(form.addresses[form.chosen_address])
