"""What the log says of an entry, beside its words (shop/staff/shell/wording.py)."""

from django.urls import reverse

from shop.audit.models import Entry
from shop.staff.shell import cells, wording


def subject_url(entry: Entry) -> str:
    """Where the thing an entry is about can be seen, if anywhere."""
    kind, _colon, key = entry.subject.partition(":")
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
