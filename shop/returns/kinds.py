"""What happens to returns, and what is done with them in the log."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions, happenings

STATE = (_("State"), "requested")
ORDER = (_("Order"), "K7PM-2RTX")
PIECES = (_("Pieces"), {"TEA-100": 1})
EXPECTED = {
    "expected": (_("Money expected"), "17.50"),
    "expected_delivery": (_("Of it for delivery"), "4.90"),
    "expected_restored": (_("Points expected back"), 250),
    "expected_repaid": (_("Points that make up for what is owed"), 20),
    "expected_expired": (_("Points that have expired"), 5),
    "expected_revoked": (_("Points that will be taken back"), 17),
    "others_open": (_("Another return is open"), True),
}

actions.declare("order.withdraw", _("Withdrawn by the shopper"), pieces=PIECES)
actions.declare(
    "return.request",
    _("Return requested"),
    order=ORDER,
    pieces=PIECES,
)
actions.declare("return.sent", _("Parcel sent off"), state=STATE)
actions.declare("return.hand-in", _("Parcel taken in"), state=STATE)
actions.declare(
    "return.receive",
    _("Parcel opened"),
    state=STATE,
    received=(_("Arrived"), {"TEA-100": 1}),
    refused=(_("Refused"), {"TEA-100": 1}),
)
actions.declare("return.cancel", _("Return cancelled by the shopper"), state=STATE)
actions.declare("return.close", _("Return closed"), state=STATE)
actions.declare(
    "return.overtaken", _("Return overtaken: its pieces are gone"), state=STATE
)

happenings.declare("return.requested", _("Return requested"), order=ORDER, **EXPECTED)
happenings.declare(
    "return.received",
    _("Parcel opened"),
    order=ORDER,
    turn=(_("Parcel number"), 1),
    received=(_("Arrived"), 2),
    refused=(_("Refused"), 1),
)
happenings.declare(
    "return.closed",
    _("Return closed"),
    order=ORDER,
    said=(_("What staff say"), "Nothing came."),
)
# One that cancels the order expects nothing.
happenings.declare(
    "order.withdrawn",
    _("Withdrawn by the shopper"),
    refund=(_("Money back"), "39.90"),
    return_number=(_("Return"), "R4K7-P2M9-X"),
    **EXPECTED,
)
