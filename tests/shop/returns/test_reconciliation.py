"""The check is silent when all is well, and names what is not."""

import pytest
from django.core.checks import run_checks

from shop.books import examining
from shop.forks.order.models import Line, Order
from shop.orders.models import Return, ReturnedLine
from shop.returns import reconciliation
from shop.returns.models import Receipt, ReceiptLine, RequestedLine, ReturnRequest
from tests.factories import make_product
from tests.shop.returns.conftest import LATER, ask, delivered, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_in_part(desk):
    """Three pieces asked for: one came, one was refused, one is awaited."""
    request = ask(delivered([(make_product(), 3)], desk), 3)
    receive(request, desk, (1, 1))
    return request


def found() -> list[str]:
    return [str(difference) for difference in reconciliation.differences()]


def test_all_is_well(request_in_part):
    assert found() == []
    pieces = {piece.what: piece for piece in examining.pieces(at=LATER)}
    assert (pieces["returns"].count, pieces["returns"].differences) == (1, [])


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        (lambda: RequestedLine.objects.update(received=0), "receipts say 1 and 1"),
        (lambda: ReturnedLine.objects.update(quantity=2), "1 received, 2 settled"),
        (lambda: Receipt.objects.update(returned=None), "settled, but not received"),
        (
            lambda: ReceiptLine.objects.update(received=0),
            "settled, but nothing was received",
        ),
        (lambda: Line.objects.update(returned_quantity=3), "awaited that are gone"),
        (lambda: Order.objects.update(status="cancelled"), "awaited that are gone"),
        (
            lambda: ReturnRequest.objects.update(state="settled", ended_at=LATER),
            "settled, which its pieces are not",
        ),
    ],
)
def test_what_is_wrong_is_named(request_in_part, lie, said):
    lie()

    assert any(said in difference for difference in found()), found()


def test_a_return_under_a_requests_number_needs_its_receipt(request_in_part, desk):
    Return.objects.create(
        order=request_in_part.order,
        reference=f"{request_in_part.number}-9",
        actor=desk,
        money=0,
        received_at=LATER,
    )

    assert found() == [f"return {request_in_part.number}-9: settled, but not received"]


def test_a_return_by_hand_may_look_like_one_of_a_request(request_in_part, desk):
    """Numbers of orders can begin with the letter of those of returns."""
    Return.objects.create(
        order=request_in_part.order,
        reference="RG687-XAG0J-1",
        actor=desk,
        money=0,
        received_at=LATER,
    )

    assert found() == []


@pytest.mark.parametrize(
    ("window", "withdrawal", "wrong"),
    [
        (30, 14, []),
        (14, 14, []),
        (30, 13, ["returns.E001"]),
        (10, 14, ["returns.E002"]),
    ],
)
def test_no_shop_gives_fewer_days_than_the_law(settings, window, withdrawal, wrong):
    settings.RETURN_WINDOW_DAYS, settings.WITHDRAWAL_DAYS = window, withdrawal

    found = [each.id for each in run_checks() if each.id.startswith("returns.")]

    assert found == wrong
