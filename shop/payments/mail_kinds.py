"""The mails about money that goes wrong."""

from django.utils.translation import gettext_lazy as _

from shop.outbox.mail_kinds import declare

declare(
    "alert-refund-failed",
    _("To the shop: refund failed"),
    sample={
        "order_number": "K7PM-2RTX",
        "amount": "5.00 EUR",
        "reason": "expired card",
    },
)
