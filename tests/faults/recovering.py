"""What beat starts in a running shop: every sweep, once."""

from datetime import datetime

from loyalty import redemption
from shop.happenings import hearing
from shop.orders.paying import closing_pages, lapsing, reconciling, taking_news
from shop.outbox import delivering
from shop.payments import sending_refunds
from shop.rewards import sweeping


def sweep(*, at: datetime) -> None:
    """Do what is due; where a service was silent, asking again is due soon."""
    for take_next in (
        taking_news.take_next,
        sending_refunds.send_next,
        hearing.hear_next,
        delivering.deliver_next,
    ):
        _until_none(take_next, at)
    reconciling.ask_about_open(at=at)
    closing_pages.close_overdue(at=at)
    lapsing.lapse_unpaid(at=at)
    redemption.lapse_holds(at=at)
    sweeping.accrue_missed(at=at)
    # What the others have caused leaves with the same round.
    _until_none(hearing.hear_next, at)
    _until_none(delivering.deliver_next, at)


def _until_none(take_next, at: datetime) -> None:
    while take_next(at=at) is not None:
        pass
