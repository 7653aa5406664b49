"""What a kilogram, litre, metre or piece of something costs, beside its price."""

from django import template

from shop.measures.saying import price_per_unit, said
from shop.orders.told.lines import ToldLine

register = template.Library()


@register.filter
def per_unit(line: ToldLine) -> str:
    """By what its pieces cost after offers, before points and vouchers from them."""
    found = price_per_unit(line.before_own, line.content, pieces=line.quantity)
    return said(found)
