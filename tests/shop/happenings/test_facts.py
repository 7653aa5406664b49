"""Facts are kept for ever: nothing of a person is in them, and nothing that opens."""

import json

import pytest

from shop.delivery.models import Pickup
from shop.happenings.models import Happening
from shop.identity import changing, joining
from shop.orders.fulfilling import collecting
from shop.orders.paying import confirming
from shop.returns.models import ReturnRequest
from tests.factories import NOW, make_basket, make_order_desk, make_product, place
from tests.hearing import outbox
from tests.shop.returns.conftest import LATER, ask, delivered, make_returns_desk

pytestmark = pytest.mark.django_db


def facts() -> str:
    return json.dumps(list(Happening.objects.values_list("facts", flat=True)))


def test_the_code_at_the_counter_is_in_the_mail_and_in_no_fact():
    desk = make_order_desk()
    order = place(make_basket([(make_product("20.00"), 1)]), delivery_code="pickup")
    confirming.mark_paid(number=order.number, actor=desk, at=NOW)
    collecting.mark_ready(number=order.number, actor=desk, at=NOW)

    code = Pickup.objects.get().code
    mail = outbox().get(kind="order-ready")
    assert mail.context["code"] == collecting.shown(code)
    for kept_out in (code, collecting.shown(code), order.email):
        assert kept_out not in facts()


def test_the_code_of_a_return_is_in_the_mail_and_in_no_fact():
    order = delivered([(make_product("20.00"), 2)], make_returns_desk())
    ask(order, 1, at=LATER)

    code = ReturnRequest.objects.get().drop_off_code
    mail = outbox().get(kind="return-requested")
    assert mail.context["drop_off_code"] == collecting.shown(code)
    for kept_out in (code, collecting.shown(code), order.email, "Fischer"):
        assert kept_out not in facts()


def test_what_happens_to_an_account_says_nothing_of_its_owner():
    user = joining.register(
        email="ada@example.com",
        password="correct horse battery",
        name="Ada Fischer",
        language="en",
        registered_at=NOW,
    )
    changing.change_password(user=user, password="another horse", changed_at=NOW)

    assert facts() == "[{}, {}]"
    told = outbox().values_list("kind", "recipient")
    assert list(told) == [
        ("welcome", "ada@example.com"),
        ("password-changed", "ada@example.com"),
    ]
