"""What a campaign says, does and may not, in words of people who do not program."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loyalty.arithmetic.campaigns import MULTIPLIER
from loyalty.campaigns import reviewing
from loyalty.campaigns.reading import CampaignVersion
from loyalty.campaigns.states import State
from loyalty.why.sharing import name_in
from shop.components import numbers
from shop.components.listing import listed
from shop.rewards.tiers import codes
from shop.staff.campaigns.goods_finding import Goods

Text = str | Promise
STATES: dict[str, Text] = {
    State.DRAFT: pgettext_lazy("campaign", "Draft"),
    State.IN_REVIEW: pgettext_lazy("campaign", "In review"),
    State.SCHEDULED: pgettext_lazy("campaign", "Scheduled"),
    State.RUNNING: pgettext_lazy("campaign", "Running"),
    State.ENDED: pgettext_lazy("campaign", "Ended"),
    State.TURNED_DOWN: pgettext_lazy("campaign", "Turned down"),
    State.REPLACED: pgettext_lazy("campaign", "Replaced"),
}
# How a badge shows each; the others are plain.
KINDS: dict[str, str] = {
    State.IN_REVIEW: "caution",
    State.SCHEDULED: "new",
    State.RUNNING: "success",
    State.TURNED_DOWN: "danger",
}
# What a field says, in a list of differences.
FIELDS: dict[str, Any] = {
    "name_en": _("Name in English"),
    "name_zh_hans": _("Name in Chinese"),
    "trigger": _("When"),
    "amount": _("What it gives"),
    "rate": _("How much"),
    "labels": _("Categories"),
    "products": _("Products"),
    "min_basket": _("Goods for at least"),
    "min_pieces": _("Pieces at least"),
    "starts_at": _("From"),
    "ends_at": _("Until"),
    "from_hour": _("From the hour"),
    "until_hour": _("Until the hour"),
    "first_order_only": _("Only a member’s first order"),
    "tiers": _("Only for members of"),
    "max_per_order": _("At most per order"),
    "max_per_month": _("At most per member and month"),
    "max_per_member": _("At most per member in all"),
    "budget": _("Budget"),
    "group": _("Group"),
    "priority": _("Priority"),
}
# By what is wrong, and where it needs other words by the field too.
PROBLEMS: dict[str, Text] = {
    "missing": _("It cannot be left empty."),
    "unknown": _("Choose one of the list."),
    "gives-nothing": _("Nobody would get a point by it: it must be more than 0."),
    "not-whole": _("Points are given whole: leave out the fraction."),
    "never-opens": _("It would be over before it begins: choose a later end."),
    "out-of-range": _("This is too much, or too little."),
    "never-counts": _("Another limit is always reached before."),
}
PROBLEMS_OF: dict[tuple[str, str], Text] = {
    ("rate", "times"): _(
        "Once the usual points is what everybody has anyway: it must be more than 1."
    ),
    ("rate", "out-of-range"): _("So many points at once are surely a slip."),
    ("until_hour", "never-opens"): _(
        "From this hour until the same hour is no time at all."
    ),
    ("budget", "gives-nothing"): _(
        "The budget is less than what it gives once: nobody would get anything."
    ),
    ("max_per_month", "never-counts"): _(
        "A member cannot get more in one month than in all."
    ),
}
# Why a step could not be taken.
REFUSALS: dict[type[Exception], Text] = {
    reviewing.NotNewest: _(
        "Somebody has written another version meanwhile. Look at that one."
    ),
    reviewing.CampaignEnded: _(
        "It was ended and cannot be begun again. Duplicate it instead."
    ),
    reviewing.NamedAsCopy: _(
        "Members would read that it is a copy: give it names of its own, in English "
        "and in Chinese."
    ),
    reviewing.NotSubmitted: _("Nobody has asked for a decision on this version."),
    reviewing.AlreadyDecided: _("A colleague has decided about it meanwhile."),
    reviewing.SamePerson: _(
        "You wrote it or asked for its review: somebody else has to approve it."
    ),
    reviewing.NeverOpens: _(
        "Its end has passed: nobody could earn by it. Write a version with a later end."
    ),
    reviewing.NotApproved: _("It was never approved, so there is nothing to end."),
}


def tier_choices() -> list[tuple[str, str]]:
    """The tiers of all ladders by their code, as the latest ladder calls them."""
    return [(code, name_in(names)) for code, names in codes().items()]


def tier_names(said: Iterable[str]) -> list[str]:
    """What these tiers are called, in the order of the ladder."""
    asked = set(said)
    known = [(code, name) for code, name in tier_choices() if code in asked]
    unknown = sorted(asked - {code for code, _name in known})
    return [name for _code, name in known] + unknown


def refusal(error: Exception) -> str:
    """Why a step could not be taken, in words."""
    if not isinstance(error, reviewing.BudgetSpent):
        return str(REFUSALS[type(error)])
    (spent,) = error.args
    if spent is None:
        return _now(
            "Whether a campaign has a budget stays as it began. Duplicate it instead."
        )
    return _now(
        "It has given %(points)s points already: the budget cannot be less."
    ) % {"points": numbers.figure(spent)}


def problem(field: str, what: str, *, amount: str = "") -> str:
    """What is wrong with a field, in words."""
    if (field, what, amount) == ("rate", "gives-nothing", MULTIPLIER):
        what = "times"
    return str(PROBLEMS_OF.get((field, what)) or PROBLEMS[what])


def moment(at: datetime | None) -> str:
    """A point in time in the shop's zone."""
    if at is None:
        return _now("without end")
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")


def value(name: str, said: Any, *, goods: Goods) -> str:
    """What a version says in one field; nothing is a dash."""
    if said in (None, "", []) and name != "ends_at":
        return "–"
    if name in ("labels", "products"):
        return listed(goods.called(**{"labels": (), "products": ()} | {name: said}))
    if name == "tiers":
        return listed(tier_names(said))
    return _WRITTEN.get(name, str)(said)


def _yes_or_no(said: bool) -> str:
    return _now("yes") if said else _now("no")


def _hour(said: int) -> str:
    return f"{said:02}:00"


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "amount": lambda said: str(CampaignVersion.Amount(said).label),
    "trigger": lambda said: str(CampaignVersion.Trigger(said).label),
    "rate": numbers.rate,
    "starts_at": moment,
    "ends_at": moment,
    "first_order_only": _yes_or_no,
    "min_basket": numbers.money,
    "from_hour": _hour,
    "until_hour": _hour,
    **dict.fromkeys(
        ("max_per_order", "max_per_month", "max_per_member", "budget"), numbers.points
    ),
}
