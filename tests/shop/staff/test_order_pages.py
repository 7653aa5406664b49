"""What the order desk does on its pages."""

import pytest
from django.urls import reverse
from django.utils import translation
from oscar.apps.order.models import ShippingAddress

from shop.audit.models import Entry
from shop.forks.order.models import Order, OrderStatus, PaymentMethod
from shop.identity import roles
from shop.orders.models import Return
from shop.payments.models import Refund
from tests.factories import make_member, make_staff


@pytest.fixture
def desk(client, staff_with):
    client.force_login(staff_with(roles.ORDER_DESK))
    return client


def test_the_list_finds_orders_by_number_email_and_name(desk, order):
    for text in (order.number, order.number.lower()[:5], "mei@example", "fischer", ""):
        page = desk.get(reverse("staff:orders"), {"text": text})
        assert order.number in page.content.decode(), text
    page = desk.get(reverse("staff:orders"), {"text": "nobody"})
    assert order.number not in page.content.decode()


def test_the_list_filters_by_status_and_ignores_nonsense(desk, order):
    url = reverse("staff:orders")
    assert order.number in desk.get(url, {"status": order.status}).content.decode()
    assert order.number not in desk.get(url, {"status": "shipped"}).content.decode()
    for odd in ({"status": "x"}, {"page": "x"}, {"page": "999"}, {"first": "soon"}):
        assert desk.get(url, odd).status_code == 200


def test_an_order_says_where_it_goes_and_whom_to_call(desk, order):
    ShippingAddress.objects.update(phone_number="+493012345678")

    page = desk.get(reverse("staff:order", args=[order.number])).content.decode()

    assert "Ada Fischer<br>Marktstraße 1<br>10115 Berlin<br>Germany" in page
    assert '<a href="tel:+49-30-12345678">+49 30 12345678</a>' in page
    page = desk.get(f"/zh-hans/staff/orders/{order.number}/").content.decode()
    assert "10115 Berlin<br>德国" in page


def test_an_order_goes_from_paid_to_delivered(desk, order):
    for name, status in (
        ("staff:mark-paid", OrderStatus.CONFIRMED),
        ("staff:mark-shipped", OrderStatus.SHIPPED),
        ("staff:mark-delivered", OrderStatus.DELIVERED),
    ):
        sent = {"amount": "24.90", "reference": "Statement 12"}
        response = desk.post(reverse(name, args=[order.number]), sent, follow=True)
        assert response.status_code == 200
        order.refresh_from_db()
        assert order.status == status

    assert Entry.objects.filter(subject=f"order:{order.number}").count() == 3


@pytest.mark.parametrize(
    ("amount", "status"),
    [("24.90", 302), ("20.00", 422), ("24.9", 302), ("", 422), ("much", 422)],
)
def test_what_came_is_typed_and_compared(desk, order, amount, status):
    """F23"""
    order.refresh_from_db()
    assert str(order.total_incl_tax) == "24.90"
    url = reverse("staff:mark-paid", args=[order.number])
    page = desk.get(reverse("staff:order", args=[order.number]))
    assert not page.context["paid_form"]["amount"].value()

    answer = desk.post(url, {"amount": amount, "reference": "Statement 12"})

    assert answer.status_code == status
    order.refresh_from_db()
    assert (order.paid_at is not None) == (status == 302)
    if status == 302:
        assert (str(order.amount_seen), order.payment_reference) == (
            "24.90",
            "Statement 12",
        )
        entry = Entry.objects.get(action="order.mark-paid")
        assert entry.after["amount_seen"] == amount
        assert entry.after["payment_reference"] == "Statement 12"
        shown = desk.get(reverse("staff:order", args=[order.number])).text
        assert "Statement 12" in shown
    elif amount == "20.00":
        assert "The order comes to €24.90." in answer.text


def test_a_transfer_has_its_reference_and_money_at_the_door_may(desk, order):
    """F23"""
    url = reverse("staff:mark-paid", args=[order.number])
    assert desk.post(url, {"amount": "24.90"}).status_code == 422
    Order.objects.update(payment_method=PaymentMethod.ON_DELIVERY)
    assert desk.post(url, {"amount": "24.90"}).status_code == 302


def test_what_is_paid_is_no_longer_to_be_paid(desk, order):
    page = reverse("staff:order", args=[order.number])
    assert "To pay in money" in desk.get(page).text

    desk.post(
        reverse("staff:mark-paid", args=[order.number]),
        {"amount": "24.90", "reference": "Statement 12"},
    )

    paid = desk.get(page).text
    assert "Paid in money" in paid
    assert "To pay in money" not in paid


def test_an_impossible_step_is_refused_with_the_present_state(desk, order):
    response = desk.post(reverse("staff:mark-shipped", args=[order.number]))

    assert response.status_code == 409
    assert "Awaiting payment" in response.content.decode()
    order.refresh_from_db()
    assert order.status == OrderStatus.AWAITING_PAYMENT
    assert not Entry.objects.exists()


def test_only_possible_steps_are_offered(desk, order):
    page = desk.get(reverse("staff:order", args=[order.number])).content.decode()

    assert reverse("staff:mark-paid", args=[order.number]) in page
    assert reverse("staff:cancel", args=[order.number]) in page
    assert reverse("staff:mark-shipped", args=[order.number]) not in page
    assert reverse("staff:take-back", args=[order.number]) not in page


def test_cancelling_asks_for_a_reason(desk, order):
    url = reverse("staff:cancel", args=[order.number])

    assert desk.get(url).status_code == 200
    assert desk.post(url, {"reason": " "}).status_code == 422
    order.refresh_from_db()
    assert order.status == OrderStatus.AWAITING_PAYMENT

    assert desk.post(url, {"reason": "Ordered twice"}).status_code == 302
    order.refresh_from_db()
    assert order.status == OrderStatus.CANCELLED
    assert Entry.objects.get().reason == "Ordered twice"
    assert desk.post(url, {"reason": "Again"}).status_code == 409


def take_back_form(desk, order, pieces):
    line = order.lines.get()
    url = reverse("staff:take-back", args=[order.number])
    page = desk.get(url, {f"line-{line.pk}": pieces})
    assert page.status_code == 200
    form = page.context["form"]
    return url, page, form.initial | {"reason": "Chipped", "restock": "on"}


def test_taking_back_shows_what_goes_back_and_does_exactly_that(desk, delivered):
    url, page, data = take_back_form(desk, delivered, 1)
    settlement = page.context["settlement"]
    assert not Return.objects.exists()

    assert desk.post(url, data).status_code == 302

    back = Return.objects.get()
    assert (back.money, back.points_restored, back.points_revoked) == (
        settlement.money,
        settlement.points_restored,
        settlement.points_revoked,
    )
    assert back.points_restored == 250
    assert Refund.objects.get().amount == settlement.money


def test_sending_a_return_twice_returns_once(desk, delivered):
    url, _page, data = take_back_form(desk, delivered, 1)
    for _attempt in range(2):
        assert desk.post(url, data).status_code == 302
    assert Return.objects.count() == 1


def test_a_return_that_changed_since_its_preview_is_refused(desk, delivered):
    """Two people take pieces back at once: the second looks again."""
    url, _page, data = take_back_form(desk, delivered, 2)
    _url, _page, other = take_back_form(desk, delivered, 1)
    assert desk.post(url, other).status_code == 302

    assert desk.post(url, data).status_code in (409, 422)
    forged = data | {"seen": "99.00/0/0", f"line-{delivered.lines.get().pk}": "1"}
    assert desk.post(url, forged).status_code == 409
    assert Return.objects.count() == 1


@pytest.mark.parametrize("pieces", ["3", "-1", "1.5", "many", "0", "9" * 30])
def test_odd_numbers_of_pieces_are_refused(desk, delivered, pieces):
    line = delivered.lines.get()
    url = reverse("staff:take-back", args=[delivered.number])

    assert desk.get(url, {f"line-{line.pk}": pieces}).status_code == 422
    data = {f"line-{line.pk}": pieces, "reason": "x", "reference": "r", "seen": "s"}
    assert desk.post(url, data).status_code == 422
    assert not Return.objects.exists()


def test_a_strange_order_is_not_found(desk):
    for name in ("staff:order", "staff:cancel", "staff:take-back"):
        assert desk.get(reverse(name, args=["NOPE"])).status_code == 404


def test_the_list_costs_the_same_however_many_orders(
    desk, order, django_assert_max_num_queries
):
    """The keys of a page are read first, then its rows: nothing else is sorted."""
    with django_assert_max_num_queries(10):
        desk.get(reverse("staff:orders"))


def test_one_order_costs_a_fixed_number_of_queries(
    client, manager, delivered, django_assert_max_num_queries
):
    client.force_login(manager)
    with django_assert_max_num_queries(22):
        client.get(reverse("staff:order", args=[delivered.number]))


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/en/staff/orders/NO-SUCH/", 404),
        ("/en/staff/no-such-desk/", 404),
        ("/en/dashboard/no-such-page/", 404),
        ("/en/staff/books/", 403),
    ],
)
@pytest.mark.django_db
def test_staff_keep_their_way_on_where_nothing_is_shown(client, address, status):
    """The shop's own page shows points and leads to the front page."""
    client.force_login(make_staff("order.view_order"))

    page = client.get(address)

    assert page.status_code == status
    assert 'id="staff-nav"' in page.text
    assert reverse("staff:start") in page.text
    client.force_login(make_member())
    assert 'id="staff-nav"' not in client.get(address).text


def test_the_file_calls_delivery_as_its_reader_does(desk, order):
    """The order keeps the name that its shopper read."""
    Order.objects.update(shipping_code="standard", shipping_method="Standard delivery")

    with translation.override("zh-hans"):
        answer = desk.get(reverse("staff:orders-file"))
        said = b"".join(answer.streaming_content).decode()

    assert "标准配送" in said
    assert "Standard delivery" not in said
