"""What tier and campaigns add to what an order earns, and what goes with its goods."""

from collections.abc import Mapping
from decimal import Decimal

from babel.numbers import format_decimal
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from loyalty.arithmetic.campaigns import (
    CAMPAIGN,
    FIXED,
    MULTIPLIER,
    PER_PIECE,
    PER_UNIT,
)
from loyalty.arithmetic.tiers import TIER
from loyalty.why.facts import Facts, Share, told_of_each_share
from loyalty.why.words import active_locale, money


@told_of_each_share("order-earned")
def added(facts: Facts, share: Share) -> str:
    """Return a sentence for a share of a tier or a campaign, a blank before it."""
    if share["source"] == TIER:
        return _by_tier(share)
    if share["source"] != CAMPAIGN:
        return ""
    if limit := share.get("because"):
        return _LIMITED[limit](_said(facts, share))
    return _ADDED[share["amount"]](_said(facts, share))


@told_of_each_share("revoked-on-return")
def taken(facts: Facts, share: Share) -> str:
    if share["source"] not in (CAMPAIGN, TIER):
        return ""
    return ngettext(
        " %(points)s of the points taken back was given by “%(campaign)s”.",
        " %(points)s of the points taken back were given by “%(campaign)s”.",
        share["points"],
    ) % {"points": share["points"], "campaign": name_in(share["names"])}


def _by_tier(share: Share) -> str:
    return ngettext(
        " %(tier)s adds %(points)s point: %(rate)s times the usual points.",
        " %(tier)s adds %(points)s points: %(rate)s times the usual points.",
        share["points"],
    ) % {
        "tier": name_in(share["names"]),
        "points": share["points"],
        "rate": format_decimal(Decimal(share["rate"]), locale=active_locale()),
    }


def name_in(names: Mapping[str, str]) -> str:
    """Return what a campaign is called, in the active language."""
    language = (get_language() or "en").lower()
    return names.get(language) or names["en"]


Said = Mapping[str, str | int]


def _said(facts: Facts, share: Share) -> Said:
    shown = {"currency": facts["currency"], "base": share["base"], "unit": "1"}
    return {
        "campaign": name_in(share["names"]),
        "points": share["points"],
        "asked": share.get("asked", share["points"]),
        "rate": format_decimal(Decimal(share["rate"]), locale=active_locale()),
        "base": money(shown, "base"),
        "unit": money(shown, "unit"),
    }


def _per_unit(said: Said) -> str:
    return ngettext(
        " “%(campaign)s” adds %(points)s point: %(rate)s per %(unit)s of %(base)s.",
        " “%(campaign)s” adds %(points)s points: %(rate)s per %(unit)s of %(base)s.",
        int(said["points"]),
    ) % dict(said)


def _fixed(said: Said) -> str:
    return ngettext(
        " “%(campaign)s” adds %(points)s point.",
        " “%(campaign)s” adds %(points)s points.",
        int(said["points"]),
    ) % dict(said)


def _multiplier(said: Said) -> str:
    return ngettext(
        " “%(campaign)s” adds %(points)s point: %(rate)s times the usual points for "
        "%(base)s.",
        " “%(campaign)s” adds %(points)s points: %(rate)s times the usual points for "
        "%(base)s.",
        int(said["points"]),
    ) % dict(said)


def _per_piece(said: Said) -> str:
    return ngettext(
        " “%(campaign)s” adds %(points)s point: %(rate)s for each piece.",
        " “%(campaign)s” adds %(points)s points: %(rate)s for each piece.",
        int(said["points"]),
    ) % dict(said)


_ADDED = {
    PER_UNIT: _per_unit,
    FIXED: _fixed,
    MULTIPLIER: _multiplier,
    PER_PIECE: _per_piece,
}
_LIMITED = {
    "month": lambda said: (
        _(
            " “%(campaign)s” adds %(points)s points, not %(asked)s: it gives a member "
            "no more in one month."
        )
        % dict(said)
    ),
    "member": lambda said: (
        _(
            " “%(campaign)s” adds %(points)s points, not %(asked)s: it gives a member "
            "no more."
        )
        % dict(said)
    ),
    "budget": lambda said: (
        _(" “%(campaign)s” adds nothing: all its points have been given.") % dict(said)
    ),
}
