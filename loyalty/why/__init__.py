"""Why a posting was made: a code with its facts, told in the reader's language.

Facts are stored, sentences are not: the shopper and staff read the same text,
each in their language, and a better wording reaches old postings too. Each file
has one concept: what the callers say, and beside it what the readers read.
"""

from loyalty.why import merging, missions, sharing  # noqa: F401  only told
from loyalty.why.earning import (
    held_back,
    let_go,
    order_earned,
    revoked_on_return,
    scheduled_at_delivery,
)
from loyalty.why.facts import Facts, Why
from loyalty.why.giving import (
    ReasonMissing,
    adjusted,
    balance_imported,
    granted,
    imported,
    valid_reason,
    welcome,
)
from loyalty.why.lasting import announced, extended
from loyalty.why.redeeming import (
    given_back,
    held_for_order,
    redeemed_on_order,
    released,
)
from loyalty.why.referring import came_by_invitation, invited
from loyalty.why.vouchers import (
    exchanged,
    voucher_cancelled,
    voucher_expired,
    voucher_given_back,
    voucher_undone,
)

__all__ = [
    "Facts",
    "ReasonMissing",
    "Why",
    "adjusted",
    "announced",
    "balance_imported",
    "came_by_invitation",
    "exchanged",
    "extended",
    "given_back",
    "granted",
    "held_back",
    "held_for_order",
    "imported",
    "invited",
    "let_go",
    "order_earned",
    "redeemed_on_order",
    "released",
    "revoked_on_return",
    "scheduled_at_delivery",
    "valid_reason",
    "voucher_cancelled",
    "voucher_expired",
    "voucher_given_back",
    "voucher_undone",
    "welcome",
]
