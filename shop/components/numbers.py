"""How money and points are written, per language."""

from decimal import Decimal
from functools import lru_cache

from babel.numbers import format_currency, format_decimal
from django.conf import settings
from django.utils.translation import get_language, ngettext, to_locale
from django.utils.translation import gettext as _

MINUS = "\N{MINUS SIGN}"


def money(amount: Decimal | int | str, currency: str = "") -> str:
    """Write an amount with its currency: €12.50."""
    return _money(
        Decimal(amount), currency or settings.OSCAR_DEFAULT_CURRENCY, _locale()
    )


@lru_cache(maxsize=4096)
def _money(amount: Decimal, currency: str, locale: str) -> str:
    """A page writes some amounts many times, and each takes half a millisecond."""
    return format_currency(amount, currency, locale=locale).replace("-", MINUS)


def figure(number: int) -> str:
    """Write a whole number with its thousands apart: 1,240."""
    return _figure(number, _locale())


@lru_cache(maxsize=4096)
def _figure(number: int, locale: str) -> str:
    return format_decimal(number, locale=locale).replace("-", MINUS)


def rate(percent: Decimal) -> str:
    """Write a rate in percent, without its sign and without idle zeros: 5.5."""
    return format_decimal(percent, locale=_locale())


def percents_off(percents: int) -> str:
    """Write how much less something costs: −10 %."""
    return _("%(minus)s%(percents)s %%") % {
        "minus": MINUS,
        "percents": figure(percents),
    }


def points(number: int) -> str:
    """Write a number of points with its word: 1,240 points."""
    return ngettext("%(number)s point", "%(number)s points", number) % {
        "number": figure(number)
    }


def points_earned(number: int) -> str:
    """Write points that a purchase would add: +36 points."""
    return ngettext("+%(number)s point", "+%(number)s points", number) % {
        "number": figure(number)
    }


def points_worth(number: int, per_unit: int = 100) -> str:
    """Write points with the discount they can give; they are never money."""
    discount = Decimal(number) / per_unit
    return _("%(points)s · up to %(discount)s off") % {
        "points": points(number),
        "discount": money(discount),
    }


def _locale() -> str:
    return to_locale(get_language() or settings.LANGUAGE_CODE)
