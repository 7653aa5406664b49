"""Small pieces of HTML that the cells of a list are put together from."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

NOTHING = "–"


def badge(text: Any, kind: str = "plain") -> SafeString:
    """A short true statement, as components/badge.html draws it."""
    return format_html('<span class="badge" data-kind="{}">{}</span>', kind, text)


def quiet(text: Any) -> SafeString:
    return format_html('<span class="quiet">{}</span>', text)


def strong(text: Any) -> SafeString:
    return format_html('<span class="strong">{}</span>', text)


def nowrap(text: Any) -> SafeString:
    return format_html('<span class="nowrap">{}</span>', text)


def small(text: Any) -> SafeString:
    """A note below a figure."""
    return format_html('<span class="small quiet nowrap">{}</span>', text)


def code(text: Any) -> SafeString:
    return format_html('<code class="small quiet">{}</code>', text)


def link(url: str, text: Any, *, css: str = "nowrap") -> SafeString:
    return format_html('<a class="{}" href="{}">{}</a>', css, url, text)


def beside(*parts: Any) -> SafeString:
    """Side by side, as far as they fit; empty parts are left out."""
    return format_html("<span>{}</span>", _joined(" ", parts))


def below(*parts: Any) -> SafeString:
    """One below the other; empty parts are left out."""
    return format_html("<span>{}</span>", _joined(SafeString("<br>"), parts))


def moment(at: datetime) -> SafeString:
    """A point in time, in the shop's zone and the reader's way of writing it."""
    local = timezone.localtime(at)
    return format_html(
        '<time class="nowrap" datetime="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        date_format(local, "SHORT_DATETIME_FORMAT"),
    )


def day(on: date) -> str:
    return date_format(on, "DATE_FORMAT")


def short_day(on: date) -> str:
    return date_format(on, "SHORT_DATE_FORMAT")


def _joined(separator: str, parts: tuple[Any, ...]) -> SafeString:
    return format_html_join(separator, "{}", ((part,) for part in parts if part))
