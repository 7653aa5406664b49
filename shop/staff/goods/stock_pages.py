"""Correcting how many pieces there are."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from shop.inventory import counting, levels
from shop.staff.goods.desk import STOCK
from shop.staff.goods.stock_forms import CountForm
from shop.staff.shell import finding
from shop.staff.shell.access import actor, staff_page


@staff_page(*STOCK.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, stockrecord_id: int) -> HttpResponse:
    if not actor(request).has_perm("partner.correct_stock"):
        raise PermissionDenied
    found = levels.counted().select_related("product__parent")
    kept = finding.kept_or_404(found, stockrecord_id)
    promised = kept.num_allocated or 0
    if request.method != "POST":
        form = CountForm(promised=promised, initial={"seen": kept.num_in_stock})
        return _page(request, kept, form)
    form = CountForm(request.POST, promised=promised)
    if not form.is_valid():
        return _page(request, kept, form, status=422)
    try:
        counting.correct(
            stockrecord_id=kept.pk,
            **form.cleaned_data,
            actor=actor(request),
            corrected_at=timezone.now(),
        )
    except counting.CountChanged as changed:
        again = CountForm(_about(request, changed.now), promised=promised)
        again.add_error("counted", _changed(changed.now))
        return _page(request, kept, again, status=409)
    except counting.PromisedToOrders as refusal:
        form.add_error("counted", _promised(refusal.promised))
        return _page(request, kept, form, status=409)
    messages.success(
        request,
        _("Corrected: %(title)s.") % {"title": kept.product.name},
    )
    return redirect("staff:stock")


def _about(request: HttpRequest, number: int) -> QueryDict:
    """What was sent, now about the count as it is."""
    sent = request.POST.copy()
    sent["seen"] = str(number)
    return sent


def _changed(number: int) -> str:
    return _(
        "Meanwhile the shop counts %(number)s: pieces were sent or came back. "
        "Please count again; nothing was changed."
    ) % {"number": number}


def _promised(number: int) -> str:
    return ngettext(
        "%(number)s piece is promised to an order. Cancel that order first, or count "
        "again.",
        "%(number)s pieces are promised to orders. Cancel some of them first, or count "
        "again.",
        number,
    ) % {"number": number}


def _page(
    request: HttpRequest, kept: Any, form: CountForm, *, status: int = 200
) -> HttpResponse:
    context = {"stock": kept, "form": form, "available": max(0, kept.available)}
    if actor(request).has_perm("audit.view_entry"):
        context["log"] = finding.log_of(f"stock:{kept.partner_sku}")
    return render(request, "staff/goods/correct_stock.html", context, status=status)
