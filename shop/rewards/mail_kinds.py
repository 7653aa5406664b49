"""The mails about points, each with an example of what it is written with."""

from django.utils.translation import gettext_lazy as _

from shop.outbox.mail_kinds import declare

UNSUBSCRIBE = "https://shop.example/en/account/notices/off/t:o-k_en/"
declare(
    "points-unlocked", _("Points can be used again"), sample={"name": "Ada Fischer"}
)
declare(
    "voucher-made",
    _("Your voucher"),
    sample={
        "name": "Ada Fischer",
        "points": 500,
        "amount": "5.00",
        "last_day": "14 March 2026",
    },
)
declare(
    "voucher-cancelled",
    _("Your voucher was cancelled"),
    sample={"name": "Ada Fischer", "points": 500},
)
declare(
    "voucher-ending",
    _("Your voucher ends soon"),
    sample={
        "name": "Ada Fischer",
        "points": 500,
        "amount": "5.00",
        "last_day": "14 March 2026",
        "unsubscribe_url": "https://shop.example/en/account/notices/off/t:o-k_en/",
    },
)
declare(
    "points-expiring",
    _("Points expire soon"),
    sample={
        "name": "Ada Fischer",
        "points": 370,
        "points_per_unit": 100,
        "first_day": "14 March 2026",
        "days": [
            {"on": "14 March 2026", "points": 120},
            {"on": "2 April 2026", "points": 250},
        ],
        "later": 0,
        "unsubscribe_url": UNSUBSCRIBE,
    },
)
declare(
    "points-idle",
    _("Points end if nothing is done"),
    sample={
        "name": "Ada Fischer",
        "points": 370,
        "points_per_unit": 100,
        "last_day": "14 March 2026",
        "unsubscribe_url": UNSUBSCRIBE,
    },
)
declare(
    "tier-reached",
    _("Tier reached"),
    sample={
        "name": "Ada Fischer",
        "tier": "Grove",
        "through": "14 March 2027",
        "multiplier": "1.5",
        "free_delivery": "always",
        "free_delivery_from": "",
        "currency": "EUR",
        "perk": "A bag of tea of the season",
        "unsubscribe_url": UNSUBSCRIBE,
    },
)
declare(
    "tier-left",
    _("Tier left"),
    sample={
        "name": "Ada Fischer",
        "tier": "Blossom",
        "before": "Grove",
        "unsubscribe_url": UNSUBSCRIBE,
    },
)
declare(
    "tier-ends",
    _("Tier ends soon"),
    sample={
        "name": "Ada Fischer",
        "tier": "Grove",
        "after": "Blossom",
        "through": "14 March 2027",
        "keeps": "120.00",
        "currency": "EUR",
        "unsubscribe_url": UNSUBSCRIBE,
    },
)
