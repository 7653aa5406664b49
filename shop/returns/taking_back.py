"""Take pieces back that came without a request, such as over the counter."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from shop.forks.order.models import Order
from shop.orders import steps
from shop.orders.models import Return
from shop.orders.undoing import returning
from shop.orders.undoing.settling import ReferenceReused, settle_pieces
from shop.returns import delivery_cost, ending
from shop.returns.seen import SettlementChanged, hold_against
from shop.users.models import User

__all__ = ["ReferenceReused", "SettlementChanged", "preview", "take_back"]


def preview(*, order: Order, quantities: Mapping[int, int]) -> returning.Settlement:
    """Reckon what would go back. Raises what `returning.preview` raises."""
    return returning.preview(
        order=order,
        quantities=quantities,
        delivery=delivery_cost.owed(order=order, coming=quantities),
    )


@transaction.atomic
def take_back(
    *,
    number: str,
    actor: User,
    quantities: Mapping[int, int],
    reason: str,
    restock: bool | Collection[int],
    reference: str,
    received_at: datetime,
    previewed: str | None = None,
) -> Return:
    """Settle pieces, by line id, that came back: money, points, stock and delivery.

    Requests of the shopper that await the same pieces await them no longer.
    `restock` names the lines whose pieces can be sold again, or is all or none.
    Repeating a `reference` returns the first return; ReferenceReused if it was made
    for other pieces. Raises SettlementChanged where it would settle otherwise than
    `previewed`, and returning's NoPieces and TooManyPieces, and ImpossibleStep.
    """
    order = steps.locked(number)
    back = settle_pieces(
        number=number,
        actor=actor,
        quantities=quantities,
        reason=reason,
        restock=restock,
        reference=reference,
        received_at=received_at,
        delivery=delivery_cost.owed(order=order, coming=quantities),
    )
    hold_against(previewed, back)
    ending.let_go(order=back.order, at=received_at)
    return back
