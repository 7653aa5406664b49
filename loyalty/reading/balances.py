"""What a member has, or had."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from loyalty.arithmetic.tiers import Held
from loyalty.dates import NEVER
from loyalty.expiry import last_valid_date
from loyalty.people import Person
from loyalty.reading.rows import rows


@dataclass(frozen=True)
class Expiry:
    """Points and the last date on which they count."""

    date: date
    points: int


@dataclass(frozen=True)
class Maturity:
    """Points and the moment from which they can be spent."""

    at: datetime
    points: int


@dataclass(frozen=True)
class Balance:
    available: int = 0
    pending: int = 0
    held: int = 0
    owed: int = 0
    next_expiry: Expiry | None = None
    next_maturity: Maturity | None = None
    frozen: bool = False
    tier: Held | None = None
    #: How many vouchers from points an order could use.
    vouchers: int = 0

    @property
    def spendable(self) -> int:
        """What an order could use now: nothing while points are owed."""
        return 0 if self.owed or self.frozen else self.available


def balance(*, member: Person, at: datetime) -> Balance:
    """Return what the member has; all zeros for somebody who is not a member."""
    return balances(members=[member], at=at).get(member.pk, Balance())


def balance_as_of(*, member: Person, at: datetime) -> Balance:
    """Return what the member had; whether it was frozen then, or which tier it held, is
    not kept.
    """
    found = rows(
        "SELECT b.*, false, 0 FROM ledger.past_balances(%s, %s) b", [[member.pk], at]
    )
    return _balance(found[0][1:]) if found else Balance()


def balances(*, members: Iterable[Person], at: datetime) -> dict[int, Balance]:
    """Return the balances of many members, by their key, with one query."""
    keys = [member.pk for member in members]
    found = rows(
        "SELECT b.*, a.frozen_at IS NOT NULL"
        " AND (a.frozen_until IS NULL OR a.frozen_until > %s),"
        " (SELECT count(*) FROM loyalty_voucher v WHERE v.account_id = a.account_id"
        ' AND v.open AND v."left" > 0 AND v.expires_at > %s)'
        ", t.code, t.since, t.through, t.after"
        " FROM ledger.balances_at(%s, %s) b"
        " JOIN loyalty_account a USING (account_id)"
        " LEFT JOIN loyalty_tierstanding t USING (account_id)"
        " WHERE a.account_id = ANY (%s)",
        [at, at, keys, at, keys],
    )
    return {row[0]: _balance(row[1:]) for row in found}


def _next_expiry(expires_at: datetime | None, points: int) -> Expiry | None:
    if expires_at is None or expires_at == NEVER:
        return None
    return Expiry(last_valid_date(expires_at), points)


def _balance(row: tuple[Any, ...]) -> Balance:
    available, pending, held, owed = row[:4]
    expires_at, expiring, matures_at, maturing, frozen, vouchers = row[4:10]
    tier = row[10:]
    return Balance(
        available=available,
        pending=pending,
        held=held,
        owed=owed,
        next_expiry=_next_expiry(expires_at, expiring),
        next_maturity=matures_at and Maturity(matures_at, maturing),
        frozen=frozen,
        tier=Held(*tier) if any(tier) else None,
        vouchers=vouchers,
    )
