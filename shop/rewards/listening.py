"""What members hear by mail about their points."""

from datetime import date

from django.utils import translation
from django.utils.formats import date_format

from shop.happenings.listening import listens
from shop.happenings.models import Happening
from shop.outbox import sending
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
