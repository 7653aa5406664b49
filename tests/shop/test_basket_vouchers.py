"""Voucher codes: put in, refused with a reason, taken out."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from oscar.apps.voucher.models import Voucher

from shop.forks.basket.models import Basket
from shop.forks.offer.models import Benefit, Condition, ConditionalOffer, Range
from tests.factories import make_product

pytestmark = pytest.mark.django_db


@pytest.fixture
def shopper(client):
    """A guest with goods for 30.00."""
    product = make_product("15.00")
    client.post(reverse("basket:add"), {"product_id": product.pk, "quantity": 2})
    return client


def make_voucher(*, days: tuple[int, int] = (-1, 1), pieces: int = 1, **fields):
    """Ten percent off everything, from `pieces` pieces on."""
    everything = Range.objects.create(name="Everything", includes_all_products=True)
    offer = ConditionalOffer.objects.create(
        name="Ten percent",
        offer_type=ConditionalOffer.VOUCHER,
        condition=Condition.objects.create(
            range=everything, type=Condition.COUNT, value=Decimal(pieces)
        ),
        benefit=Benefit.objects.create(
            range=everything, type=Benefit.PERCENTAGE, value=Decimal(10)
        ),
    )
    start, end = (timezone.now() + timedelta(days=day) for day in days)
    voucher = Voucher.objects.create(
        name="Hello",
        code="HELLO10",
        usage=fields.pop("usage", Voucher.MULTI_USE),
        start_datetime=start,
        end_datetime=end,
    )
    voucher.offers.add(offer)
    return voucher


def redeem(client, code: str, **headers):
    return client.post(reverse("basket:vouchers-add"), {"code": code}, headers=headers)


def test_a_voucher_takes_something_off(shopper):
    make_voucher()

    assert redeem(shopper, " hello10 ").status_code == 302
    page = shopper.get(reverse("basket:summary")).text
    assert "HELLO10" in page
    assert "Ten percent" in page
    assert "€27.00" in page

    shopper.post(reverse("basket:vouchers-remove"), {"code": "HELLO10"})
    assert "€27.00" not in shopper.get(reverse("basket:summary")).text


def test_htmx_gets_the_basket_with_its_voucher(shopper):
    make_voucher()

    page = redeem(
        shopper, "HELLO10", **{"HX-Request": "true", "HX-Target": "basket-contents"}
    ).text

    assert "€27.00" in page
    assert "<html" not in page


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"days": (1, 2)}, "cannot be used yet"),
        ({"days": (-2, -1)}, "no longer valid"),
        ({"pieces": 5}, "not in your basket yet"),
        ({"usage": Voucher.ONCE_PER_CUSTOMER}, "sign in to use"),
    ],
)
def test_a_refused_voucher_says_why(shopper, fields, reason):
    make_voucher(**fields)

    response = redeem(shopper, "HELLO10")

    assert response.status_code == 409
    assert reason in response.text
    assert not Basket.objects.get().vouchers.exists()


@pytest.mark.parametrize(
    ("code", "status"), [("", 400), ("NOPE", 409), ("x" * 200, 400), ("\x00", 400)]
)
def test_a_code_that_is_none_is_refused(shopper, code, status):
    response = redeem(shopper, code)

    assert response.status_code == status
    assert 'aria-invalid="true"' in response.text
