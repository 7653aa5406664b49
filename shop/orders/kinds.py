"""What happens to orders, and what is done with them in the log."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions, happenings

MORNING = "2025-03-01T09:30:00+01:00"
STATUS = (_("Status"), "confirmed")
MONEY = (_("Money"), "17.50")
REFERENCE = (_("Reference"), "R1")
PIECES = (_("Pieces"), {"TEA-100": 1})
REFUND = (_("Money back"), "17.50")
CREDIT_NOTE = (_("Credit note"), "GS-2025-00007")
CARRIER = (_("Carrier"), "Pigeon Post")
TRACKING_NUMBER = (_("Tracking number"), "RR123456785DE")
PARCEL = {
    "carrier": CARRIER,
    "tracking_number": TRACKING_NUMBER,
    "follow_url": (
        _("Where the parcel is"),
        "https://pigeon.example/follow?parcel=RR123456785DE",
    ),
}
COUNTER = {
    "collect_by": (_("To be collected by"), "2025-03-14"),
    "to_pay": (_("To be paid at the counter"), "20.00"),
}
RESTORED = (_("Points restored"), 250)
REPAID = (_("Points that repaid what was owed"), 20)
EXPIRED = (_("Points that had expired"), 30)
OF_A_VOUCHER = {
    "voucher_points": (_("Points back on the voucher"), 120),
    "voucher_points_restored": (_("Points of a voucher that is over"), 80),
}
REVOKED = (_("Points taken back"), 17)

actions.declare("order.bring-in", _("Order brought in as a whole"))
actions.declare(
    "order.mark-paid",
    _("Marked paid"),
    status=STATUS,
    paid_at=(_("Paid"), MORNING),
    amount_seen=(_("Amount"), "17.50"),
    payment_reference=REFERENCE,
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
    voucher_points=OF_A_VOUCHER["voucher_points"],
    restocked=(_("Put back into stock"), ["TEA-100"]),
)
actions.declare(
    "order.give-goodwill", _("Goodwill given"), money=MONEY, reference=REFERENCE
)

happenings.declare(
    "order.placed",
    _("Order placed"),
    total=(_("Total"), "39.90"),
    currency=(_("Currency"), "EUR"),
    payment_method=(_("Payment"), "bank-transfer"),
    points=(_("Points used"), 500),
)
happenings.declare(
    "order.paid",
    _("Order paid"),
    points_earned=(_("Points earned"), 35),
    invoice=(_("Invoice"), "RE-2025-00042"),
)
happenings.declare(
    "order.method-changed",
    _("Changed to bank transfer"),
    payment_due_at=(_("To be paid by"), MORNING),
)
happenings.declare(
    "order.lapsed",
    _("Order lapsed unpaid"),
    points_restored=RESTORED,
    points_repaid=REPAID,
    points_expired=EXPIRED,
    **OF_A_VOUCHER,
)
happenings.declare("order.ready", _("Order ready to be picked up"), **COUNTER)
happenings.declare("order.uncollected", _("Order not collected yet"), **COUNTER)
happenings.declare("order.shipped", _("Order shipped"), **PARCEL)
happenings.declare("order.parcel-changed", _("New tracking number"), **PARCEL)
happenings.declare("order.delivered", _("Order delivered"))
happenings.declare(
    "order.cancelled",
    _("Order cancelled"),
    refund=REFUND,
    points_restored=RESTORED,
    points_repaid=REPAID,
    points_expired=EXPIRED,
    **OF_A_VOUCHER,
    credit_note=CREDIT_NOTE,
)
happenings.declare(
    "order.taken-back",
    _("Pieces taken back"),
    pieces=PIECES,
    refund=REFUND,
    points_restored=RESTORED,
    points_repaid=REPAID,
    points_expired=EXPIRED,
    **OF_A_VOUCHER,
    points_revoked=REVOKED,
    credit_note=CREDIT_NOTE,
)
happenings.declare(
    "order.goodwill-given",
    _("Goodwill given"),
    refund=REFUND,
    credit_note=CREDIT_NOTE,
)
happenings.declare(
    "payment.came-late",
    _("Paid too late: money goes back"),
    refund=REFUND,
    paid_before=(_("The order was paid before"), False),
)
happenings.declare(
    "payment.came-wrong",
    _("Wrong amount paid"),
    agreed=(_("Agreed"), "44.90 EUR"),
    came=(_("Came"), "44.89 EUR"),
)
happenings.declare(
    "payment.sent-back",
    _("Wrong money sent back"),
    refund=REFUND,
    refund_currency=(_("Currency"), "USD"),
    agreed=(_("Agreed"), "39.90"),
    waits=(_("The order waits for its money"), True),
    is_over=(_("The order is over"), False),
    pay_by_at=(_("To be paid by"), MORNING),
)
happenings.declare(
    "payment.differs",
    _("Orders and money differ"),
    difference=(_("Difference"), "wrong-money"),
    order=(_("Order"), "K7PM-2RTX"),
    provider=(_("Payment service"), "card-service"),
    amount=(_("Amount"), "44.89 EUR"),
)
