"""S06, S07: what offers and vouchers are counted, what comes back, what is refused."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from oscar.apps.voucher.models import Voucher, VoucherApplication

from shop.forks.offer.models import ConditionalOffer
from shop.orders.paying import lapsing
from shop.orders.placing import ordering, pricing
from shop.orders.undoing import cancelling
from tests.factories import (
    NOW,
    make_basket,
    make_country,
    make_member,
    make_offer,
    make_order_desk,
    make_product,
    make_purchase,
    make_voucher,
    place,
)
from tests.shop.staff.filling import send

pytestmark = pytest.mark.django_db


def with_voucher(voucher, *, owner=None):
    basket = make_basket([(make_product("10.00"), 1)], owner=owner)
    basket.vouchers.add(voucher)
    return basket


def cancel(order) -> None:
    cancelling.cancel(
        number=order.number, actor=make_order_desk(), reason="", cancelled_at=NOW
    )


def lapse(order) -> None:
    assert lapsing.lapse_unpaid(at=NOW + timedelta(days=30)) == 1


@pytest.mark.parametrize("call_off", [cancel, lapse])
@pytest.mark.parametrize("usage", [Voucher.SINGLE_USE, Voucher.ONCE_PER_CUSTOMER])
def test_s07_a_called_off_order_gives_its_voucher_back(call_off, usage):
    """S07."""
    member = make_member()
    voucher = make_voucher(usage=usage)
    offer = make_offer("Absolute", "2.00", voucher=voucher)
    first = place(with_voucher(voucher, owner=member))

    call_off(first)

    offer.refresh_from_db()
    voucher.refresh_from_db()
    assert (offer.num_applications, offer.num_orders, offer.total_discount) == (0, 0, 0)
    assert (voucher.num_orders, voucher.total_discount) == (0, 0)
    again = place(with_voucher(voucher, owner=member))
    assert again.discounts.get().amount == Decimal("2.00")


@pytest.mark.parametrize(
    "limit", ["max_global_applications", "max_user_applications", "max_discount"]
)
def test_s06_a_called_off_order_gives_its_offer_back(limit):
    """S06: even if the dashboard has noted meanwhile that it is used up."""
    member = make_member()
    offer = make_offer("Absolute", "1.00", **{limit: 1})
    tea = make_product("10.00")

    first = place(make_basket([(tea, 1)], owner=member))
    ConditionalOffer.objects.get(pk=offer.pk).save()
    second = place(make_basket([(tea, 1)], owner=member))
    cancel(first)
    third = place(make_basket([(tea, 1)], owner=member))

    assert first.discounts.exists()
    assert not second.discounts.exists()
    assert third.discounts.exists()


def test_s06_points_come_back_by_the_ledger_not_by_a_counter():
    """S06."""
    member = make_member(points=500)
    order = place(make_basket([(make_product("20.00"), 1)], owner=member, points=500))

    cancel(order)

    assert order.discounts.get().offer.num_orders == 0


def test_s07_a_voucher_that_somebody_else_has_used_is_refused():
    """S07: it was in both baskets, and the other order came first."""
    voucher = make_voucher(usage=Voucher.SINGLE_USE)
    make_offer("Absolute", "2.00", voucher=voucher)
    mine = with_voucher(voucher, owner=make_member())
    make_country()
    seen = make_purchase(mine)
    place(with_voucher(voucher, owner=make_member()))

    with pytest.raises(ordering.QuoteChanged):
        ordering.place_order(
            basket=mine, shopper=mine.owner, purchase=seen, placed_at=NOW
        )

    assert not mine.owner.orders.exists()
    assert place(mine).total_incl_tax == Decimal("14.90")


def test_s07_once_per_customer_is_for_customers_the_shop_knows():
    """S07: a guest could come again and again."""
    voucher = make_voucher(usage=Voucher.ONCE_PER_CUSTOMER)
    make_offer("Absolute", "2.00", voucher=voucher)

    assert not place(with_voucher(voucher)).discounts.exists()


def test_s07_the_database_refuses_a_second_use():
    """S07: of a single-use voucher, and of any voucher by one order."""
    order = place(make_basket([(make_product(), 1)]))
    other = place(make_basket([(make_product(), 1)]))
    single = make_voucher("ONE", usage=Voucher.SINGLE_USE)
    free = make_voucher("ANY")

    for first, second, voucher in ((order, other, single), (order, order, free)):
        VoucherApplication.objects.create(voucher=voucher, order=first)
        with pytest.raises(IntegrityError), transaction.atomic():
            VoucherApplication.objects.create(voucher=voucher, order=second)


def test_s06_a_suspended_offer_gives_nothing_with_its_voucher_either():
    """S06: Oscar goes on offering it, and nobody could place that order."""
    voucher = make_voucher()
    make_offer("Absolute", "2.00", voucher=voucher).suspend()

    assert not place(with_voucher(voucher)).discounts.exists()


@pytest.mark.parametrize(
    "limit",
    [
        "max_global_applications",
        "max_user_applications",
        "max_basket_applications",
        "max_discount",
    ],
)
def test_s06_a_limit_of_nothing_is_refused(limit):
    """S06: Oscar takes 0 for no limit at all."""
    with pytest.raises(IntegrityError), transaction.atomic():
        make_offer("Percentage", 10, **{limit: 0})


def test_l33_of_equals_a_voucher_comes_after_the_offer():
    """L33: 20 % of 50.00 first, then 5.00; not 20 % of 45.00."""
    voucher = make_voucher()
    make_offer("Absolute", "5.00", voucher=voucher)
    make_offer("Percentage", 20)
    basket = make_basket([(make_product("50.00"), 1)])
    basket.vouchers.add(voucher)

    read = pricing.read_basket(basket_id=basket.pk, shopper=None, at=NOW)

    assert read.total_incl_tax == Decimal("35.00")


def test_l33_an_exclusive_voucher_comes_before_an_exclusive_offer():
    """L33: only one of them can be used, and the shopper asked for this one."""
    voucher = make_voucher()
    make_offer("Absolute", "5.00", voucher=voucher, exclusive=True)
    make_offer("Percentage", 2, exclusive=True)
    basket = make_basket([(make_product("50.00"), 1)])
    basket.vouchers.add(voucher)

    read = pricing.read_basket(basket_id=basket.pk, shopper=None, at=NOW)

    assert read.total_incl_tax == Decimal("45.00")


def test_only_offers_named_for_each_other_are_combined():
    tea = make_product("50.00")
    lonely = make_offer("Absolute", "5.00", priority=3)
    friend = make_offer("Absolute", "2.00", priority=2)
    other = make_offer("Absolute", "1.00", priority=1)
    lonely.combinations.add(friend)

    order = place(make_basket([(tea, 1)]))

    used = set(order.discounts.values_list("offer_id", flat=True))
    assert used == {lonely.pk, friend.pk}
    assert other.pk not in used


def test_the_dashboard_says_that_a_limit_is_more_than_0(client):
    person = make_order_desk()
    person.is_superuser = True
    person.save()
    client.force_login(person)
    offer = make_offer("Percentage", 10)
    url = reverse("dashboard:offer-restrictions", args=[offer.pk])

    page = send(client, url, max_global_applications="0", save="")

    assert page.status_code == 422
    assert "A limit is more than 0" in page.text
