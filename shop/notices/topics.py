"""What members can do without. Mail that an order or an account needs is no notice."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

EXPIRING, INVITATIONS, TIERS = "expiring", "invitations", "tiers"
MISSIONS = "missions"


@dataclass(frozen=True)
class Topic:
    """`label` and `says` are texts that are translated when they are read."""

    code: str
    label: Any
    says: Any


TOPICS = {
    topic.code: topic
    for topic in (
        Topic(
            EXPIRING,
            _("Points that expire soon"),
            _(
                "30 and 7 days before, with what is really left then. Points that end "
                "when nothing is ordered for long do not end without it."
            ),
        ),
        Topic(
            TIERS,
            _("Your tier"),
            _("When you reach a tier, and 30 days before you would lose one."),
        ),
        Topic(
            INVITATIONS,
            _("Points for an invitation"),
            _("When you get points because a friend, or you, came by invitation."),
        ),
        Topic(
            MISSIONS,
            _("Points for a mission"),
            _("When a step of a mission gives you points, at once or on its day."),
        ),
    )
}
