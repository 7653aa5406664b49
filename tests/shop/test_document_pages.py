"""Who reads an invoice or a credit note, and in which language."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.outbox import delivering
from shop.returns import taking_back
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    make_staff,
    make_user,
    place,
)
from tests.hearing import let_all_hear

pytestmark = pytest.mark.django_db
PIECES = [("Tea", "20.00", 2, 19), ("Book", "10.70", 1, 7)]


def returned(*, member=None, points=0, **purchase):
    """An order that arrived, and of which one piece came back."""
    desk = make_order_desk()
    lines = [
        (make_product(price, title=title, vat_rate=rate), quantity)
        for title, price, quantity, rate in PIECES
    ]
    order = place(make_basket(lines, owner=member, points=points), **purchase)
    for step in (confirming.mark_paid, shipping.mark_shipped, shipping.mark_delivered):
        step(number=order.number, actor=desk, at=NOW)
    taking_back.take_back(
        number=order.number,
        actor=desk,
        quantities={order.lines.order_by("pk").first().pk: 1},
        reason="",
        restock=True,
        reference="R1",
        received_at=NOW + timedelta(days=3),
    )
    return order


def path(order, name):
    return reverse("customer:document", args=[order.number, name])


@pytest.fixture
def mei():
    return make_member(points=500, email="mei@example.com", last_name="Mei")


@pytest.fixture
def order(mei):
    return returned(member=mei, points=500)


def test_a_member_reads_the_invoice_and_the_credit_note(client, mei, order):
    client.force_login(mei)
    page = client.get(reverse("customer:order", args=[order.number]))
    for name in ("INV-000001", "CN-000001"):
        assert path(order, name) in page.text

    invoice = client.get(path(order, "INV-000001"))
    note = client.get(path(order, "CN-000001"))

    assert "no-store" in invoice["Cache-Control"]
    for text in ("Tea", "Book", "500 points", "VAT 7 %", "VAT 19 %", "Marktplatz 1"):
        assert text in invoice.text
    for text in ("Tea", "INV-000001", "given back", "VAT 19 %"):
        assert text in note.text
    assert "Book" not in note.text


def test_it_is_in_the_language_of_the_order_whoever_reads_it(client, mei):
    order = returned(member=mei, language="zh-hans")
    client.force_login(mei)

    page = client.get(path(order, "INV-000001"))

    assert '<html lang="zh-Hans"' in page.text
    assert "发票" in page.text
    assert page["Content-Language"] == "zh-hans"
    assert f'href="/en/account/orders/{order.number}/"' in page.text


def test_a_guest_reads_it_after_looking_the_order_up(client):
    order = returned()
    assert client.get(path(order, "INV-000001")).status_code == 404

    client.post(
        reverse("customer:order-find"),
        {"number": order.number, "email": "guest@example.com"},
    )

    assert "INV-000001" in client.get(path(order, "INV-000001")).text


def test_nobody_else_reads_it(order):
    stranger = Client()
    stranger.force_login(make_user())
    for client in (Client(), stranger):
        assert client.get(path(order, "INV-000001")).status_code == 404


def test_a_document_is_found_with_its_own_order_only(client, mei, order):
    other = place(make_basket([(make_product(), 1)], owner=mei))
    client.force_login(mei)

    assert client.get(path(other, "INV-000001")).status_code == 404
    assert client.get(path(order, "INV-000002")).status_code == 404


def test_staff_read_it_from_the_order(client, order):
    client.force_login(make_staff("order.view_order"))
    page = client.get(reverse("staff:order", args=[order.number]))
    at = reverse("staff:document", args=[order.number, "CN-000001"])
    assert at in page.text

    document = client.get(at)

    assert "CN-000001" in document.text
    assert reverse("staff:order", args=[order.number]) in document.text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_mails_lead_to_the_documents(language, mei, mailoutbox):
    order = returned(member=mei, points=500, language=language)
    let_all_hear()
    while delivering.deliver_next(at=NOW + timedelta(days=3)):
        pass

    about = {name: [] for name in ("INV-000001", "CN-000001")}
    for mail in mailoutbox:
        for name, mails in about.items():
            if name in mail.body:
                mails.append(mail)
    for name, (mail,) in about.items():
        assert (
            f"/{language}/account/orders/{order.number}/documents/{name}/" in mail.body
        )
        assert f"documents/{name}/" in mail.alternatives[0].content


def test_a_guests_mail_leads_to_the_way_to_the_order(mailoutbox):
    returned()
    let_all_hear()
    while delivering.deliver_next(at=NOW + timedelta(days=3)):
        pass

    (mail,) = [mail for mail in mailoutbox if "INV-000001" in mail.body]
    assert "/documents/" not in mail.body
    assert reverse("customer:order-find") in mail.body
