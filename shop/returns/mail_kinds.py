"""The mails about returns, each with an example of what it is written with."""

from django.utils.translation import gettext_lazy as _

from shop.orders.mail_kinds import ORDER, PIECES, Sample
from shop.outbox.mail_kinds import declare

RETURN: Sample = {"return_number": "R-4K7P2M"}
SENT: Sample = {
    "send_to": ["Morning Market", "Marktplatz 1"],
    "drop_off_code": "8H2-K4P",
}
EXPECTED: Sample = {
    "expected": "17.50",
    "expected_delivery": "4.90",
    "expected_restored": 250,
    "expected_repaid": 20,
    "expected_expired": 5,
    "expected_revoked": 17,
    "others_open": True,
}
DECLARED: Sample = {
    "declared_by": "Ada Fischer",
    "declared_at": "1 March 2025, 09:30 (CET)",
    "ordered_on": "26 February 2025",
    "pieces": PIECES,
    "refund": "39.90",
}

declare(
    "return-requested",
    _("Return requested"),
    sample=ORDER | RETURN | SENT | EXPECTED | {"pieces": PIECES},
)
declare(
    "return-refused",
    _("Return refused"),
    sample=ORDER
    | RETURN
    | {"pieces": [PIECES[0] | {"why": "Used"}], "said": "It smelled of tea."},
)
declare(
    "return-words",
    _("Words about a return"),
    sample=ORDER | RETURN | {"said": "Thank you."},
)
declare(
    "return-ended",
    _("Return closed"),
    sample=ORDER | RETURN | {"said": "Nothing came."},
)
declare(
    "withdrawal-confirmed",
    _("Withdrawal confirmed"),
    sample=ORDER | DECLARED | RETURN | SENT | EXPECTED,
)
