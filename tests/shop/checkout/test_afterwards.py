"""After the order: thanks, joining, and what nobody else may see."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import html

from loyalty import reading
from shop.delivery.models import Pickup
from shop.forks.basket.models import Basket
from shop.forks.order.models import Order
from shop.orders.fulfilling import collecting
from shop.orders.paying import confirming
from shop.rewards import settlement
from shop.users.models import User
from tests.factories import (
    PASSWORD,
    make_basket,
    make_member,
    make_order_desk,
    make_point,
    make_product,
)
from tests.hearing import outbox
from tests.shop.checkout.steps import decide, pick_up, place, url

pytestmark = pytest.mark.django_db


def test_only_who_placed_it_is_thanked(shopper, client_of_another):
    decide(shopper)
    thanks = place(shopper)["Location"]

    assert shopper.get(thanks).status_code == 200
    assert client_of_another.get(thanks).status_code == 404
    client_of_another.force_login(make_member())
    assert client_of_another.get(thanks).status_code == 404


@pytest.mark.parametrize("who", ["guest", "member"])
def test_who_comes_back_from_the_payment_page_finds_the_order(
    shopper, client_of_another, who
):
    """The basket they come back to is empty: it says what waits, and how to pay."""
    if who == "member":
        mei = make_member(email="ada@example.com")
        shopper.force_login(mei)
        make_basket([(make_product(), 1)], owner=mei)
    decide(shopper)
    place(shopper)
    order = Order.objects.get()
    back = shopper.get(url("review"), follow=True)
    assert back.redirect_chain[-1][0] == reverse("basket:summary")
    assert order.number not in back.text

    due = timezone.now() + timedelta(hours=1)
    Order.objects.update(payment_method="online", payment_due_at=due)
    page = html.fromstring(shopper.get(reverse("basket:summary")).text)

    assert page.xpath(f"//main//form[@action='{url('pay', order.number)}']//button")
    assert "is not paid yet" in page.text_content()
    assert order.number in page.text_content()
    others = client_of_another.get(reverse("basket:summary"))
    assert order.number not in others.text
    Order.objects.update(payment_due_at=timezone.now() - timedelta(minutes=1))
    assert order.number not in shopper.get(reverse("basket:summary")).text


def test_a_guest_joins_and_keeps_the_order(shopper):
    """S13, F05: signed in, on the order's page."""
    decide(shopper)
    place(shopper)
    order = Order.objects.get()

    response = shopper.post(url("join", order.number), {"password": PASSWORD})

    assert response["Location"] == reverse("customer:order", args=[order.number])
    assert shopper.get(response["Location"]).status_code == 200
    user = User.objects.get(email="ada@example.com")
    order.refresh_from_db()
    assert (order.user, order.guest_email) == (user, "")
    assert outbox().filter(kind="welcome", recipient=user.email).exists()
    assert Client().get(url("thank-you", order.number)).status_code == 404


def test_what_a_paid_order_earned_is_there_when_its_guest_joins(shopper):
    """The thank-you page promised it, and the points page is the first one looks at."""
    decide(shopper)
    place(shopper)
    order = Order.objects.get()
    paid_at = timezone.now()
    confirming.mark_paid(number=order.number, actor=make_order_desk(), at=paid_at)

    shopper.post(url("join", order.number), {"password": PASSWORD})

    member = User.objects.get(email="ada@example.com")
    promised = settlement.points_to_earn(order=Order.objects.get())
    assert reading.balance(member=member, at=timezone.now()).pending == promised > 0


def test_a_guest_with_a_known_address_learns_nothing(shopper):
    """S13: the order does not go to whoever knows an address."""
    owner = make_member(email="ada@example.com")
    decide(shopper)
    place(shopper)
    order = Order.objects.get()

    response = shopper.post(url("join", order.number), {"password": PASSWORD})

    assert response["Location"] == reverse("customer:order", args=[order.number])
    assert "_auth_user_id" not in shopper.session
    order.refresh_from_db()
    assert order.user is None
    assert outbox().get(kind="account-exists").recipient == owner.email
    assert not outbox().filter(kind="welcome").exists()


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
