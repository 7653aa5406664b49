"""A member's points now, or at the close of a day that is over."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loyalty import expiry, policy, queries
from loyalty.queries import Balance, OpenLot
from shop.rewards import display
from shop.rewards.spread import Exchange
from shop.users.models import User

# The rule that a programme starts with holds from here: no points are older.
FIRST_DAY = date(2000, 1, 1)


class DayForm(forms.Form):
    """The day to look back to. Without one, and for today, it is now."""

    on = forms.DateField(
        label=gettext_lazy("As of the end of"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, asked: Any, *, now: datetime):
        super().__init__(asked if asked.get("on") else None)
        self.today = timezone.localdate(now)
        self.fields["on"].widget.attrs |= {
            "min": FIRST_DAY.isoformat(),
            "max": self.today.isoformat(),
        }

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        if day < FIRST_DAY:
            raise forms.ValidationError(_("There were no points yet on this day."))
        return day

    @property
    def day(self) -> date | None:
        """The day that is over; None for now, and for what is no day."""
        day: date | None = self.cleaned_data.get("on") if self.is_valid() else None
        return None if day == self.today else day


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a member had at the close of `day`, or has now where it is None.

    `points_per_unit` is the exchange of the rule in force at that moment.
    """

    day: date | None
    until: datetime | None
    balance: Balance
    lots: list[OpenLot]
    points_per_unit: int

    @property
    def worth(self) -> Decimal:
        """The discount that the available points could give."""
        return Exchange.at(self.points_per_unit).discount(self.balance.available)


def standing(*, member: User, day: date | None, now: datetime) -> Standing:
    """Return how the member's points stand, or stood when `day` was over."""
    if day is None:
        return Standing(
            day=None,
            until=None,
            balance=queries.balance(member=member, at=now),
            lots=queries.open_lots(member=member, at=now),
            points_per_unit=display.points_per_unit(),
        )
    at = expiry.close_of(day)
    return Standing(
        day=day,
        until=at,
        balance=queries.balance_as_of(member=member, at=at),
        lots=queries.open_lots_as_of(member=member, at=at),
        points_per_unit=policy.current_rule(at=at).points_per_unit_of_discount,
    )
