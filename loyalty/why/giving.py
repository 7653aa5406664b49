"""Points that somebody gives or takes without an order, and says why."""

from django.utils.translation import gettext as _

from loyalty.typed import line, plain
from loyalty.why.facts import Facts, Why, told


class ReasonMissing(ValueError):
    """Nobody changes points by hand without saying why."""


def valid_reason(reason: str) -> str:
    """Return the reason as one line; raises ReasonMissing where nothing is seen."""
    if not plain(reason):
        raise ReasonMissing
    return line(reason)


def adjusted(*, reason: str) -> Why:
    return Why("adjusted", {"reason": reason})


@told("adjusted")
def _adjusted(facts: Facts) -> str:
    return _("Adjusted by our staff: %(reason)s") % facts


def welcome() -> Why:
    return Why("welcome")


@told("welcome")
def _welcome(facts: Facts) -> str:
    return _("A welcome to the points programme.")


def granted(*, occasion: str, points: int, reason: str) -> Why:
    """Points were given to many; `reason` is for the member to read."""
    return Why("granted", {"occasion": occasion, "points": points, "reason": reason})


@told("granted")
def _granted(facts: Facts) -> str:
    return _("Given to you: %(reason)s") % facts


def imported(*, source: str) -> Why:
    """The balance was brought over from `source`."""
    return Why("imported", {"source": source})


@told("imported")
def _imported(facts: Facts) -> str:
    return _("Brought over from %(source)s.") % facts


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


@told("balance-imported")
def _balance_imported(facts: Facts) -> str:
    if facts["months"]:
        text = _("Brought over from %(source)s: %(reason)s (part %(part)s).") % facts
    else:
        text = _("Brought over from %(source)s: %(reason)s.") % facts
    return text + _(" Here these points are a discount, and nothing else.")
