"""What happens to orders, and what is done with them in the log."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions

MORNING = "2025-03-01T09:30:00+01:00"
STATUS = (_("Status"), "confirmed")
MONEY = (_("Money"), "17.50")
REFERENCE = (_("Reference"), "R1")
PIECES = (_("Pieces"), {"TEA-100": 1})
CARRIER = (_("Carrier"), "Pigeon Post")
TRACKING_NUMBER = (_("Tracking number"), "RR123456785DE")
RESTORED = (_("Points restored"), 250)
REVOKED = (_("Points taken back"), 17)

actions.declare(
    "order.mark-paid", _("Marked paid"), status=STATUS, paid_at=(_("Paid"), MORNING)
)
actions.declare(
    "order.mark-ready",
    _("Marked ready to be picked up"),
    status=STATUS,
    ready_at=(_("Ready"), MORNING),
)
actions.declare(
    "order.mark-shipped",
    _("Marked shipped"),
    status=STATUS,
    shipped_at=(_("Shipped"), MORNING),
)
actions.declare(
    "order.mark-delivered",
    _("Marked delivered"),
    status=STATUS,
    delivered_at=(_("Delivered"), MORNING),
)
actions.declare(
    "order.cancel",
    _("Order cancelled"),
    status=STATUS,
    cancelled_at=(_("Cancelled"), MORNING),
)
actions.declare(
    "order.lapse",
    _("Order lapsed unpaid"),
    status=STATUS,
    cancelled_at=(_("Cancelled"), MORNING),
)
actions.declare(
    "order.change-parcel",
    _("Carrier or tracking number changed"),
    carrier=CARRIER,
    tracking_number=TRACKING_NUMBER,
)
actions.declare(
    "order.pay-by-transfer",
    _("Changed to bank transfer"),
    payment_method=(_("Payment"), "bank-transfer"),
    payment_due_at=(_("To be paid by"), MORNING),
)
actions.declare(
    "order.take-back",
    _("Pieces taken back"),
    reference=REFERENCE,
    pieces=PIECES,
    money=MONEY,
    points_restored=RESTORED,
    points_revoked=REVOKED,
    restocked=(_("Put back into stock"), ["TEA-100"]),
)
actions.declare(
    "order.give-goodwill", _("Goodwill given"), money=MONEY, reference=REFERENCE
)
