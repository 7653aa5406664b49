"""Say what points are exchanged for, and cancel a member's voucher."""

from datetime import datetime
from typing import Any

from django.db import transaction

from loyalty import offering, reading, vouchers
from loyalty.reading import Freed
from loyalty.vouchers import Voucher, VoucherChoice
from shop.audit.record import record
from shop.rewards.exchanging import tell_given_back
from shop.rewards.once import rule_in_force
from shop.rewards.spread import Exchange
from shop.users.models import User
from shop.users.permission import require

PUBLISH = "loyalty.publish_voucher"
CANCEL = "loyalty.cancel_voucher"


class NoWholeCents(Exception):
    """So many points make no whole number of cents: `args[0]` and multiples do."""


@transaction.atomic
def offer(
    *, actor: User, published_at: datetime, series: int | None = None, **fields: Any
) -> VoucherChoice:
    """Publish a version of a choice, or a new one, and write it into the log.

    Raises NoWholeCents, and what `loyalty.offering.offer` raises.
    """
    per_unit = rule_in_force(at=published_at).redemption.points_per_unit_of_discount
    exchange = Exchange.at(per_unit)
    if fields["kind"] == "discount" and fields["points"] % exchange.points:
        raise NoWholeCents(exchange.points)
    choice = offering.offer(
        actor=actor, published_at=published_at, series=series, **fields
    )
    record(
        actor=actor,
        action="voucher.offer",
        subject=f"voucher-choice:{choice.series}",
        recorded_at=published_at,
        after={
            "kind": str(choice.kind),
            "points": choice.points,
            "days": choice.days,
            "min_basket": str(choice.min_basket),
            "most_in_30_days": choice.most_in_30_days,
        },
    )
    return choice


@transaction.atomic
def withdraw(*, actor: User, choice: VoucherChoice, withdrawn_at: datetime) -> None:
    """Offer it no longer. Vouchers there are run on. Raises what `offer` raises."""
    offering.withdraw(actor=actor, choice=choice, published_at=withdrawn_at)
    record(
        actor=actor,
        action="voucher.withdraw",
        subject=f"voucher-choice:{choice.series}",
        recorded_at=withdrawn_at,
        after={"points": choice.points},
    )


@transaction.atomic
def cancel(
    *, actor: User, member: User, voucher: Voucher, reason: str, cancelled_at: datetime
) -> Freed:
    """Give what is left of a voucher back to its member, who gets a mail.

    Returns what became of the points. Raises PermissionDenied without
    loyalty.cancel_voucher, and what `loyalty.vouchers.cancel` raises.
    """
    require(actor, CANCEL)
    posting = vouchers.cancel(
        member=member, voucher=voucher, actor=actor, reason=reason, at=cancelled_at
    )
    record(
        actor=actor,
        action="voucher.cancel",
        subject=f"member:{member.pk}",
        recorded_at=cancelled_at,
        # The end of a code tells two apart; all of it would be in the log for good.
        after={"code": f"…{voucher.code[-4:]}", "points": voucher.left},
        reason=reason,
    )
    tell_given_back(member, voucher, cause="cancelled", at=cancelled_at)
    return reading.freed(posting=posting, at=cancelled_at)
