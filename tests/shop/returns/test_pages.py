"""The pages on which shoppers send goods back, and withdraw."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.account.returns.return_view import ReturnView, foreseen_rows
from shop.forks.order.models import Order, OrderStatus
from shop.orders.undoing.returning import ZERO
from shop.outbox import delivering
from shop.returns import window
from shop.returns.foreseeing import Foreseen
from shop.returns.models import ReturnRequest, Withdrawal
from tests.factories import (
    make_basket,
    make_member,
    make_point,
    make_product,
    make_user,
    place,
)
from tests.hearing import let_all_hear
from tests.shop.returns.conftest import ask, delivered, receive
from tests.shop.returns.test_withdrawing import withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def mei():
    return make_member(points=500, email="mei@example.com", at=timezone.now())


@pytest.fixture
def order(mei, desk):
    cup = make_product("20.00", title="Cup")
    at = timezone.now() - timedelta(hours=1)
    return delivered([(cup, 2)], desk, member=mei, points=500, at=at)


@pytest.fixture
def meis(client, mei):
    client.force_login(mei)
    return client


@pytest.fixture
def page_of(order):
    def url(name, *args):
        return reverse(f"customer:{name}", args=[order.number, *args])

    return url


def form(order, quantity="1", **fields):
    line = order.lines.get().pk
    return {
        f"line-{line}": quantity,
        f"reason-{line}": "damaged",
        f"words-{line}": "A crack",
        "reference": "abc",
    } | fields


def quote_on(page) -> str:
    return re.search(r'name="quote" value="([^"]+)"', page.text)[1]


def test_a_member_sees_what_comes_back_and_asks(meis, order, page_of):
    page = meis.get(page_of("order"))
    assert "Return something" in page.text
    shown = meis.post(page_of("return-ask"), form(order))
    assert "€17.50" in shown.text
    assert "250 points" in shown.text
    assert not ReturnRequest.objects.exists()

    sent = form(order, quote=quote_on(shown), confirm="1")
    answer = meis.post(page_of("return-ask"), sent)
    again = meis.post(page_of("return-ask"), sent)

    request = ReturnRequest.objects.get()
    assert answer.url == again.url == page_of("return", request.number)
    line = request.lines.get()
    assert (line.quantity, line.reason, line.words) == (1, "damaged", "A crack")
    page = meis.get(answer.url)
    assert request.number in page.text
    assert "data:image/svg+xml" in page.text
    label = meis.get(page_of("return-label", request.number))
    assert "Marktplatz 1" in label.text
    assert request.number in meis.get(page_of("order")).text


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"quantity": "0"}, 422, "Please choose at least one piece."),
        ({"quantity": "3"}, 422, "Only 2 pieces can be chosen."),
        ({"quantity": "-1"}, 422, "greater than or equal to 0"),
        ({"quantity": "x"}, 422, "Enter a whole number."),
        ({"reason": ""}, 422, "Please choose a reason."),
        ({"reason": "magic"}, 422, "magic is not one of the available choices"),
        ({"quote": "1.00/0/0", "confirm": "1"}, 409, "Something has changed meanwhile"),
    ],
)
def test_bad_input_is_explained_and_nothing_is_lost(
    meis, order, page_of, changes, status, said
):
    line = order.lines.get().pk
    named = {
        f"{name}-{line}" if name == "reason" else name: value
        for name, value in changes.items()
    }
    answer = meis.post(page_of("return-ask"), form(order, **named))

    assert answer.status_code == status
    assert said in answer.text
    assert "A crack" in answer.text
    assert not ReturnRequest.objects.exists()


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 30, "²", "-1", "1e1"])
def test_a_number_that_is_none_is_a_mistake_of_the_form(meis, order, page_of, number):
    for change in ({}, {"change": "1"}):
        answer = meis.post(page_of("return-ask"), form(order, number, **change))
        assert answer.status_code in (200, 422)
    assert not ReturnRequest.objects.exists()


def test_changing_keeps_what_was_chosen(meis, order, page_of):
    page = meis.post(page_of("return-ask"), form(order, "2", change="1"))

    assert 'value="2"' in page.text
    assert "A crack" in page.text
    assert "data-invalid" not in page.text


def test_after_the_window_nothing_can_be_asked_for(meis, order, page_of, settings):
    last = window.last_day(order)
    Order.objects.update(delivered_at=timezone.now() - timedelta(days=40))
    assert last > timezone.localdate()

    for answer, status in (
        (meis.get(page_of("return-ask")), 200),
        (meis.post(page_of("return-ask"), form(order)), 409),
    ):
        assert answer.status_code == status
        assert "The time for returns ended on" in answer.text
    assert "The time for returns ended on" in meis.get(page_of("order")).text


def test_before_delivery_and_after_cancelling_the_page_says_so(meis, mei):
    waiting = place(make_basket([(make_product(), 1)], owner=mei), at=timezone.now())
    url = reverse("customer:return-ask", args=[waiting.number])

    assert "once the order has arrived" in meis.get(url).text
    Order.objects.filter(pk=waiting.pk).update(status=OrderStatus.CANCELLED)
    assert "nothing to send back" in meis.get(url).text


def test_s15_nobody_else_sees_or_changes_a_return(order, page_of, desk):
    """S15, S16: object by object; and no GET changes anything."""
    request = ask(order, 1, at=timezone.now())
    stranger = Client()
    stranger.force_login(make_user())
    mine = make_member(at=timezone.now())
    other = delivered([(make_product(), 1)], desk, member=mine, at=timezone.now())
    stranger_with_order = Client()
    stranger_with_order.force_login(mine)

    for client in (Client(), stranger, stranger_with_order):
        for name, args in (
            ("return-ask", []),
            ("withdraw", []),
            ("return", [request.number]),
            ("return-label", [request.number]),
        ):
            assert client.get(page_of(name, *args)).status_code == 404
        for name in ("return-sent", "return-cancel"):
            assert client.post(page_of(name, request.number)).status_code == 404
            answer = client.get(page_of(name, request.number))
            assert page_of(name, request.number).startswith(answer["Location"])
    crossed = reverse("customer:return", args=[other.number, request.number])
    assert stranger_with_order.get(crossed).status_code == 404
    request.refresh_from_db()
    assert request.state == "requested"


def test_it_is_sent_off_then_cancelled(meis, order, page_of):
    request = ask(order, 1, at=timezone.now())
    assert holds_now(request) == ["To be sent off"]

    meis.post(page_of("return-sent", request.number))
    request.refresh_from_db()
    assert request.state == "sent"
    assert holds_now(request) == ["On its way back"]
    meis.post(page_of("return-cancel", request.number))
    request.refresh_from_db()
    assert request.state == "cancelled"
    assert meis.get(page_of("return-label", request.number)).status_code == 404


def test_points_that_are_taken_back_are_not_told_as_a_gain():
    """They come off what the shopper has, and are no points to look forward to."""
    taken = Foreseen(
        lines=(),
        money=ZERO,
        delivery=ZERO,
        points_restored=250,
        points_repaid=0,
        points_expired=0,
        points_revoked=14,
        others_open=False,
    )

    assert [(row["text"], row.get("kind")) for row in foreseen_rows(taken)] == [
        ("250 points", "points"),
        ("−14 points", None),
    ]


def test_the_page_names_where_a_parcel_can_be_handed_in(meis, order, page_of):
    request = ask(order, 1, at=timezone.now())
    make_point(name="Corner shop")

    page = meis.get(page_of("return", request.number)).text
    assert 'href="?points=1#points"' in page
    shown = meis.get(page_of("return", request.number), {"points": "1"}).text
    assert "Corner shop" in shown


def holds_now(request) -> list[str]:
    """What stands out of a return's progress."""
    events = ReturnView(request).events
    return [event["label"] for event in events if event["state"] == "current"]


def test_the_page_tells_what_staff_found(meis, order, page_of, desk):
    request = ask(order, 2, at=timezone.now())
    receive(request, desk, (1, 1), words="One was worn.", at=timezone.now())

    page = meis.get(page_of("return", request.number)).text

    assert "One was worn." in page
    assert "What has come back to you" in page
    assert "1 × " in page
    assert "€17.50 refunded" in page
    assert "Used more than trying it takes" in page


@pytest.mark.parametrize("count", [1, 6])
def test_the_pages_ask_few_questions(
    meis, mei, desk, count, django_assert_max_num_queries
):
    at = timezone.now()
    lines = [(make_product(), 2) for _line in range(count)]
    order = delivered(lines, desk, member=mei, at=at)
    requests = [
        ask(order, *[int(row == at_row) for row in range(count)], at=at)
        for at_row in range(count)
    ]
    with django_assert_max_num_queries(26):
        meis.get(reverse("customer:order", args=[order.number]))
    with django_assert_max_num_queries(30):
        meis.get(reverse("customer:return", args=[order.number, requests[0].number]))
    with django_assert_max_num_queries(26):
        meis.get(reverse("customer:return-ask", args=[order.number]))


class TestWithdrawing:
    """Two steps: who and which goods, then the button that confirms."""

    def declaration(self, order, quantity="2", **fields):
        return {
            f"line-{order.lines.get().pk}": quantity,
            "name": "Mei Chen",
            "email": "mei@example.com",
            "reference": "w1",
        } | fields

    def test_a_member_withdraws_in_two_steps(self, meis, order, page_of):
        first = meis.get(page_of("withdraw"))
        assert 'value="mei@example.com"' in first.text
        second = meis.post(page_of("withdraw"), self.declaration(order))
        assert "Confirm withdrawal" in second.text
        assert "€39.90" in second.text  # with delivery
        assert not Withdrawal.objects.exists()

        confirmed = self.declaration(order, confirm="1")
        answers = [meis.post(page_of("withdraw"), confirmed) for _click in range(2)]

        withdrawal = Withdrawal.objects.get()
        page = page_of("return", withdrawal.request.number)
        assert {answer.url for answer in answers} == {page}
        assert "The confirmation went to mei@example.com" in meis.get(page).text

    def test_what_has_not_left_is_not_to_be_packed(self, meis, mei):
        basket = make_basket([(make_product(), 2)], owner=mei)
        order = place(basket, at=timezone.now())
        url = reverse("customer:withdraw", args=[order.number])
        meis.post(url, self.declaration(order, quantity="1", confirm="1"))

        number = Withdrawal.objects.get().request.number
        page = meis.get(reverse("customer:return", args=[order.number, number])).text
        assert "have not left our shop yet" in page
        assert "Pack the goods" not in page

    def test_an_unsent_order_is_cancelled(self, meis, mei):
        basket = make_basket([(make_product(), 2)], owner=mei)
        order = place(basket, at=timezone.now())
        url = reverse("customer:withdraw", args=[order.number])
        assert "cancelled at once" in meis.post(url, self.declaration(order)).text

        meis.post(url, self.declaration(order, confirm="1"))

        order.refresh_from_db()
        assert order.status == OrderStatus.CANCELLED
        assert "no contract" in meis.get(url).text

    def test_bad_input_loses_nothing(self, meis, order, page_of):
        sent = self.declaration(order, "0", email="nowhere", name="Mei Chen")
        answer = meis.post(page_of("withdraw"), sent)

        assert answer.status_code == 422
        assert "Mei Chen" in answer.text
        assert "nowhere" in answer.text

    def test_after_the_period_a_return_is_offered(self, meis, order, page_of):
        Order.objects.update(delivered_at=timezone.now() - timedelta(days=16))

        page = meis.get(page_of("withdraw")).text

        assert "The right to withdraw from this contract ended on" in page
        assert page_of("return-ask") in page

    def test_s13_a_guest_gets_one_answer_to_whatever_does_not_fit(self, client, order):
        """S13: wrong number, wrong address, a member's order: the same words."""
        guests = place(make_basket([(make_product(), 1)]), at=timezone.now())
        url = reverse("customer:withdraw-find")
        answers = {
            re.sub(r'value="[^"]*"', "", client.post(url, sent).text)
            for sent in (
                {"number": "AAAAA-BBBBB", "email": "guest@example.com"},
                {"number": guests.number, "email": "other@example.com"},
                {"number": order.number, "email": "mei@example.com"},
            )
        }
        assert len(answers) == 1
        assert "We find no order" in answers.pop()

        found = client.post(
            url, {"number": guests.number, "email": "guest@example.com"}
        )
        assert found.url == reverse("customer:withdraw", args=[guests.number])
        assert client.get(found.url).status_code == 200

    def test_the_footer_leads_there_and_members_see_their_orders(self, meis, order):
        url = reverse("customer:withdraw-find")
        assert url in meis.get("/en/").text
        assert order.number in meis.get(url).text


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_mail_can_be_read(order, desk, mailoutbox, language):
    Order.objects.update(language=language)
    order.refresh_from_db()
    at = timezone.now()
    receive(ask(order, 1, at=at), desk, (0, 1), words="Worn.", at=at)
    withdraw(order, 2, at=at)
    later = at + timedelta(minutes=1)
    let_all_hear()
    while delivering.deliver_next(at=later):
        pass

    told = "\n".join(mail.body for mail in mailoutbox)
    assert "{{" not in told
    assert "{%" not in told
    assert "Worn." in told
    confirmation = mailoutbox[-1]
    assert confirmation.to == ["ada@example.com"]
    number = Withdrawal.objects.get().request.number
    for part in (order.number, number, "Cup", "Marktplatz 1"):
        assert part in confirmation.body
        assert part in confirmation.alternatives[0].content
    assert "Ada Fischer" not in confirmation.body  # F29: who reads it there is unknown
