"""Points that an order earns, that can be spent one day, or that go with its goods."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loyalty.terms.earning import EarningTerms
from loyalty.why.facts import Facts, Share, Why, told
from loyalty.why.words import day, money, rate, rounding, settled


def order_earned(
    *,
    order: str,
    base: Decimal,
    currency: str,
    rule: EarningTerms,
    excluded: Decimal = Decimal(0),
    shares: Sequence[Share] | None = None,
) -> Why:
    """`base` was paid in money and earns; `excluded` was paid and does not.

    `shares` say what campaigns add, where one does.
    """
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
        shares,
    )


@told("order-earned")
def _order_earned(facts: Facts) -> str:
    text = _(
        "Earned on order %(order)s: %(rate)s on %(base)s paid in money "
        "(rule %(rule)s, %(rounding)s). Delivery does not earn."
    ) % {
        "order": facts["order"],
        "rate": rate(facts),
        "base": money(facts, "base"),
        "rule": facts["rule"],
        "rounding": rounding(facts["rounding"]),
    }
    if Decimal(facts["excluded"]):
        text += _(" %(excluded)s was paid for goods that earn no points.") % {
            "excluded": money(facts, "excluded")
        }
    return text


def scheduled_at_delivery(*, order: str, delivered_on: date, days: int) -> Why:
    """The waiting time of `days` began when the order was delivered."""
    return Why(
        "scheduled-at-delivery",
        {"order": order, "delivered_on": delivered_on.isoformat(), "days": days},
    )


@told("scheduled-at-delivery")
def _scheduled_at_delivery(facts: Facts) -> str:
    return ngettext(
        "Order %(order)s was delivered on %(day)s: its points can be spent once the "
        "waiting time of %(days)s day is over.",
        "Order %(order)s was delivered on %(day)s: its points can be spent once the "
        "waiting time of %(days)s days is over.",
        int(facts["days"]),
    ) % {
        "order": facts["order"],
        "day": day(date.fromisoformat(str(facts["delivered_on"]))),
        "days": facts["days"],
    }


def held_back(*, order: str) -> Why:
    """The order's money is asked back: its points wait."""
    return Why("held-back", {"order": order})


@told("held-back")
def _held_back(facts: Facts) -> str:
    return (
        _(
            "A bank asks the money of order %(order)s back: its points wait until that "
            "is settled."
        )
        % facts
    )


def let_go(*, order: str) -> Why:
    return Why("let-go", {"order": order})


@told("let-go")
def _let_go(facts: Facts) -> str:
    return (
        _("The money of order %(order)s stays: its points wait no longer than usual.")
        % facts
    )


@told("matured")
def _matured(facts: Facts) -> str:
    if "order" in facts:
        text = _("The points earned on order %(order)s can be spent now.") % facts
    else:
        text = _("These points can be spent now.")
    return text + settled(int(facts.get("repaid", 0)))


def revoked_on_return(
    *,
    order: str,
    remaining_base: Decimal,
    due: int,
    currency: str,
    rule_version: int,
    shares: Sequence[Share] | None = None,
) -> Why:
    """`due` is what the rest of the order earns by the rule, on `remaining_base`.

    `shares` say how much is taken of which, where a campaign gave some of it.
    """
    return Why(
        "revoked-on-return",
        {
            "order": order,
            "base": str(remaining_base),
            "due": due,
            "currency": currency,
            "rule": rule_version,
        },
        shares,
    )


@told("revoked-on-return")
def _revoked_on_return(facts: Facts) -> str:
    return ngettext(
        "Taken back because goods of order %(order)s were returned: the %(base)s that "
        "remain earn %(due)s point under rule %(rule)s.",
        "Taken back because goods of order %(order)s were returned: the %(base)s that "
        "remain earn %(due)s points under rule %(rule)s.",
        int(facts["due"]),
    ) % {**facts, "base": money(facts, "base")}
