"""What a page showed of a settlement, so that nothing else is done than was seen."""

from shop.orders.models import Return
from shop.orders.undoing.returning import Settlement

NOTHING = "0.00/0/0"


class SettlementChanged(Exception):
    """What goes back is no longer what the preview showed."""


def seen(settlement: Settlement | Return | None) -> str:
    """What goes back in money and points, as the preview's form carries it."""
    if settlement is None:
        return NOTHING
    return (
        f"{settlement.money:.2f}/{settlement.points_restored}"
        f"/{settlement.points_revoked}"
    )


def hold_against(previewed: str | None, settled: Return | None) -> None:
    """Raise SettlementChanged unless it is settled as `previewed`, if it was."""
    if previewed is not None and seen(settled) != previewed:
        raise SettlementChanged
