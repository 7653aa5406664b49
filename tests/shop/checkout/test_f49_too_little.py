"""F49: what a way to pay does not take is not offered, and the page says why."""

from decimal import Decimal

import pytest
from django.conf import settings
from django.utils import timezone

from shop.forks.order.models import Order
from shop.orders.placing import ordering
from shop.payments import methods
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_point,
    make_product,
    make_purchase,
)
from tests.payment_services import entry
from tests.shop.checkout.steps import pick_up, place, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def service(monkeypatch):
    """A payment service that nobody has to ask."""
    monkeypatch.setattr(settings, "PAYMENT_PROVIDERS", {"stripe": entry()})


@pytest.mark.parametrize(
    ("amount", "is_offered"), [("0.01", False), ("0.49", False), ("0.50", True)]
)
def test_f49_a_way_to_pay_has_a_smallest_amount(amount, is_offered):
    take, refuse = methods.taking(amount=Decimal(amount), currency="EUR")

    assert any(gateway.is_online for gateway in take) is is_offered
    assert [each.smallest for each in refuse] == (
        [] if is_offered else [Decimal("0.50")]
    )
    assert len(take) == 2 + is_offered


def test_f49_nothing_to_pay_is_never_too_little():
    take, refuse = methods.taking(amount=Decimal("0.00"), currency="EUR")

    assert (len(take), refuse) == (3, [])


def test_f49_an_order_of_a_cent_cannot_wait_for_a_card():
    basket = make_basket([(make_product("0.01"), 1)])
    purchase = make_purchase(basket, delivery_code="pickup", payment_method="online")

    with pytest.raises(ordering.TooLittleToPay) as refusal:
        ordering.place_order(
            basket=basket, shopper=None, purchase=purchase, placed_at=NOW
        )

    assert refusal.value.smallest == Decimal("0.50")
    assert not Order.objects.exists()


def test_f49_what_points_leave_is_offered_with_what_takes_it(client):
    """F49: points may leave a cent; it can be paid, only not by card."""
    member = make_member(5000, at=timezone.now())
    make_basket([(make_product("10.00"), 1)], owner=member, points=5000)
    client.force_login(member)
    pick_up(client, make_point())

    page = client.get(url("review")).text

    assert 'value="online"' not in page
    assert 'value="bank-transfer" checked' in page
    assert "takes €0.50 at least. Use fewer points" in page
    answer = place(client, payment="online")
    assert answer.status_code == 422
    assert "does not take so little" in answer.text
    assert not Order.objects.exists()
    place(client, payment="bank-transfer")
    assert Order.objects.get().total_incl_tax == Decimal("0.01")
