"""The words in the address of a product or a category."""

from collections.abc import Iterable

from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _
from oscar.core.utils import slugify

# What the shop's addresses take, with a letter or a digit in it to read.
READABLE = r"^[\w-]*[[:alnum:]][\w-]*$"


def slug_from(texts: Iterable[str | None]) -> str:
    """The slug of the first text that has one; none for 🎁 and its like."""
    return next((slug for text in texts if (slug := slugify(text or ""))), "")


def addressable(name: str) -> CheckConstraint:
    """Nothing is saved that no page could lead to (F16)."""
    return CheckConstraint(
        condition=Q(slug__regex=READABLE),
        name=name,
        violation_error_message=_(
            "A slug is made of letters, digits and dashes, with a letter or a digit"
            " in it."
        ),
    )
