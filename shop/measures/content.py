"""How much is in a piece that is sold: its weight, volume, length or count."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Unit(TextChoices):
    GRAM = "g", _("g")
    KILOGRAM = "kg", _("kg")
    MILLILITRE = "ml", _("ml")
    LITRE = "l", _("l")
    METRE = "m", _("m")
    PIECE = "piece", _("piece")


@dataclass(frozen=True)
class Content:
    """What one piece holds, without its wrapping and what it lies in."""

    quantity: Decimal
    unit: Unit

    @classmethod
    def of(cls, quantity: Decimal | None, unit: str) -> "Content | None":
        """What two columns say; None where nothing is said."""
        return cls(quantity, Unit(unit)) if quantity and unit else None
