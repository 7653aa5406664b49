"""What nobody presses a button for: orders that were kept, and days that came.

Each member is a transaction: it can be stopped and repeated, and run twice at once.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from oscar.apps.address.models import UserAddress

from loyalty.arithmetic.missions import ADDRESS, PROFILE
from loyalty.missions import reading
from loyalty.missions.taking_part import local_day
from shop.missions import kept_orders
from shop.missions.noticing import notice
from shop.users.models import User

logger = logging.getLogger(__name__)
# So long after its day an instalment is looked for, should a worker have been away.
PATIENCE = timedelta(days=60)


def notice_kept_orders(*, at: datetime) -> int:
    """Count the orders that were kept since; return how many members had some."""
    return _notice_each(kept_orders.members_with_fresh(at=at), at)


def notice_profiles(*, at: datetime) -> int:
    """Count what members have become since; return how many were looked at."""
    lacking = reading.lacking()
    confirmed = User.objects.filter(pk__in=lacking[ADDRESS], confirmed_at__isnull=False)
    complete = UserAddress.objects.filter(user__in=lacking[PROFILE]).exclude(
        user__last_name=""
    )
    became = {
        *confirmed.values_list("pk", flat=True),
        *complete.values_list("user_id", flat=True),
    }
    return _notice_each(became, at)


def open_instalments(*, at: datetime) -> int:
    """Give what opens today; return how many members were looked at."""
    today = local_day(at)
    since = today - PATIENCE
    return _notice_each(reading.opening_for(since=since, day=today), at)


def _notice_each(keys: Iterable[int], at: datetime) -> int:
    looked_at = 0
    for member in User.objects.filter(pk__in=list(keys)).order_by("pk"):
        try:
            notice(member=member, at=at)
        except Exception:  # whatever it was, the others get what is theirs
            logger.exception("The missions of member %s were left out", member.pk)
        else:
            looked_at += 1
    return looked_at
