"""Points that were exchanged for a voucher, and those that came back from it."""

from decimal import Decimal

from django.utils.translation import gettext as _

from loyalty.why.facts import Facts, Why, told
from loyalty.why.words import money


def exchanged(*, voucher: str, amount: Decimal | None, currency: str) -> Why:
    """`voucher` is what its postings are known by; without `amount` it delivers."""
    facts: dict[str, str | int] = {"voucher": voucher, "currency": currency}
    if amount is not None:
        facts["amount"] = str(amount)
    return Why("exchanged", facts)


@told("held-for-voucher")
def _held_for_voucher(facts: Facts) -> str:
    return _("Set aside for a voucher.")


@told("exchanged")
def _exchanged(facts: Facts) -> str:
    if "amount" not in facts:
        return _("Exchanged for a voucher for free delivery.")
    return _("Exchanged for a voucher of %(amount)s.") % {
        "amount": money(facts, "amount")
    }


def voucher_expired(*, voucher: str) -> Why:
    return Why("voucher-expired", {"voucher": voucher})


@told("voucher-expired")
def _voucher_expired(facts: Facts) -> str:
    return _(
        "What was left of a voucher when its time was up: the points are back, with "
        "the dates they had."
    )


def voucher_undone(*, voucher: str) -> Why:
    return Why("voucher-undone", {"voucher": voucher})


@told("voucher-undone")
def _voucher_undone(facts: Facts) -> str:
    return _("You gave a voucher back: the points are back, with the dates they had.")


def voucher_cancelled(*, voucher: str, reason: str) -> Why:
    return Why("voucher-cancelled", {"voucher": voucher, "reason": reason})


@told("voucher-cancelled")
def _voucher_cancelled(facts: Facts) -> str:
    return (
        _(
            "We cancelled a voucher: the points are back, with the dates they had. "
            "Reason: %(reason)s"
        )
        % facts
    )


def voucher_given_back(*, voucher: str, used_by: str) -> Why:
    """An order gave back its part of a voucher that was over by then."""
    return Why("voucher-given-back", {"voucher": voucher, "used_by": used_by})


@told("voucher-given-back")
def _voucher_given_back(facts: Facts) -> str:
    return (
        _(
            "Order %(used_by)s gave back its part of a voucher that no longer runs: "
            "the points are back, with the dates they had."
        )
        % facts
    )
