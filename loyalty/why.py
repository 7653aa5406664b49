"""Why a posting was made: a code with its facts, told in the reader's language.

Facts are stored, sentences are not: the shopper and staff read the same text,
each in their language, and a better wording reaches old postings too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency, format_decimal
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, to_locale
from django.utils.translation import gettext as _

from loyalty.dates import last_day_before
from loyalty.rules import EarningRule

Facts = Mapping[str, str | int]


class ReasonMissing(ValueError):
    """Nobody changes points by hand without saying why."""


def valid_reason(reason: str) -> str:
    """Return the reason without the space around it; raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    return reason.strip()


@dataclass(frozen=True)
class Why:
    code: str
    params: Facts = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Why":
        return cls(stored["code"], stored["params"])

    def stored(self) -> dict[str, Any]:
        """What the posting keeps."""
        return {"code": self.code, "params": dict(self.params)}

    @property
    def rule_version(self) -> int | None:
        """The rule the points were computed with, if one was."""
        version = self.params.get("rule")
        return None if version is None else int(version)

    def text(self) -> str:
        """Return the explanation in the active language."""
        return _TEXTS[self.code](self.params)


# -- What the callers say ---------------------------------------------------------


def order_earned(
    *,
    order: str,
    base: Decimal,
    currency: str,
    rule: EarningRule,
    excluded: Decimal = Decimal(0),
) -> Why:
    """`base` was paid in money and earns; `excluded` was paid and does not."""
    return Why(
        "order-earned",
        {
            "order": order,
            "base": str(base),
            "excluded": str(excluded),
            "currency": currency,
            "rule": rule.version,
            "points_per_unit": str(rule.points_per_unit),
            "rounding": rule.rounding,
        },
    )


def scheduled_at_delivery(*, order: str, delivered_on: date, days: int) -> Why:
    """The return window of `days` began when the order was delivered."""
    return Why(
        "scheduled-at-delivery",
        {"order": order, "delivered_on": delivered_on.isoformat(), "days": days},
    )


def held_for_order(*, order: str) -> Why:
    return Why("held-for-order", {"order": order})


def redeemed_on_order(*, order: str, discount: Decimal, currency: str) -> Why:
    return Why(
        "redeemed-on-order",
        {"order": order, "discount": str(discount), "currency": currency},
    )


def released(*, order: str) -> Why:
    """The order the points were set aside for was not made."""
    return Why("released", {"order": order})


def given_back(*, order: str) -> Why:
    """Pieces paid with points came back, or the order was cancelled."""
    return Why("given-back", {"order": order})


def revoked_on_return(
    *, order: str, remaining_base: Decimal, due: int, currency: str, rule_version: int
) -> Why:
    """`due` is what the rest of the order earns, on `remaining_base`."""
    return Why(
        "revoked-on-return",
        {
            "order": order,
            "base": str(remaining_base),
            "due": due,
            "currency": currency,
            "rule": rule_version,
        },
    )


def adjusted(*, reason: str) -> Why:
    return Why("adjusted", {"reason": reason})


def extended(*, reason: str) -> Why:
    """The engine adds how many points, and from and until when."""
    return Why("extended", {"reason": reason})


def welcome() -> Why:
    return Why("welcome")


def imported(*, source: str) -> Why:
    """The balance was brought over from `source`."""
    return Why("imported", {"source": source})


def balance_imported(
    *, source: str, reason: str, actor_id: int, part: int, months: int
) -> Why:
    """A balance of `source`, released over so many months: this is one part of it."""
    return Why(
        "balance-imported",
        {
            "source": source,
            "reason": reason,
            "by": actor_id,
            "part": part,
            "months": months,
        },
    )


def granted(*, occasion: str, points: int, reason: str) -> Why:
    """Points were given to many; `reason` is for the member to read."""
    return Why("granted", {"occasion": occasion, "points": points, "reason": reason})


# -- What the readers read --------------------------------------------------------


def _money(facts: Facts, name: str) -> str:
    return format_currency(
        Decimal(facts[name]), str(facts["currency"]), locale=_locale()
    )


def _locale() -> str:
    return to_locale(get_language() or "en")


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _rate(facts: Facts) -> str:
    rate = Decimal(facts["points_per_unit"])
    unit = format_currency(Decimal(1), str(facts["currency"]), locale=_locale())
    number = format_decimal(rate, locale=_locale())
    if facts["rounding"] == "down" and rate == 1:
        return _("%(points)s point per full %(unit)s") % {
            "points": number,
            "unit": unit,
        }
    # Fractions take the plural.
    return ngettext(
        "%(points)s point per %(unit)s",
        "%(points)s points per %(unit)s",
        1 if rate == 1 else 2,
    ) % {"points": number, "unit": unit}


def _rounding(name: object) -> str:
    return {
        "down": _("rounded down"),
        "half-up": _("rounded to the nearest point"),
        "up": _("rounded up"),
    }[str(name)]


def _order_earned(facts: Facts) -> str:
    text = _(
        "Earned on order %(order)s: %(rate)s on %(base)s paid in money "
        "(rule %(rule)s, %(rounding)s). Shipping and gift cards do not earn."
    ) % {
        "order": facts["order"],
        "rate": _rate(facts),
        "base": _money(facts, "base"),
        "rule": facts["rule"],
        "rounding": _rounding(facts["rounding"]),
    }
    if Decimal(facts["excluded"]):
        text += _(" %(excluded)s was paid for goods that earn no points.") % {
            "excluded": _money(facts, "excluded")
        }
    return text


def _scheduled_at_delivery(facts: Facts) -> str:
    return ngettext(
        "Order %(order)s was delivered on %(day)s: its points can be spent once the "
        "return window of %(days)s day is over.",
        "Order %(order)s was delivered on %(day)s: its points can be spent once the "
        "return window of %(days)s days is over.",
        int(facts["days"]),
    ) % {
        "order": facts["order"],
        "day": _day(date.fromisoformat(str(facts["delivered_on"]))),
        "days": facts["days"],
    }


def _matured(facts: Facts) -> str:
    if "order" in facts:
        text = _("The points earned on order %(order)s can be spent now.") % facts
    else:
        text = _("These points can be spent now.")
    return text + _settled(int(facts.get("repaid", 0)))


def _settled(points: int) -> str:
    if not points:
        return ""
    return ngettext(
        " %(points)s of them settled what was owed.",
        " %(points)s of them settled what was owed.",
        points,
    ) % {"points": points}


def _redeemed_on_order(facts: Facts) -> str:
    return _("Redeemed on order %(order)s for a discount of %(discount)s.") % {
        "order": facts["order"],
        "discount": _money(facts, "discount"),
    }


def _lapsed(facts: Facts) -> str:
    if "order" in facts:
        return (
            _(
                "The points set aside for order %(order)s are free again: "
                "its time was up."
            )
            % facts
        )
    return _("The points set aside are free again: the time was up.")


def _revoked_on_return(facts: Facts) -> str:
    return ngettext(
        "Taken back because goods of order %(order)s were returned: the %(base)s that "
        "remain earn %(due)s point under rule %(rule)s.",
        "Taken back because goods of order %(order)s were returned: the %(base)s that "
        "remain earn %(due)s points under rule %(rule)s.",
        int(facts["due"]),
    ) % {**facts, "base": _money(facts, "base")}


def _balance_imported(facts: Facts) -> str:
    if facts["months"]:
        text = _("Brought over from %(source)s: %(reason)s (part %(part)s).") % facts
    else:
        text = _("Brought over from %(source)s: %(reason)s.") % facts
    return text + _(" Here these points are a discount, and nothing else.")


def _last_day(facts: Facts, name: str) -> str:
    moment = datetime.fromisoformat(str(facts[name]))
    return _day(last_day_before(moment, timezone.get_default_timezone()))


def _merged_out(facts: Facts) -> str:
    return (
        _(
            "This account was merged into the same person's account %(account)s: what "
            "was here is there now."
        )
        % facts
    )


def _merged_in(facts: Facts) -> str:
    since = datetime.fromisoformat(str(facts["since"]))
    text = _(
        "From your account %(account)s, which was merged into this one: points you had "
        "there since %(day)s, with the last day they had."
    ) % {
        "account": facts["account"],
        "day": _day(since.astimezone(timezone.get_default_timezone()).date()),
    }
    return text + _settled(int(facts["repaid"]))


def _merged_owed(facts: Facts) -> str:
    text = ngettext(
        "From your account %(account)s, which was merged into this one: %(points)s "
        "point was owed there.",
        "From your account %(account)s, which was merged into this one: %(points)s "
        "points were owed there.",
        int(facts["owed"]),
    ) % {"account": facts["account"], "points": facts["owed"]}
    if settled := int(facts["settled"]):
        text += ngettext(
            " %(points)s available point went towards it.",
            " %(points)s available points went towards it.",
            settled,
        ) % {"points": settled}
    return text


def _expired(facts: Facts) -> str:
    return _("Expired: these points were valid until %(day)s.") % {
        "day": _last_day(facts, "expires_at")
    }


def _extended(facts: Facts) -> str:
    return ngettext(
        "%(points)s point is valid until %(until)s now, not only until %(before)s: "
        "%(reason)s",
        "%(points)s points are valid until %(until)s now, not only until %(before)s: "
        "%(reason)s",
        int(facts["points"]),
    ) % {
        "points": facts["points"],
        "until": _last_day(facts, "until"),
        "before": _last_day(facts, "from"),
        "reason": facts["reason"],
    }


_TEXTS: dict[str, Callable[[Facts], str]] = {
    "order-earned": _order_earned,
    "scheduled-at-delivery": _scheduled_at_delivery,
    "matured": _matured,
    "held-for-order": lambda facts: (
        _("Set aside for order %(order)s until it is confirmed.") % facts
    ),
    "redeemed-on-order": _redeemed_on_order,
    "released": lambda facts: (
        _("Free again: order %(order)s was not carried out.") % facts
    ),
    "lapsed": _lapsed,
    "given-back": lambda facts: (
        _(
            "Given back after a return or a cancellation: points used on order "
            "%(order)s, with the dates they had."
        )
        % facts
    ),
    "revoked-on-return": _revoked_on_return,
    "expired": _expired,
    "adjusted": lambda facts: _("Adjusted by our staff: %(reason)s") % facts,
    "extended": _extended,
    "granted": lambda facts: _("Given to you: %(reason)s") % facts,
    "merged-out": _merged_out,
    "merged-in": _merged_in,
    "merged-owed": _merged_owed,
    "welcome": lambda facts: _("A welcome to the points programme."),
    "imported": lambda facts: _("Brought over from %(source)s.") % facts,
    "balance-imported": _balance_imported,
}
