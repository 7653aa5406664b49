"""The mails about points, each with an example of what it is written with."""

from django.utils.translation import gettext_lazy as _

from shop.outbox.mail_kinds import declare

declare(
    "points-unlocked", _("Points can be used again"), sample={"name": "Ada Fischer"}
)
