"""What happens to money, and what is done with it in the log."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions, happenings

AMOUNT = (_("Amount"), "39.89")
CURRENCY = (_("Currency"), "USD")
CHARGE = (_("Charge"), "pi_1")
STATE = (_("State"), "failed")
REFERENCE = (_("Reference"), "cancel:K7PM-2RTX")

actions.declare(
    "payment.wrong",
    _("Wrong amount paid"),
    amount=AMOUNT,
    currency=CURRENCY,
    charge=CHARGE,
)
actions.declare(
    "payment.late",
    _("Paid too late: money goes back"),
    amount=AMOUNT,
    charge=CHARGE,
    reference=(_("Reference"), "Statement 12"),
    refund=(_("Refund"), "late:K7PM-2RTX"),
)
actions.declare(
    "payment.send-back",
    _("Wrong money sent back"),
    amount=AMOUNT,
    currency=CURRENCY,
    charge=CHARGE,
)
actions.declare(
    "payment.settle",
    _("Difference settled otherwise"),
    difference=(_("Difference"), "wrong-money"),
    amount=AMOUNT,
)
actions.declare(
    "payment.forged-news",
    _("Forged news of a payment"),
    sender=(_("Sender"), "203.0.113.9"),
)
actions.declare(
    "refund.sent",
    _("Refund sent"),
    reference=REFERENCE,
    amount=AMOUNT,
    sent_as=(_("Sent as"), "re_1QeYkL2eZvKYlo2C"),
)
actions.declare(
    "refund.failed",
    _("Refund failed"),
    state=STATE,
    reference=REFERENCE,
    amount=AMOUNT,
)
actions.declare(
    "refund.paid-out",
    _("Refund paid out"),
    paid_out_at=(_("Paid out"), "2025-03-01T09:30:00+01:00"),
    reference=REFERENCE,
    amount=AMOUNT,
    sent_as=(_("Failed at the service as"), "re_1QeYkL2eZvKYlo2C"),
)
actions.declare(
    "refund.send-again", _("Refund sent again"), state=STATE, reference=REFERENCE
)

happenings.declare(
    "refund.refused",
    _("Refund failed"),
    amount=(_("Amount"), "5.00 EUR"),
    reason=(_("Reason"), "expired card"),
)
