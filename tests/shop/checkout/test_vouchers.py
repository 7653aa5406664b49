"""A voucher from points at the checkout: chosen, used, or gone meanwhile."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from shop.forks.order.models import Order
from shop.orders.placing import ordering
from shop.rewards import exchanging
from tests.shop.checkout.steps import decide, place, quote, url
from tests.vouchers import make_choice, make_own_voucher

pytestmark = pytest.mark.django_db


@pytest.fixture
def voucher(member):
    return make_own_voucher(member)


def choose(client, voucher):
    return client.post(
        reverse("points:use-voucher"),
        {"voucher": voucher.version, "next": url("review")},
    )


def test_it_is_chosen_and_used_where_the_order_is_placed(client, member, voucher):
    decide(client)
    assert "€5.00 off" in client.get(url("review")).text

    assert choose(client, voucher).url == url("review")
    assert "Voucher from points" in client.get(url("review")).text
    assert place(client).status_code == 302

    order = Order.objects.get()
    assert order.voucher_points == 500
    assert order.lines.get().line_price_incl_tax == Decimal(35)
    page = client.get(reverse("customer:order", args=[order.number]))
    assert "Voucher from points" in page.text
    listed = client.get(reverse("points:vouchers")).text
    assert order.number in listed
    assert "€5.00 used on order" in listed


def test_gone_meanwhile_the_page_says_so_and_nothing_is_ordered(
    client, member, voucher, monkeypatch
):
    """L04: given back in another tab, just while this order was being placed."""
    decide(client)
    choose(client, voucher)
    seen, take_stock = quote(client), ordering._take_stock

    def meanwhile(basket):
        exchanging.give_back(member=member, voucher=voucher, at=timezone.now())
        take_stock(basket)

    monkeypatch.setattr(ordering, "_take_stock", meanwhile)
    page = place(client, quote=seen)

    assert page.status_code == 409
    assert "Your voucher cannot be used any more." in page.text
    assert not Order.objects.exists()


def test_one_for_delivery_makes_that_free(client, member):
    free = make_own_voucher(member, choice=make_choice(300, kind="delivery"))
    decide(client)
    choose(client, free)
    place(client)

    order = Order.objects.get()
    assert (order.shipping_incl_tax, order.voucher_points) == (0, 300)
    assert order.lines.get().line_price_incl_tax == Decimal(40)


def test_who_has_none_is_asked_nothing(client, member):
    decide(client)

    assert "Your vouchers" not in client.get(url("review")).text
