"""The mails about invitations, each with an example of what it is written with."""

from django.utils.translation import gettext_lazy as _

from shop.outbox.mail_kinds import declare

declare(
    "referral-rewarded",
    _("Points for an invitation"),
    sample={
        "name": "Ada Fischer",
        "points": 300,
        "as_friend": False,
        "unsubscribe_url": "https://shop.example/en/account/notices/off/t:o-k_en/",
    },
)
