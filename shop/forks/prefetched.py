"""Rows that were read along with others."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model


def give(instance: Model, name: str, found: Iterable[Any] = ()) -> None:
    """Let it have what `prefetch_related(name)` would have read."""
    related = getattr(instance, name).all()
    related._result_cache = list(found)
    related._prefetch_done = True
    instance.__dict__.setdefault("_prefetched_objects_cache", {})[name] = related
