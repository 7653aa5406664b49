"""What a ladder says and may not, and how far it has come, in words."""

from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loyalty.tiers import reviewing
from loyalty.tiers.reading import State, Tier
from shop.components.numbers import money
from shop.staff.shell import cells

Text = str | Promise
STATES: dict[State, tuple[Text, str]] = {
    State.DRAFT: (pgettext_lazy("campaign", "Draft"), "plain"),
    State.IN_REVIEW: (pgettext_lazy("campaign", "In review"), "caution"),
    State.SCHEDULED: (pgettext_lazy("campaign", "Scheduled"), "new"),
    State.RUNNING: (pgettext_lazy("campaign", "Running"), "success"),
    State.TURNED_DOWN: (pgettext_lazy("campaign", "Turned down"), "danger"),
    State.REPLACED: (pgettext_lazy("campaign", "Replaced"), "plain"),
}
FIELDS: dict[str, Any] = {
    "name_en": _("Name in English"),
    "name_zh_hans": _("Name in Chinese"),
    "threshold": _("From purchases of a year for"),
    "multiplier": _("Times the usual points"),
    "free_delivery_from": _("Ordinary delivery free from"),
    "perk_en": _("Handed out once a year, in English"),
    "perk_zh_hans": _("Handed out once a year, in Chinese"),
    "mark": _("Colour"),
}
PROBLEMS: dict[str, Text] = {
    "missing": _("It cannot be left empty."),
    "unknown": _("Choose one of the list."),
    "out-of-range": _("This is too much, or too little."),
    "too-few": _("One tier is no ladder: write two at least."),
    "too-many": _("So many tiers nobody can tell apart."),
    "not-rising": _(
        "It must be more than the tier before: with equal or falling steps nobody "
        "could say who holds which."
    ),
    "not-for-all": _("The first tier is for everybody: it begins at 0."),
    "not-in-both": _("Say it in both languages, or in none."),
    "twice": _("Another tier is called that."),
}
REFUSALS: dict[type[Exception], Text] = {
    reviewing.NotNewest: _(
        "Somebody has written another version meanwhile. Look at that one."
    ),
    reviewing.NotSubmitted: _("Nobody has asked for a decision on this version."),
    reviewing.AlreadyDecided: _("A colleague has decided about it meanwhile."),
    reviewing.SamePerson: _(
        "You wrote it or asked for its review: somebody else has to approve it."
    ),
}


def state_badge(state: State) -> SafeString:
    text, kind = STATES[state]
    return cells.badge(text, kind)


def delivery(tier: Tier) -> str:
    """When ordinary delivery is free for those of a tier."""
    if tier.free_delivery_from is None:
        return _now("as for everybody")
    if not tier.free_delivery_from:
        return _now("always free")
    return _now("free from %(value)s") % {"value": money(tier.free_delivery_from)}
