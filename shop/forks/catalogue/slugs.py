"""The words in the address of a product or a category, in each language."""

from collections.abc import Iterable
from functools import reduce
from operator import and_
from typing import Any

from django.conf import settings
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import build_localized_fieldname, get_translation_fields
from oscar.core.utils import slugify

# What the shop's addresses take, with a letter or a digit in it to read.
READABLE = r"^[\w-]*[[:alnum:]][\w-]*$"
COLUMNS = get_translation_fields("slug")
FIRST = build_localized_fieldname("slug", settings.MODELTRANSLATION_DEFAULT_LANGUAGE)
# A Chinese character takes nine in an address; what a person reads of it is the start.
LONGEST = 60


def slug_from(texts: Iterable[str | None]) -> str:
    """The slug of the first text that has one; none for 🎁 and its like."""
    return next((slug for text in texts if (slug := _slug(text or ""))), "")


def _slug(text: str) -> str:
    """Cut at a word; the number behind it says what is meant."""
    slug = slugify(text)
    if len(slug) <= LONGEST:
        return slug
    begun = slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]
    return begun.strip("-_") or slug[:LONGEST]


def give_slugs(instance: Any, *, text: str, otherwise: str = "") -> None:
    """Fill in what is missing: in each language by what the `text` is in it.

    A language without words of its own has no slug of its own either. The first
    one's is made of whatever has one, so that everything has an address (F16).
    """
    words = [getattr(instance, name) for name in get_translation_fields(text)]
    for column, own in zip(COLUMNS, words, strict=True):
        setattr(instance, column, getattr(instance, column) or slug_from([own]) or None)
    if not getattr(instance, FIRST):
        setattr(instance, FIRST, slug_from([*words, otherwise]))


def addressable(name: str) -> CheckConstraint:
    """Nothing is saved that no page could lead to (F16)."""
    written = [Q((f"{column}__regex", READABLE)) for column in ("slug", *COLUMNS)]
    return CheckConstraint(
        condition=reduce(and_, written),
        name=name,
        violation_error_message=_(
            "A slug is made of letters, digits and dashes, with a letter or a digit"
            " in it."
        ),
    )
