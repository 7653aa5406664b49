"""Delivery: where to, which way, and what it costs."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)
from oscar.apps.address.models import Country

from shop.components.countries import country_name
from shop.delivery import changing
from shop.delivery.models import Carrier, Method, PickupPoint, Zone
from shop.staff.delivery.delivery_forms import MethodForm, PriceRows, ZoneForm, rows_of
from shop.staff.shell import navigation
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.finding import kept_or_404

CHANGE = "delivery.change_zone"


@staff_page(*navigation.DELIVERY)
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
            "methods": Method.objects.all(),
            "points": PickupPoint.objects.all(),
            "carriers": Carrier.objects.all(),
            "may_change": actor(request).has_perm(CHANGE),
            "may_change_points": actor(request).has_perm("delivery.change_pickuppoint"),
        },
    )


@staff_page(*navigation.DELIVERY)
@require_http_methods(["GET", "HEAD", "POST"])
def zone(request: HttpRequest, zone_id: int | None = None) -> HttpResponse:
    """One zone with its prices, or a new one."""
    _require_change(request)
    kept = kept_or_404(Zone, zone_id)
    if request.method != "POST":
        form = ZoneForm(instance=kept, initial=_initial(kept))
        spare = PriceRows(initial=rows_of(kept.bands.all()) if kept else [])
        return _zone_page(request, kept, form, spare)
    form = ZoneForm(request.POST, instance=kept_or_404(Zone, zone_id))
    rows: Any = PriceRows(
        request.POST, initial=rows_of(kept.bands.all()) if kept else []
    )
    if not all([form.is_valid(), rows.is_valid()]):
        return _zone_page(request, kept, form, rows, status=422)
    try:
        changing.change_zone(
            zone_id=zone_id,
            texts=form.in_words(),
            countries=form.cleaned_data["countries"],
            postcodes=form.cleaned_data["postcodes"],
            prices=rows.prices(),
            seen=form.cleaned_data["seen"],
            actor=actor(request),
            changed_at=timezone.now(),
        )
    except changing.ChangedMeanwhile:
        form.add_error(None, _changed_meanwhile())
        return _zone_page(request, kept, form, rows, status=409)
    except changing.ZonesOverlap as overlap:
        form.add_error(
            "countries",
            _("These places belong to the zone “%(zone)s” already.")
            % {"zone": overlap.zone.name},
        )
        return _zone_page(request, kept, form, rows, status=409)
    messages.success(request, _("Saved. It holds for every order from now on."))
    return redirect("staff:delivery")


@staff_page(*navigation.DELIVERY)
@require_POST
def remove_zone(request: HttpRequest, zone_id: int) -> HttpResponse:
    kept = kept_or_404(Zone, zone_id)
    try:
        changing.remove_zone(
            zone_id=zone_id,
            seen=request.POST.get("seen", ""),
            actor=actor(request),
            removed_at=timezone.now(),
        )
    except changing.ChangedMeanwhile:
        form = ZoneForm(instance=kept, initial=_initial(kept))
        messages.error(request, _changed_meanwhile())
        rows = PriceRows(initial=rows_of(kept.bands.all()))
        return _zone_page(request, kept, form, rows, status=409)
    messages.success(request, _("The zone is gone: nothing is sent there any more."))
    return redirect("staff:delivery")


@staff_page(*navigation.DELIVERY)
@require_http_methods(["GET", "HEAD", "POST"])
def method(request: HttpRequest, method_id: int | None = None) -> HttpResponse:
    """One way of delivery, or a new one."""
    _require_change(request)
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
        form.add_error(None, _changed_meanwhile())
        return _method_page(request, kept, form, status=409)
    except changing.CodeTaken:
        form.add_error("name_en", _("There is a method of this name already."))
        return _method_page(request, kept, form, status=409)
    messages.success(request, _("Saved. It holds for every order from now on."))
    return redirect("staff:delivery")


def _require_change(request: HttpRequest) -> None:
    if not actor(request).has_perm(CHANGE):
        raise PermissionDenied


def _initial(kept: Zone | None) -> dict[str, Any]:
    initial: dict[str, Any] = {"seen": changing.fingerprint(kept)}
    if kept:
        initial |= {
            "countries": kept.countries,
            "postcodes": ", ".join(kept.postcodes),
        }
    return initial


def _changed_meanwhile() -> str:
    return _("Somebody changed this meanwhile. Nothing was saved: open it again.")


def _zone_page(
    request: HttpRequest, kept: Zone | None, form: Any, rows: Any, *, status: int = 200
) -> HttpResponse:
    context = {"zone": kept, "form": form, "rows": rows}
    return render(request, "staff/delivery/zone.html", context, status=status)


def _method_page(
    request: HttpRequest, kept: Method | None, form: Any, *, status: int = 200
) -> HttpResponse:
    context = {"method": kept, "form": form}
    return render(
        request, "staff/delivery/delivery_method.html", context, status=status
    )
