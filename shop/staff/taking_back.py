"""Take pieces back exactly as the preview showed it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from shop.orders import returning
from shop.orders.models import Return
from shop.returns import ending
from shop.users.models import User


class SettlementChanged(Exception):
    """What goes back is no longer what the preview showed."""


def seen(settlement: "returning.Settlement | Return") -> str:
    """What goes back in money and points, as the preview's form carries it."""
    return (
        f"{settlement.money:.2f}/{settlement.points_restored}"
        f"/{settlement.points_revoked}"
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
    back = returning.take_back(
        number=number,
        actor=actor,
        quantities=dict(quantities),
        reason=reason,
        restock=restock,
        reference=reference,
        received_at=received_at,
    )
    if seen(back) != previewed:
        raise SettlementChanged
    ending.let_go(order=back.order, at=received_at)
    return back
