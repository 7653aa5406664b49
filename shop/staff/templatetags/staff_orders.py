"""What the templates that show an order need."""

from django import template
from django.forms import Form

from shop.delivery import methods
from shop.forks.order.models import Line, Order
from shop.staff.orders import order_words
from shop.staff.shell import wording

register = template.Library()
register.filter("badge_kind", order_words.status_kind)
register.filter("status_label", order_words.status_label)
register.filter("shopper_name", order_words.shopper_name)
register.filter("mail_label", wording.mail)


@register.filter
def left(line: Line) -> int:
    """How many pieces of a line can still come back."""
    return line.quantity - line.returned_quantity


@register.filter
def chosen(form: Form, line: Line) -> int | str:
    """How many pieces of a line were chosen."""
    return form[f"line-{line.pk}"].value() or 0


@register.filter
def delivery_name(order: Order) -> str:
    """The way of delivery in the reader's language."""
    return methods.called(order.shipping_code, otherwise=order.shipping_method)
