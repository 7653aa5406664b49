"""Delivery: where to, which way, and what it costs."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_safe,
)
from oscar.apps.address.models import Country

from shop.components.countries import country_name
from shop.delivery import changing
from shop.delivery.models import Method, Zone
from shop.staff.delivery.delivery_forms import MethodForm
from shop.staff.delivery.delivery_lists import (
    CarrierList,
    MethodList,
    PointList,
    PriceList,
)
from shop.staff.delivery.delivery_words import CHANGED_MEANWHILE
from shop.staff.delivery.desk import CHANGE, CHANGE_POINTS, DELIVERY
from shop.staff.shell.access import actor, require_any, staff_page
from shop.staff.shell.finding import kept_or_404


@staff_page(*DELIVERY.permissions)
@require_safe
def delivery(request: HttpRequest) -> HttpResponse:
    countries = {country.pk: country_name(country) for country in Country.objects.all()}
    zones = [
        (zone, sorted(countries.get(code, code) for code in zone.countries))
        for zone in Zone.objects.prefetch_related("bands__method")
    ]
    return render(
        request,
        "staff/delivery/delivery.html",
        {
            "zones": zones,
            "prices": PriceList(request),
            "methods": MethodList(request),
            "points": PointList(request),
            "carriers": CarrierList(request),
            "may_change": actor(request).has_perm(CHANGE),
            "may_change_points": actor(request).has_perm(CHANGE_POINTS),
        },
    )


@staff_page(*DELIVERY.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def method(request: HttpRequest, method_id: int | None = None) -> HttpResponse:
    """One way of delivery, or a new one."""
    require_any(actor(request), CHANGE)
    kept = kept_or_404(Method, method_id)
    form = MethodForm(
        request.POST if request.method == "POST" else None,
        instance=kept_or_404(Method, method_id),
        initial={"seen": changing.fingerprint(kept)},
    )
    if not form.is_bound:
        return _method_page(request, kept, form)
    if not form.is_valid():
        return _method_page(request, kept, form, status=422)
    try:
        changing.change_method(
            method_id=method_id,
            texts=form.in_words(),
            position=form.cleaned_data["position"],
            seen=form.cleaned_data["seen"],
            actor=actor(request),
            changed_at=timezone.now(),
        )
    except changing.ChangedMeanwhile:
        form.add_error(None, CHANGED_MEANWHILE)
        return _method_page(request, kept, form, status=409)
    except changing.CodeTaken:
        form.add_error("name_en", _("There is a method of this name already."))
        return _method_page(request, kept, form, status=409)
    messages.success(request, _("Saved. It holds for every order from now on."))
    return redirect("staff:delivery")


def _method_page(
    request: HttpRequest, kept: Method | None, form: Any, *, status: int = 200
) -> HttpResponse:
    context = {"method": kept, "form": form}
    return render(
        request, "staff/delivery/delivery_method.html", context, status=status
    )
