"""A member's page of vouchers, and their use in basket and checkout."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from loyalty import reading
from loyalty.models import Voucher
from shop.forks.basket.models import Basket
from shop.outbox.delivering import _mail
from shop.rewards import ending_vouchers
from tests.factories import make_basket, make_member, make_product
from tests.hearing import outbox
from tests.vouchers import make_choice

pytestmark = pytest.mark.django_db


@pytest.fixture
def choice(db):
    return make_choice(days=30)


@pytest.fixture
def member(choice):
    return make_member(800, at=timezone.now())


@pytest.fixture
def alice(client, member):
    client.force_login(member)
    return client


def exchange(client, choice, once="one-once"):
    url = reverse("points:exchange", args=[choice.pk])
    return client.post(url, {"once": once}, follow=True)


def text(page):
    return page.content.decode()


def basket_of(member, price="20.00"):
    return make_basket([(make_product(price), 1)], owner=member)


def test_points_become_a_voucher_on_two_pages(alice, member, choice):
    page = alice.get(reverse("points:vouchers"))
    assert "€5.00 off" in text(page)
    confirm = alice.get(reverse("points:exchange", args=[choice.pk]))
    once = confirm.context["once"]
    assert "300 points" in text(confirm)

    page = exchange(alice, choice, once)

    voucher = Voucher.objects.get()
    assert voucher.shown_code in text(page)
    assert reading.balance(member=member, at=timezone.now()).spendable == 300
    assert "200 points more" in text(page)  # no second one is within reach


def test_the_button_pressed_twice_makes_one(alice, choice):
    """L08: the browser's Back button, or an impatient finger."""
    for _press in range(2):
        exchange(alice, choice)

    assert Voucher.objects.count() == 1


def test_a_refusal_says_why_and_changes_nothing(alice, choice):
    exchange(alice, choice)
    page = exchange(alice, choice, "two-twice")

    assert page.status_code == 409
    assert "You have 300 points to use." in text(page)
    assert Voucher.objects.count() == 1


def test_a_choice_that_is_gone_leads_back(alice, choice):
    gone = reverse("points:exchange", args=[choice.pk + 1])

    assert "not offered any more" in text(alice.get(gone, follow=True))


def test_given_back_the_points_are_there_again(alice, member, choice):
    exchange(alice, choice)
    version = Voucher.objects.get().version
    url = reverse("points:give-voucher-back", args=[version])
    assert "500 points are yours again" in text(alice.get(url))

    page = alice.post(url, follow=True)

    assert "500 points are back" in text(page)
    assert "given back" in text(page)
    assert reading.balance(member=member, at=timezone.now()).spendable == 800
    assert "500 points are back" in text(alice.post(url, follow=True))
    assert reading.balance(member=member, at=timezone.now()).spendable == 800


def test_the_code_is_a_picture_for_its_member_alone(alice, client, choice):
    exchange(alice, choice)
    version = Voucher.objects.get().version
    address = reverse("points:voucher-code", args=[version])
    assert alice.get(address)["Content-Type"] == "image/svg+xml"

    client.force_login(make_member(0))
    for name in ("voucher-code", "give-voucher-back"):
        assert client.get(reverse(f"points:{name}", args=[version])).status_code == 404


def test_it_is_offered_in_the_basket_without_a_code(alice, member, choice):
    exchange(alice, choice)
    basket_of(member)
    voucher = Voucher.objects.get()
    page = alice.get(reverse("basket:summary"))
    assert "Your vouchers" in text(page)

    page = alice.post(
        reverse("points:use-voucher"), {"voucher": voucher.version}, follow=True
    )

    assert "Voucher from points" in text(page)
    assert "€15.00" in text(page)
    page = alice.post(reverse("points:use-voucher"), {"voucher": ""}, follow=True)
    assert "Voucher from points" not in text(page)


@pytest.mark.parametrize("typed", ["7", "x", "-1", "9" * 30])
def test_what_is_no_voucher_of_ones_own_is_refused(alice, member, choice, typed):
    basket = basket_of(member)
    page = alice.post(reverse("points:use-voucher"), {"voucher": typed}, follow=True)

    assert page.status_code == 200
    basket.refresh_from_db()
    assert basket.voucher_requested is None


def add_code(client, code):
    return client.post(reverse("basket:vouchers-add"), {"code": code}, follow=True)


def test_the_code_can_be_typed_too(alice, member, choice):
    """It is the same voucher; blanks and dashes are no part of it."""
    exchange(alice, choice)
    basket = basket_of(member)
    voucher = Voucher.objects.get()

    page = add_code(alice, voucher.shown_code.lower())

    assert "Voucher from points" in text(page)
    basket.refresh_from_db()
    assert basket.voucher_requested == voucher.version


def test_nobody_else_uses_it_and_nobody_learns_whose_it_is(alice, client, choice):
    """L37"""
    exchange(alice, choice)
    code = Voucher.objects.get().shown_code
    owner = Voucher.objects.get().account.member.email
    other = make_member(0)
    basket_of(other)
    client.force_login(other)

    page = add_code(client, code)

    assert page.status_code == 409
    assert "only who exchanged points for it" in text(page)
    assert owner not in text(page)
    assert Basket.objects.get(owner=other).voucher_requested is None


def test_a_guest_is_asked_to_sign_in(alice, client, choice):
    exchange(alice, choice)
    code = Voucher.objects.get().shown_code
    client.logout()
    product = make_product("20.00")
    client.post(reverse("basket:add"), {"product_id": product.pk, "quantity": 1})

    assert "personal. Please sign in" in text(add_code(client, code))


def test_mails_tell_of_it(alice, member, choice):
    exchange(alice, choice)
    voucher = Voucher.objects.get()
    made = _mail(outbox().get(kind="voucher-made"))
    assert "for a voucher of €5.00" in made.body
    assert voucher.code not in made.body.replace("-", "")

    soon = voucher.expires_at - timedelta(days=3)
    for _twice in range(2):
        ending_vouchers.tell(at=soon)
    ending = _mail(outbox().get(kind="voucher-ending"))
    assert "its 500 points become points again" in ending.body
    assert "what is over by those stays over" in ending.body


def test_when_its_time_is_up_a_task_gives_its_points_back(alice, member, choice):
    exchange(alice, choice)
    voucher = Voucher.objects.get()
    before, after = (voucher.expires_at + timedelta(minutes=m) for m in (-1, 1))

    assert ending_vouchers.end_what_is_over(at=before) == 0
    assert ending_vouchers.end_what_is_over(at=after) == 1
    assert ending_vouchers.end_what_is_over(at=after) == 0
    assert reading.balance(member=member, at=after).spendable == 800
