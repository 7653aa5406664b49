"""What templates about points need beside the design system's filters."""

from decimal import Decimal
from typing import Any, Protocol

from django import template
from django.urls import reverse

from loyalty.reading import Posting
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


@register.filter
def order_url(posting: Posting) -> str:
    """The page of the member's order that a posting is about; empty without one."""
    number: Any = posting.why["params"].get("order")
    return reverse("customer:order", kwargs={"number": number}) if number else ""
