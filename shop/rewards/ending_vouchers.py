"""Vouchers whose time is up give back what is left of them; a week before, one is told.

Each in its own transaction; repeated, or run twice at once, it is done once: the
account's lock decides, and mails are known by their voucher.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format

from loyalty import reading, vouchers
from loyalty.expiry import expires_after, last_valid_date
from loyalty.vouchers import Voucher
from shop.notices.topics import EXPIRING
from shop.notices.writing import Notice, write
from shop.rewards.exchanging import tell_given_back
from shop.users.models import User

logger = logging.getLogger(__name__)
DAYS_BEFORE = 7
CHUNK = 500


def end_what_is_over(*, at: datetime) -> int:
    """Give back what is left of vouchers whose time is up; return how many ended."""
    over = list(reading.vouchers_over(at=at)[:CHUNK])
    people = User.objects.in_bulk({voucher.account_id for voucher in over})
    ended = 0
    for voucher in over:
        try:
            _end(people[voucher.account_id], voucher, at)
            ended += 1
        except Exception:
            # One that cannot be ended keeps no other from it.
            logger.exception("The voucher %s cannot be ended.", voucher.pk)
    return ended


@transaction.atomic
def _end(member: User, voucher: Voucher, at: datetime) -> None:
    posting = vouchers.expire(member=member, voucher=voucher, at=at)
    if posting is not None:
        tell_given_back(member, voucher, cause="expired", at=at)


def tell(*, at: datetime) -> int:
    """Write to all whose vouchers end within a week; return how many mails are new."""
    today = timezone.localdate(at, timezone.get_default_timezone())
    until = expires_after(today + timedelta(days=DAYS_BEFORE))
    ending = list(reading.vouchers_ending(after=at, until=until))
    return sum(
        _tell(ending[start : start + CHUNK], at)
        for start in range(0, len(ending), CHUNK)
    )


@transaction.atomic
def _tell(ending: Sequence[Voucher], at: datetime) -> int:
    people = User.objects.filter(
        pk__in={voucher.account_id for voucher in ending},
        is_active=True,
        confirmed_at__isnull=False,
    ).in_bulk()
    notices = [
        Notice(
            person=people[voucher.account_id],
            kind="voucher-ending",
            topic=EXPIRING,
            context=_context(people[voucher.account_id], voucher),
            reference=f"{voucher.account_id}:{voucher.version}",
        )
        for voucher in ending
        if voucher.account_id in people
    ]
    return write(notices, at=at)


def _context(person: User, voucher: Voucher) -> dict[str, Any]:
    left = voucher.amount_left
    with translation.override(person.language):
        last_day = date_format(last_valid_date(voucher.expires_at), "DATE_FORMAT")
    return {
        "points": voucher.left,
        "amount": "" if left is None else f"{left:.2f}",
        "last_day": last_day,
    }
