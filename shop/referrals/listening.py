"""What members hear by mail about invitations."""

from shop.happenings.listening import listens
from shop.happenings.models import Happening
from shop.notices.topics import INVITATIONS
from shop.notices.writing import Notice, write
from shop.users.models import User


@listens("mail", to="referral.rewarded")
def _rewarded(happening: Happening) -> None:
    write(
        [
            Notice(
                person=User.objects.get(pk=happening.key),
                kind="referral-rewarded",
                topic=INVITATIONS,
                context=happening.facts,
                reference=happening.reference,
            )
        ],
        at=happening.happened_at,
    )
