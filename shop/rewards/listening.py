"""What members hear by mail about their points."""

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
