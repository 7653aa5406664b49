"""Why a member cannot redeem."""

from datetime import datetime

from django.db.models import F, Q

from loyalty.models import Freeze
from loyalty.people import Person

__all__ = ["Freeze", "freezes"]


def freezes(*, member: Person, at: datetime) -> list[Freeze]:
    """Return what stops redemptions at `at`, what lasts longest first."""
    in_force = Q(until__isnull=True) | Q(until__gt=at)
    found = Freeze.objects.filter(in_force, account=member.pk)
    return list(found.order_by(F("until").desc(nulls_first=True), "cause"))
