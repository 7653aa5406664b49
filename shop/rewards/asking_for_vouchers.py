"""A member says which voucher from points a basket is to use.

Like points (requesting.py) the wish stands on the basket's row and nothing is set
aside: what prices the basket next finds it there (voucher_offer.py).
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from loyalty import reading
from loyalty.expiry import last_valid_date
from loyalty.vouchers import SIGNS, Voucher, VoucherKind
from shop.components.numbers import money
from shop.forks.basket.models import Basket
from shop.rewards.once import last_balance
from shop.rewards.terms import payable_lines
from shop.rewards.tiers import tier_of
from shop.rewards.voucher_discount import applied
from shop.typed.signs import compact
from shop.users.models import User


class VoucherRefused(Exception):
    """It cannot be used here; the message says why, in the reader's language."""


@dataclass(frozen=True, kw_only=True)
class VoucherOption:
    """A voucher of the member's for a basket; `idle` says why it does nothing."""

    voucher: Voucher
    is_chosen: bool
    idle: str = ""

    @property
    def last_day(self) -> date:
        return last_valid_date(self.voucher.expires_at)


def voucher_options(
    *, basket: Basket, member: User | AnonymousUser | None, at: datetime
) -> list[VoucherOption]:
    """The member's own vouchers that an order could use; none costs no query."""
    if not isinstance(member, User) or basket.is_empty:
        return []
    if not last_balance(member=member, at=at).vouchers:
        return []
    in_use = applied(basket)
    return [
        VoucherOption(
            voucher=voucher,
            is_chosen=voucher.version == basket.voucher_requested,
            idle=_given_by_tier(voucher, basket, at)
            or (
                _idle(voucher)
                if voucher.version == basket.voucher_requested and in_use is None
                else ""
            ),
        )
        for voucher in reading.usable_vouchers(member=member, at=at)
    ]


def _given_by_tier(voucher: Voucher, basket: Basket, at: datetime) -> str:
    if voucher.kind != VoucherKind.DELIVERY:
        return ""
    tier = tier_of(member_id=basket.owner_id, at=at)
    goods = sum((line.value for line in payable_lines(basket)), Decimal(0))
    if tier is not None and tier.makes_delivery_free(goods=goods):
        return _("Your tier has this already.")
    return ""


def _idle(voucher: Voucher) -> str:
    if voucher.min_basket:
        return _("It starts at %(amount)s of goods after other discounts.") % {
            "amount": money(voucher.min_basket, settings.OSCAR_DEFAULT_CURRENCY)
        }
    return _("It takes nothing off these goods just now.")


def request_voucher(
    *, basket: Basket, member: User, version: int | None, at: datetime
) -> None:
    """Keep the wish to use a voucher of the member's; None takes it back.

    Raises VoucherRefused; then nothing has changed.
    """
    if version is not None and not reading.usable_voucher(
        member=member, version=version, at=at
    ):
        raise VoucherRefused(_("This voucher is no longer valid."))
    changed = Basket.open.filter(pk=basket.pk, owner=member).update(
        voucher_requested=version
    )
    if not changed:
        raise VoucherRefused(_("This basket can no longer be changed."))
    basket.voucher_requested = version
    basket.reset_offer_applications()


def find_by_code(
    *, code: str, member: User | AnonymousUser | None, at: datetime
) -> Voucher | None:
    """The member's voucher that somebody means by a code; None if there is no such.

    Who it belongs to is nobody's business: raises VoucherRefused for another's, with
    the same words whoever's it is, and for one that is over or used up.
    """
    signs = compact(code).replace("-", "")
    if not signs or not set(signs) <= set(SIGNS):
        return None
    voucher = reading.voucher_by_code(code=signs)
    if voucher is None:
        return None
    if not isinstance(member, User):
        raise VoucherRefused(
            _("This voucher is personal. Please sign in if it is yours.")
        )
    if voucher.account_id != member.pk:
        raise VoucherRefused(
            _("This voucher is personal: only who exchanged points for it can use it.")
        )
    if not voucher.open or voucher.expires_at <= at:
        raise VoucherRefused(_("This voucher is no longer valid."))
    if not voucher.left:
        raise VoucherRefused(_("This voucher has already been used."))
    return voucher
