"""What members hold by their kept orders: reckoned anew, kept, and told when it moves.

What counts is what was paid in money for goods of an order, from the day on which it
was paid: not delivery, not what points pay, not what earns no points by the rule that
the order was placed under, and nothing that went back (docs/adr/0052-*.md).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet

from loyalty import merging, policy, reconciliation, traces
from loyalty.arithmetic.tiers import Held, Ladder, Purchase, held, in_force
from loyalty.tiers import keeping, reading
from loyalty.tiers.reading import today
from shop.forks.order.models import CAME_TO_NOTHING, Line
from shop.happenings.telling import happen
from shop.rewards.tiers import ladders

CHUNK = 500
# Who listens to an order may have missed it; by then the night has come.
LOOK_BACK = timedelta(days=3)


def purchases_of(
    keys: Sequence[int], *, since: date | None = None
) -> Mapping[int, list[Purchase]]:
    """Return what these members bought and kept, one value for each order that counts.

    Who was merged into another account bought for that one.
    """
    owners = merging.forerunners(keys=keys)
    lines = _counting(owners)
    if since is not None:
        lines = lines.filter(order__paid_at__date__gte=since)
    rules = list(policy.versions())
    paid: dict[tuple[int, date, int], Decimal] = defaultdict(Decimal)
    for order, user, paid_at, placed_at, labels, price, refunded in lines.values_list(
        "order_id",
        "order__user_id",
        "order__paid_at",
        "order__date_placed",
        "labels",
        "line_price_incl_tax",
        "refunded",
    ):
        if not _excluded(rules, placed_at) & set(labels):
            paid[owners[user], today(paid_at), order] += price - refunded
    found: dict[int, list[Purchase]] = {key: [] for key in keys}
    for (owner, day, _order), money in paid.items():
        found[owner].append(Purchase(day, money))
    return found


def reckon(*, keys: Iterable[int], at: datetime) -> int:
    """Keep what these members hold now; return how many hold another tier than before.

    Repeating it changes nothing.
    """
    ordered = sorted(set(merging.heirs(keys=keys).values()))
    return sum(
        _reckon(ordered[start : start + CHUNK], at)
        for start in range(0, len(ordered), CHUNK)
    )


def reckon_due(*, at: datetime) -> int:
    """Decide on the tiers whose last day is over, and on all where a ladder begins."""
    day = today(at)
    if any(day - timedelta(days=2) <= one.begins <= day for one in ladders()):
        return reckon_all(at=at)
    over = reading.due(before=day).values_list("pk", flat=True)
    changed = Line.objects.filter(
        Q(order__paid_at__gte=at - LOOK_BACK)
        | Q(order__returns__received_at__gte=at - LOOK_BACK)
        | Q(order__cancelled_at__gte=at - LOOK_BACK),
        order__user__loyalty_account__isnull=False,
    )
    keys = {*over, *changed.values_list("order__user_id", flat=True)}
    return reckon(keys=keys, at=at)


def reckon_all(*, at: datetime) -> int:
    """Keep what every member holds now; can be stopped and repeated."""
    return sum(
        reckon(keys=traces.enrolled(part), at=at)
        for part in reconciliation.ranges(chunk=CHUNK)
    )


def differences(*, at: datetime) -> Iterator[str]:
    """Yield whose kept tier is not what they bought comes to: nobody, when well."""
    day = today(at)
    ladder = in_force(ladders(), day)
    if ladder is None:
        return
    for part in reconciliation.ranges(chunk=CHUNK):
        enrolled = traces.enrolled(part)
        gone = merging.heirs(keys=enrolled)
        keys = [key for key in enrolled if gone[key] == key]
        for key in _differing(keys, ladder, day):
            # The shop goes on meanwhile: what counts is seen twice.
            yield from _differing([key], ladder, day).values()


def _differing(keys: Sequence[int], ladder: Ladder, day: date) -> dict[int, str]:
    kept, bought = reading.held_by(keys=keys), purchases_of(keys)
    found = {}
    for key in keys:
        due = held(bought[key], ladders(), day)
        stored = kept.get(key)
        if stored is None and due is not None and due.code == ladder.tiers[0].code:
            continue
        if not _agree(stored, due, day):
            found[key] = f"account {key}: holds {_told(stored)}, not {_told(due)}"
    return found


def _agree(stored: Held | None, due: Held | None, day: date) -> bool:
    """What time has decided since is no difference: the next night books it."""
    if stored is None or due is None:
        return stored is due
    if stored.through is not None and day > stored.through:
        return stored.code_on(day) == due.code
    return stored == due or (stored.code == due.code and due.through is None)


def _told(holds: Held | None) -> str:
    if holds is None:
        return "nothing"
    return f"{holds.code} since {holds.since} through {holds.through}"


@transaction.atomic
def _reckon(keys: Sequence[int], at: datetime) -> int:
    moved = keeping.keep(
        keys=keys,
        purchases=purchases_of,
        ladders=ladders(),
        day=today(at),
    )
    for one in moved:
        let_happen = partial(
            happen,
            subject=f"member:{one.member}",
            facts={"tier": one.now.code, "before": one.before},
            at=at,
            reference=f"{one.member}:{one.now.code}:{one.now.since}",
        )
        if one.is_up:
            let_happen(kind="tier.reached")
        else:
            let_happen(kind="tier.left")
    return len(moved)


def _counting(buyers: Iterable[int]) -> QuerySet[Line]:
    return (
        Line.objects.filter(
            order__user_id__in=list(buyers), order__paid_at__isnull=False
        )
        .exclude(order__status__in=CAME_TO_NOTHING)
        .order_by()
    )


def _excluded(rules: Iterable[policy.Rule], at: datetime) -> set[str]:
    """Return what earned nothing by the rule of a moment; `rules` the newest first."""
    for rule in rules:
        if rule.starts_at <= at:
            return set(rule.excluded_labels)
    return set()
