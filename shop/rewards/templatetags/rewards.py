"""What templates about points need beside the design system's filters."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Protocol

from django import template
from django.utils import timezone

from shop.rewards import display, tiers

register = template.Library()


class Totals(Protocol):
    @property
    def total(self) -> Decimal: ...
    @property
    def points_discount(self) -> Decimal: ...


# For who is shown a page with what they have.
register.simple_tag(display.why_frozen, name="points_frozen")


@register.simple_tag(takes_context=True)
def member_tier(context: Mapping[str, Any]) -> dict[str, str] | None:
    """The tier of who reads, by name and colour; None where there are none."""
    member = context["request"].user
    tier = tiers.tier_of(member_id=member.pk, at=timezone.now())
    return {"name": tiers.called(tier), "mark": tier.mark} if tier else None


@register.filter
def before_points(totals: Totals) -> Decimal:
    """What a purchase would cost without points."""
    return totals.total + totals.points_discount
