"""Voucher codes: put in, refused with a reason, taken out."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from oscar.apps.voucher.models import Voucher

from shop.forks.basket.models import Basket
from shop.forks.dashboard.offers.voucher_form import CodeOfVoucherForm
from shop.forks.offer.models import Benefit, Condition, ConditionalOffer, Range
from tests.factories import make_product

pytestmark = pytest.mark.django_db
IDLE = "This voucher takes nothing off just now"


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


def test_f09_a_code_is_read_however_it_is_typed(shopper):
    """F09: the code of the basket is the voucher's own."""
    voucher = make_voucher()
    Voucher.objects.filter(pk=voucher.pk).update(code="GOOD MORNING-10")

    for typed in (
        "GOOD MORNING-10",
        "goodmorning10",
        " Good\u00a0Morning – 10 ",
        "ＧＯＯＤＭＯＲＮＩＮＧ－１０",
        "GOOD\u200bMORNING\ufeff10",
        "GOOD\u3000MORNING\u201110",
        "good-mor-ning-10",
    ):
        answer = redeem(shopper, typed)
        assert answer.status_code == 302, typed
        assert Basket.objects.get().vouchers.get() == voucher, typed
        shopper.post(reverse("basket:vouchers-remove"), {"code": typed})
        assert not Basket.objects.get().vouchers.exists(), typed


def test_f09_of_two_codes_that_differ_in_a_dash_the_one_that_was_typed(shopper):
    """F09: old ones; staff can make no more of them."""
    one = make_voucher()
    two = Voucher.objects.create(
        name="Other",
        code="HELLO-10",
        start_datetime=one.start_datetime,
        end_datetime=one.end_datetime,
    )
    two.offers.set(one.offers.all())

    redeem(shopper, "hello–10")
    assert Basket.objects.get().vouchers.get() == two
    shopper.post(reverse("basket:vouchers-remove"), {"code": "HELLO-10"})
    redeem(shopper, "hello 10")
    assert Basket.objects.get().vouchers.get() == one


def test_f09_a_voucher_whose_goods_are_gone_says_so(shopper):
    """F09."""
    make_voucher(pieces=2)
    redeem(shopper, "HELLO10")
    assert IDLE not in shopper.get(reverse("basket:summary")).text

    line = Basket.objects.get().lines.get()
    shopper.post(reverse("basket:update"), {"line_id": line.pk, "quantity": 1})
    page = shopper.get(reverse("basket:summary")).text

    assert IDLE in page
    assert "HELLO10" in page


def test_f09_a_voucher_that_has_ended_meanwhile_says_so(shopper):
    """F09."""
    voucher = make_voucher()
    redeem(shopper, "HELLO10")
    voucher.end_datetime = timezone.now() - timedelta(minutes=1)
    voucher.save()

    page = shopper.get(reverse("basket:summary")).text

    assert IDLE in page


def test_f09_staff_make_no_code_that_reads_as_another():
    """F09."""
    make_voucher()

    for typed in ("ｈｅｌｌｏ１０", "HELLO-10", "Hello 10\u200b", "Good\u00a0morning"):
        form = CodeOfVoucherForm({"name": "New", "code": typed})
        form.is_valid()
        taken = "Shoppers could not tell it from another code: HELLO10."
        assert ("code" in form.errors) == (form.errors.get("code") == [taken])
        assert ("code" in form.errors) == ("llo" in typed.lower() or "ｌ" in typed)
    assert form.cleaned_data["code"] == "GOOD MORNING"
