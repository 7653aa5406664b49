"""The mail about goods that run out."""

from django.utils.translation import gettext_lazy as _

from shop.outbox.mail_kinds import declare

declare(
    "stock-low",
    _("Low or sold out"),
    sample={
        "name": "Ada Fischer",
        "count": 2,
        "new": 1,
        "rows": [
            {
                "title": "Teapot",
                "sku": "T1",
                "available": 0,
                "days": None,
                "is_new": True,
            },
            {"title": "Mug", "sku": "M1", "available": 3, "days": 2, "is_new": False},
        ],
    },
)
