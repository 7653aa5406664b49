"""A campaign read out: one sentence of clauses, as its editor asks for them."""

from collections.abc import Iterator
from decimal import Decimal

from babel.lists import format_list
from django.utils.translation import get_language, ngettext, pgettext, to_locale
from django.utils.translation import gettext as _

from loyalty.arithmetic.campaigns import (
    HOURS_OF_A_DAY,
    MULTIPLIER,
    PER_PIECE,
    PER_UNIT,
)
from loyalty.campaigns.reading import CampaignVersion
from shop.components.numbers import figure, money, points, rate
from shop.staff.campaigns.campaign_words import moment, tier_names
from shop.staff.campaigns.goods_finding import Goods


def sentence(version: CampaignVersion, *, goods: Goods) -> str:
    """What a version says, in the active language."""
    comma = pgettext("between clauses of a campaign", ", ")
    said = pgettext("a campaign", "%(clauses)s.") % {
        "clauses": comma.join(_clauses(version, goods))
    }
    if version.group:
        said += pgettext(
            "a campaign",
            " Of the campaigns of the group “%(group)s”, only the one that gives most "
            "counts.",
        ) % {"group": version.group}
    return said


def _clauses(version: CampaignVersion, goods: Goods) -> Iterator[str]:
    yield _("When an order is paid")
    yield from _conditions(version, goods)
    yield _gives(version)
    yield from _limits(version)
    if version.ends_at is None:
        yield _("from %(start)s on") % {"start": moment(version.starts_at)}
    else:
        yield _("from %(start)s until %(end)s") % {
            "start": moment(version.starts_at),
            "end": moment(version.ends_at),
        }
    if version.budget is not None:
        yield _("for everybody together at most %(points)s") % {
            "points": points(version.budget)
        }


def _conditions(version: CampaignVersion, goods: Goods) -> Iterator[str]:
    if called := goods.called(version.labels, version.products):
        yield _("and it contains something of %(goods)s") % {"goods": _any_of(called)}
    if version.min_pieces > 1:
        yield ngettext(
            "and at least %(count)s piece of it",
            "and at least %(count)s pieces of it",
            version.min_pieces,
        ) % {"count": figure(version.min_pieces)}
    if version.min_basket:
        yield _("and its goods come to at least %(money)s") % {
            "money": money(version.min_basket)
        }
    if version.first_order_only:
        yield _("and it is the member’s first")
    if version.tiers:
        yield _("and its buyer is a member of %(tiers)s") % {
            "tiers": _any_of(tier_names(version.tiers))
        }
    if (version.from_hour, version.until_hour) != (0, HOURS_OF_A_DAY):
        yield _("and it is placed between %(first)s and %(last)s") % {
            "first": f"{version.from_hour:02}:00",
            "last": f"{version.until_hour:02}:00",
        }


def _gives(version: CampaignVersion) -> str:
    is_about_some = bool(version.labels or version.products)
    said = {
        "points": _points(version.rate),
        "times": rate(version.rate),
        "unit": money(1),
    }
    if version.amount == PER_UNIT:
        text = (
            _("give %(points)s for each %(unit)s of it")
            if is_about_some
            else _("give %(points)s for each %(unit)s paid")
        )
    elif version.amount == MULTIPLIER:
        text = (
            _("give %(times)s times the usual points for it")
            if is_about_some
            else _("give %(times)s times the usual points")
        )
    elif version.amount == PER_PIECE:
        text = (
            _("give %(points)s for each piece of it")
            if is_about_some
            else _("give %(points)s for each piece")
        )
    else:
        text = _("give %(points)s once")
    return text % said


def _limits(version: CampaignVersion) -> Iterator[str]:
    limits = (
        (version.max_per_order, _("at most %(points)s per order")),
        (version.max_per_month, _("at most %(points)s per member and month")),
        (version.max_per_member, _("at most %(points)s per member in all")),
    )
    for limit, text in limits:
        if limit is not None:
            yield text % {"points": points(limit)}


def _points(number: Decimal) -> str:
    """Points, of which there may be half a one."""
    if number == int(number):
        return points(int(number))
    return _("%(rate)s points") % {"rate": rate(number)}


def _any_of(names: list[str]) -> str:
    locale = to_locale(get_language() or "en")
    return format_list(names, style="or", locale=locale)
