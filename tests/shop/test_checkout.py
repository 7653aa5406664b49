"""From the basket to the order: contact and delivery, review, thanks."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from oscar.apps.address.models import UserAddress

from shop.delivery.models import Pickup, PickupPoint, Zone
from shop.forks.basket.models import Basket
from shop.forks.order.models import Order
from shop.orders import collecting
from shop.outbox.models import Message
from shop.users.models import User
from tests.factories import (
    PASSWORD,
    make_basket,
    make_country,
    make_member,
    make_offer,
    make_order_desk,
    make_point,
    make_product,
    make_voucher,
    make_zone,
)

pytestmark = pytest.mark.django_db
CONTACT = {
    "email": "ada@example.com",
    "delivery": "standard",
    "name": "Ada Fischer",
    "line1": "Marktstraße 1",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}


@pytest.fixture(autouse=True)
def germany():
    return make_country("DE")


@pytest.fixture
def tea():
    return make_product("20.00", vat_rate=7, title="Green tea", stock=10)


@pytest.fixture
def shopper(client, tea):
    """A guest with two packets of tea in the basket."""
    client.post(reverse("basket:add"), {"product_id": tea.pk, "quantity": 2})
    return client


@pytest.fixture
def member(client, tea):
    """A member with 5,000 points and two packets of tea, signed in."""
    person = make_member(5000, email="mei@example.com", at=timezone.now())
    make_basket([(tea, 2)], owner=person)
    client.force_login(person)
    return person


def url(name: str, *args) -> str:
    return reverse(f"checkout:{name}", args=args)


def decide(client, **changes):
    return client.post(url("index"), CONTACT | changes)


def pick_up(client, point):
    nowhere = dict.fromkeys(("name", "line1", "postcode", "city"), "")
    return decide(client, delivery="pickup", point=str(point.pk), **nowhere)


def quote(client) -> str:
    page = client.get(url("review")).text
    return re.search(r'name="quote" value="([^"]+)"', page)[1]


def place(client, **changes):
    sent = {"payment": "bank-transfer"} | changes
    if "quote" not in sent:
        sent["quote"] = quote(client)
    return client.post(url("place"), sent)


# -- Contact and delivery ----------------------------------------------------------


@pytest.mark.parametrize("name", ["index", "review"])
def test_an_empty_basket_has_no_checkout(client, name):
    assert client.get(url(name))["Location"] == reverse("basket:summary")


def test_the_review_asks_for_the_address_first(shopper):
    assert shopper.get(url("review"))["Location"] == url("index")


def test_a_guest_is_led_to_the_review(shopper):
    response = decide(shopper)

    assert response["Location"] == url("review")
    page = shopper.get(url("review")).text
    assert "ada@example.com" in page
    assert "Marktstraße 1" in page
    assert "€44.90" in page
    assert "including VAT: €2.94 (7 %)" in page


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"email": "not an address"}, "valid email"),
        ({"email": ""}, "required"),
        ({"name": ""}, "required"),
        ({"postcode": "1"}, "not a postcode of Germany"),
        ({"country": "XX"}, "Select a valid choice"),
        ({"delivery": "teleport"}, "choose how you want to receive it"),
        ({"delivery": ""}, "choose how you want to receive it"),
        ({"phone": "12"}, "phone number"),
        ({"line1": "x" * 300}, "at most 255"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(shopper, changes, complaint):
    response = decide(shopper, **changes)

    assert response.status_code == 422
    assert complaint in response.text
    assert shopper.get(url("review"))["Location"] == url("index")


def test_who_picks_up_needs_no_address(shopper):
    point = make_point("Corner shop", note="Ring the bell")
    pick_up(shopper, point)
    page = shopper.get(url("review")).text
    assert "Corner shop" in page
    assert "Mon–Fri 10:00–18:00" in page

    response = place(shopper, payment="on-delivery")

    order = Order.objects.get()
    assert response["Location"] == url("thank-you", order.number)
    assert order.shipping_address is None
    assert order.pickup.point == point
    assert "Ring the bell" in shopper.get(response["Location"]).text


@pytest.mark.parametrize("chosen", ["", "999", "x", "\0"])
def test_a_point_to_pick_up_must_be_chosen(shopper, chosen):
    make_point()

    response = decide(shopper, delivery="pickup", point=chosen)

    assert response.status_code == 422
    assert "choose where you pick it up" in response.text


def test_without_a_point_nothing_can_be_picked_up(shopper):
    make_point(is_active=False)

    assert 'value="pickup"' not in shopper.get(url("index")).text
    response = decide(shopper, delivery="pickup")
    assert response.status_code == 422
    assert "choose how you want to receive it" in response.text


def test_a_point_that_closed_meanwhile_leads_back(shopper):
    point = make_point()
    pick_up(shopper, point)
    seen = quote(shopper)
    PickupPoint.objects.update(is_active=False)

    response = place(shopper, quote=seen)

    assert response["Location"] == url("index")
    assert "takes no more orders" in shopper.get(url("index")).text
    assert shopper.get(url("review"))["Location"] == url("index")
    assert Order.objects.count() == 0


def test_the_summary_follows_the_delivery(shopper):
    page = shopper.get(url("summary"), {"delivery": "express"}).text

    assert "€49.90" in page
    assert 'id="bar-total"' in page
    assert "<html" not in page


def test_the_summary_follows_the_place(shopper):
    """What a way costs there, and where it does not go, before anything is sent."""
    make_country("FR")
    make_zone(["FR"], standard="12.00")

    page = shopper.get(
        url("summary"), {"delivery": "standard", "country": "FR", "postcode": "69001"}
    ).text

    assert "€52.00" in page
    assert "not to France" in page
    odd = {"delivery": "\0", "country": "\0", "saved": "\0"}
    assert shopper.get(url("summary"), odd).status_code == 200


def test_an_address_that_no_zone_serves_leads_on(shopper):
    Zone.objects.all().delete()
    make_zone(["FR"], standard="12.00")
    make_zone(["DE"], postcodes=["8"], standard="5.00")

    response = decide(shopper)

    assert response.status_code == 422
    assert "We do not deliver this order to your address in Germany" in response.text
    assert 'value="Marktstraße 1"' in response.text
    make_point()
    assert "or pick it up" in decide(shopper).text
    assert decide(shopper, postcode="80331", city="München").status_code == 302
    assert "€45.00" in shopper.get(url("review")).text


def test_a_way_that_does_not_go_there_leaves_the_others(shopper):
    make_zone(["DE"], standard="5.00")

    response = decide(shopper, delivery="express")

    assert response.status_code == 422
    assert "Express delivery does not take this order" in response.text
    assert decide(shopper, delivery="standard").status_code == 302


def test_a_zone_that_went_before_the_order_leads_back(shopper):
    decide(shopper)
    seen = quote(shopper)
    make_zone(["DE"], express="5.00")

    response = place(shopper, quote=seen)

    assert response["Location"] == url("index")
    assert "Nothing was ordered" in shopper.get(url("index")).text
    assert shopper.get(url("review"))["Location"] == url("index")
    assert Order.objects.count() == 0


def test_only_countries_with_a_zone_can_be_chosen(shopper):
    make_country("FR")
    Zone.objects.all().delete()
    make_zone(["FR"], standard="12.00")

    page = decide(shopper).text

    assert '<option value="FR"' in page
    assert '<option value="DE"' not in page
    assert "Select a valid choice" in page


def test_a_member_keeps_the_address_for_next_time(client, member):
    response = decide(client, keep="on")

    assert response["Location"] == url("review")
    kept = UserAddress.objects.get(user=member)
    assert (kept.name, kept.line4) == ("Ada Fischer", "Berlin")
    assert kept.is_default_for_shipping

    decide(client, saved=str(kept.pk), name="", line1="")
    assert "Marktstraße 1" in client.get(url("review")).text
    assert UserAddress.objects.count() == 1


def test_another_members_address_cannot_be_chosen(client, member):
    others = UserAddress.objects.create(
        user=make_member(), last_name="Secret", line1="Hidden 1", country_id="DE"
    )

    response = client.post(
        url("index"), {"delivery": "standard", "saved": str(others.pk)}
    )

    assert response.status_code == 422
    assert "Hidden 1" not in response.text


# -- The order -----------------------------------------------------------------------


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
    assert Message.objects.get(kind="order-placed").recipient == "ada@example.com"
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
    settings.STRIPE_SECRET_KEY = "sk_test_nothing"
    settings.STRIPE_API_BASE = "http://127.0.0.1:1"  # nobody answers, nobody is asked
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


# -- After the order -----------------------------------------------------------------


def test_only_who_placed_it_is_thanked(shopper, client_of_another):
    decide(shopper)
    thanks = place(shopper)["Location"]

    assert shopper.get(thanks).status_code == 200
    assert client_of_another.get(thanks).status_code == 404
    client_of_another.force_login(make_member())
    assert client_of_another.get(thanks).status_code == 404


@pytest.fixture
def client_of_another():
    return Client()


def test_a_guest_joins_and_keeps_the_order(shopper):
    """S13: the answer leads to the sign-in page, as for a known address."""
    decide(shopper)
    place(shopper)
    order = Order.objects.get()

    response = shopper.post(url("join", order.number), {"password": PASSWORD})

    assert response["Location"].startswith(reverse("customer:login"))
    user = User.objects.get(email="ada@example.com")
    order.refresh_from_db()
    assert (order.user, order.guest_email) == (user, "")
    assert Message.objects.filter(kind="welcome", recipient=user.email).exists()
    assert shopper.get(url("thank-you", order.number)).status_code == 404

    page = shopper.post(
        response["Location"], {"username": "ada@example.com", "password": PASSWORD}
    )
    assert page["Location"] == reverse("customer:order", args=[order.number])
    assert shopper.get(page["Location"]).status_code == 200


def test_a_guest_with_a_known_address_learns_nothing(shopper):
    """S13: the order does not go to whoever knows an address."""
    owner = make_member(email="ada@example.com")
    decide(shopper)
    place(shopper)
    order = Order.objects.get()

    response = shopper.post(url("join", order.number), {"password": PASSWORD})

    assert response["Location"].startswith(reverse("customer:login"))
    order.refresh_from_db()
    assert order.user is None
    assert Message.objects.get(kind="account-exists").recipient == owner.email
    assert not Message.objects.filter(kind="welcome").exists()


def test_a_weak_password_is_refused(shopper):
    decide(shopper)
    place(shopper)

    response = shopper.post(
        url("join", Order.objects.get().number), {"password": "short"}
    )

    assert response.status_code == 422
    assert not User.objects.exists()


def test_who_only_found_an_order_cannot_take_it_over(shopper, client_of_another):
    decide(shopper)
    place(shopper)
    order = Order.objects.get()
    client_of_another.post(
        reverse("customer:order-find"),
        {"number": order.number, "email": "ada@example.com"},
    )

    page = client_of_another.get(reverse("customer:order", args=[order.number]))
    answer = client_of_another.post(url("join", order.number), {"password": PASSWORD})

    assert page.status_code == 200
    assert answer.status_code == 404
    assert not User.objects.exists()


def test_a_forged_form_is_refused_in_our_look(tea):
    client = Client(enforce_csrf_checks=True)

    response = client.post("/zh-hans/basket/add/", {"product_id": tea.pk})

    assert response.status_code == 403
    assert 'lang="zh-Hans"' in response.text
    assert "wordmark" in response.text
    assert Basket.objects.count() == 0


def test_an_unknown_language_is_an_unknown_page(client):
    response = client.get("/fr/checkout/")

    assert response.status_code == 404
    assert "wordmark" in response.text


def test_the_code_is_shown_to_who_ordered_while_it_lies_ready(
    shopper, client_of_another
):
    pick_up(shopper, make_point())
    place(shopper, payment="on-delivery")
    order, desk = Order.objects.get(), make_order_desk()
    page = reverse("customer:order", args=[order.number])
    picture = reverse("customer:pickup-code", args=[order.number])
    assert shopper.get(picture).status_code == 404

    collecting.mark_ready(number=order.number, actor=desk, at=timezone.now())

    code = collecting.shown(Pickup.objects.get().code)
    assert code in shopper.get(page).text
    assert picture in shopper.get(page).text
    drawing = shopper.get(picture)
    assert drawing["Content-Type"] == "image/svg+xml"
    assert "no-store" in drawing["Cache-Control"]
    assert b"<svg" in drawing.content
    assert client_of_another.get(picture).status_code == 404

    collecting.hand_over(code=code, money_taken=True, actor=desk, at=timezone.now())
    assert code not in shopper.get(page).text
    assert shopper.get(picture).status_code == 404
