"""What a page is about, and what was done to it: for the pages of every desk."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from shop.audit.models import Entry

# More than this the database cannot even compare.
BIGGEST_KEY = 2**63 - 1
LATEST = 25


def kept_or_404(model: Any, pk: int | None) -> Any:
    """What a page is about; None for the page of something new."""
    if pk is None:
        return None
    if pk > BIGGEST_KEY:
        raise Http404
    return get_object_or_404(model, pk=pk)


def log_of(subject: str) -> QuerySet[Entry]:
    """What was done to one thing, the latest first."""
    return Entry.objects.select_related("actor").filter(subject=subject)[:LATEST]
