"""Prove that what missions gave was due, by the one who reckons it. Fixes nothing.

The ledger counts deeds (docs/adr/0056-*.md); that days were a row, and days of the
programme's own zone, and that orders were kept, is looked at here.
"""

from collections.abc import Iterator

from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Substr

from loyalty.arithmetic.missions import ORDER
from loyalty.missions.reading import MissionDeed, MissionReward, taken_by
from loyalty.missions.taking_part import local_day
from loyalty.people import Key
from shop.forks.order.models import Order
from shop.returns import window


def differences() -> Iterator[str]:
    """Yield what differs: nothing, when all is well."""
    yield from _not_due()
    yield from _of_another_day()
    yield from _before_it_was_kept()


def _not_due() -> Iterator[str]:
    """Reckoned as of the last day on which a member got something."""
    last = MissionReward.objects.values("account").annotate(at=Max("given_at"))
    for row in last.order_by("account").iterator(chunk_size=500):
        account = row["account"]
        for taken in taken_by(Key(account), at=row["at"]):
            due = {(one.step, one.nth): one.due_on for one in taken.progress.due}
            for reward in taken.rewards:
                due_on = due.get((reward.step, reward.nth))
                if due_on is None or due_on > local_day(reward.given_at):
                    yield f"account {account}: {reward.reference} was not due"


def _of_another_day() -> Iterator[str]:
    """Of which day a deed is says its moment, in the programme's zone."""
    for deed in MissionDeed.objects.order_by("account", "reference").iterator():
        if deed.day != local_day(deed.happened_at):
            yield f"account {deed.account_id}: {deed.reference} is of {deed.day}"


def _before_it_was_kept() -> Iterator[str]:
    """An order counts once nothing of it can come back any more."""
    order = Order.objects.filter(
        number=Substr(OuterRef("reference"), len(ORDER) + 2)  # after its colon
    )
    deeds = MissionDeed.objects.filter(kind=ORDER).annotate(
        delivered_at=Subquery(order.values("delivered_at"))
    )
    for deed in deeds.order_by("account", "reference").iterator():
        last = window.last_day(Order(delivered_at=deed.delivered_at))
        if not window.is_over(last, at=deed.noted_at):
            yield f"account {deed.account_id}: {deed.reference} was not kept yet"
