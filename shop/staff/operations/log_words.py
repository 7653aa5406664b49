"""What the log says of an entry, beside its words (shop/staff/shell/wording.py)."""

from typing import Any

from django.db.models import Case, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Cast, Substr
from django.urls import reverse

from shop.audit.models import Entry
from shop.staff.shell import wording
from shop.users.models import User

# Where things are that the log knows by a number, or by the key of their row.
PAGES = {
    "category": "staff:category",
    "member": "staff:member",
    "order": "staff:order",
    "product": "staff:product",
    "return": "staff:return",
}
BY_KEY = ("category", "member", "product")


def with_colleagues(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Add the e-mail of the colleague whom an entry is about, if it is about one.

    The log knows people by their number; a member of the staff is found by that.
    """
    number = Case(
        When(
            subject__regex=r"^member:\d{1,9}$",
            then=Cast(Substr("subject", len("member:") + 1), IntegerField()),
        )
    )
    # Found by the key alone: PostgreSQL would rather look through all staff each time.
    person = User.objects.filter(pk=OuterRef("member_number"))
    email = Case(When(is_staff=True, then="email"))
    return entries.annotate(
        member_number=number, colleague=Subquery(person.values(said=email))
    )


def subject(entry: Any) -> str:
    return wording.subject(entry.subject, colleague=entry.colleague or "")


def subject_url(entry: Any) -> str:
    """Where the thing an entry is about can be seen, if anywhere."""
    kind, _colon, key = entry.subject.partition(":")
    if entry.colleague:
        return ""  # not everybody who reads the log may see who works here
    if kind in PAGES and (key.isdecimal() or kind not in BY_KEY):
        return reverse(PAGES[kind], args=[key])
    if kind in ("zone", "method", "pickup-point"):
        return reverse("staff:delivery")
    return reverse("staff:rule") if kind == "rule" else ""
