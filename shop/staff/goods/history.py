"""What was done to goods: a product and its variants, the latest first."""

from dataclasses import dataclass
from typing import Any

from shop.audit.models import Entry
from shop.catalogue.changing import subject
from shop.forks.catalogue.models import Product
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
    entries = Entry.objects.select_related("actor").filter(subject__in=keys)
    return [
        Done(entry, changes(entry), _variant(keys[entry.subject]))
        for entry in entries.order_by("-pk")[:LATEST]
    ]


def _variant(one: Any) -> str:
    return str(one.name.variant or one.name) if one else ""
