"""What every way to pay must be able to do."""

from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise

from shop.forks.order.models import Order


class Gateway(Protocol):
    """One way to pay. Money is recorded by capturing.py, whoever reports it."""

    code: str
    name: str | Promise
    description: str | Promise

    def due_at(self, *, placed_at: datetime) -> datetime | None:
        """Until when the money must have arrived; None if goods leave before it."""
        ...

    def start(self, *, order: Order) -> str | None:
        """Where to send the shopper to pay; None if there is nowhere to go."""
        ...

    def instructions(self, *, order: Order) -> str:
        """What the shopper has to do, in the active language."""
        ...
