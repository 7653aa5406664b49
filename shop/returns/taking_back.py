"""Take pieces back that came without a request, exactly as the preview showed it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shop.forks.order.models import Order
from shop.orders import steps
from shop.orders.models import Return
from shop.orders.undoing import returning
from shop.returns import delivery_cost, ending
from shop.users.models import User


class SettlementChanged(Exception):
    """What goes back is no longer what the preview showed."""


def seen(settlement: returning.Settlement | Return) -> str:
    """What goes back in money and points, as the preview's form carries it."""
    return (
        f"{settlement.money:.2f}/{settlement.points_restored}"
        f"/{settlement.points_revoked}"
    )


def preview(*, order: Order, quantities: Mapping[int, int]) -> returning.Settlement:
    """Reckon what would go back. Raises what `returning.preview` raises."""
    return returning.preview(
        order=order,
        quantities=quantities,
        delivery=delivery_cost.owed(order=order, coming=quantities),
    )


@transaction.atomic
def take_back_as_seen(
    *,
    number: str,
    actor: User,
    quantities: Mapping[int, int],
    reason: str,
    restock: bool,
    reference: str,
    received_at: datetime,
    previewed: str,
) -> Return:
    """Take pieces back, unless it would settle otherwise than `previewed`.

    Requests of the shopper that await the same pieces await them no longer.
    Repeating the `reference` returns the first return. Raises SettlementChanged,
    and what `returning.take_back` raises.
    """
    order = steps.locked(number)
    back = returning.take_back(
        number=number,
        actor=actor,
        quantities=dict(quantities),
        reason=reason,
        restock=restock,
        reference=reference,
        received_at=received_at,
        delivery=delivery_cost.owed(order=order, coming=quantities),
    )
    if seen(back) != previewed:
        raise SettlementChanged
    ending.let_go(order=back.order, at=received_at)
    return back
