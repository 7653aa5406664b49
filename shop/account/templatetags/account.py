"""What the pages and the mails of accounts need."""

from django import template
from django.contrib.auth.tokens import default_token_generator
from django.template import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.html import format_html
from django.utils.http import urlsafe_base64_encode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from oscar.apps.address.models import Country

from shop.account.orders import access
from shop.baskets.contents import picture_of, tint_of
from shop.components import countries
from shop.components.addresses import parcel_lines
from shop.delivery.models import PickupPoint
from shop.delivery.pickups import hours_in_words
from shop.forks.order.models import Line, Order, OrderStatus
from shop.identity import confirming
from shop.pictures.templatetags.pictures import picture
from shop.users.models import User

register = template.Library()


@register.simple_tag
def password_link(user_id: int) -> str:
    """The path to choose a new password, made when its mail is written.

    It is nowhere stored, so who can look at the outbox cannot open it.
    """
    user = User.objects.get(pk=user_id)
    return reverse(
        "password-reset-confirm",
        args=[
            urlsafe_base64_encode(force_bytes(user.pk)),
            default_token_generator.make_token(user),
        ],
    )


@register.simple_tag
def address_link(user_id: int) -> str:
    """The path to confirm one's address, made when its mail is written."""
    token = confirming.token_for(User.objects.get(pk=user_id))
    return reverse("customer:confirm-address", args=[token])


@register.simple_tag
def line_picture(line: Line) -> SafeString:
    """The picture of what an order's line was about, on its ground."""
    if line.product is None:
        return picture(None, alt=str(line.name), alias="thumb")
    return format_html(
        '<span data-tint="{}">{}</span>',
        tint_of(line.product),
        picture(
            picture_of(line.product), alt=str(line.name), alias="thumb", sizes="3rem"
        ),
    )


@register.simple_tag
def device_words(browser: str, system: str) -> str:
    """A device as people call it."""
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("an unknown device")


@register.simple_tag(takes_context=True)
def orders_to_pay(context: Context) -> list[Order]:
    """The orders of this visit for which money can come online still."""
    request = context["request"]
    return access.waiting_for_payment(
        user=request.user, session=request.session, at=timezone.now()
    )


@register.filter
def status_of(order: Order) -> str:
    """Where an order stands; nobody delivered what was fetched from a counter."""
    if order.status == OrderStatus.DELIVERED and not order.shipping_address_id:
        return _("Picked up")
    return str(OrderStatus(order.status).label)


register.filter("parcel_lines", parcel_lines)


@register.filter
def country_name(country: Country) -> str:
    return countries.country_name(country)


@register.filter
def opening_hours(point: PickupPoint) -> list[list[str]]:
    """The lines of `hours_in_words`, in parts between which a line may break."""
    return [line.split(", ") for line in hours_in_words(point)]
