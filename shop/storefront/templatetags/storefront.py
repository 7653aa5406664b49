"""What the shop's frame shows: categories, points balance, basket, languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from shop.components.languages import tag_of
from shop.rewards import display
from shop.storefront import cards as made_once
from shop.storefront.categories import Shelf, tree_of
from shop.storefront.in_basket import pieces_in_basket
from shop.storefront.machines.head import NOWHERE, Head
from shop.storefront.tiles import Tile
from shop.texts.models import Page

register = template.Library()


@dataclass(frozen=True)
class Language:
    tag: str
    name: str
    short: str
    url: str


@register.simple_tag(takes_context=True)
def main_categories(context: Mapping[str, Any]) -> list[Shelf]:
    """The shop's top categories; the tree is read once per page."""
    return tree_of(context["request"]).roots


@register.simple_tag
def text_pages() -> list[tuple[str, str]]:
    """The addresses of all pages with texts, and what they are called.

    The footer asks the database for nothing.
    """
    return _text_pages(get_language())


@cache
def _text_pages(_language: str) -> list[tuple[str, str]]:
    return [(reverse("texts:text", args=[one]), str(one.label)) for one in Page]


@register.simple_tag(takes_context=True)
def points_balance(context: Mapping[str, Any]) -> int | None:
    """The spendable points of whoever is signed in; None without an account."""
    return display.header_balance(context["request"].user)


@register.simple_tag(takes_context=True)
def basket_count(context: Mapping[str, Any]) -> int:
    """How many pieces are in the basket; a visitor without one costs no query."""
    return pieces_in_basket(context["request"])


@register.simple_tag(takes_context=True)
def other_languages(context: Mapping[str, Any]) -> list[Language]:
    """The shop's other languages, and this page in each.

    What answers a form where no page is says in `page_url` which one it shows.
    """
    request: HttpRequest | None = context.get("request")
    here = context.get("page_url") or (request.get_full_path() if request else "/")
    head: Head = context.get("head") or NOWHERE
    query = f"?{request.GET.urlencode()}" if request and request.GET else ""
    addresses = {tag: address + query for tag, address in head.addresses.items()}
    return [
        Language(
            tag_of(code),
            name,
            _short(code),
            addresses.get(code) or _in_language(here, code),
        )
        for code, name in settings.LANGUAGES
        if code != get_language()
    ]


@register.simple_tag(takes_context=True)
def cards(
    context: Mapping[str, Any],
    tiles: Iterable[Tile],
    *,
    eager: bool = False,
    hide: str = "",
) -> SafeString:
    """The cards of products: `eager` above the fold, `hide` a badge that all have."""
    request: HttpRequest = context["request"]
    return made_once.cards(
        tiles,
        is_member=request.user.is_authenticated,
        here=request.get_full_path(),
        eager=eager,
        hide=hide,
    )


def _in_language(address: str, code: str) -> str:
    path, mark, query = address.partition("?")
    return _path_in_language(path, code, get_language()) + mark + query


@lru_cache(maxsize=1024)
def _path_in_language(path: str, code: str, _now: str | None) -> str:
    """Twice on each page, and to find the view of a path takes its time."""
    return translate_url(path, code)


def _short(code: str) -> str:
    """How a phone has room for it."""
    return {"zh": "中"}.get(code[:2], code[:2].upper())
