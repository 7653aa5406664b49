"""After the order: thanks, what happens next, and an account for who wants one."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from shop.account import entrance, trying
from shop.account.forms import JoinForm
from shop.account.inviting import invitations
from shop.account.orders.access import placed_in
from shop.account.orders.order_pages import order_or_404
from shop.account.orders.order_view import OrderView
from shop.checkout.steps import steps
from shop.forks.order.models import Order
from shop.identity import joining
from shop.identity.mailing import may_mail
from shop.requests import ShopRequest, client_of, forms_only


@require_safe
def thank_you(request: ShopRequest, number: str) -> HttpResponse:
    return _page(request, order_or_404(request, number), JoinForm())


@forms_only
def join(request: ShopRequest, number: str) -> HttpResponse:
    """Make an account for the guest who has just placed this order."""
    order = order_or_404(request, number)
    if not _may_join(request, order):
        raise Http404
    form = JoinForm(request.POST)
    if not form.is_valid():
        return _page(request, order, form, status=422)
    if not may_mail("join", to=order.guest_email, client=client_of(request)):
        form.add_error("password", trying.too_many_mails())
        return _page(request, order, form, status=429)
    user = joining.register(
        email=order.guest_email,
        password=form.cleaned_data["password"],
        name=order.shipping_address.name if order.shipping_address else "",
        language=get_language() or "en",
        registered_at=timezone.now(),
        order_numbers=placed_in(request.session),
        invitation=invitations.of(request),
    )
    return entrance.welcome(
        request,
        user,
        email=order.guest_email,
        next_url=reverse("customer:order", args=[number]),
    )


def _may_join(request: ShopRequest, order: Order) -> bool:
    """Only the visitor who placed it: knowing number and e-mail is not enough."""
    is_guest = order.user_id is None and not request.user.is_authenticated
    return is_guest and order.number in placed_in(request.session)


def _page(
    request: ShopRequest, order: Order, form: JoinForm, *, status: int = 200
) -> HttpResponse:
    return render(
        request,
        "checkout/thank_you.html",
        {
            "page_url": reverse("checkout:thank-you", args=[order.number]),
            "view": OrderView(order),
            "steps": steps("done"),
            "join_form": form if _may_join(request, order) else None,
        },
        status=status,
    )
