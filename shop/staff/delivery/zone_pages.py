"""One zone with its prices: changed, begun, removed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from shop.delivery import changing
from shop.delivery.models import Zone
from shop.staff.delivery.delivery_words import CHANGED_MEANWHILE
from shop.staff.delivery.desk import CHANGE, DELIVERY
from shop.staff.delivery.zone_forms import PriceRows, ZoneForm, rows_of
from shop.staff.shell.access import actor, require_any, staff_page
from shop.staff.shell.finding import kept_or_404


@staff_page(*DELIVERY.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def zone(request: HttpRequest, zone_id: int | None = None) -> HttpResponse:
    """One zone with its prices, or a new one."""
    require_any(actor(request), CHANGE)
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
        form.add_error(None, CHANGED_MEANWHILE)
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


@staff_page(*DELIVERY.permissions)
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
        messages.error(request, CHANGED_MEANWHILE)
        rows = PriceRows(initial=rows_of(kept.bands.all()))
        return _zone_page(request, kept, form, rows, status=409)
    messages.success(request, _("The zone is gone: nothing is sent there any more."))
    return redirect("staff:delivery")


def _initial(kept: Zone | None) -> dict[str, Any]:
    initial: dict[str, Any] = {"seen": changing.fingerprint(kept)}
    if kept:
        initial |= {
            "countries": kept.countries,
            "postcodes": ", ".join(kept.postcodes),
        }
    return initial


def _zone_page(
    request: HttpRequest, kept: Zone | None, form: Any, rows: Any, *, status: int = 200
) -> HttpResponse:
    context = {"zone": kept, "form": form, "rows": rows}
    return render(request, "staff/delivery/zone.html", context, status=status)
