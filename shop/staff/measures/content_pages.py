"""Net content of the goods with an article number, which a link may bring along."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loyalty.typed import line
from shop.forks.catalogue.models import Product
from shop.forks.partner.models import StockRecord
from shop.inventory import contents
from shop.measures.content import Content
from shop.measures.saying import price_per_unit, said
from shop.staff.measures.content_forms import ContentForm
from shop.staff.measures.desk import CONTENT
from shop.staff.shell.access import actor, staff_page


@staff_page(*CONTENT.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def net_content(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _hold(request, ContentForm(request.POST))
    found = _found(line(request.GET.get("sku", ""))[:128])
    initial = _about(found) if found else {"sku": request.GET.get("sku", "")}
    return _page(request, ContentForm(initial=initial), found)


def _hold(request: HttpRequest, form: ContentForm) -> HttpResponse:
    if not form.is_valid():
        return _page(
            request, form, _found(line(form.data.get("sku", ""))[:128]), status=422
        )
    sku, status = form.cleaned_data["sku"], 422
    found = _found(sku)
    before = found.product.content if found else None
    try:
        if form.cleaned_data["seen"] != contents.written(before):
            raise contents.ContentChanged(before)
        contents.hold(
            sku=sku,
            content=form.cleaned_data["content"],
            seen=before,
            actor=actor(request),
            said_at=timezone.now(),
        )
    except Product.DoesNotExist:
        form.add_error("sku", _("There is no such article."))
    except contents.ContentChanged as changed:
        status = 409
        form.add_error("quantity", _changed(changed.now))
        sent = request.POST.copy()
        sent["seen"] = contents.written(changed.now)
        form.data = sent
    else:
        messages.success(request, _("Saved."))
        return redirect(reverse("staff:net-content", query={"sku": sku}))
    return _page(request, form, found, status=status)


def _changed(now: Content | None) -> str:
    known = contents.written(now) or _("nothing")
    return _("It holds %(content)s by now. Look again, and save if yours is right.") % {
        "content": known
    }


def _found(sku: str) -> StockRecord | None:
    records = StockRecord.objects.select_related("product__parent")
    return records.filter(partner_sku=sku).first() if sku else None


def _about(found: StockRecord) -> dict[str, object]:
    content = found.product.content
    return {
        "sku": found.partner_sku,
        "quantity": f"{content.quantity.normalize():f}" if content else "",
        "unit": content.unit.value if content else None,
        "seen": contents.written(content),
    }


def _page(
    request: HttpRequest,
    form: ContentForm,
    found: StockRecord | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "found": found}
    if found:
        content = found.product.content
        context["per_unit"] = said(price_per_unit(found.price, content))
    return render(request, "staff/measures/net_content.html", context, status=status)
