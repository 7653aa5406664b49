"""What was done to goods: a product and its variants, the latest first."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from shop.audit.models import Entry
from shop.catalogue.changing import subject
from shop.forks.catalogue.models import Category, Product
from shop.staff.shell.changes import changes
from shop.staff.shell.finding import LATEST


@dataclass(frozen=True)
class Done:
    """An entry of the log, with each change before and after; `what` if not itself."""

    entry: Entry
    changes: list[tuple[str, str, str]]
    what: str


def history_of(product: Product) -> list[Done]:
    keys: dict[str, Any] = {subject(product.pk): ""}
    if product.is_parent:
        keys |= {subject(one.pk): one for one in product.children.order_by("pk")}
    return [
        Done(entry, changes(entry), _variant(keys[entry.subject]))
        for entry in _latest(*keys)
    ]


def history_of_category(category: Category) -> list[Done]:
    entries = _latest(f"category:{category.pk}")
    return [Done(entry, changes(entry), "") for entry in entries]


def _latest(*subjects: str) -> QuerySet[Entry]:
    entries = Entry.objects.select_related("actor").filter(subject__in=subjects)
    return entries.order_by("-pk")[:LATEST]


def _variant(one: Any) -> str:
    return str(one.name.variant or one.name) if one else ""
