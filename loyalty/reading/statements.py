"""A member's postings, and what each of them moved."""

from datetime import datetime

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from loyalty.models import Movement, Posting
from loyalty.people import Person

_OWN = F("available_after") + F("pending_after") - F("owed_after")


def statement(*, member: Person, until: datetime | None = None) -> QuerySet[Posting]:
    """Return all postings, the newest first, each with its `points_change`.

    Lazy: slice or paginate it. `posting.explanation` says why, in the reader's
    language. With `until`, those that had occurred by then, whenever booked.
    """
    earlier = Posting.objects.filter(
        account_id=OuterRef("account_id"), version=OuterRef("version") - 1
    ).values(own=_OWN)
    occurred = {} if until is None else {"occurred_at__lte": until}
    return (
        Posting.objects.filter(account_id=member.pk, **occurred)
        .annotate(points_change=_OWN - Coalesce(Subquery(earlier), Value(0)))
        .select_related("actor")
        .order_by("-version")
    )


def posting(*, member: Person, version: int) -> Posting:
    """Return one posting of the member's own; raises Posting.DoesNotExist."""
    return statement(member=member).get(version=version)


def movements(*, member: Person, version: int) -> QuerySet[Movement]:
    """Return what moved within one posting."""
    return Movement.objects.filter(account_id=member.pk, version=version).order_by(
        "seq"
    )
