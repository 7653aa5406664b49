"""Prove that orders, refunds and documents tell the same story. Fixes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Concat

from shop.documents.models import Document, Series
from shop.forks.order.models import Order
from shop.payments.models import Refund

Kind = Document.Kind
# Money that was captured goes back for these causes; each is credited.
CREDITED = (
    Q(reference__startswith="return:")
    | Q(reference__startswith="cancel:")
    | Q(reference__startswith="goodwill:")
)


@dataclass(frozen=True)
class Difference:
    """What is wrong with the documents of an order, or with a series."""

    subject: str
    what: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.what}"


def differences() -> Iterator[Difference]:
    """Yield what differs: nothing, when all is well."""
    yield from _invoices()
    yield from _refunds()
    yield from _returns()
    yield from _credits()
    yield from _series()


def _invoices() -> Iterator[Difference]:
    """A paid order has one invoice over what it owed, any other has none."""
    written = Document.objects.filter(order=OuterRef("pk"), kind=Kind.INVOICE)
    orders = Order.objects.annotate(
        invoiced=Subquery(written.order_by().values("total")[:1])
    ).order_by("pk")
    for number in orders.filter(paid_at__isnull=False, invoiced=None).values_list(
        "number", flat=True
    ):
        yield Difference(f"order {number}", "paid, but not invoiced")
    for number in orders.filter(paid_at=None, invoiced__isnull=False).values_list(
        "number", flat=True
    ):
        yield Difference(f"order {number}", "invoiced, but not paid")
    for number, owed, said in (
        orders.filter(invoiced__isnull=False)
        .exclude(invoiced=F("total_incl_tax"))
        .values_list("number", "total_incl_tax", "invoiced")
    ):
        yield Difference(f"order {number}", f"owed {owed}, invoiced {said}")


def _refunds() -> Iterator[Difference]:
    """Money that goes back for a return or a cancellation is credited to the cent."""
    note = Document.objects.filter(cause=OuterRef("reference"), kind=Kind.CREDIT_NOTE)
    refunds = (
        Refund.objects.filter(CREDITED)
        .annotate(credited=Subquery(note.values("total")[:1]))
        .exclude(credited=F("amount"), credited__isnull=False)
        .order_by("pk")
    )
    for reference, amount, credited in refunds.values_list(
        "reference", "amount", "credited"
    ):
        yield Difference(
            f"refund {reference}", f"{amount} goes back, credited {credited or 'not'}"
        )


def _returns() -> Iterator[Difference]:
    """A return has its credit note, of no money as well (L13)."""
    note = Document.objects.filter(
        cause=OuterRef("cause"), order=OuterRef("pk"), kind=Kind.CREDIT_NOTE
    )
    causes = (
        Order.objects.filter(returns__isnull=False)
        .annotate(cause=Concat(Value("return:"), "returns__reference"))
        .filter(~Exists(note))
        .order_by("pk")
    )
    for cause in causes.values_list("cause", flat=True):
        yield Difference(cause, "not credited")


def _credits() -> Iterator[Difference]:
    """Credit notes never come to more than their invoice."""
    invoices = (
        Document.objects.filter(kind=Kind.INVOICE)
        .annotate(credited=Sum("credit_notes__total"))
        .filter(credited__gt=F("total"))
        .order_by("pk")
    )
    for name, total, credited in invoices.values_list("name", "total", "credited"):
        yield Difference(f"invoice {name}", f"over {total}, credited {credited}")


def _series() -> Iterator[Difference]:
    """Every number up to the next one has its document."""
    for series in Series.objects.order_by("pk"):
        found = Document.objects.filter(series=series).aggregate(
            count=Count("pk"), last=Max("number")
        )
        expected = series.next_number - 1
        if found["count"] != expected or (found["last"] or 0) != expected:
            yield Difference(
                f"series {series.code}",
                f"{expected} numbers taken, {found['count']} documents, "
                f"the last is {found['last'] or 0}",
            )
