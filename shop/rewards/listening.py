"""What members hear by mail about their points, and what their orders do to tiers."""

from datetime import date

from django.utils import translation
from django.utils.formats import date_format

from shop.forks.order.models import Order
from shop.happenings.listening import listens
from shop.happenings.models import Happening
from shop.outbox import sending
from shop.rewards import standing, tier_notices
from shop.users.models import User


@listens("mail", to="points.unlocked")
@listens("mail", to="points.freeze-lifted")
def _unlocked(happening: Happening) -> None:
    """Whoever has the password of somebody else does it unseen otherwise."""
    member = User.objects.get(pk=happening.key)
    sending.queue(
        kind="points-unlocked",
        to=member.email,
        language=member.language,
        context={"name": member.greeted_as},
        reference=f"{happening.kind}:{happening.reference}",
        queued_at=happening.happened_at,
    )


@listens("tiers", to="order.paid")
@listens("tiers", to="order.cancelled")
@listens("tiers", to="order.taken-back")
def _reckon(happening: Happening) -> None:
    """What is bought counts at once, and what goes back does not count any more."""
    buyer = Order.objects.filter(number=happening.key).values_list("user_id", flat=True)
    if key := next(iter(buyer), None):
        standing.reckon(keys=[key], at=happening.happened_at)


@listens("tiers", to="ladder.approved")
def _reckon_all(happening: Happening) -> None:
    """The first ladder begins on the day it is approved; others at night."""
    standing.reckon_due(at=happening.happened_at)


@listens("mail", to="tier.reached")
@listens("mail", to="tier.left")
def _tier_moved(happening: Happening) -> None:
    tier_notices.tell_moved(
        member=User.objects.get(pk=happening.key),
        code=happening.facts["tier"],
        before=happening.facts["before"],
        is_up=happening.kind == "tier.reached",
        reference=happening.reference,
        at=happening.happened_at,
    )


@listens("mail", to="voucher.made")
def _voucher_made(happening: Happening) -> None:
    member = User.objects.get(pk=happening.key)
    with translation.override(member.language):
        last_day = date_format(
            date.fromisoformat(happening.facts["last_day"]), "DATE_FORMAT"
        )
    sending.queue(
        kind="voucher-made",
        to=member.email,
        language=member.language,
        context={"name": member.greeted_as, **happening.facts, "last_day": last_day},
        reference=happening.reference,
        queued_at=happening.happened_at,
    )


@listens("mail", to="voucher.given-back")
def _voucher_cancelled(happening: Happening) -> None:
    """Who gave it back knows, and that it ends was told a week before."""
    if happening.facts["cause"] != "cancelled":
        return
    member = User.objects.get(pk=happening.key)
    sending.queue(
        kind="voucher-cancelled",
        to=member.email,
        language=member.language,
        context={"name": member.greeted_as, "points": happening.facts["points"]},
        reference=happening.reference,
        queued_at=happening.happened_at,
    )
