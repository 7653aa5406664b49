"""What the log calls things, in the reader's language."""

import json
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.forks.order.models import OrderStatus, PaymentMethod
from shop.outbox.models import Message
from shop.payments.models import Refund
from shop.returns.models import ReturnRequest

ACTIONS: dict[str, str | Promise] = {
    "delivery.change-carrier": _("Carrier changed"),
    "delivery.change-method": _("Delivery method changed"),
    "delivery.change-point": _("Pick-up point changed"),
    "delivery.change-zone": _("Delivery zone changed"),
    "delivery.remove-zone": _("Delivery zone removed"),
    "merge.approve": _("Accounts merged"),
    "merge.propose": _("Merge proposed"),
    "merge.withdraw": _("Merge turned down"),
    "order.mark-paid": _("Marked paid"),
    "order.mark-ready": _("Marked ready to be picked up"),
    "order.mark-shipped": _("Marked shipped"),
    "order.mark-delivered": _("Marked delivered"),
    "order.cancel": _("Order cancelled"),
    "order.change-parcel": _("Carrier or tracking number changed"),
    "order.give-goodwill": _("Goodwill given"),
    "order.lapse": _("Order lapsed unpaid"),
    "order.take-back": _("Pieces taken back"),
    "order.withdraw": _("Withdrawn by the shopper"),
    "order.pay-by-transfer": _("Changed to bank transfer"),
    "payment.forged-news": _("Forged news of a payment"),
    "payment.late": _("Paid too late: money goes back"),
    "payment.send-back": _("Wrong money sent back"),
    "payment.settle": _("Difference settled otherwise"),
    "payment.wrong": _("Wrong amount paid"),
    "refund.failed": _("Refund failed"),
    "refund.paid-out": _("Refund paid out"),
    "refund.send-again": _("Refund sent again"),
    "return.cancel": _("Return cancelled by the shopper"),
    "return.close": _("Return closed"),
    "return.hand-in": _("Parcel taken in"),
    "return.overtaken": _("Return overtaken: its pieces are gone"),
    "return.receive": _("Parcel opened"),
    "return.request": _("Return requested"),
    "return.sent": _("Parcel sent off"),
    "books.check": _("Check of the books asked for"),
    "outbox.retry": _("Mail sent again"),
    "order.bring-in": _("Order brought in as a whole"),
    "points.adjust": _("Points adjusted"),
    "points.extend": _("Points valid longer"),
    "points.grant": _("Gift of points announced"),
    "points.import": _("Import of points announced"),
    "points.publish-rule": _("Points rule published"),
    "stock.correct": _("Stock corrected"),
    "tax.add-category": _("Tax category added"),
    "tax.add-rate": _("VAT rate added"),
    "tax.remove-rate": _("VAT rate removed"),
}
FACTS: dict[str, str | Promise] = {
    "amount": _("Amount"),
    "attempts": _("Attempts"),
    "available": _("Available points"),
    "carrier": _("Carrier"),
    "can_sign_in": _("Can sign in"),
    "cancelled_at": _("Cancelled"),
    "countries": _("Countries"),
    "charge": _("Charge"),
    "currency": _("Currency"),
    "delivered_at": _("Delivered"),
    "city": _("Town or city"),
    "days_to_collect": _("Days to collect"),
    "description_en": _("Description (English)"),
    "description_zh_hans": _("Description (Chinese)"),
    "follow_address": _("Address to follow a parcel"),
    "hours": _("Opening hours"),
    "in_stock": _("In stock"),
    "is_active": _("Open for new orders"),
    "merged_into": _("Into account"),
    "money": _("Money"),
    "name": _("Name"),
    "name_en": _("Name (English)"),
    "name_zh_hans": _("Name (Chinese)"),
    "note_en": _("Note (English)"),
    "note_zh_hans": _("Note (Chinese)"),
    "order": _("Order"),
    "owed": _("Owed points"),
    "paid_at": _("Paid"),
    "paid_out_at": _("Paid out"),
    "payment_due_at": _("To be paid by"),
    "payment_method": _("Payment"),
    "percent": _("VAT in percent"),
    "pieces": _("Pieces"),
    "points": _("Points"),
    "points_restored": _("Points restored"),
    "points_revoked": _("Points taken back"),
    "position": _("Place in the list"),
    "postcodes": _("Postcodes"),
    "postcode": _("Postcode"),
    "prices": _("Prices"),
    "ready_at": _("Ready"),
    "proposal": _("Proposal"),
    "received": _("Arrived"),
    "reference": _("Reference"),
    "refused": _("Refused"),
    "restocked": _("Put back into stock"),
    "sender": _("Sender"),
    "shipped_at": _("Shipped"),
    "state": _("State"),
    "street": _("Street and number"),
    "status": _("Status"),
    "tracking_number": _("Tracking number"),
    "valid_from": _("Valid from"),
    "valid_until": _("Valid until"),
}
MAILS: dict[str, str | Promise] = {
    "account-exists": _("Account exists already"),
    "alert-difference": _("To the shop: orders and money differ"),
    "alert-refund-failed": _("To the shop: refund failed"),
    "alert-wrong-amount": _("To the shop: wrong amount paid"),
    "books-differ": _("The books do not agree"),
    "goodwill-given": _("Goodwill given"),
    "money-sent-back": _("Wrong money goes back"),
    "order-cancelled": _("Order cancelled"),
    "order-delivered": _("Order delivered"),
    "order-lapsed": _("Order lapsed unpaid"),
    "order-paid": _("Payment received"),
    "order-pay-by-transfer": _("Changed to bank transfer"),
    "order-placed": _("Order placed"),
    "order-ready": _("Order ready to be picked up"),
    "order-shipped": _("Order shipped"),
    "parcel-changed": _("New tracking number"),
    "password-reset": _("New password"),
    "pickup-reminder": _("Reminder to pick up"),
    "payment-late": _("Payment goes back"),
    "pieces-taken-back": _("Pieces taken back"),
    "return-ended": _("Return closed"),
    "return-refused": _("Return refused"),
    "return-requested": _("Return requested"),
    "return-words": _("Words about a return"),
    "stock-low": _("Low or sold out"),
    "welcome": _("Welcome"),
    "withdrawal-confirmed": _("Withdrawal confirmed"),
}
DIFFERENCES: dict[str, str | Promise] = {
    "money-without-order": _("Money without an order"),
    "order-without-money": _("Order without its money"),
    "paid-by-hand": _("Marked paid by hand"),
    "refund-stuck": _("Refund does not get through"),
    "wrong-money": _("Wrong amount paid"),
}
SUBJECTS: dict[str, str | Promise] = {
    "books": _("Check of the books %(key)s"),
    "carrier": _("Carrier %(key)s"),
    "gift": _("Gift %(key)s"),
    "import": _("Import from %(key)s"),
    "member": _("Member %(key)s"),
    "message": _("Mail %(key)s"),
    "method": _("Delivery method %(key)s"),
    "order": _("Order %(key)s"),
    "pickup-point": _("Pick-up point %(key)s"),
    "difference": _("Difference %(key)s"),
    "payment-service": _("Payment service %(key)s"),
    "return": _("Return %(key)s"),
    "rule": _("Rule %(key)s"),
    "stock": _("Stock of %(key)s"),
    "tax-category": _("Tax category %(key)s"),
    "vat-rate": _("VAT of %(key)s"),
    "zone": _("Delivery zone %(key)s"),
}
_CHOICES = {
    "payment_method": dict(PaymentMethod.choices),
    "status": dict(OrderStatus.choices),
    "state": dict(Refund.State.choices)
    | dict(Message.State.choices)
    | dict(ReturnRequest.State.choices),
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


def difference(what: str) -> str:
    """On what orders and money do not agree."""
    return str(DIFFERENCES.get(what, what))


def subject(code: str) -> str:
    """What an entry is about, as people call it."""
    kind, _colon, key = code.partition(":")
    return str(SUBJECTS[kind]) % {"key": key} if kind in SUBJECTS else code


def value(name: str, stored: Any) -> str:
    """A changed value as people read it; the log keeps it as JSON."""
    if stored is None or stored == "":
        return "–"
    if isinstance(stored, bool):
        return str(_("yes") if stored else _("no"))
    if name in _CHOICES:
        return str(_CHOICES[name].get(stored, stored))
    if moment := _moment(name, stored):
        return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
    if isinstance(stored, dict):
        stored = [f"{key}: {part}" for key, part in stored.items()]
    if isinstance(stored, list):
        return ", ".join(map(str, stored)) or "–"
    return stored if isinstance(stored, str) else json.dumps(stored)


def _moment(name: str, stored: Any) -> datetime | None:
    if name.endswith("_at") and isinstance(stored, str):
        return parse_datetime(stored)
    return None
