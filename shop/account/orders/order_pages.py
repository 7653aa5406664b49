"""The pages of orders: a member's list, one order, and a guest's way to theirs."""

from io import BytesIO

import segno
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from shop.account import trying
from shop.account.forms import FindOrderForm
from shop.account.members_only import members_only
from shop.account.orders import access, document_page
from shop.account.orders.order_view import OrderView
from shop.account.requests import MemberRequest
from shop.account.tabs import tabs
from shop.forks.order.models import Order
from shop.identity import limits
from shop.returns.chances import OrderReturns

PER_PAGE = 10


@members_only
@require_safe
def listing(request: MemberRequest) -> HttpResponse:
    orders = Paginator(access.orders_of(request.user), PER_PAGE)
    return render(
        request,
        "account/orders.html",
        {"page": orders.get_page(request.GET.get("page")), "tabs": tabs("orders")},
    )


@require_safe
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Show an order to whoever may see it; for others there is none."""
    seen = order_or_404(request, number)
    return render(
        request,
        "account/order.html",
        {
            "view": OrderView(seen),
            "returns": OrderReturns(seen, timezone.now()),
            "tabs": tabs("orders"),
        },
    )


@require_safe
def pickup_code(request: HttpRequest, number: str) -> HttpResponse:
    """The pick-up code as a QR: scanned by staff, it opens the page to hand over."""
    view = OrderView(order_or_404(request, number))
    if not view.pickup_code:
        raise Http404
    counter = settings.SITE_URL + reverse("staff:pickup")
    drawing = BytesIO()
    segno.make(f"{counter}?code={view.pickup_code}", error="m").save(
        drawing, kind="svg", scale=4, border=3, dark="#1f1d1a", light="#fff"
    )
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")


@require_safe
def document(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """An invoice or a credit note, for whoever may see the order."""
    seen = order_or_404(request, number)
    return document_page.show(
        request,
        document=get_object_or_404(seen.documents, name=name),
        back_url=reverse("customer:order", args=[seen.number]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """A guest finds an order by its number and the e-mail given with it."""
    form = FindOrderForm(request.POST or None)
    status = 200
    if form.is_bound:
        status = 422
    if form.is_bound and form.is_valid():
        tries = trying.to_find_an_order(request, form.cleaned_data["email"])
        if wait := limits.begin(tries, at=timezone.now()):
            form.add_error(None, trying.too_many(wait))
            status = 429
        elif found := access.find(**form.cleaned_data):
            limits.succeed(tries, at=timezone.now())
            access.remember_found(request.session, order=found)
            return redirect("customer:order", number=found.number)
        else:
            form.add_error(
                None, _("We find no order with this number and this e-mail address.")
            )
            status = 404
    return render(request, "account/find_order.html", {"form": form}, status=status)


def order_or_404(request: HttpRequest, number: str) -> Order:
    try:
        return access.order_for(
            number=number, user=request.user, session=request.session
        )
    except Order.DoesNotExist as error:
        raise Http404 from error
