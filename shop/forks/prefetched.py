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


def has_none(instance: Model, name: str) -> bool:
    """Whether it is known without asking that there are none."""
    read = instance.__dict__.get("_prefetched_objects_cache", {}).get(name)
    return read is not None and not read
