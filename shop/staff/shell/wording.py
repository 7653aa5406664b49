"""What the log calls things, in the reader's language.

Actions, happenings, mails and their facts are called as their rooms declare (kinds.py).
"""

import json
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loyalty.policy import Rule
from loyalty.terms.laws import laws
from shop.audit.models import Entry
from shop.forks.catalogue.models import AttributeOption, ProductAttribute, Tint
from shop.forks.order.models import OrderStatus, PaymentMethod
from shop.identity import roles
from shop.kinds import Kinds, actions, happenings
from shop.outbox import mail_kinds
from shop.outbox.models import Message
from shop.payments.models import Refund
from shop.returns.models import ReturnRequest
from shop.rewards import freezing
from shop.rewards.lasting import place_of
from shop.staff.shell.lists import declared_lists

DIFFERENCES: dict[str, str | Promise] = {
    "disputed": _("The shopper’s bank asks the money back"),
    "refunded-elsewhere": _("Refunded on the payment service’s own pages"),
    "money-without-order": _("Money without an order"),
    "order-without-money": _("Order without its money"),
    "paid-by-hand": _("Marked paid by hand"),
    "refund-stuck": _("Refund does not get through"),
    "wrong-money": _("Wrong amount paid"),
}
SUBJECTS: dict[str, str | Promise] = {
    "backup": _("Backup %(key)s"),
    "books": _("Check of the books %(key)s"),
    "campaign": _("Campaign %(key)s"),
    "carrier": _("Carrier %(key)s"),
    "category": _("Category no. %(key)s"),
    "colleague": _("Colleague %(key)s"),
    "gift": _("Gift %(key)s"),
    "import": _("Import from %(key)s"),
    "list": _("List %(key)s"),
    "member": _("Member %(key)s"),
    "message": _("Mail %(key)s"),
    "method": _("Delivery method %(key)s"),
    "order": _("Order %(key)s"),
    "pickup-point": _("Pick-up point %(key)s"),
    "product": _("Product no. %(key)s"),
    "difference": _("Difference %(key)s"),
    "mission": _("Mission %(key)s"),
    "payment-service": _("Payment service %(key)s"),
    "referral-terms": _("Terms of invitations %(key)s"),
    "return": _("Return %(key)s"),
    "rule": _("Rule %(key)s"),
    "stock": _("Stock of %(key)s"),
    "synonym": _("Synonym %(key)s"),
    "tax-category": _("Tax category %(key)s"),
    "vat-rate": _("VAT of %(key)s"),
    "zone": _("Delivery zone %(key)s"),
}
_CHOICES: dict[str, dict[Any, Any]] = {
    "difference": DIFFERENCES,
    "frozen_because": freezing.LABELS,
    "happening": {},  # each is called as its room says
    "payment_method": dict(PaymentMethod.choices),
    "rights": roles.LABELS,
    "expiry_profile": dict(Rule.Profile.choices),
    "law": {code: place_of(law) for code, law in laws().items()},
    "rounding": dict(Rule.Rounding.choices),
    "status": dict(OrderStatus.choices),
    "tint": dict(Tint.choices),
    "state": dict(Refund.State.choices)
    | dict(Message.State.choices)
    | dict(ReturnRequest.State.choices),
}


# What only shoppers do by themselves; without an account they are nobody in the log.
BY_SHOPPERS = frozenset(
    {
        "order.cancel",
        "order.withdraw",
        "return.request",
        "return.sent",
        "return.cancel",
    }
)
# Reasons that the shop writes itself, in the words of its code.
REASONS: dict[str, str | Promise] = {
    "The change before was taken back": _("The change before was taken back"),
    "Withdrawn by the shopper": _("Withdrawn by the shopper"),
}


def who(entry: Entry) -> str:
    """Who did it: staff and members by their address."""
    if entry.actor:
        return str(entry.actor.email)
    by_shopper = entry.action in BY_SHOPPERS
    return str(_("the shopper") if by_shopper else _("the shop itself"))


def reason(written: str) -> str:
    """Why, as it was typed in; what the shop wrote itself is translated."""
    return str(REASONS.get(written, written))


def action(code: str) -> str:
    """What an action is called; one of an older release keeps its code."""
    return _label(actions, code)


def happening(code: str) -> str:
    """What a happening is called; one of an older release keeps its code."""
    return _label(happenings, code)


def fact(code: str, name: str) -> str:
    """What a value is called that an action changed, or that was told."""
    kind = actions.get(code) or happenings.get(code)
    if kind is None:
        return name
    # Where forms stand in a row, their fields are numbered: "stockrecords-0-price".
    field = name.rpartition("-")[2]
    if known := kind.facts.get(name) or kind.facts.get(field):
        return str(known)
    return _of_goods(field) or name


def _of_goods(field: str) -> str:
    """A value that products of some type have, and a price of one of many products."""
    kind, _underscore, key = field.partition("_")
    if kind == "attr":
        attribute = ProductAttribute.objects.filter(code=key).first()
        return attribute.name if attribute else key
    if kind == "price" and key.isdecimal():
        return str(_("Price of product %(number)s") % {"number": key})
    return ""


def _label(kinds: Kinds, code: str) -> str:
    kind = kinds.get(code)
    return str(kind.label) if kind else code


def mail(kind: str) -> str:
    """What a mail is about."""
    known = mail_kinds.get(kind)
    return str(known.label) if known else kind


def difference(what: str) -> str:
    """On what orders and money do not agree."""
    return str(DIFFERENCES.get(what, what))


def subject(code: str, *, colleague: str = "") -> str:
    """What an entry is about, as people call it; a `colleague` by the e-mail."""
    kind, _colon, key = code.partition(":")
    if kind == "list":
        key = list_title(key)
    if colleague:
        kind, key = "colleague", colleague
    return str(SUBJECTS[kind]) % {"key": key} if kind in SUBJECTS else code


def list_title(name: str) -> str:
    """What a list is called above its page; one of an older release keeps its name."""
    # Read by now: the desks that declare lists import this file.
    titles = {one.name: str(one.title) for one in declared_lists()}
    return titles.get(name) or action(name)


def value(name: str, stored: Any) -> str:
    """A changed value as people read it; the log keeps it as JSON."""
    if stored is None or stored == "":
        return "–"
    if isinstance(stored, bool):
        return str(_("yes") if stored else _("no"))
    if said := _chosen(name, stored) or _said_of_goods(name, stored):
        return said
    if moment := _moment(name, stored):
        return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
    if isinstance(stored, dict):
        stored = [said_of(key, part) for key, part in stored.items()]
    if isinstance(stored, list):
        return ", ".join(str(_word(name, part)) for part in stored) or "–"
    return stored if isinstance(stored, str) else json.dumps(stored)


def _chosen(name: str, stored: Any) -> str:
    if name not in _CHOICES or isinstance(stored, list):
        return ""
    return str(_word(name, stored))


def _said_of_goods(name: str, stored: Any) -> str:
    """Pictures by their files and words; what was chosen of a list by its name."""
    if name == "pictures" and isinstance(stored, list):
        return "; ".join(map(_picture, stored)) or "–"
    kind, _underscore, key = name.partition("_")
    if kind != "attr" or not isinstance(stored, int | list):
        return ""
    attribute = ProductAttribute.objects.filter(code=key).first()
    if attribute is None or not attribute.option_group_id:
        return ""
    keys = stored if isinstance(stored, list) else [stored]
    options = AttributeOption.objects.filter(pk__in=keys).order_by("pk")
    return ", ".join(option.option for option in options) or "–"


def _picture(stored: Any) -> str:
    file, *words = [text for text in stored.values() if text]
    name = file.rpartition("/")[2]
    return f"{name} ({' · '.join(words)})" if words else name


def said_of(name: str, said: Any) -> str:
    """A value under its name, with the colon of the language."""
    return _("%(title)s: %(reason)s") % {"title": name, "reason": said}


def _word(name: str, stored: Any) -> Any:
    """What one of several choices is called."""
    if name == "happening":
        return happening(stored)
    return _CHOICES.get(name, {}).get(stored, stored)


def _moment(name: str, stored: Any) -> datetime | None:
    if name.endswith("_at") and isinstance(stored, str):
        return parse_datetime(stored)
    return None
