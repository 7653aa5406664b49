"""The cast of the staff pages: one person a role, and a shop with something in it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone, translation

from shop.identity import roles
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.users.models import User
from tests.factories import (
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    make_user,
    place,
)


@pytest.fixture(autouse=True)
def _english():
    """Whatever language the last request left behind."""
    with translation.override("en"):
        yield


def make_staff_in(role):
    person = make_user()
    person.is_staff = True
    person.save()
    # Without a word in the log, which tests look at.
    User.groups.through.objects.create(user=person, group=Group.objects.get(name=role))
    return person


@pytest.fixture
def staff_with(db):
    """Make a member of staff in a role."""
    return make_staff_in


@pytest.fixture
def manager(staff_with):
    return staff_with(roles.MANAGER)


@pytest.fixture
def managing(client, manager):
    """A browser in which a manager is signed in."""
    client.force_login(manager)
    return client


def make_shopper():
    """A member with points, seen from today."""
    return make_member(
        5000, email="mei@example.com", at=timezone.now(), first_name="Mei"
    )


@pytest.fixture
def shopper(db):
    return make_shopper()


def order_of(shopper):
    """An order of two pieces of one product, partly by points, waiting for money."""
    product = make_product("12.50", title="Cup")
    basket = make_basket([(product, 2)], owner=shopper, points=500)
    return place(basket, at=timezone.now() - timedelta(hours=3))


@pytest.fixture
def order(shopper):
    return order_of(shopper)


@pytest.fixture
def delivered(order):
    return deliver(order)


def deliver(order):
    desk = make_order_desk()
    at = timezone.now() - timedelta(hours=2)
    for step in (
        confirming.mark_paid,
        shipping.mark_shipped,
        shipping.mark_delivered,
    ):
        step(number=order.number, actor=desk, at=at)
    order.refresh_from_db()
    return order
