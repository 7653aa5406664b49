"""A member's postings, and what each of them moved."""

from datetime import datetime

from django.db.models import (
    Case,
    F,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate

from loyalty.models import Movement, Posting
from loyalty.people import Person

_OWN = F("available_after") + F("pending_after") - F("owed_after")


def statement(*, member: Person, until: datetime | None = None) -> QuerySet[Posting]:
    """Return all postings, the newest first, each with `points_change` and, once it
    was posted, `points_balance`: what was spendable or pending, less what was owed.

    Lazy: slice or paginate it. `posting.explanation` says why, in the reader's
    language. With `until`, those that had occurred by then, whenever booked.
    """
    earlier = Posting.objects.filter(
        account_id=OuterRef("account_id"), version=OuterRef("version") - 1
    ).values(own=_OWN)
    occurred = {} if until is None else {"occurred_at__lte": until}
    return (
        Posting.objects.filter(account_id=member.pk, **occurred)
        .annotate(
            points_change=_OWN - Coalesce(Subquery(earlier), Value(0)),
            points_balance=_OWN,
        )
        .select_related("actor")
        .order_by("-version")
    )


def with_cause(postings: QuerySet[Posting]) -> QuerySet[Posting]:
    """Add to each its `cause`: the number of an order, or `#` and that of a posting
    or what a voucher is known by.

    What became of points belongs to what granted them, and that perhaps to an order.
    """
    order = KT("why__params__order")
    concerns = Posting.objects.filter(
        account_id=OuterRef("account_id"), version=OuterRef("related_version")
    )
    root = Cast(Coalesce("related_version", "version"), TextField())
    lot = Concat(Value("#"), root, output_field=TextField())
    of_lot = Subquery(concerns.values(order=order), output_field=TextField())
    # All that became of a voucher, whatever its points came from.
    named = Concat(Value("#"), KT("why__params__voucher"), output_field=TextField())
    voucher = Case(When(why__params__has_key="voucher", then=named), default=None)
    return postings.annotate(
        cause=Coalesce(voucher, order, of_lot, lot, output_field=TextField())
    )


def causes(postings: QuerySet[Posting]) -> QuerySet:
    """The causes of some postings, the one that began on the latest day on top.

    Within a day, of which no more is said, by the order in which they were recorded.
    """
    known = with_cause(postings).order_by().values("cause")  # type: ignore[misc]
    begun = TruncDate(Min("occurred_at"))
    return known.annotate(begun=begun, first=Min("version")).order_by(
        "-begun", "-first"
    )


def posting(*, member: Person, version: int) -> Posting:
    """Return one posting of the member's own; raises Posting.DoesNotExist."""
    return statement(member=member).get(version=version)


def movements(*, member: Person, version: int) -> QuerySet[Movement]:
    """Return what moved within one posting."""
    return Movement.objects.filter(account_id=member.pk, version=version).order_by(
        "seq"
    )
