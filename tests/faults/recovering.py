"""What beat starts in a running shop: every sweep, once."""

from datetime import datetime

from loyalty import redemption
from shop.orders import cancelling, closing, hearing, reconciling
from shop.outbox import delivering
from shop.payments import sending_back
from shop.rewards import sweeping


def sweep(*, at: datetime) -> None:
    """Do what is due; where a service was silent, asking again is due soon."""
    for take_next in (
        hearing.take_next,
        sending_back.send_next,
        delivering.deliver_next,
    ):
        _until_none(take_next, at)
    reconciling.ask_about_open(at=at)
    closing.close_overdue(at=at)
    cancelling.lapse_unpaid(at=at)
    redemption.lapse_holds(at=at)
    sweeping.accrue_missed(at=at)
    # What the others have caused leaves with the same round.
    _until_none(delivering.deliver_next, at)


def _until_none(take_next, at: datetime) -> None:
    while take_next(at=at) is not None:
        pass
