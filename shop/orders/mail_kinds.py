"""The mails about an order, each with an example of what it is written with."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from shop.outbox.mail_kinds import declare

Sample = dict[str, Any]

ORDER: Sample = {
    "number": "K7PM-2RTX",
    "name": "Ada Fischer",
    "is_member": True,
    "currency": "EUR",
    "total": "39.90",
    "delivery_name": "Standard delivery",
    "is_pickup": False,
    "points_redeemed": 500,
}
DETAILS: Sample = {
    "placed_on": "2025-03-01",
    "lines": [
        {"title": "Teapot “Morning”, celadon", "quantity": 1, "price": "32.00"},
        {"title": "Longjing tea, 100 g", "quantity": 2, "price": "17.90"},
    ],
    "points_discount": "5.00",
    "delivery": "4.90",
    "vat": "4.36",
    "address": ["Ada Fischer", "Marktstraße 1", "10115 Berlin", "Germany"],
    "point": [],
    "terms_version": 3,
    "returns_version": 4,
    "payment_name": "Bank transfer",
    "instructions": "Please transfer 39.90 € to DE02 1203 0000 0000 2020 51.",
}
INVOICE: Sample = {
    "name": "RE-2025-00042",
    "kind": "invoice",
    "issued_on": "2025-03-01",
    "rates": [{"rate": "7", "vat": "1.40"}, {"rate": "19", "vat": "2.96"}],
    "total": "39.90",
}
CREDIT_NOTE = INVOICE | {"kind": "credit-note"}
COUNTER: Sample = {
    "code": "4K7-P2M",
    "point": ["Corner shop", "Marktplatz 2", "10115 Berlin"],
    "hours": ["Mon–Fri 10:00–18:00"],
    "note": "Ring twice.",
    "kept_until": "14 March 2025",
    "to_pay": "20.00",
}
PARCEL: Sample = {
    "carrier": "Pigeon Post",
    "tracking_number": "RR123456785DE",
    "follow_url": "https://pigeon.example/follow?lang=en&parcel=RR123456785DE",
}
PIECES = [{"title": "Longjing tea, 100 g", "quantity": 1}]
BACK: Sample = {
    "refund": "17.50",
    "points_restored": 250,
    "points_repaid": 20,
    "points_expired": 30,
    "points_revoked": 17,
    "voucher_points": 120,
    "voucher_points_restored": 80,
}
WRONG: Sample = {
    "refund": "39.89",
    "refund_currency": "USD",
    "agreed": "39.90",
    "waits": True,
    "is_over": False,
    "pay_by": "1 March 2025, 10:30",
}

declare("order-placed", _("Order placed"), sample=ORDER | DETAILS)
declare(
    "order-paid",
    _("Payment received"),
    sample=ORDER | {"points_earned": 35, "document": INVOICE},
)
declare("order-pay-by-transfer", _("Changed to bank transfer"), sample=ORDER | DETAILS)
declare("order-lapsed", _("Order lapsed unpaid"), sample=ORDER | BACK)
declare(
    "payment-late",
    _("Payment goes back"),
    sample=ORDER | {"refund": "39.90", "paid_before": False},
)
declare("money-sent-back", _("Wrong money goes back"), sample=ORDER | WRONG)
declare("order-ready", _("Order ready to be picked up"), sample=ORDER | COUNTER)
declare("pickup-reminder", _("Reminder to pick up"), sample=ORDER | COUNTER)
declare("order-shipped", _("Order shipped"), sample=ORDER | PARCEL)
declare("parcel-changed", _("New tracking number"), sample=ORDER | PARCEL)
declare("order-delivered", _("Order delivered"), sample=ORDER)
declare(
    "order-cancelled",
    _("Order cancelled"),
    sample=ORDER | BACK | {"document": CREDIT_NOTE},
)
declare(
    "pieces-taken-back",
    _("Pieces taken back"),
    sample=ORDER | BACK | {"pieces": PIECES, "document": INVOICE},
)
declare(
    "goodwill-given",
    _("Goodwill given"),
    sample=ORDER | {"refund": "5.00", "document": CREDIT_NOTE},
)
declare(
    "alert-wrong-amount",
    _("To the shop: wrong amount paid"),
    sample={"order_number": "K7PM-2RTX", "agreed": "44.90 EUR", "came": "44.89 EUR"},
)
declare(
    "alert-difference",
    _("To the shop: orders and money differ"),
    sample={"difference": "money-without-order: cs_1"},
)
