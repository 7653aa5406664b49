"""Tell members by mail that points end by inactivity: what nobody told, does not end.

The mail and the note in the ledger that it was told are one transaction. Who does
without such mails, cannot sign in or never confirmed an address is not told.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format

from loyalty import idling, reading
from loyalty.reading import IdleEnd
from loyalty.terms.laws import TOLD_DAYS
from shop.notices.models import Unwanted
from shop.notices.topics import EXPIRING
from shop.notices.writing import Notice, write
from shop.rewards.once import rule_in_force
from shop.users.models import User


def tell(*, at: datetime) -> int:
    """Write to all whose points may end within two months; return how many.

    Can be stopped and repeated, and run twice at once: who was told is not told again
    before they have done something.
    """
    far = at + timedelta(days=TOLD_DAYS[1])
    keys = reading.idle_members(until=far, announced=False)
    unwanted = Unwanted.objects.filter(topic=EXPIRING).values("person")
    people = User.objects.filter(
        pk__in=keys, is_active=True, confirmed_at__isnull=False
    ).exclude(pk__in=unwanted)
    return sum(_tell(person, at=at) for person in people.order_by("pk"))


@transaction.atomic
def _tell(person: User, *, at: datetime) -> int:
    end = reading.idle_end(member=person, at=at)
    if end is None or end.is_announced:
        return 0
    try:
        posting = idling.announce(member=person, until=end.ends_at, announced_at=at)
    except (idling.NothingEnds, idling.OutsideWindow, idling.AccountClosed):
        return 0  # something was done meanwhile
    points = posting.why["params"]["points"]
    written = write([_notice(person, end, points, at)], at=at)
    if not written:  # they do without it since a moment ago
        transaction.set_rollback(True)
    return written


def _notice(person: User, end: IdleEnd, points: int, at: datetime) -> Notice:
    with translation.override(person.language):
        last_day = date_format(end.last_day, "DATE_FORMAT")
    return Notice(
        person=person,
        kind="points-idle",
        topic=EXPIRING,
        context={
            "points": points,
            "points_per_unit": rule_in_force(
                at=at
            ).redemption.points_per_unit_of_discount,
            "last_day": last_day,
        },
        reference=f"{person.pk}:idle:{end.last_day:%Y%m%d}",
    )
