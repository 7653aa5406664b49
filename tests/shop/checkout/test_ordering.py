"""The review, and the order itself."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from shop.forks.basket.models import Basket
from shop.forks.order.models import Order
from shop.forks.partner.strategy import Selector
from tests.factories import (
    PASSWORD,
    make_basket,
    make_member,
    make_offer,
    make_point,
    make_product,
    make_voucher,
)
from tests.hearing import outbox
from tests.payment_services import entry
from tests.shop.checkout.steps import decide, pick_up, place, quote, url

pytestmark = pytest.mark.django_db


def test_a_guest_buys_and_is_thanked(shopper, tea):
    decide(shopper)

    response = place(shopper)

    order = Order.objects.get()
    assert response["Location"] == url("thank-you", order.number)
    assert (order.guest_email, order.user) == ("ada@example.com", None)
    assert str(order.total_incl_tax) == "44.90"
    page = shopper.get(response["Location"]).text
    assert order.number in page
    assert "IBAN" in page
    assert outbox().get(kind="order-placed").recipient == "ada@example.com"
    assert "Your basket is empty" in shopper.get(reverse("basket:summary")).text


def test_pressing_twice_gives_one_order(shopper):
    """S02: the second press, and one much later, lead to the same page."""
    decide(shopper)
    sent = {"payment": "bank-transfer", "quote": quote(shopper)}

    answers = [shopper.post(url("place"), sent)["Location"] for _press in range(3)]

    assert Order.objects.count() == 1
    assert set(answers) == {url("thank-you", Order.objects.get().number)}


def test_a_press_that_lost_the_race_leads_to_the_order(shopper):
    """S02: the session of the slower request does not know of the order yet."""
    decide(shopper)
    sent = {"payment": "bank-transfer", "quote": quote(shopper)}
    before = dict(shopper.session.items())
    first = shopper.post(url("place"), sent)["Location"]
    session = shopper.session
    session.update(before)
    del session["placed_orders"]
    session.save()

    assert shopper.post(url("place"), sent)["Location"] == first
    assert Order.objects.count() == 1
    assert shopper.get(first).status_code == 200


def test_a_changed_price_is_shown_before_it_is_charged(shopper, tea):
    """L04: nothing is ordered at a price the shopper did not see."""
    decide(shopper)
    seen = quote(shopper)
    tea.stockrecords.update(price="30.00")

    response = place(shopper, quote=seen)

    assert response.status_code == 409
    assert "Nothing was ordered" in response.text
    assert "€60.00 instead of €44.90" in response.text
    assert Order.objects.count() == 0
    assert place(shopper).status_code == 302


def test_what_sold_out_meanwhile_is_said_with_a_way_on(shopper, tea):
    """S01: between basket and order somebody was faster."""
    decide(shopper)
    seen = quote(shopper)
    tea.stockrecords.update(num_in_stock=1)

    response = place(shopper, quote=seen)

    assert response.status_code == 409
    assert "Somebody was faster" in response.text
    assert "Only 1 piece is left" in response.text
    assert Order.objects.count() == 0

    answer = press(shopper, response.text, "Take the 1 that is left")
    assert answer.redirect_chain == [(url("review"), 302)]
    assert place(shopper).status_code == 302
    assert Order.objects.get().lines.get().quantity == 1


def press(client, page, label):
    """Send the form whose button says so, and follow."""
    form = next(part for part in page.split("<form")[1:] if label in part)
    fields = re.findall(r'name="(line_id|quantity|next)" value="([^"]*)"', form)
    address = re.search(r'action="([^"]+)"', form)[1]
    return client.post(address, dict(fields), follow=True)


def test_one_line_is_taken_as_it_is_left_another_removed_and_nothing_is_lost(client):
    """S01: address, delivery, payment, points and voucher stay through both."""
    member = make_member(5000, at=timezone.now() - timedelta(hours=1))
    few, gone, fine = make_product("9.00"), make_product("8.00"), make_product("7.00")
    basket = make_basket([(few, 3), (gone, 1), (fine, 1)], owner=member, points=300)
    voucher = make_voucher("SUN")
    make_offer("Absolute", "1.00", voucher=voucher)
    basket.vouchers.add(voucher)
    client.force_login(member)
    decide(client)
    seen = quote(client)
    few.stockrecords.update(num_in_stock=2)
    gone.stockrecords.update(num_in_stock=0)

    page = place(client, quote=seen).text
    page = press(client, page, "Take the 2 that are left").content.decode()
    assert "Somebody was faster" in page
    assert "Buy now" not in page
    page = press(client, page, "Remove").content.decode()
    assert "Somebody was faster" not in page

    assert place(client).status_code == 302
    order = Order.objects.get()
    assert dict(order.lines.values_list("product_id", "quantity")) == {
        few.pk: 2,
        fine.pk: 1,
    }
    assert order.points_redeemed == 300
    assert order.discounts.filter(voucher_code="SUN").exists()
    assert order.shipping_address.line1
    assert order.payment_method == "bank-transfer"


def test_an_order_that_costs_nothing_needs_no_payment_service(shopper, settings):
    settings.PAYMENT_PROVIDERS = {"stripe": entry()}  # where nobody answers
    make_offer("Percentage", 100)
    pick_up(shopper, make_point())

    page = shopper.get(url("review")).text
    assert "Nothing is left to pay" in page
    assert 'type="radio"' not in page
    answer = place(shopper, payment="online")

    order = Order.objects.get()
    assert (order.total_incl_tax, order.status) == (0, "confirmed")
    assert answer["Location"] == url("thank-you", order.number)
    assert shopper.get(answer["Location"]).status_code == 200


def test_what_sells_out_while_an_address_is_typed_costs_no_address(shopper, tea):
    tea.stockrecords.update(num_in_stock=1)

    answer = decide(shopper)

    assert answer["Location"] == url("review")
    page = shopper.get(url("review"))
    assert page.status_code == 200
    assert "Only 1 piece is left" in page.text
    assert "Buy now" not in page.text


@pytest.mark.parametrize("payment", ["", "bitcoin", "x" * 500])
def test_an_unknown_payment_is_refused(shopper, payment):
    decide(shopper)

    response = place(shopper, payment=payment)

    assert response.status_code == 422
    assert "choose how to pay" in response.text
    assert Order.objects.count() == 0


@pytest.mark.parametrize("forged", ["", "0_0_0_0", "nonsense", "x" * 10_000])
def test_a_forged_quote_orders_nothing(shopper, forged):
    decide(shopper)
    shopper.get(url("review"))

    response = place(shopper, quote=forged)

    assert response.status_code == 409
    assert Order.objects.count() == 0


def test_placing_without_a_checkout_leads_to_its_beginning(client):
    response = client.post(url("place"), {"payment": "bank-transfer", "quote": "x"})

    assert response["Location"] == url("index")


def test_another_visitors_basket_cannot_be_ordered(shopper, tea):
    """A session that names somebody else's basket orders nothing."""
    others = make_basket([(tea, 1)], owner=make_member())
    decide(shopper)
    seen = quote(shopper)
    session = shopper.session
    session["checkout"] = session["checkout"] | {"basket_id": others.pk}
    session.save()

    response = shopper.post(url("place"), {"payment": "bank-transfer", "quote": seen})

    assert response["Location"] == reverse("basket:summary")
    assert Order.objects.count() == 0


def test_signing_in_on_the_way_keeps_basket_and_decisions(shopper):
    make_member(email="mei@example.com")
    decide(shopper)
    shopper.get(url("review"))

    response = shopper.post(
        f"{reverse('customer:login')}?next={url('review')}",
        {"username": "mei@example.com", "password": PASSWORD, "next": url("review")},
        follow=True,
    )

    assert response.redirect_chain == [(url("review"), 302)]
    assert "Marktstraße 1" in response.text
    assert place(shopper).status_code == 302
    assert Order.objects.get().user.email == "mei@example.com"


def test_a_member_uses_points(client, member):
    """L30, L32: points lower the total; what is left in money earns."""
    decide(client)
    client.post(reverse("points:request"), {"points": "1500", "next": url("review")})

    page = client.get(url("review")).text
    assert "1,500 points" in page
    assert "€29.90" in page
    assert "+25 points" in page

    place(client, payment="on-delivery")
    order = Order.objects.get()
    assert (order.points_redeemed, str(order.total_incl_tax)) == (1500, "29.90")
    assert "1,500 points" in client.get(url("thank-you", order.number)).text


def test_points_that_were_only_typed_are_ordered_or_refused(client, member):
    """The number that stands in its field is part of what "Buy now" sends."""
    decide(client)
    page = html.fromstring(client.get(url("review")).text)
    assert page.xpath("//form[@id='place']//input[@name='points']")
    seen = quote(client)

    refused = place(client, quote=seen, points="1500")

    assert refused.status_code == 409
    assert "1,500 points instead of 0 points" in refused.text
    assert "€29.90 instead of €44.90" in refused.text
    assert Order.objects.count() == 0
    (shown,) = html.fromstring(refused.text).xpath("//input[@name='points']/@value")
    assert shown == "1500"
    place(client, points=shown, payment="on-delivery")
    order = Order.objects.get()
    assert (order.points_redeemed, str(order.total_incl_tax)) == (1500, "29.90")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("50", "Use at least 100 points, or none."),
        ("5001", "At most 3,999 points can be used on this basket."),
        ("many", "Enter a whole number of points"),
        ("", "Enter a whole number of points"),
    ],
)
def test_points_that_cannot_be_used_are_not_left_out_in_silence(
    client, member, typed, reason
):
    decide(client)

    refused = place(client, points=typed)

    assert refused.status_code == 422
    assert reason in refused.text
    assert Order.objects.count() == 0


def test_a_refused_order_shows_the_page_it_came_from(shopper):
    """Its own address takes only a form: language, reload and "back" need a page."""
    decide(shopper)
    shopper.get(url("review"))

    page = html.fromstring(place(shopper, quote="0_0_0_0").text)

    assert page.find("body").get("data-page") == url("review")
    (other,) = page.xpath("//a[@hreflang='zh-Hans']/@href")
    assert other == "/zh-hans/checkout/review/"


@pytest.mark.parametrize("name", ["customer:register", "customer:order-find"])
def test_an_answer_to_a_form_names_the_page_that_is_led_back_to(client, name):
    """It is stored nowhere: "back" would end at an error of the browser's own."""
    answered = client.post(reverse(name), {"email": "no address"})

    assert f'data-page="{reverse(name)}"' in answered.text
    assert "data-page" not in client.get(reverse(name)).text


def test_points_as_they_are_asked_nothing_again(client, member):
    """Typed and sent before, or a guest's page that has no such field."""
    decide(client)
    client.post(reverse("points:request"), {"points": "1500"})

    assert place(client, points="1500").status_code == 302

    assert Order.objects.get().points_redeemed == 1500


@pytest.mark.parametrize(
    "changes",
    [
        {"line1": "Another street 2"},
        {"name": "Somebody else"},
        {"email": "b@x.example"},
    ],
)
def test_an_order_goes_nowhere_its_page_did_not_show(shopper, changes):
    """The review of one window, the address of another: nothing is ordered."""
    decide(shopper)
    page = html.fromstring(shopper.get(url("review")).text)
    seen = dict(page.get_element_by_id("place").form_values())
    assert decide(shopper, **changes).status_code == 302

    refused = place(shopper, decided=seen["decided"])

    assert refused.status_code == 409
    assert "changed in another window" in refused.text
    assert Order.objects.count() == 0
    again = html.fromstring(refused.text).get_element_by_id("place")
    seen = dict(again.form_values())
    assert place(shopper, decided=seen["decided"]).status_code == 302


@pytest.mark.parametrize("name", ["review", "summary"])
def test_what_is_renewed_lists_the_goods_its_quote_is_about(client, member, name):
    """A cup put in elsewhere: who agrees to the new total has seen it in the list."""
    decide(client)
    basket = Basket.objects.get(owner=member)
    basket.strategy = Selector().strategy()
    basket.add_product(make_product("8.00", title="Cup of the other window"))

    page = html.fromstring(client.get(url(name), {"delivery": "standard"}).text)

    (goods,) = page.xpath("//*[@id='order-lines']")
    assert goods.get("data-hx-swap-oob") == "true"
    assert "Cup of the other window" in goods.text_content()
    assert page.xpath("//*[@id='summary']//input[@name='quote']")


def test_points_spent_elsewhere_are_said(client, member, tea):
    """L04: the same points were used in another checkout meanwhile."""
    decide(client)
    client.post(reverse("points:request"), {"points": "3000"})
    seen = quote(client)
    Basket.objects.filter(owner=member).update(points_requested=500)

    response = place(client, quote=seen)

    assert response.status_code == 409
    assert "500 points instead of 3,000 points" in response.text
    assert Order.objects.count() == 0
