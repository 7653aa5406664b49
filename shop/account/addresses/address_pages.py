"""The pages of a member's address book."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_safe,
)
from oscar.apps.address.models import UserAddress

from shop.account.addresses.address_form import AddressForm, as_written
from shop.account.addresses.business_form import BusinessForm
from shop.account.members_only import members_only
from shop.account.requests import MemberRequest
from shop.account.tabs import tabs
from shop.addresses import address_book
from shop.requests import forms_only
from shop.tax.businesses import business_of, keep_business


@members_only
@require_safe
def listing(request: MemberRequest) -> HttpResponse:
    return render(
        request,
        "account/addresses.html",
        {
            "addresses": address_book.kept_by(request.user),
            "business": business_of(request.user),
            "tabs": tabs("addresses"),
        },
    )


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: MemberRequest) -> HttpResponse:
    return _edit(request, initial={"name": request.user.get_full_name()})


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, pk: int) -> HttpResponse:
    with _or_404():
        kept = address_book.find(owner=request.user, address_id=pk)
    return _edit(request, instead_of=kept, initial=as_written(kept))


@forms_only
@members_only
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    with _or_404():
        address_book.forget(owner=request.user, address_id=pk)
    messages.success(request, _("The address is gone."))
    return redirect("customer:address-list")


@forms_only
@members_only
def make_default(request: MemberRequest, pk: int) -> HttpResponse:
    with _or_404():
        address_book.make_default(owner=request.user, address_id=pk)
    return redirect("customer:address-list")


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def business(request: MemberRequest) -> HttpResponse:
    """The business that orders are for; both fields empty, none is kept."""
    home = address_book.kept_by(request.user).first()
    form = BusinessForm(
        request.POST or None,
        initial=business_of(request.user),
        country=home.country_id if home else settings.SHOP_COUNTRY,
    )
    if form.is_valid():
        keep_business(owner=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("customer:address-list")
    return render(
        request,
        "account/business.html",
        {"form": form, "tabs": tabs("addresses")},
        status=422 if form.is_bound else 200,
    )


@contextmanager
def _or_404() -> Iterator[None]:
    try:
        yield
    except UserAddress.DoesNotExist as error:
        raise Http404 from error


def _edit(
    request: MemberRequest,
    *,
    instead_of: UserAddress | None = None,
    initial: dict[str, str],
) -> HttpResponse:
    form = AddressForm(request.POST or None, initial=initial)
    if form.is_valid():
        address_book.keep(
            owner=request.user, address=form.address(), instead_of=instead_of
        )
        messages.success(request, _("Saved."))
        return redirect("customer:address-list")
    return render(
        request,
        "account/address.html",
        {"form": form, "kept": instead_of, "tabs": tabs("addresses")},
        status=422 if form.is_bound else 200,
    )
