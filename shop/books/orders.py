"""Prove that orders and ledger tell the same story (L10). Fixes nothing.

Every order of a member is held against what was posted under its number, and what
was posted for an order against the orders there are.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import F

from loyalty import merging, policy, reconciliation, traces
from loyalty.arithmetic.awards import EarningLine
from loyalty.arithmetic.purchases import part_in_money
from loyalty.campaigns.reading import deciding
from loyalty.reconciliation import Range
from loyalty.traces import Trace, Traces
from loyalty.vouchers import is_of_a_voucher
from shop.books import vouchers
from shop.books.agreement import Facts, Terms, disagreements
from shop.forks.order.models import Line, Order
from shop.orders.models import Return
from shop.users.models import User

# Members, not orders: some thousands of orders are in memory at once.
CHUNK = 4000
_NOTHING = Trace()


@dataclass(frozen=True)
class Difference:
    """What an order says of its points, and what was found instead."""

    order: str
    what: str
    said: Any
    found: Any

    def __str__(self) -> str:
        said = "nothing" if self.said is None else self.said
        found = "nothing" if self.found is None else self.found
        return f"order {self.order}, {self.what}: the order says {said}, found {found}"


@dataclass(frozen=True, kw_only=True)
class Looked:
    """How many orders of some members were looked at, and what differs."""

    orders: int
    differences: list[Difference]


def differences(*, at: datetime) -> Iterator[Difference]:
    """Yield what differs as of `at`: nothing, when all is well."""
    for part in reconciliation.ranges(chunk=CHUNK):
        yield from look(part, at=at).differences


def look(part: Range, *, at: datetime) -> Looked:
    """Compare the orders of these members.

    The shop goes on meanwhile, so a difference counts when it is seen twice.
    """
    looked = _look(part, at)
    if not looked.differences:
        return looked
    again = _look(part, at)
    lasting = [found for found in again.differences if found in looked.differences]
    return Looked(orders=again.orders, differences=lasting)


def _look(part: Range, at: datetime) -> Looked:
    posted = traces.of_accounts(part)
    terms = Terms(
        rules={rule.version: rule.earning for rule in policy.versions()},
        campaigns=deciding(),
    )
    orders = 0
    found: list[Difference] = []
    for order in _facts(part):
        orders += 1
        trace = posted.pop((order.member, order.number), _NOTHING)
        if order.paid_at and trace.accrued is None:
            trace = _earned_elsewhere(order, trace)
        found += (
            Difference(order.number, *difference)
            for difference in disagreements(order, trace, terms=terms, at=at)
        )
    found += (Difference(*each) for each in vouchers.disagreements(part))
    return Looked(orders=orders, differences=[*found, *_without_order(posted)])


def _facts(part: Range) -> Iterator[Facts]:
    """What the shop stores of these members' orders, in three queries."""
    members = traces.enrolled(part)
    lines, returns = _lines(part), _returns(part)
    orders = Order.objects.filter(**part.limits("user_id")).order_by("pk")
    for pk, member, *facts in orders.values_list(
        "pk",
        "user_id",
        "number",
        "status",
        "points_redeemed",
        "paid_at",
        "payment_due_at",
    ):
        number, status, points, paid_at, payment_due_at = facts
        own, returned = lines.get(pk, ()), returns.get(pk, ())
        yield Facts(
            number=number,
            member=member,
            member_since=members.get(member),
            status=status,
            points=points,
            points_on_lines=sum(used for _line, used, _restored in own),
            points_restored_on_lines=sum(restored for _line, _used, restored in own),
            lines=tuple(line for line, _used, _restored in own),
            restored={cause: restored for cause, restored, _revoked in returned},
            revoked={cause: revoked for cause, _restored, revoked in returned},
            paid_at=paid_at,
            payment_due_at=payment_due_at,
        )


def _lines(part: Range) -> dict[int, list[tuple[EarningLine, int, int]]]:
    found = defaultdict(list)
    lines = Line.objects.filter(**part.limits("order__user_id")).order_by()
    for order, product, bought, returned, *rest in lines.values_list(
        "order_id",
        "product_id",
        "quantity",
        "returned_quantity",
        "line_price_incl_tax",
        "refunded",
        "points_redeemed",
        "points_restored",
        F("points_discount") + F("voucher_discount"),
        "labels",
    ):
        paid, refunded, used, restored, by_points, labels = rest
        line = EarningLine(
            key=None,
            cash=paid - refunded,
            labels=frozenset(labels),
            pieces=bought - returned,
            product=product,
            in_money=part_in_money(paid, by_points),
        )
        found[order].append((line, used, restored))
    return found


def _returns(part: Range) -> dict[int, list[tuple[str, int, int]]]:
    found = defaultdict(list)
    returns = Return.objects.filter(**part.limits("order__user_id")).order_by()
    for order, reference, restored, revoked in returns.values_list(
        "order_id", "reference", "points_restored", "points_revoked"
    ):
        found[order].append((f"return:{reference}", restored, revoked))
    return found


def _earned_elsewhere(order: Facts, trace: Trace) -> Trace:
    """Add what the order earned at an account that the member's was merged into."""
    for person in merging.successors(member=User(pk=order.member)):
        own = Range(first=person.pk, last=person.pk, accounts=1)
        found = traces.of_accounts(own).get((person.pk, order.number), _NOTHING)
        if found.by_order:
            return replace(
                trace,
                accrued=found.accrued,
                rule_version=found.rule_version,
                shares=found.shares,
                scheduled=found.scheduled,
                revoked=found.revoked,
            )
    return trace


def _earned_there(account_id: int, reference: str) -> bool:
    """Whether a paid order earned at this account, into which its buyer's was merged.

    It earns once: what stands at a later account too is of no order.
    """
    buyers = User.objects.filter(
        orders__number=reference, orders__paid_at__isnull=False
    )
    return any(_where_it_earned(buyer, reference) == account_id for buyer in buyers)


def _where_it_earned(buyer: User, reference: str) -> int | None:
    for person in (buyer, *merging.successors(member=buyer)):
        own = Range(first=person.pk, last=person.pk, accounts=1)
        if traces.of_accounts(own).get((person.pk, reference), _NOTHING).by_order:
            return person.pk
    return None


def _without_order(left: Traces) -> Iterator[Difference]:
    """Yield what was posted for orders that do not exist, or are another member's."""
    for (account_id, reference), trace in left.items():
        if is_of_a_voucher(reference):
            continue  # which has no order; the ledger holds it against its voucher
        if trace.by_order and _earned_there(account_id, reference):
            continue
        for what, points in (
            ("a hold", trace.held),
            ("a redemption", trace.redeemed),
            ("an accrual", trace.accrued if trace.by_order else None),
            # Gifts and imports are not taken back by a return.
            ("a revocation", sum(trace.revoked.values()) or None),
        ):
            if points is not None:
                yield Difference(
                    reference, f"{what} on account {account_id}", None, points
                )
