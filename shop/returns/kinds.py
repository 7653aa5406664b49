"""What happens to returns, and what is done with them in the log."""

from django.utils.translation import gettext_lazy as _

from shop.kinds import actions

STATE = (_("State"), "requested")
PIECES = (_("Pieces"), {"TEA-100": 1})

actions.declare("order.withdraw", _("Withdrawn by the shopper"), pieces=PIECES)
actions.declare(
    "return.request",
    _("Return requested"),
    order=(_("Order"), "K7PM-2RTX"),
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
