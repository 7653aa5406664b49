"""What templates about points need beside the design system's filters."""

from decimal import Decimal
from typing import Protocol

from django import template

from shop.rewards import display

register = template.Library()


class Totals(Protocol):
    @property
    def total(self) -> Decimal: ...
    @property
    def points_discount(self) -> Decimal: ...


# For who is shown a page with what they have.
register.simple_tag(display.why_frozen, name="points_frozen")


@register.filter
def before_points(totals: Totals) -> Decimal:
    """What a purchase would cost without points."""
    return totals.total + totals.points_discount
