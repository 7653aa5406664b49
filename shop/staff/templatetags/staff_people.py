"""What the templates that show a member's points need."""

from django import template

from loyalty.reading import OpenLot

register = template.Library()


@register.filter
def left_in_lot(lot: OpenLot) -> int:
    return lot.available + lot.pending + lot.held
