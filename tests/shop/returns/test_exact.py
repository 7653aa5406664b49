"""Whatever is asked for, received, refused or cancelled, in any order: exact."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from functools import wraps
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loyalty import reading
from shop.books import orders as books
from shop.documents import reconciliation as documents
from shop.documents.models import Document
from shop.forks.order.models import Order
from shop.orders.undoing import goodwill
from shop.payments.models import Payment
from shop.returns import ending, pieces, reconciliation
from shop.returns.models import ReturnRequest
from tests.examples import examples
from tests.factories import make_member, make_offer, make_product
from tests.shop.returns.conftest import LATER, ask, delivered, receive
from tests.shop.returns.test_withdrawing import withdraw

pytestmark = pytest.mark.django_db
POINTS = 2000
PRICES = st.integers(1, 5000).map(lambda cent: Decimal(cent) / 100)
LINES = st.lists(
    st.tuples(PRICES, st.integers(1, 3), st.sampled_from([7, 19])),
    min_size=1,
    max_size=3,
)
RANDOM = settings(
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
_forms = count(1)


def each_rolled_back(test):
    """Let each example find what the first one did: no offer of another."""

    @wraps(test)
    def alone(**drawn):
        with transaction.atomic():
            test(**drawn)
            transaction.set_rollback(True)

    return alone


@dataclass
class Story:
    """One order of a member and all that happens to it."""

    order: Order
    desk: object
    data: st.DataObject
    turns: Counter = field(default_factory=Counter)

    def some(self, most: int, least: int = 0) -> int:
        return self.data.draw(st.integers(least, max(least, most)))

    def open_requests(self) -> list[ReturnRequest]:
        return list(self.order.return_requests.filter(ended_at=None))

    def step(self) -> None:
        """Ask for something, open a parcel, cancel, or make up for something."""
        open_ones = self.open_requests()
        free = list(pieces.free(order=self.order).values())
        acts = [self.ask] if any(free) else []
        acts += [self.open_parcel] * 2 + [self.end] if open_ones else []
        acts.append(self.make_up)
        self.data.draw(st.sampled_from(acts))()

    def ask(self) -> None:
        wanted = [self.some(left) for left in pieces.free(order=self.order).values()]
        if any(wanted):
            ask(self.order, *wanted)

    def open_parcel(self) -> None:
        request = self.data.draw(st.sampled_from(self.open_requests()))
        found = []
        for line in request.lines.order_by("pk"):
            received = self.some(line.open)
            found.append((received, self.some(line.open - received)))
        if any(received or refused for received, refused in found):
            self.turns[request.pk] += 1
            receive(request, self.desk, *found, turn=self.turns[request.pk])

    def make_up(self) -> None:
        """L17: give money out of goodwill: nothing is taken for it."""
        share = self.some(1000, 1)
        cents = int(goodwill.most(order=self.order) * 100)
        if not cents:
            return
        before = reading.balance(member=self.order.user, at=LATER)
        goodwill.give(
            number=self.order.number,
            actor=self.desk,
            money=Decimal(max(1, cents * share // 1000)) / 100,
            reason="a dent",
            reference=f"G{next(_forms)}",
            given_at=LATER,
        )
        assert reading.balance(member=self.order.user, at=LATER) == before

    def end(self) -> None:
        request = self.data.draw(st.sampled_from(self.open_requests()))
        if request.can_be_cancelled and self.data.draw(st.booleans()):
            ending.cancel(number=request.number, shopper=None, at=LATER)
        else:
            ending.close(number=request.number, actor=self.desk, words="", at=LATER)

    def finish(self) -> None:
        """All that is left comes back."""
        for request in self.open_requests():
            ending.close(number=request.number, actor=self.desk, words="", at=LATER)
        left = list(pieces.free(order=self.order).values())
        if any(left):
            receive(ask(self.order, *left), self.desk, *[one for one in left if one])

    def check(self) -> None:
        """Never more out than in, on any side."""
        payment = Payment.objects.get(order=self.order)
        assert 0 <= payment.refunded <= payment.captured
        for line in self.order.lines.all():
            assert 0 <= line.points_restored <= line.points_redeemed
            assert line.cash_kept >= 0
        still_paid = vat(self.order, "invoice")
        still_paid.subtract(vat(self.order, "credit-note"))
        assert all(amount >= 0 for amount in still_paid.values())
        assert list(reconciliation.differences()) == []


def vat(order: Order, kind: str) -> Counter:
    """What the documents of a kind say, by rate."""
    found: Counter = Counter()
    for document in Document.objects.filter(order=order, kind=kind):
        for part in document.content["rates"]:
            for what in ("net", "vat", "gross"):
                found[part["rate"], what] += Decimal(part[what])
    return +found


def draw_story(data: st.DataObject, desk) -> Story:
    lines = data.draw(LINES)
    if share := data.draw(st.sampled_from([0, 0, 7, 33])):
        make_offer("Percentage", share)
    member = make_member(points=POINTS)
    goods = sum(price * pieces for price, pieces, _rate in lines)
    most = min(POINTS, int(goods * 60))
    points = data.draw(st.integers(100, most)) if most >= 100 else 0
    order = delivered(
        [(make_product(price, vat_rate=rate), count) for price, count, rate in lines],
        desk,
        member=member,
        points=data.draw(st.sampled_from([0, points])),
    )
    return Story(order, desk, data)


@given(data=st.data())
@settings(RANDOM, max_examples=examples(25))
@each_rolled_back
def test_l11_l12_l16_l18_l32_the_last_return_leaves_exactly_nothing(desk, data):
    """L11, L12, L15, L16, L18, L32: money, points used, points earned, VAT by rate."""
    story = draw_story(data, desk)
    for _step in range(data.draw(st.integers(1, 5))):
        if not any(pieces.all_with_the_shopper(order=story.order).values()):
            break
        story.step()
        story.check()
    story.finish()
    story.check()

    order, member = story.order, story.order.user
    payment = Payment.objects.get(order=order)
    assert payment.captured - payment.refunded == order.shipping_incl_tax
    for line in order.lines.all():
        assert line.cash_kept == 0
        assert line.points_restored == line.points_redeemed
    figures = reading.balance(member=member, at=LATER)
    assert (figures.available, figures.pending, figures.owed) == (POINTS, 0, 0)
    owed = vat(order, "invoice") - vat(order, "credit-note")
    assert owed == +Counter(
        {
            (f"{portion.vat_rate.normalize():f}", what): getattr(portion, what)
            for portion in order.shipping_portions
            for what in ("net", "vat", "gross")
        }
    )
    assert list(documents.differences()) == []
    assert list(books.differences(at=LATER)) == []


@given(data=st.data())
@settings(RANDOM, max_examples=examples(10))
@each_rolled_back
def test_l12_l32_a_withdrawal_gives_back_all_that_was_paid(desk, data):
    """L12, L32: to the cent, with delivery, in one parcel or in several."""
    story = draw_story(data, desk)
    order = story.order
    bought = [line.quantity for line in order.lines.order_by("pk")]
    request = withdraw(order, *bought, reference=f"W{next(_forms)}").request
    for _parcel in range(data.draw(st.integers(0, 2))):
        found = [story.some(line.open) for line in request.lines.order_by("pk")]
        if any(found):
            story.turns[request.pk] += 1
            receive(request, desk, *found, turn=story.turns[request.pk])
            story.check()
    rest = [line.open for line in request.lines.order_by("pk")]
    if any(rest):
        receive(request, desk, *rest, turn=story.turns[request.pk] + 1)

    payment = Payment.objects.get(order=order)
    assert payment.refunded == payment.captured == order.total_incl_tax
    assert vat(order, "credit-note") == vat(order, "invoice")
    figures = reading.balance(member=order.user, at=LATER)
    assert (figures.available, figures.pending, figures.owed) == (POINTS, 0, 0)
    assert list(documents.differences()) == []
