"""Invoices and credit notes: what stands on them, and that they clear each other."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.documents import issuing, numbering
from shop.documents.issuing import NotInvoiced
from shop.documents.models import Document, Series
from shop.forks.order.models import Order
from shop.orders import invoicing
from shop.orders.fulfilling import collecting, shipping
from shop.orders.paying import confirming
from shop.orders.undoing import cancelling
from shop.returns import taking_back
from tests.examples import examples
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    place,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)
Kind = Document.Kind


@pytest.fixture
def desk():
    return make_order_desk()


def paid(lines, desk, *, member=None, points=0, **purchase):
    order = place(make_basket(lines, owner=member, points=points), **purchase)
    return confirming.mark_paid(number=order.number, actor=desk, at=NOW)


def delivered(lines, desk, **purchase):
    order = paid(lines, desk, **purchase)
    shipping.mark_shipped(number=order.number, actor=desk, at=NOW)
    return shipping.mark_delivered(number=order.number, actor=desk, at=NOW)


def take_back(order, desk, quantities, *, reference="R1"):
    return taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities=quantities,
        reason="",
        restock=True,
        reference=reference,
        received_at=LATER,
    )


def cancel(order, desk):
    return cancelling.cancel(
        number=order.number, actor=desk, reason="", cancelled_at=LATER
    )


def vat_by_rate(*documents) -> Counter:
    """Cents of VAT at each rate on these documents together."""
    cents: Counter = Counter()
    for document in documents:
        for part in document.content["rates"]:
            cents[part["rate"]] += int(Decimal(part["vat"]) * 100)
    return +cents


def test_an_order_is_invoiced_when_it_is_paid(desk):
    member = make_member(points=500, first_name="Ada")
    tea, book = make_product("20.00", title="Tea"), make_product("10.70", vat_rate=7)
    order = place(make_basket([(tea, 2), (book, 1)], owner=member, points=500))
    assert not order.documents.exists()

    confirming.mark_paid(number=order.number, actor=desk, at=NOW)

    invoice = order.documents.get()
    assert (invoice.kind, invoice.name, invoice.number) == ("invoice", "INV-000001", 1)
    assert (invoice.language, invoice.issued_on) == ("en", date(2025, 3, 14))
    assert invoice.total == order.total_incl_tax
    said = invoice.content
    assert said["seller"]["name"] == "Morning Market"
    assert said["buyer"]["address"] == ["Marktstraße 1", "10115 Berlin", "Germany"]
    assert said["payment"] == "Bank transfer"
    assert said["points_used"] == 500
    assert said["points_earned"] == 45
    first, second = said["lines"]
    assert (first["title"], first["quantity"], first["price"]) == ("Tea", 2, "40.00")
    assert first["points"] + second["points"] == 500
    assert Decimal(first["gross"]) == 40 - Decimal(first["points_discount"])
    assert [part["rate"] for part in said["rates"]] == ["7", "19"]
    assert Decimal(said["total"]["vat"]) == (
        order.total_incl_tax - order.total_excl_tax
    )


def test_the_invoice_is_in_the_language_of_the_order(desk):
    order = paid([(make_product(), 1)], desk, language="zh-hans")

    assert order.documents.get().content["payment"] == "银行转账"


def test_an_order_paid_on_delivery_is_invoiced_when_it_is_paid(desk):
    order = place(make_basket([(make_product(), 1)]), payment_method="on-delivery")
    shipping.mark_shipped(number=order.number, actor=desk, at=NOW)
    assert not order.documents.exists()

    confirming.mark_paid(number=order.number, actor=desk, at=LATER)

    assert order.documents.get().issued_at == LATER


def test_an_order_that_comes_back_unpaid_has_no_documents(desk):
    order = place(make_basket([(make_product(), 1)]), payment_method="on-delivery")
    shipping.mark_shipped(number=order.number, actor=desk, at=NOW)

    cancel(order, desk)

    assert not Document.objects.exists()


def test_an_unpaid_order_has_nothing_to_credit(desk):
    order = place(make_basket([(make_product(), 1)]))

    with pytest.raises(NotInvoiced), transaction.atomic():
        invoicing.credit_cancellation(
            order=order, points_restored=0, points_revoked=0, issued_at=NOW
        )


def test_a_cancelled_order_is_credited_with_delivery(desk):
    member = make_member(points=500)
    order = paid([(make_product("20.00"), 2)], desk, member=member, points=500)

    cancel(order, desk)

    invoice, note = order.documents.order_by("pk")
    assert (note.name, note.invoice, note.total) == (
        "CN-000001",
        invoice,
        Decimal("39.90"),
    )
    assert note.content["invoice"] == "INV-000001"
    assert note.content["rates"] == invoice.content["rates"]
    assert note.content["points_restored"] == 500
    assert note.content["points_revoked"] == 35


def test_a_return_is_credited_once(desk):
    order = delivered([(make_product("20.00"), 2)], desk)
    line = order.lines.get()

    for _time in range(2):
        take_back(order, desk, {line.pk: 1})

    note = order.documents.get(kind=Kind.CREDIT_NOTE)
    assert (note.cause, note.total) == ("return:R1", Decimal("20.00"))
    (item,) = note.content["lines"]
    assert (item["quantity"], item["net"], item["vat"]) == (1, "16.80", "3.20")


def test_l13_a_return_of_points_alone_is_credited_too(desk):
    """L13: no money goes back, and the paper says which points do."""
    member = make_member(points=1000)
    order = delivered([(make_product("5.00"), 2)], desk, member=member, points=1000)

    take_back(order, desk, {order.lines.get().pk: 1})

    note = order.documents.get(kind=Kind.CREDIT_NOTE)
    assert note.total == 0
    assert note.content["points_restored"] == 499
    assert note.content["lines"][0]["points"] == 499
    assert note.content["rates"] == []


purchases = st.lists(
    st.tuples(
        st.integers(1, 9999), st.integers(1, 5), st.sampled_from(["0", "7", "19"])
    ),
    min_size=1,
    max_size=4,
)


@given(purchases, st.integers(0, 5000), st.data())
@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_l16_l32_the_last_return_clears_the_invoice_at_every_rate(bought, points, data):
    """L16, L32: whatever was bought, used and returned in whichever pieces."""
    with transaction.atomic():
        desk, member = make_order_desk(), make_member(points=5000)
        lines = [
            (make_product(Decimal(cents) / 100, vat_rate=rate), quantity)
            for cents, quantity, rate in bought
        ]
        most = sum(cents * quantity for cents, quantity, _rate in bought)
        order = delivered(lines, desk, member=member, points=min(points, most))
        invoice = order.documents.get()
        pieces = [line.pk for line in order.lines.all() for _n in range(line.quantity)]
        pieces = data.draw(st.permutations(pieces))
        while pieces:
            count = data.draw(st.integers(1, len(pieces)))
            taken, pieces = Counter(pieces[:count]), pieces[count:]
            returned = take_back(order, desk, taken, reference=f"R{len(pieces)}")
            note = Document.objects.get(cause=f"return:{returned.reference}")
            assert note.total == returned.money
            assert sum(item["points"] for item in note.content["lines"]) == (
                returned.points_restored
            )
        notes = list(order.documents.filter(kind=Kind.CREDIT_NOTE))

        goods = vat_by_rate(invoice)
        for portion in order.shipping_portions:
            goods[f"{portion.vat_rate.normalize():f}"] -= int(portion.vat * 100)
        assert vat_by_rate(*notes) == +goods
        assert sum(note.total for note in notes) == (
            invoice.total - order.shipping_incl_tax
        )
        transaction.set_rollback(True)


def test_what_fails_takes_no_number(desk, monkeypatch):
    order = place(make_basket([(make_product(), 1)]))
    with monkeypatch.context() as broken:
        broken.setattr(confirming, "happen", _fail)
        with pytest.raises(RuntimeError):
            confirming.mark_paid(number=order.number, actor=desk, at=NOW)
    assert Series.objects.get(code="invoice").next_number == 1
    assert not Document.objects.exists()

    confirming.mark_paid(number=order.number, actor=desk, at=NOW)

    assert order.documents.get().number == 1


def _fail(**_facts):
    raise RuntimeError


def test_the_application_may_neither_change_nor_delete_a_document(desk):
    document = paid([(make_product(), 1)], desk).documents.get()

    for forbidden in (
        lambda: Document.objects.filter(pk=document.pk).update(total=0),
        lambda: Document.objects.filter(pk=document.pk)._raw_delete("default"),
        lambda: Series.objects.filter(code="invoice").update(prefix="X-"),
        lambda: Series.objects.create(code="other", prefix="O-"),
    ):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
        ):
            forbidden()


def test_not_even_the_owner_changes_a_document_or_a_series(owner_connection):
    for statement in (
        "UPDATE documents_document SET total = 0",
        "DELETE FROM documents_document",
        "TRUNCATE documents_document",
        "DELETE FROM documents_series",
        "UPDATE documents_series SET prefix = 'X-'",
        "UPDATE documents_series SET next_number = next_number - 1",
    ):
        with pytest.raises(psycopg.errors.Error, match=r"forbidden|only goes up"):
            owner_connection.execute(statement)
        owner_connection.rollback()


def test_a_number_without_its_document_is_refused():
    numbering.take_numbers(kind=Kind.INVOICE)

    with (
        pytest.raises(DatabaseError, match="gap"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    transaction.set_rollback(True)


def test_many_invoices_take_one_row_of_numbers(desk, django_assert_num_queries):
    orders = [place(make_basket([(make_product(), 1)])) for _n in range(3)]
    bills = [
        invoicing.bill_for(
            order=Order.objects.select_related("shipping_address__country").get(
                pk=order.pk
            ),
            lines=order.lines.all(),
            points_earned=0,
            issued_at=NOW,
        )
        for order in orders
    ]

    with django_assert_num_queries(3):
        documents = issuing.issue_invoices(bills=bills)

    assert [document.number for document in documents] == [1, 2, 3]


def test_what_is_handed_over_at_the_counter_is_invoiced_there(desk):
    order = place(
        make_basket([(make_product(), 1)]),
        delivery_code="pickup",
        payment_method="on-delivery",
    )
    collecting.mark_ready(number=order.number, actor=desk, at=NOW)
    order.refresh_from_db()

    collecting.hand_over(code=order.pickup.code, money_taken=True, actor=desk, at=LATER)

    assert order.documents.get().content["buyer"]["address"] == []
