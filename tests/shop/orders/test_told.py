"""One purchase, told in basket, checkout, order, invoice, mail and to staff alike."""

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from shop.checkout.draft import Draft
from shop.documents.models import Document
from shop.forks.order.models import Order
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.orders.told.history import tell_history
from shop.orders.told.moments import Happened
from shop.orders.told.order import tell_order
from shop.orders.undoing import goodwill
from shop.returns import taking_back
from tests.factories import (
    BERLIN,
    make_basket,
    make_country,
    make_member,
    make_offer,
    make_order_desk,
    make_product,
    make_voucher,
    place,
)
from tests.hearing import outbox

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)

PURCHASES = {
    "plain": {},
    "an offer that leaves parts of a cent": {"offers": ["7.7"]},
    "two offers and a voucher": {"offers": ["4", "33"], "voucher": True},
    "points": {"points": 733},
    "all at once": {"offers": ["12.5"], "voucher": True, "points": 1234},
    "free delivery": {"delivery": "100"},
    "all of it": {"offers": ["5"], "points": 500, "delivery": "50"},
}


@dataclass(frozen=True)
class Said:
    """What one page or paper says a purchase comes to."""

    goods: Decimal
    discount: Decimal
    points: Decimal
    delivery: Decimal
    total: Decimal
    vat: dict[Decimal, Decimal]


@pytest.fixture
def desk():
    return make_order_desk()


@pytest.fixture(params=PURCHASES)
def basket(request):
    """Three rates of VAT, at prices that leave parts of a cent."""
    wanted = PURCHASES[request.param]
    make_country("DE")
    for percent in wanted.get("offers", ()):
        make_offer("Percentage", percent)
    if percent := wanted.get("delivery"):
        make_offer("Shipping percentage", percent)
    member = make_member(5000, at=timezone.now())
    goods = [
        (make_product("3.33", vat_rate=7, title="Tea"), 3),
        (make_product("19.99", vat_rate=19, title="Cup"), 1),
        (make_product("0.15", vat_rate=0, title="Stamp"), 2),
    ]
    basket = make_basket(goods, owner=member, points=wanted.get("points", 0))
    if wanted.get("voucher"):
        voucher = make_voucher()
        make_offer("Percentage", "10", voucher=voucher)
        basket.vouchers.add(voucher)
    return basket


@pytest.fixture
def shopper(basket):
    client = Client()
    client.force_login(basket.owner)
    session = client.session
    Draft(email=basket.owner.email, delivery_code="standard", address=BERLIN).keep(
        session
    )
    session.save()
    return client


def of_rows(rows, total, note):
    """Read the summary of a page, as it is shown."""
    by_kind: dict[str, Decimal] = {}
    for row in rows:
        kind = row.get("kind", "")
        by_kind[kind] = by_kind.get(kind, Decimal(0)) + row["amount"]
    first, last = rows[0]["amount"], rows[-1]["amount"]
    return Said(
        goods=first,
        discount=-by_kind.get("discount", Decimal(0)),
        points=-by_kind.get("points", Decimal(0)),
        delivery=last,
        total=total,
        vat={
            Decimal(rate): Decimal(amount)
            for amount, rate in re.findall(r"€([\d.]+) (?:\(|at )([\d.]+)", note)
        },
    )


def of_document(content):
    """Read an invoice as it was frozen."""
    lines = content["lines"]
    return Said(
        goods=sum(Decimal(line["price"]) for line in lines),
        discount=sum(Decimal(line["offers"]) for line in lines),
        points=sum(Decimal(line["points_discount"]) for line in lines),
        delivery=sum(Decimal(part["gross"]) for part in content["delivery"]),
        total=Decimal(content["total"]["gross"]),
        vat={
            Decimal(rate["rate"]): Decimal(rate["vat"])
            for rate in content["rates"]
            if Decimal(rate["vat"])
        },
    )


def of_told(told):
    return Said(
        goods=told.goods,
        discount=told.discount,
        points=told.points_discount,
        delivery=told.delivery.amount,
        total=told.total,
        vat={portion.vat_rate: portion.vat for portion in told.vat if portion.vat},
    )


def in_checkout(client):
    page = client.get(reverse("checkout:review"))
    context = page.context
    return page, of_rows(context["rows"], context["totals"].total, context["vat_note"])


def order_now(client, quote):
    client.post(reverse("checkout:place"), {"quote": quote, "payment": "bank-transfer"})
    return Order.objects.get()


def for_shopper(client, order):
    view = client.get(reverse("customer:order", args=[order.number])).context["view"]
    return of_rows(view.rows, view.order.total_incl_tax, view.vat_note)


def for_staff(desk, order):
    client = Client()
    client.force_login(desk)
    context = client.get(reverse("staff:order", args=[order.number])).context
    return of_rows(
        list(context["rows"]), context["order"].total_incl_tax, context["vat_note"]
    )


def test_a_purchase_is_told_alike_everywhere(basket, shopper, desk):
    in_basket = shopper.get(reverse("basket:summary")).context["contents"].told
    page, seen = in_checkout(shopper)
    order = order_now(shopper, page.context["totals"].quote)
    confirming.mark_paid(number=order.number, actor=desk, at=timezone.now())
    told = tell_order(Order.objects.get())

    assert in_basket.total == seen.total - seen.delivery
    assert (in_basket.goods, in_basket.points_discount) == (seen.goods, seen.points)
    assert in_basket.discount == seen.discount
    assert of_told(told) == seen
    assert for_shopper(shopper, order) == seen
    assert for_staff(desk, order) == seen
    assert of_document(Document.objects.get().content) == seen
    assert seen.total == sum(row.amount for row in told.rows)
    assert told.total == order.total_incl_tax
    said = outbox().get(kind="order-placed").context
    assert Decimal(said["total"]) == seen.total
    assert Decimal(said["vat"]) == sum(seen.vat.values())
    assert Decimal(said["delivery"]) == seen.delivery
    assert Decimal(said["points_discount"]) == seen.points
    prices = [Decimal(line["price"]) for line in said["lines"]]
    assert prices == [line.after_offers for line in told.lines]
    assert prices == [line.after_offers for line in in_basket.lines]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_row_has_one_name_from_basket_to_order(basket, shopper, language):
    """One discount, one name, and the way of delivery by its own."""
    with translation.override(language):
        in_basket = shopper.get(reverse("basket:summary")).context["contents"]
        named = [row["label"] for row in in_basket.summary_rows]
        page, _seen = in_checkout(shopper)
        order = order_now(shopper, page.context["totals"].quote)
        address = reverse("customer:order", args=[order.number])
        told = shopper.get(address).context["view"].rows

    assert [row["label"] for row in page.context["rows"][:-1]] == named
    assert [row["label"] for row in told] == [
        row["label"] for row in page.context["rows"]
    ]


def test_what_came_back_later_changes_nothing_of_what_was_bought(basket, shopper, desk):
    """A part return and goodwill are told beside it, and no amount is rewritten."""
    page, seen = in_checkout(shopper)
    order = order_now(shopper, page.context["totals"].quote)
    now = timezone.now()
    for step in (confirming.mark_paid, shipping.mark_shipped, shipping.mark_delivered):
        step(number=order.number, actor=desk, at=now)
    tea = order.lines.get(title="Tea")
    returned = taking_back.take_back(
        number=order.number,
        quantities={tea.pk: 2},
        reason="",
        restock=True,
        reference="R1",
        actor=desk,
        received_at=now + DAY,
    )
    goodwill.give(
        number=order.number,
        money=Decimal("0.50"),
        reference="G1",
        reason="a dent",
        actor=desk,
        given_at=now + 2 * DAY,
    )

    order = Order.objects.get()
    told = tell_order(order)
    assert of_told(told) == for_shopper(shopper, order) == for_staff(desk, order)
    assert of_told(told) == seen
    assert [line.returned for line in told.lines] == [2, 0, 0]
    gone = returned.money + Decimal("0.50")
    assert sum(line.gone_back for line in told.lines) == gone
    credited = Document.objects.filter(kind="credit-note")
    assert sum(note.total for note in credited) == gone
    back, given = tell_history(order)[-2:]
    assert (back.kind, back.pieces) == (Happened.TAKEN_BACK, ((2, "Tea"),))
    assert (back.money, back.points_restored) == (
        returned.money,
        returned.points_restored,
    )
    assert (given.kind, given.money) == (Happened.GOODWILL, Decimal("0.50"))


def test_an_order_that_is_picked_up_is_told_so_and_awaits_it():
    order = place(
        make_basket([(make_product(), 1)]), delivery_code="pickup", address=None
    )

    kinds = [moment.kind for moment in tell_history(order)]

    assert kinds == ["placed", "paid", "ready", "collected"]
