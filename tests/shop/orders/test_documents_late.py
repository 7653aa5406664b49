"""Orders that were paid before there were documents get the same ones afterwards."""

from datetime import timedelta
from decimal import Decimal

import pytest

from shop.documents import reconciliation
from shop.documents.models import Document
from shop.orders import invoicing_late
from shop.orders.fulfilling import shipping
from shop.orders.paying import confirming
from shop.orders.undoing import cancelling, settling
from tests.factories import (
    NOW,
    make_basket,
    make_member,
    make_order_desk,
    make_product,
    place,
)

LATER = NOW + timedelta(hours=1)
WITHOUT_DOCUMENTS = [
    "ALTER TABLE documents_document DISABLE TRIGGER USER",
    "ALTER TABLE documents_series DISABLE TRIGGER USER",
    "DELETE FROM documents_document",
    "UPDATE documents_series SET next_number = 1",
    "ALTER TABLE documents_document ENABLE TRIGGER USER",
    "ALTER TABLE documents_series ENABLE TRIGGER USER",
]


@pytest.fixture
def without_documents(committed_db, owner_connection):
    """What a returned and a cancelled order would have: taken away again."""
    desk = make_order_desk()
    cup = make_product("4.99")
    # An odd cent and an odd point: which return came first makes a difference.
    kept = place(make_basket([(cup, 2)], owner=make_member(points=501), points=501))
    given_up = place(make_basket([(cup, 1)], owner=make_member(email="b@shop.example")))
    for number in (kept.number, given_up.number):
        confirming.mark_paid(number=number, actor=desk, at=NOW)
    shipping.mark_shipped(number=kept.number, actor=desk, at=NOW)
    shipping.mark_delivered(number=kept.number, actor=desk, at=NOW)
    cancelling.cancel(number=given_up.number, actor=desk, reason="", cancelled_at=LATER)
    for reference in ("R1", "R2"):
        settling.settle_pieces(
            number=kept.number,
            actor=desk,
            quantities={kept.lines.get().pk: 1},
            reason="",
            restock=True,
            reference=reference,
            received_at=LATER,
            # With the last piece what was paid for delivery goes back.
            delivery=kept.shipping_incl_tax if reference == "R2" else Decimal(0),
        )
    before = said()
    for statement in WITHOUT_DOCUMENTS:
        owner_connection.execute(statement)
    return before


def said():
    """Everything but the numbers, which go by the order of writing."""
    documents = Document.objects.order_by("cause").values_list(
        "cause", "kind", "issued_at", "language", "total", "content"
    )
    return [
        (*row, {key: value for key, value in content.items() if key != "invoice"})
        for *row, content in documents
    ]


def test_the_same_documents_are_written_late(without_documents):
    assert len(without_documents) == 5
    assert list(reconciliation.differences())
    assert invoicing_late.write_missing_documents() == 2
    assert list(reconciliation.differences()) == []
    assert said() == without_documents


def test_repeating_it_writes_nothing(without_documents):
    invoicing_late.write_missing_documents()
    assert invoicing_late.write_missing_documents() == 0
    assert Document.objects.count() == 5
