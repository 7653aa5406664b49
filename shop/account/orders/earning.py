"""What an order earns, and from when its points can be used."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from loyalty import reading
from shop.forks.order.models import CAME_TO_NOTHING, Order
from shop.rewards.awarding import award_of
from shop.rewards.display import Added, Earns, added_by


@dataclass(frozen=True)
class Earning:
    order: Order

    @cached_property
    def to_come(self) -> Earns:
        """What it earns by the rule and the campaigns that it was ordered under."""
        return Earns.by(award_of(self.order))

    @cached_property
    def accrued(self) -> reading.Accrued | None:
        order = self.order
        if order.user_id is None:
            return None
        return reading.accrued(member=order.user, reference=order.number)

    @cached_property
    def points(self) -> int:
        """What the order adds to the member's points, booked or still to come."""
        order = self.order
        if order.user_id is None or order.status in CAME_TO_NOTHING:
            return 0
        return self.accrued.kept if self.accrued else self.to_come.points

    @property
    def added(self) -> tuple[Added, ...]:
        """What campaigns have added to that, or will."""
        if not self.points:
            return ()
        return added_by(self.accrued) if self.accrued else self.to_come.added

    @property
    def usable(self) -> str:
        """When the points can be used, in words."""
        if not self.points:
            return ""
        if self.accrued is None:
            return _("They are added once the order is paid.")
        if self.order.delivered_at is None:
            return _("They are yours to use after delivery and the waiting time.")
        return _("Your points page says from when you can use them.")
