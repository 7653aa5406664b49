"""Every read of the programme. A balance is read at a moment, now or later.

What time has decided is counted whether it was booked or not, so a late worker
changes nothing anybody sees. What ends in `as_of` reads a moment that is over: it
rebuilds from the movements what would have been read then, and costs more.
"""

from loyalty.reading.balances import (
    Balance,
    Expiry,
    Maturity,
    balance,
    balance_as_of,
    balances,
)
from loyalty.reading.by_hand import ByHand, by_hand
from loyalty.reading.expiring import expiring, left_of
from loyalty.reading.freezes import Freeze, freezes
from loyalty.reading.idle import IdleEnd, idle_end, idle_members
from loyalty.reading.lots import OpenLot, open_lots, open_lots_as_of
from loyalty.reading.members import is_member, members_by_address, members_count
from loyalty.reading.programme import (
    Totals,
    moved_between,
    programme_totals,
    programme_totals_as_of,
)
from loyalty.reading.references import (
    Accrued,
    Freed,
    Redeemed,
    accrued,
    freed,
    redeemed,
    redeemed_under,
    would_be_valid,
    would_come_back,
)
from loyalty.reading.statements import (
    Posting,
    causes,
    movements,
    posting,
    statement,
    with_cause,
)
from loyalty.reading.vouchers import (
    choices_at,
    entries,
    every_choice,
    every_voucher,
    usable_voucher,
    usable_vouchers,
    voucher_by_code,
    voucher_used_by,
    voucher_uses,
    vouchers,
    vouchers_ending,
    vouchers_over,
)

__all__ = [
    "Accrued",
    "Balance",
    "ByHand",
    "Expiry",
    "Freed",
    "Freeze",
    "IdleEnd",
    "Maturity",
    "OpenLot",
    "Posting",
    "Redeemed",
    "Totals",
    "accrued",
    "balance",
    "balance_as_of",
    "balances",
    "by_hand",
    "causes",
    "choices_at",
    "entries",
    "every_choice",
    "every_voucher",
    "expiring",
    "freed",
    "freezes",
    "idle_end",
    "idle_members",
    "is_member",
    "left_of",
    "members_by_address",
    "members_count",
    "moved_between",
    "movements",
    "open_lots",
    "open_lots_as_of",
    "posting",
    "programme_totals",
    "programme_totals_as_of",
    "redeemed",
    "redeemed_under",
    "statement",
    "usable_voucher",
    "usable_vouchers",
    "voucher_by_code",
    "voucher_used_by",
    "voucher_uses",
    "vouchers",
    "vouchers_ending",
    "vouchers_over",
    "with_cause",
    "would_be_valid",
    "would_come_back",
]
