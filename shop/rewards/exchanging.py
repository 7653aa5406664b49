"""A member exchanges points for a voucher, and gives one back."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from loyalty import reading, vouchers
from loyalty.expiry import expires_after_days, last_valid_date
from loyalty.reading import Freed
from loyalty.vouchers import Voucher, VoucherChoice, VoucherKind
from shop.happenings.telling import happen
from shop.rewards.freezing import why_frozen
from shop.rewards.once import last_balance, rule_in_force
from shop.rewards.tiers import tier_of
from shop.users.models import User


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a member may exchange points for; `missing` points keep them from it."""

    choice: VoucherChoice
    amount: Decimal | None
    missing: int
    last_day: date
    is_given_by_tier: bool

    @property
    def is_within_reach(self) -> bool:
        return not self.missing and not self.is_given_by_tier


def choices(*, member: User, at: datetime) -> list[Choice]:
    """What points can be exchanged for now, the fewest points first."""
    per_unit = rule_in_force(at=at).redemption.points_per_unit_of_discount
    spendable = last_balance(member=member, at=at).spendable
    tier = tier_of(member_id=member.pk, at=at)
    return [
        Choice(
            choice=choice,
            amount=choice.worth(points_per_unit=per_unit),
            missing=max(0, choice.points - spendable),
            last_day=last_valid_date(expires_after_days(at, choice.days)),
            is_given_by_tier=choice.kind == VoucherKind.DELIVERY
            and tier is not None
            and tier.makes_delivery_free(goods=choice.min_basket),
        )
        for choice in reading.choices_at(at=at)
    ]


def obstacle(*, member: User, at: datetime) -> str:
    """Why the member can exchange nothing at all; empty where they can."""
    return " ".join(why_frozen(member=member, at=at))


@transaction.atomic
def exchange(
    *, member: User, choice: VoucherChoice, reference: str, at: datetime
) -> Voucher:
    """Turn points into a voucher, and tell the member by mail.

    Repeating a `reference` returns the first voucher. Raises what
    `loyalty.vouchers.exchange` raises.
    """
    voucher = vouchers.exchange(
        member=member,
        choice=choice,
        points_per_unit=rule_in_force(at=at).redemption.points_per_unit_of_discount,
        currency=settings.OSCAR_DEFAULT_CURRENCY,
        reference=reference,
        at=at,
    )
    happen(
        kind="voucher.made",
        subject=f"member:{member.pk}",
        facts={
            "points": voucher.points,
            "amount": "" if voucher.amount is None else str(voucher.amount),
            "last_day": last_valid_date(voucher.expires_at).isoformat(),
        },
        at=voucher.made_at,
        reference=f"{member.pk}:{voucher.version}",
    )
    return voucher


@transaction.atomic
def give_back(*, member: User, voucher: Voucher, at: datetime) -> Freed:
    """Let the member have the rest of a voucher back as points.

    Returns what became of them. Repeating it changes nothing. Raises
    `loyalty.vouchers`' NoSuchVoucher, VoucherIsOver and VoucherIsUsed.
    """
    posting = vouchers.give_back(member=member, voucher=voucher, at=at)
    tell_given_back(member, voucher, cause="undone", at=at)
    return reading.freed(posting=posting, at=at)


def would_come_back(*, member: User, voucher: Voucher, at: datetime) -> Freed:
    """What giving the rest of a voucher back would come to now."""
    return reading.would_come_back(
        member=member,
        reference=vouchers.reference_of(voucher),
        points=voucher.left,
        at=at,
        grace_until=None,
    )


def tell_given_back(
    member: User, voucher: Voucher, *, cause: str, at: datetime
) -> None:
    happen(
        kind="voucher.given-back",
        subject=f"member:{member.pk}",
        facts={"points": voucher.left, "cause": cause},
        at=at,
        reference=f"{member.pk}:{voucher.version}",
    )
