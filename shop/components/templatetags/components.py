"""Small pieces that the design system's templates are made of."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from shop.components import numbers
from shop.components.icons import ICONS
from shop.components.languages import tag_of
from shop.components.listing import listed

register = template.Library()
register.filter("money", numbers.money)
register.filter("figure", numbers.figure)
register.filter("points", numbers.points)
register.filter("points_earned", numbers.points_earned)
register.filter("points_worth", numbers.points_worth)
register.filter("rate", numbers.rate)
register.filter("percents_off", numbers.percents_off)
register.filter("listed", listed)

THEMES = ("light", "dark")


@register.simple_tag
def icon(name: str, size: int = 20, label: str = "") -> SafeString:
    """Draw an icon: decoration, unless it gets a `label` to be read out."""
    return format_html(
        '<svg class="icon" width="{size}" height="{size}" viewBox="0 0 24 24" '
        'fill="none" stroke="currentColor" stroke-width="1.75" '
        'stroke-linecap="round" stroke-linejoin="round" {role}>{drawing}</svg>',
        size=size,
        role=(
            format_html('role="img" aria-label="{}"', label)
            if label
            else mark_safe('aria-hidden="true"')
        ),
        drawing=mark_safe(ICONS[name]),  # noqa: S308  our own drawings
    )


@register.simple_tag(takes_context=True)
def theme(context: Mapping[str, Any]) -> str:
    """The theme a visitor chose, or nothing: then the device decides."""
    request: HttpRequest | None = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in THEMES else ""


@register.simple_tag
def is_demo() -> bool:
    """Whether this shop only shows what a shop would be like."""
    return settings.DEMO


@register.simple_tag
def language_tag() -> str:
    """The current language as HTML writes it: `en`, `zh-Hans`."""
    return tag_of(get_language() or "en")


@register.simple_tag(takes_context=True)
def query(context: Mapping[str, Any], **changes: Any) -> str:
    """This page's query string with some values changed; `None` removes one.

    A change of anything but the page starts again at the first page.
    """
    request: HttpRequest = context["request"]
    values: QueryDict = request.GET.copy()
    values.pop("page", None)
    for name, value in changes.items():
        if value in (None, ""):
            values.pop(name, None)
        else:
            values[name] = str(value)
    return f"?{values.urlencode()}"


@register.filter
def undo_url(message: Message) -> str:
    """Where a message's "Undo" posts to: its `extra_tags` of `undo:<url>`."""
    for tag in (message.extra_tags or "").split():
        if tag.startswith("undo:/"):
            return tag.removeprefix("undo:")
    return ""
