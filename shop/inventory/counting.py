"""Correct how many pieces there are after somebody has counted them."""

from datetime import datetime

from django.db import transaction

from shop.audit.record import record
from shop.forks.partner.models import StockRecord
from shop.users.models import User
from shop.users.permission import require


class CountChanged(Exception):
    """The count is not what was seen: pieces left or came back; `now` says it."""

    def __init__(self, now: int):
        super().__init__(now)
        self.now = now


class PromisedToOrders(Exception):
    """Orders wait for more pieces than were counted; `promised` says how many."""

    def __init__(self, promised: int):
        super().__init__(promised)
        self.promised = promised


@transaction.atomic
def correct(
    *,
    stockrecord_id: int,
    counted: int,
    seen: int,
    reason: str,
    actor: User,
    corrected_at: datetime,
) -> StockRecord:
    """Set the pieces on the shelf to `counted`, if they are still those `seen`.

    What is promised to orders lies on the shelf until it is sent, and is counted.
    Repeating a correction changes nothing more. Raises StockRecord.DoesNotExist,
    CountChanged and PromisedToOrders.
    """
    require(actor, "partner.correct_stock")
    stock = StockRecord.objects.select_for_update(no_key=True).get(
        pk=stockrecord_id, num_in_stock__isnull=False
    )
    before = stock.num_in_stock
    if before == counted:
        return stock
    if before != seen:
        raise CountChanged(before)
    promised = stock.num_allocated or 0
    if counted < promised:
        raise PromisedToOrders(promised)
    stock.num_in_stock = counted
    stock.save(update_fields=["num_in_stock", "date_updated"])
    record(
        actor=actor,
        action="stock.correct",
        subject=f"stock:{stock.partner_sku}",
        recorded_at=corrected_at,
        before={"in_stock": before},
        after={"in_stock": counted},
        reason=reason,
    )
    return stock
