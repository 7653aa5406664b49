"""A member says how many points to use on the basket.

The wish is a number on the basket's row, and nothing more: whoever prices the basket
next applies Oscar's offers, the last of which (offer.py, kept in Oscar's tables with
its class named in the benefit's `proxy_class`) reads the number and takes off the
lines what the member can use of it.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from loyalty.points import MOST_POINTS, InvalidPoints
from shop.components.numbers import points as points_text
from shop.forks.basket.models import Basket
from shop.rewards.once import last_balance
from shop.rewards.terms import Terms, terms_of
from shop.users.models import User


class TooManyPoints(Exception):
    """More than the balance, or more than this purchase can take."""


class TooFewPoints(Exception):
    """Fewer than the programme lets a purchase use."""


class BasketClosed(Exception):
    """The basket is ordered already, or belongs to somebody else."""


#: Numbers of points that cannot be used; the message says why.
REFUSALS = (InvalidPoints, TooManyPoints, TooFewPoints)


@dataclass(frozen=True, kw_only=True)
class PointsOption:
    """What the points of a member can do for a basket; texts in their language.

    `reason_if_unavailable` is empty where points can be used.
    """

    balance: int
    minimum: int
    maximum: int
    points_per_unit: int
    requested: int
    discount: Decimal
    remaining_balance: int
    reason_if_unavailable: str

    @property
    def is_available(self) -> bool:
        return not self.reason_if_unavailable


def points_option(
    *, basket: Basket, member: User | AnonymousUser | None, at: datetime
) -> PointsOption | None:
    """Return how many points `member` may use on `basket`, and what is in use.

    None for a guest, and for an empty basket.
    """
    if not isinstance(member, User) or basket.is_empty:
        return None
    balance = last_balance(member=member, at=at)
    terms = terms_of(basket=basket, member=member, at=at, balance=balance)
    return _option(terms, basket)


def request_points(
    *, basket: Basket, member: User, points: str | int, at: datetime
) -> PointsOption:
    """Keep the wish to use `points` on `basket`; 0 takes it back.

    Nothing is spent before the order is placed. `points` may be text as typed;
    points that make no whole cent stay with the member.
    Raises InvalidPoints, TooManyPoints, TooFewPoints and BasketClosed with a
    message in the active language; then nothing has changed.
    """
    terms = terms_of(basket=basket, member=member, at=at)
    wanted = terms.exchange.round_down(points_from(points))
    if wanted:
        _check(wanted, terms)
    changed = Basket.open.filter(pk=basket.pk, owner=member).update(
        points_requested=wanted
    )
    if not changed:
        raise BasketClosed(_("This basket can no longer be changed."))
    basket.points_requested = wanted
    return _option(terms, basket)


def points_from(typed: str | int) -> int:
    """Read a number of points as a person types it.

    Raises InvalidPoints for anything but a whole number from 0 to a billion.
    """
    text = str(typed).strip()
    if not text.isdecimal() or len(text) > len(str(MOST_POINTS)):
        raise InvalidPoints(_("Enter a whole number of points, such as 500."))
    return int(text)


def _check(wanted: int, terms: Terms) -> None:
    reason = _obstacle(terms)
    if wanted > terms.maximum:
        raise TooManyPoints(reason or _most(terms))
    if wanted < terms.minimum:
        raise TooFewPoints(
            _("Use at least %(points)s, or none.")
            % {"points": points_text(terms.minimum)}
        )


def _most(terms: Terms) -> str:
    if terms.maximum < terms.coverable:
        return _("You have %(points)s to use.") % {"points": points_text(terms.maximum)}
    return _("At most %(points)s can be used on this basket.") % {
        "points": points_text(terms.maximum)
    }


def _obstacle(terms: Terms) -> str:
    """Say why no points can be used at all; empty where they can."""
    minimum = {"points": points_text(terms.minimum)}
    if terms.frozen:
        return terms.frozen
    if terms.owed:
        return _(
            "A return took back more points than you had: your next %(points)s "
            "make up for it, then you can use points again."
        ) % {"points": points_text(terms.owed)}
    if terms.coverable < terms.minimum:
        return _("This basket is too small: points start at %(points)s.") % minimum
    if terms.balance < terms.minimum:
        return _("You can use points once you have %(points)s.") % minimum
    return ""


def _option(terms: Terms, basket: Basket) -> PointsOption:
    points = terms.usable(basket.points_requested)
    return PointsOption(
        balance=terms.balance,
        minimum=terms.minimum,
        maximum=terms.maximum,
        points_per_unit=terms.points_per_unit,
        requested=points,
        discount=terms.exchange.discount(points),
        remaining_balance=terms.balance - points,
        reason_if_unavailable=_obstacle(terms),
    )
