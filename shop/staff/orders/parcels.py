"""Carriers, and what staff say of the parcel that brings an order."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.delivery import carriers
from shop.delivery.changing import ChangedMeanwhile
from shop.delivery.models import Carrier
from shop.delivery.parcels import fingerprint, parcel_of
from shop.forks.order.models import Order, OrderStatus
from shop.orders.fulfilling import tracking
from shop.staff.delivery.delivery_forms import CarrierForm
from shop.staff.orders import sheet
from shop.staff.orders.parcel_form import ParcelForm
from shop.staff.shell import navigation
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.finding import kept_or_404


@staff_page(*navigation.DELIVERY)
@require_http_methods(["GET", "HEAD", "POST"])
def carrier(request: HttpRequest, carrier_id: int | None = None) -> HttpResponse:
    """One carrier, or a new one."""
    if not actor(request).has_perm("delivery.change_zone"):
        raise PermissionDenied
    kept = kept_or_404(Carrier, carrier_id)
    form = CarrierForm(
        request.POST if request.method == "POST" else None,
        instance=kept_or_404(Carrier, carrier_id),
        initial={"seen": carriers.fingerprint(kept)},
    )
    if not form.is_bound:
        return _carrier_page(request, kept, form)
    if not form.is_valid():
        return _carrier_page(request, kept, form, status=422)
    try:
        carriers.change_carrier(
            carrier_id=carrier_id,
            **form.cleaned_data,
            actor=actor(request),
            changed_at=timezone.now(),
        )
    except ChangedMeanwhile:
        form.add_error(
            None,
            _("Somebody changed this meanwhile. Nothing was saved: open it again."),
        )
        return _carrier_page(request, kept, form, status=409)
    except carriers.NameTaken:
        form.add_error("name", _("There is a carrier of this name already."))
        return _carrier_page(request, kept, form, status=409)
    messages.success(request, _("Saved. It holds for every parcel from now on."))
    return redirect("staff:delivery")


@staff_page(*navigation.ORDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def parcel(request: HttpRequest, number: str) -> HttpResponse:
    """Correct by whom a shipped order is brought."""
    if not actor(request).has_perm("order.mark_shipped"):
        raise PermissionDenied
    order = sheet.find(number)
    form = ParcelForm(
        request.POST if request.method == "POST" else None, parcel=parcel_of(order)
    )
    if not form.is_bound:
        return parcel_page(request, order, form)
    if not form.is_valid():
        return parcel_page(request, order, form, status=422)
    try:
        tracking.correct(
            number=order.number,
            **form.cleaned_data,
            seen=request.POST.get("seen", ""),
            actor=actor(request),
            at=timezone.now(),
        )
    except tracking.SaidMeanwhile:
        form.add_error(
            None,
            _("Somebody has corrected it meanwhile. Save to say it like this instead."),
        )
        return parcel_page(request, sheet.find(number), form, status=409)
    except tracking.NotOnItsWay as error:
        form.add_error(
            None,
            _("Nothing was changed: the order is “%(status)s” meanwhile.")
            % {"status": OrderStatus(error.status).label},
        )
        return parcel_page(request, sheet.find(number), form, status=409)
    messages.success(request, _("Saved. The shopper sees it on the order’s page."))
    return redirect("staff:order", number=order.number)


def parcel_page(
    request: HttpRequest, order: Order, form: ParcelForm, *, status: int = 200
) -> HttpResponse:
    """The form of what is said of an order's parcel, wherever it was sent from."""
    parcel = parcel_of(order)
    context = {
        "order": order,
        "form": form,
        "parcel": parcel,
        "seen": fingerprint(parcel),
        "possible": order.status == OrderStatus.SHIPPED,
    }
    return render(request, "staff/orders/parcel.html", context, status=status)


def _carrier_page(
    request: HttpRequest,
    kept: Carrier | None,
    form: CarrierForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"carrier": kept, "form": form}
    return render(request, "staff/delivery/carrier.html", context, status=status)
