"""The mails about missions, each with an example of what it is written with."""

from django.utils.translation import gettext_lazy as _

from shop.outbox.mail_kinds import declare

declare(
    "mission-rewarded",
    _("Points for a mission"),
    sample={
        "name": "Ada Fischer",
        "mission": "Tea card",
        "points": 40,
        "is_over": False,
        "unsubscribe_url": "https://shop.example/en/account/notices/off/t:o-k_en/",
    },
)
