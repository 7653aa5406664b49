"""What staff see of the stock."""

import pytest
from django.urls import reverse
from django.utils import timezone

from shop.identity import roles
from tests.factories import make_basket, make_product, make_variant, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def cup():
    return make_product("5.00", title="Cup", stock=4)


def url_of(product):
    return reverse("staff:correct-stock", args=[product.stockrecords.get().pk])


def test_the_list_shows_what_is_low_sold_out_or_all(managing, cup):
    make_product(title="Jug", stock=0)
    make_product(title="Plate", stock=90)
    page = reverse("staff:stock")
    for asked, shown in (
        ({}, "Cup"),
        ({"level": "sold-out"}, "Jug"),
        ({"level": "nonsense"}, "Cup"),
    ):
        text = managing.get(page, asked).text
        for name in ("Cup", "Jug", "Plate"):
            assert (f">{name}</a>" in text) == (name == shown)
    text = managing.get(page, {"level": "all"}).text
    assert all(f">{name}</a>" in text for name in ("Cup", "Jug", "Plate"))
    assert "Nothing found" in managing.get(page, {"text": "nothing"}).text


def test_an_empty_list_says_so(managing):
    page = reverse("staff:stock")
    assert "Nothing is low" in managing.get(page).text
    assert "Nothing is sold out" in managing.get(page, {"level": "sold-out"}).text


def test_the_list_costs_the_same_for_any_number(
    managing, cup, django_assert_max_num_queries
):
    tee = make_product()
    for _number in range(30):
        make_variant(tee, stock=1)
    with django_assert_max_num_queries(16):  # what waits for approval is in the menu
        managing.get(reverse("staff:stock"))


def test_today_counts_what_is_low(managing, cup):
    make_product(stock=0)
    text = managing.get(reverse("staff:today")).text
    assert "Low in stock" in text
    assert reverse("staff:stock") + "?level=sold-out" in text


def test_a_count_is_corrected_with_a_reason(managing, cup):
    page = managing.get(url_of(cup)).text
    assert 'name="seen" value="4"' in page

    sent = {"counted": "9", "seen": "4", "reason": "Found a box"}
    answer = managing.post(url_of(cup), sent)

    assert answer.status_code == 302
    assert cup.stockrecords.get().num_in_stock == 9
    assert "Stock corrected" in managing.get(url_of(cup)).text


def test_a_refused_count_keeps_what_was_typed_and_says_what_to_do(managing, cup):
    place(make_basket([(cup, 3)]), at=timezone.now())
    sent = {"counted": "2", "seen": "4", "reason": "Only two here"}

    answer = managing.post(url_of(cup), sent)
    assert answer.status_code == 409
    assert "3 pieces are promised to orders" in answer.text
    assert "Only two here" in answer.text

    answer = managing.post(url_of(cup), sent | {"seen": "8", "counted": "7"})
    assert answer.status_code == 409
    assert "Meanwhile the shop counts 4" in answer.text
    assert 'name="seen" value="4"' in answer.text
    assert "Only two here" in answer.text

    answer = managing.post(url_of(cup), sent | {"reason": "", "counted": "-1"})
    assert answer.status_code == 422
    assert cup.stockrecords.get().num_in_stock == 4


def test_an_accountant_looks_and_corrects_nothing(client, staff_with, cup):
    client.force_login(staff_with(roles.ACCOUNTANT))
    text = client.get(reverse("staff:stock")).text
    assert "Cup" in text
    assert url_of(cup) not in text
    assert client.get(url_of(cup)).status_code == 403
