"""What staff say of the parcel that brings an order."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.delivery.parcels import fingerprint, parcel_of
from shop.forks.order.models import Order, OrderStatus
from shop.orders.fulfilling import tracking
from shop.staff.orders import sheet
from shop.staff.orders.desk import ORDERS
from shop.staff.orders.parcel_forms import ParcelForm
from shop.staff.shell.access import actor, staff_page


@staff_page(*ORDERS.permissions)
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
