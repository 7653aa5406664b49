"""One carrier, or a new one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.delivery import carriers
from shop.delivery.changing import ChangedMeanwhile
from shop.delivery.models import Carrier
from shop.staff.delivery.delivery_forms import CarrierForm
from shop.staff.delivery.delivery_words import CHANGED_MEANWHILE
from shop.staff.delivery.desk import CHANGE, DELIVERY
from shop.staff.shell.access import actor, require_any, staff_page
from shop.staff.shell.finding import kept_or_404


@staff_page(*DELIVERY.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def carrier(request: HttpRequest, carrier_id: int | None = None) -> HttpResponse:
    require_any(actor(request), CHANGE)
    kept = kept_or_404(Carrier, carrier_id)
    form = CarrierForm(
        request.POST if request.method == "POST" else None,
        instance=kept_or_404(Carrier, carrier_id),
        initial={"seen": carriers.fingerprint(kept)},
    )
    if not form.is_bound:
        return _page(request, kept, form)
    if not form.is_valid():
        return _page(request, kept, form, status=422)
    try:
        carriers.change_carrier(
            carrier_id=carrier_id,
            **form.cleaned_data,
            actor=actor(request),
            changed_at=timezone.now(),
        )
    except ChangedMeanwhile:
        form.add_error(None, CHANGED_MEANWHILE)
        return _page(request, kept, form, status=409)
    except carriers.NameTaken:
        form.add_error("name", _("There is a carrier of this name already."))
        return _page(request, kept, form, status=409)
    messages.success(request, _("Saved. It holds for every parcel from now on."))
    return redirect("staff:delivery")


def _page(
    request: HttpRequest,
    kept: Carrier | None,
    form: CarrierForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"carrier": kept, "form": form}
    return render(request, "staff/delivery/carrier.html", context, status=status)
