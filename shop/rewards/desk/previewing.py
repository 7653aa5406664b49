"""How many members each tier of a ladder would have, by what counts today."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Sum

from loyalty.dates import add_months
from loyalty.tiers.reading import today
from shop.forks.order.models import CAME_TO_NOTHING, Line
from shop.users.models import User


def members_by_tier(*, thresholds: Sequence[Decimal], at: datetime) -> list[int]:
    """Return how many would be in each, if nobody held anything before.

    About: goods that earn nothing are counted as well.
    """
    spent = (
        Line.objects.filter(
            order__user__loyalty_account__closed_at__isnull=True,
            order__user__loyalty_account__isnull=False,
            order__paid_at__date__gt=add_months(today(at), -12),
        )
        .exclude(order__status__in=CAME_TO_NOTHING)
        .order_by()
        .values("order__user_id")
        .annotate(spent=Sum(F("line_price_incl_tax") - F("refunded")))
        .values_list("spent", flat=True)
    )
    found = Counter(bisect_right(thresholds, paid) - 1 for paid in spent.iterator())
    members = User.objects.filter(
        loyalty_account__isnull=False, loyalty_account__closed_at__isnull=True
    )
    found[0] += members.count() - found.total()
    return [found[place] for place in range(len(thresholds))]
