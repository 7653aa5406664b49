"""What a voucher from points may do for one basket at one moment."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from loyalty.vouchers import Voucher, VoucherKind
from shop.rewards.once import last_balance, rule_in_force
from shop.rewards.spread import Exchange, Payable, most_points
from shop.users.models import User


def voucher_exchange(voucher: Voucher) -> Exchange:
    """At which the voucher was made: its points keep their worth."""
    return Exchange.at(voucher.points_per_unit)


def usable_points(
    voucher: Voucher, lines: Sequence[Payable], *, member: User, at: datetime
) -> int:
    """How many points of the voucher a purchase of `lines` uses, in whole cents.

    None below its smallest basket, and none while the account owes points or is
    frozen. A voucher for delivery is used whole or not at all.
    """
    goods = sum((line.value for line in lines), Decimal(0))
    balance = last_balance(member=member, at=at)
    if not goods or goods < voucher.min_basket or balance.owed or balance.frozen:
        return 0
    if voucher.kind == VoucherKind.DELIVERY:
        return voucher.left
    exchange = voucher_exchange(voucher)
    share = rule_in_force(at=at).redemption.max_share_percent
    most = most_points(lines, exchange, max_share_percent=share)
    return exchange.round_down(min(voucher.left, most))
