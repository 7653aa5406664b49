"""Prove that requests, receipts and returns tell the same story. Fixes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import (
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from shop.forks.order.models import CAME_TO_NOTHING, Line
from shop.orders.models import Return, ReturnedLine
from shop.returns.models import Receipt, ReceiptLine, RequestedLine, ReturnRequest

# A return that a receipt has caused is known by the request's number and a turn.
WITHOUT_TURN = Func(
    F("reference"), Value("-[0-9]+$"), Value(""), function="regexp_replace"
)
OPEN = F("quantity") - F("received") - F("refused") - F("given_up")


@dataclass(frozen=True)
class Difference:
    """What is wrong with a return."""

    subject: str
    what: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.what}"


def differences() -> Iterator[Difference]:
    """Yield what differs: nothing, when all is well."""
    yield from _found()
    yield from _settled()
    yield from _caused()
    yield from _gone()
    yield from _standing()


def _found() -> Iterator[Difference]:
    """What a requested line says was found is what its receipts say."""
    lines = RequestedLine.objects.annotate(
        in_receipts=Coalesce(Sum("receipt_lines__received"), 0),
        not_taken=Coalesce(Sum("receipt_lines__refused"), 0),
    ).exclude(received=F("in_receipts"), refused=F("not_taken"))
    for number, received, refused, first, second in lines.order_by("pk").values_list(
        "request__number", "received", "refused", "in_receipts", "not_taken"
    ):
        yield Difference(
            f"return {number}",
            f"{received} received and {refused} refused, "
            f"receipts say {first} and {second}",
        )


def _settled() -> Iterator[Difference]:
    """A receipt of pieces has its return of the same pieces; one of none has none."""
    of_line = ReturnedLine.objects.filter(
        returned=OuterRef("receipt__returned"), line=OuterRef("line__line")
    )
    lines = ReceiptLine.objects.annotate(
        settled=Coalesce(
            Subquery(of_line.values("quantity")[:1], output_field=IntegerField()), 0
        )
    ).exclude(settled=F("received"))
    for number, turn, received, settled in lines.order_by("pk").values_list(
        "receipt__request__number", "receipt__turn", "received", "settled"
    ):
        yield Difference(
            f"return {number}-{turn}", f"{received} received, {settled} settled"
        )
    for receipt in Receipt.objects.filter(returned__isnull=False).exclude(
        Exists(ReceiptLine.objects.filter(receipt=OuterRef("pk"), received__gt=0))
    ):
        yield Difference(f"receipt {receipt}", "settled, but nothing was received")


def _caused() -> Iterator[Difference]:
    """A return under the number of a request has its receipt, of the same order."""
    named = ReturnRequest.objects.filter(number=OuterRef("without_turn"))
    unreceived = Return.objects.annotate(without_turn=WITHOUT_TURN).filter(
        Exists(named), receipt=None
    )
    of_another = Return.objects.filter(receipt__isnull=False).exclude(
        receipt__request__order=F("order")
    )
    for strange in (unreceived, of_another):
        for reference in strange.order_by("pk").values_list("reference", flat=True):
            yield Difference(f"return {reference}", "settled, but not received")


def _gone() -> Iterator[Difference]:
    """No request awaits pieces that came back, or were never kept."""
    awaited = (
        RequestedLine.objects.filter(line=OuterRef("pk"))
        .order_by()
        .values("line")
        .annotate(pieces=Sum(OPEN))
        .values("pieces")
    )
    lines = Line.objects.annotate(
        awaited=Coalesce(Subquery(awaited, output_field=IntegerField()), Value(0))
    ).filter(
        Q(awaited__gt=F("quantity") - F("returned_quantity"))
        | Q(awaited__gt=0, order__status__in=CAME_TO_NOTHING)
    )
    for number, pieces in lines.order_by("pk").values_list("order__number", "awaited"):
        yield Difference(f"order {number}", f"{pieces} pieces awaited that are gone")


def _standing() -> Iterator[Difference]:
    """A request is open exactly while pieces of it are awaited."""
    awaiting = RequestedLine.objects.annotate(awaited=OPEN).filter(
        request=OuterRef("pk"), awaited__gt=0
    )
    requests = ReturnRequest.objects.annotate(awaits=Exists(awaiting)).order_by("pk")
    wrong = requests.filter(
        Q(ended_at=None, awaits=False) | Q(ended_at__isnull=False, awaits=True)
    )
    for number, state in wrong.values_list("number", "state"):
        yield Difference(f"return {number}", f"{state}, which its pieces are not")
