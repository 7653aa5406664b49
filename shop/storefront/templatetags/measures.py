"""What a kilogram, litre, metre or piece of something costs, beside its price."""

from django import template

from shop.measures.saying import price_per_unit, said
from shop.orders.told.lines import ToldLine

register = template.Library()


@register.filter
def per_unit(line: ToldLine) -> str:
    """By what its pieces cost after offers and before points."""
    found = price_per_unit(line.after_offers, line.content, pieces=line.quantity)
    return said(found)
