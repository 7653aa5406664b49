"""What members hear by mail about invitations."""

from shop.happenings.listening import listens
from shop.happenings.models import Happening
from shop.outbox import sending
from shop.users.models import User


@listens("mail", to="referral.rewarded")
def _rewarded(happening: Happening) -> None:
    member = User.objects.get(pk=happening.key)
    sending.queue(
        kind="referral-rewarded",
        to=member.email,
        language=member.language,
        context={"name": member.greeted_as, **happening.facts},
        reference=happening.reference,
        queued_at=happening.happened_at,
    )
