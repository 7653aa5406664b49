"""What the log says of an entry, beside its words (shop/staff/shell/wording.py)."""

from typing import Any

from django.db.models import Case, IntegerField, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Cast, Substr
from django.urls import reverse

from shop.audit.models import Entry
from shop.staff.shell import cells, wording
from shop.users.models import User


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
    if kind == "order":
        return reverse("staff:order", args=[key])
    if kind == "return":
        return reverse("staff:return", args=[key])
    if kind == "member" and key.isdecimal():
        return reverse("staff:member", args=[key])
    if kind in ("zone", "method", "pickup-point"):
        return reverse("staff:delivery")
    return reverse("staff:rule") if kind == "rule" else ""


def changes(entry: Entry) -> list[tuple[str, str, str]]:
    """What an entry changed: each name with its value before and after.

    Nothing that stayed nothing is left out: a list that was downloaded unfiltered.
    """
    names = dict.fromkeys([*entry.before, *entry.after])
    sides = (
        (
            wording.fact(entry.action, name),
            wording.value(name, entry.before.get(name)),
            wording.value(name, entry.after.get(name)),
        )
        for name in names
    )
    return [side for side in sides if set(side[1:]) != {cells.NOTHING}]
