"""`{% for_machines %}`: what the head of a page says to machines."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from babel import Locale
from babel.core import get_global
from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, to_locale

from shop.components.languages import tag_of
from shop.storefront.machines import heads
from shop.storefront.machines.addresses import LANGUAGES, absolute
from shop.storefront.machines.head import Head, Share

register = template.Library()
# Nothing in a data block may end it, or look as if it did.
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}


@register.inclusion_tag("components/for_machines.html", takes_context=True)
def for_machines(context: Mapping[str, Any]) -> dict[str, Any]:
    """Where a page is listed, what it is about, and how a link to it looks."""
    head: Head = context.get("head") or heads.of_any(context.get("request"))
    language = get_language() or LANGUAGES[0]
    return {
        "head": head,
        "canonical": head.address(language) if language in head.addresses else "",
        "alternates": _alternates(head),
        "picture": head.picture or Share(absolute(static("shop/share.jpg")), 1200, 630),
        "locale": country_of(language),
        "other_locales": [country_of(code) for code in LANGUAGES if code != language],
        "site": settings.OSCAR_SHOP_NAME,
    }


@register.filter
def data_block(value: Any) -> SafeString:
    """A value as JSON that is safe within a script element, which never runs."""
    text = json.dumps(value, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(text)  # noqa: S308  nothing in it can end the element


@cache
def country_of(code: str) -> str:
    """A language with the country most of its speakers live in: `en_US`, `zh_CN`."""
    locale = Locale.parse(to_locale(code))
    likely = get_global("likely_subtags")
    if not locale.territory:
        full = likely.get(str(locale)) or likely.get(locale.language) or str(locale)
        locale = Locale.parse(full)
    return "_".join(filter(None, [locale.language, locale.territory]))


def _alternates(head: Head) -> list[tuple[str, str]]:
    """The page in each language; who speaks none of them gets the first."""
    found = [(tag_of(code), head.address(code)) for code in head.addresses]
    first = [("x-default", url) for _tag, url in found[:1]]
    return [*found, *first] if len(found) > 1 else []
