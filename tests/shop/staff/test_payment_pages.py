"""What staff see of payments online."""

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from shop.payments.models import PaymentAttempt, Reconciliation, Refund
from tests.payment_services import entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(order):
    return PaymentAttempt.objects.create(
        order=order,
        provider="stripe",
        key="k",
        session_id="cs_test_1",
        currency="EUR",
        amount=order.total_incl_tax,
        received=order.total_incl_tax,
        state="paid",
        created_at=timezone.now(),
        expires_at=timezone.now(),
    )


@pytest.fixture
def refund(order, attempt):
    return Refund.objects.create(
        payment=order.payment,
        attempt=attempt,
        amount=1,
        reference="r",
        created_at=timezone.now(),
        due_at=timezone.now(),
    )


def test_without_keys_the_pages_say_that_paying_online_is_off(managing, settings):
    for name in ("payments", "refunds"):
        assert "Paying online is off" in managing.get(reverse(f"staff:{name}")).text
    settings.PAYMENT_PROVIDERS = {"stripe": entry()}
    for name in ("payments", "refunds"):
        page = managing.get(reverse(f"staff:{name}")).text
        assert "Paying online is off" not in page


def test_attempts_are_found_by_order_and_state(managing, attempt):
    url = reverse("staff:payments")
    for asked in ({}, {"text": attempt.order.number[:5]}, {"state": "paid"}):
        assert attempt.order.number in managing.get(url, asked).text
    for asked in ({"text": "nothing"}, {"state": "open"}):
        assert attempt.order.number not in managing.get(url, asked).text


def test_differences_are_shown_until_there_are_none(managing, order):
    comparison = Reconciliation.objects.create(
        provider="stripe",
        checked_at=timezone.now(),
        differences=[
            {
                "what": "money-without-order",
                "provider": "stripe",
                "order": "",
                "subject": "cs_test_<b>",
                "amount": "1.00 EUR",
            }
        ],
    )
    page = managing.get(reverse("staff:payments")).text
    assert "Money without an order" in page
    assert "cs_test_&lt;b&gt;" in page

    comparison.differences = []
    comparison.save()
    assert "all money its order" in managing.get(reverse("staff:payments")).text


def test_a_refund_that_goes_by_itself_has_no_button(managing, refund):
    page = managing.get(reverse("staff:refunds")).text
    assert "goes back by itself" in page
    assert 'value="r"' not in page

    refused = managing.post(reverse("staff:pay-out"), {"reference": "r"})
    assert refused.status_code == 409
    assert "goes through the payment service" in refused.text


def test_a_refund_is_looked_at_before_it_is_marked(managing, refund):
    """No button of a list marks one: the next slides under the pointer."""
    Refund.objects.update(state="failed", last_error="declined", due_at=None)
    pay_out, listed = reverse("staff:pay-out"), reverse("staff:refunds")
    page = html.fromstring(managing.get(listed).text)
    assert not page.xpath(f"//form[@action='{pay_out}']")
    (asks,) = page.xpath("//form[input[@name='reference']][not(@method='post')]")
    assert asks.get("action") == listed

    shown = managing.get(listed, dict(asks.form_values()))

    (marks,) = html.fromstring(shown.text).xpath(f"//form[@action='{pay_out}']")
    assert refund.payment.order.number in shown.text
    managing.post(pay_out, dict(marks.form_values()))
    assert Refund.objects.get().paid_out_at
    assert managing.get(listed, {"reference": "r"})["Location"] == listed
    assert managing.get(listed, {"reference": "\0"})["Location"] == listed


def test_a_refused_refund_can_be_sent_again_or_paid_out(managing, refund):
    Refund.objects.update(state="failed", last_error="declined", due_at=None)
    page = managing.get(reverse("staff:refunds")).text
    assert "declined" in page
    assert page.count('value="r"') == 2

    managing.post(reverse("staff:send-again"), {"reference": "r"})
    assert Refund.objects.get().state == "promised"
    again = managing.post(reverse("staff:send-again"), {"reference": "r"})
    assert again.status_code == 409
