"""VAT: what each country charges, from which day on."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from shop.staff.money import vat_table
from shop.staff.money.desk import VAT
from shop.staff.money.vat_forms import CategoryForm, RateForm, country_names
from shop.staff.money.vat_lists import ComingRateList, RateList
from shop.staff.money.vat_table import preview
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.finding import kept_or_404
from shop.staff.shell.forms import CHANGE
from shop.tax import changing
from shop.tax.models import Rate
from shop.tax.reading import day_of


@staff_page(*VAT.permissions)
@require_safe
def vat(request: HttpRequest) -> HttpResponse:
    table = vat_table.table(on=day_of(timezone.now()), names=country_names())
    return render(
        request,
        "staff/money/vat.html",
        {
            "table": table,
            "coming": ComingRateList(request, table=table),
            "rates": RateList(request, table=table),
            "territories": vat_table.territories(names=country_names()),
            "may_change": actor(request).has_perm(changing.PERMISSION),
        },
    )


@staff_page(*VAT.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def new_rate(request: HttpRequest) -> HttpResponse:
    """Say what shall hold, look at what changes, confirm."""
    _require_change(request)
    today = day_of(timezone.now())
    if request.method == "POST":
        form = RateForm(request.POST, today=today)
        return _add(request, form) if form.is_valid() else _rate_page(request, form)
    return _rate_page(
        request,
        RateForm(request.GET or None, today=today, initial={"valid_from": today}),
    )


@staff_page(*VAT.permissions)
@require_POST
def remove_rate(request: HttpRequest, rate_id: int) -> HttpResponse:
    kept_or_404(Rate, rate_id)
    try:
        changing.remove_rate(
            rate_id=rate_id, actor=actor(request), removed_at=timezone.now()
        )
    except changing.HasBegun:
        messages.error(
            request, _("This rate has begun and stays. Add another one after it.")
        )
    except changing.StandardMissing:
        messages.error(
            request,
            _("Other rates of this country need its standard rate: remove them first."),
        )
    else:
        messages.success(request, _("The rate is gone; what held before goes on."))
    return redirect("staff:vat")


@staff_page(*VAT.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def new_category(request: HttpRequest) -> HttpResponse:
    _require_change(request)
    form = CategoryForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return render(request, "staff/money/vat_category.html", {"form": form})
    status = 422
    if form.is_valid():
        try:
            changing.add_category(
                texts=form.in_words(),
                percent=form.cleaned_data["percent"],
                actor=actor(request),
                added_at=timezone.now(),
            )
        except changing.CategoryTaken:
            form.add_error(
                "name_en",
                _("There is a category of this name already, or it has no letters."),
            )
            status = 409
        else:
            messages.success(
                request,
                _("Saved. Choose it for product types under “Products”."),
            )
            return redirect("staff:vat")
    return render(
        request, "staff/money/vat_category.html", {"form": form}, status=status
    )


def _add(request: HttpRequest, form: RateForm) -> HttpResponse:
    facts = form.facts()
    try:
        changing.add_rate(**facts, actor=actor(request), added_at=timezone.now())
    except changing.BeginsInThePast:
        form.add_error("valid_from", _("The past stays: begin today or later."))
    except changing.RateTaken:
        form.add_error(
            "valid_from",
            _("This country has a rate from that day on: choose another day."),
        )
    except changing.StandardMissing:
        form.add_error(
            "category",
            _("Give this country its standard rate first, from that day on."),
        )
    else:
        day = date_format(facts["valid_from"], "DATE_FORMAT")
        messages.success(request, _("Saved. It holds from %(day)s on.") % {"day": day})
        return redirect("staff:vat")
    return _rate_page(request, form, status=409)


def _rate_page(
    request: HttpRequest, form: RateForm, *, status: int | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid() and CHANGE not in request.GET:
        context["preview"] = preview(**form.facts(), names=country_names())
    if status is None:
        status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "staff/money/vat_rate.html", context, status=status)


def _require_change(request: HttpRequest) -> None:
    if not actor(request).has_perm(changing.PERMISSION):
        raise PermissionDenied
