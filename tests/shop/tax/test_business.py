"""A company and its tax ID: from the checkout to the paper."""

import pytest
from django.urls import reverse

from shop.forks.order.models import Order
from shop.orders.paying import confirming
from shop.tax.models import Business
from tests.factories import (
    NOW,
    make_basket,
    make_country,
    make_member,
    make_order_desk,
    make_product,
    make_user,
    place,
)

pytestmark = pytest.mark.django_db
BOOKS = reverse("customer:business")


@pytest.fixture
def germany():
    return make_country("DE")


@pytest.fixture
def shopper(client, germany):
    client.post(
        reverse("basket:add"), {"product_id": make_product("20.00").pk, "quantity": 1}
    )
    return client


def decide(client, **fields):
    contact = {
        "email": "ada@example.com",
        "delivery": "standard",
        "name": "Ada",
        "line1": "Markt 1",
        "postcode": "10115",
        "city": "Berlin",
        "country": "DE",
    }
    return client.post(reverse("checkout:index"), contact | fields)


def test_a_company_is_carried_to_the_order(shopper):
    answer = decide(shopper, company="Fischer GmbH", tax_id="de 136 695 976")
    assert answer.status_code == 302
    page = shopper.get(reverse("checkout:review"))
    assert "Fischer GmbH" in page.text
    assert "Tax ID DE136695976" in page.text
    quote = page.context["totals"].quote
    sent = {"payment": "bank-transfer", "quote": quote}
    shopper.post(reverse("checkout:place"), sent)

    order = Order.objects.get()

    assert (order.company, order.tax_id) == ("Fischer GmbH", "DE136695976")


def test_a_wrong_id_is_said_where_it_stands_and_loses_nothing(shopper):
    page = decide(shopper, company="Fischer GmbH", tax_id="DE136695967")

    assert page.status_code == 422
    assert "A digit is wrong here" in page.text
    assert 'value="Fischer GmbH"' in page.text
    assert 'value="DE136695967"' in page.text


def test_an_id_without_a_company_is_asked_for_it(shopper):
    page = decide(shopper, tax_id="DE136695976")

    assert page.status_code == 422
    assert "Please say whose ID this is." in page.text


def test_invoice_and_credit_note_keep_the_company_for_good(germany):
    order = place(
        make_basket([(make_product(), 1)]),
        delivery_code="pickup",
        company="Fischer GmbH",
        tax_id="DE136695976",
    )
    confirming.mark_paid(number=order.number, actor=make_order_desk(), at=NOW)
    Order.objects.update(company="Another one", tax_id="")

    buyer = order.documents.get().content["buyer"]

    assert (buyer["company"], buyer["tax_id"]) == ("Fischer GmbH", "DE136695976")


def test_members_keep_a_business_and_forget_it(client, germany):
    person = make_user()
    client.force_login(person)
    sent = {"company": "Fischer GmbH", "tax_id": "91350100m000100y43"}
    assert client.post(BOOKS, sent).status_code == 302
    assert person.business.tax_id == "91350100M000100Y43"
    assert "Fischer GmbH" in client.get(reverse("customer:address-list")).text

    client.post(BOOKS, {"company": "", "tax_id": ""})

    assert not Business.objects.exists()


def test_the_checkout_begins_with_it_and_a_private_order_forgets_nothing(
    client, germany
):
    person = make_member()
    Business.objects.create(owner=person, company="Fischer GmbH")
    make_basket([(make_product(), 1)], owner=person)
    client.force_login(person)
    page = client.get(reverse("checkout:index"))
    assert 'value="Fischer GmbH"' in page.text

    decide(client, company="", tax_id="", keep_business="on")

    assert person.business.company == "Fischer GmbH"


def test_nobody_reads_anothers_business(client, germany):
    Business.objects.create(owner=make_user(), company="Fischer GmbH")
    client.force_login(make_user())

    assert "Fischer GmbH" not in client.get(BOOKS).text
