"""Money, days and numbers within a sentence, in the active language."""

from datetime import date, datetime
from decimal import Decimal

from babel.numbers import format_currency, format_decimal
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, to_locale
from django.utils.translation import gettext as _

from loyalty.dates import last_day_before
from loyalty.why.facts import Facts


def money(facts: Facts, name: str) -> str:
    return format_currency(
        Decimal(facts[name]), str(facts["currency"]), locale=active_locale()
    )


def day(on: date) -> str:
    return date_format(on, "DATE_FORMAT")


def day_of(facts: Facts, name: str) -> str:
    moment = datetime.fromisoformat(str(facts[name]))
    return day(timezone.localdate(moment, timezone.get_default_timezone()))


def last_day(facts: Facts, name: str) -> str:
    moment = datetime.fromisoformat(str(facts[name]))
    return day(last_day_before(moment, timezone.get_default_timezone()))


def rate(facts: Facts) -> str:
    per_unit = Decimal(facts["points_per_unit"])
    unit = format_currency(Decimal(1), str(facts["currency"]), locale=active_locale())
    number = format_decimal(per_unit, locale=active_locale())
    if facts["rounding"] == "down" and per_unit == 1:
        return _("%(points)s point per full %(unit)s") % {
            "points": number,
            "unit": unit,
        }
    # Fractions take the plural.
    return ngettext(
        "%(points)s point per %(unit)s",
        "%(points)s points per %(unit)s",
        1 if per_unit == 1 else 2,
    ) % {"points": number, "unit": unit}


def rounding(name: object) -> str:
    return {
        "down": _("rounded down"),
        "half-up": _("rounded to the nearest point"),
        "up": _("rounded up"),
    }[str(name)]


def settled(points: int) -> str:
    if not points:
        return ""
    return ngettext(
        " %(points)s of them settled what was owed.",
        " %(points)s of them settled what was owed.",
        points,
    ) % {"points": points}


def active_locale() -> str:
    return to_locale(get_language() or "en")
