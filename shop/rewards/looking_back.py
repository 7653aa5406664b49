"""A member's points now, or at the close of a day that is over."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from loyalty import expiry, policy, reading
from loyalty.reading import Balance, IdleEnd, OpenLot
from shop.rewards.once import rule_in_force
from shop.rewards.spread import Exchange
from shop.users.models import User


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a member had at the close of `day`, or has now where it is None.

    `points_per_unit` is the exchange of the rule in force at that moment; `idle_end` is
    when points end that no day ends, of which only now something can be said.
    """

    day: date | None
    until: datetime | None
    balance: Balance
    lots: list[OpenLot]
    points_per_unit: int
    idle_end: IdleEnd | None = None

    @property
    def worth(self) -> Decimal:
        """The discount that the available points could give."""
        return Exchange.at(self.points_per_unit).discount(self.balance.available)


def standing(*, member: User, day: date | None, now: datetime) -> Standing:
    """Return how the member's points stand, or stood when `day` was over."""
    if day is None:
        lots = reading.open_lots(member=member, at=now)
        return Standing(
            day=None,
            until=None,
            balance=reading.balance(member=member, at=now),
            lots=lots,
            idle_end=None
            if all(lot.has_date for lot in lots)
            else reading.idle_end(member=member, at=now),
            points_per_unit=rule_in_force(
                at=now
            ).redemption.points_per_unit_of_discount,
        )
    at = expiry.close_of(day)
    return Standing(
        day=day,
        until=at,
        balance=reading.balance_as_of(member=member, at=at),
        lots=reading.open_lots_as_of(member=member, at=at),
        points_per_unit=policy.current_rule(
            at=at
        ).redemption.points_per_unit_of_discount,
    )
