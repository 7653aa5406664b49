"""A document as it is read: what was frozen with it, and nothing else."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from shop.documents.models import Document


@dataclass(frozen=True)
class Paper:
    document: Document

    @property
    def said(self) -> dict[str, Any]:
        return self.document.content

    @property
    def is_invoice(self) -> bool:
        return self.document.kind == Document.Kind.INVOICE

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The lines, and delivery at each rate where there was any.

        Documents from before delivery was shared among rates have one row or none.
        """
        delivery = self.said["delivery"] or []
        if isinstance(delivery, dict):
            delivery = [delivery]
        return [
            *(_row(line) for line in self.said["lines"]),
            *(_row(part) | {"quantity": ""} for part in delivery),
        ]

    @property
    def ordered_on(self) -> date:
        return date.fromisoformat(self.said["ordered_on"])

    @property
    def paid_on(self) -> date:
        return date.fromisoformat(self.said["paid_on"])

    @property
    def invoiced_on(self) -> date:
        return date.fromisoformat(self.said["invoiced_on"])


def _row(line: dict[str, Any]) -> dict[str, Any]:
    """Documents from before it was said have no word of goodwill."""
    taken_off = ("offers", "points_discount", "goodwill")
    return line | {name: Decimal(line.get(name, "0")) for name in taken_off}
