"""Points that are set aside for an order, used on it, or free again."""

from decimal import Decimal

from django.utils.translation import gettext as _

from loyalty.why.facts import Facts, Why, told
from loyalty.why.words import money


def held_for_order(*, order: str) -> Why:
    return Why("held-for-order", {"order": order})


@told("held-for-order")
def _held_for_order(facts: Facts) -> str:
    return _("Set aside for order %(order)s until it is confirmed.") % facts


def redeemed_on_order(*, order: str, discount: Decimal, currency: str) -> Why:
    return Why(
        "redeemed-on-order",
        {"order": order, "discount": str(discount), "currency": currency},
    )


@told("redeemed-on-order")
def _redeemed_on_order(facts: Facts) -> str:
    return _("Redeemed on order %(order)s for a discount of %(discount)s.") % {
        "order": facts["order"],
        "discount": money(facts, "discount"),
    }


def released(*, order: str) -> Why:
    """The order the points were set aside for was not made."""
    return Why("released", {"order": order})


@told("released")
def _released(facts: Facts) -> str:
    return _("Free again: order %(order)s was not carried out.") % facts


@told("lapsed")
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


def given_back(*, order: str) -> Why:
    """Pieces paid with points came back, or the order was cancelled."""
    return Why("given-back", {"order": order})


@told("given-back")
def _given_back(facts: Facts) -> str:
    return (
        _(
            "Given back after a return or a cancellation: points used on order "
            "%(order)s, with the dates they had."
        )
        % facts
    )
