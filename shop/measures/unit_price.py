"""What a kilogram, litre, metre or piece of it costs (docs/prices.md). Pure."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shop.measures.content import Content, Unit

CENT = Decimal("0.01")
# What is sold by the small unit is compared by the large one.
LARGE = {Unit.GRAM: Unit.KILOGRAM, Unit.MILLILITRE: Unit.LITRE}
SMALL = {large: small for small, large in LARGE.items()}
SMALLS_IN_LARGE = 1000
# The law asks for none of less than that, in grams or millilitres.
TOO_LITTLE = 10
HUNDRED = 100


@dataclass(frozen=True)
class UnitPrice:
    """`amount` for so `many` of the unit: one kilogram, or a hundred grams."""

    amount: Decimal
    many: int
    unit: Unit


def unit_price(
    price: Decimal, content: Content | None, *, pieces: int = 1, hundreds_up_to: int = 0
) -> UnitPrice | None:
    """Return what so much costs where `pieces` together cost `price`; None where
    nobody needs it: it would say the price once more, or there is hardly anything.

    Of what holds at most `hundreds_up_to` grams or millilitres the price is that of
    a hundred. Rounded to the cent, from half a cent upwards.
    """
    if content is None or price <= 0 or pieces <= 0:
        return None
    many, unit, each = _measure(content, hundreds_up_to)
    if _is_little(content) or each == 1:
        return None
    amount = (price / pieces / each).quantize(CENT, ROUND_HALF_UP)
    return UnitPrice(amount, many, unit) if amount else None


def _measure(content: Content, hundreds_up_to: int) -> tuple[int, Unit, Decimal]:
    """The measure, and how often it is in one piece."""
    small = _in_small(content)
    if small is None:
        return 1, content.unit, content.quantity
    if small <= hundreds_up_to:
        return HUNDRED, SMALL.get(content.unit, content.unit), small / HUNDRED
    return 1, LARGE.get(content.unit, content.unit), small / SMALLS_IN_LARGE


def _in_small(content: Content) -> Decimal | None:
    """Grams or millilitres; None of what is neither weight nor volume."""
    if content.unit in LARGE:
        return content.quantity
    if content.unit in SMALL:
        return content.quantity * SMALLS_IN_LARGE
    return None


def _is_little(content: Content) -> bool:
    small = _in_small(content)
    return small is not None and small <= TOO_LITTLE
