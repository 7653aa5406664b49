"""What the log calls things, in the reader's language."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str | Promise] = {
    "order.mark-paid": _("Marked paid"),
    "order.mark-shipped": _("Marked shipped"),
    "order.mark-delivered": _("Marked delivered"),
    "order.cancel": _("Order cancelled"),
    "order.lapse": _("Order lapsed unpaid"),
    "order.take-back": _("Pieces taken back"),
    "refund.paid-out": _("Refund paid out"),
    "outbox.retry": _("Mail sent again"),
    "points.adjust": _("Points adjusted"),
    "points.publish-rule": _("Points rule published"),
}
FACTS: dict[str, str | Promise] = {
    "amount": _("Amount"),
    "attempts": _("Attempts"),
    "available": _("Available points"),
    "cancelled_at": _("Cancelled"),
    "delivered_at": _("Delivered"),
    "money": _("Money"),
    "owed": _("Owed points"),
    "paid_at": _("Paid"),
    "paid_out_at": _("Paid out"),
    "pieces": _("Pieces"),
    "points": _("Points"),
    "points_restored": _("Points restored"),
    "points_revoked": _("Points taken back"),
    "reference": _("Reference"),
    "restocked": _("Put back into stock"),
    "shipped_at": _("Shipped"),
    "state": _("State"),
    "status": _("Status"),
}
MAILS: dict[str, str | Promise] = {
    "account-exists": _("Account exists already"),
    "order-cancelled": _("Order cancelled"),
    "order-delivered": _("Order delivered"),
    "order-lapsed": _("Order lapsed unpaid"),
    "order-paid": _("Payment received"),
    "order-placed": _("Order placed"),
    "order-shipped": _("Order shipped"),
    "password-reset": _("New password"),
    "pieces-taken-back": _("Pieces taken back"),
    "welcome": _("Welcome"),
}


def action(code: str) -> str:
    """What an action is called; one without a name keeps its code."""
    return str(ACTIONS.get(code, code))


def fact(name: str) -> str:
    """What a changed value is called."""
    return str(FACTS.get(name, name))


def mail(kind: str) -> str:
    """What a mail is about."""
    return str(MAILS.get(kind, kind))
