"""The staff pages, in the order of the navigation, each with who may open it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.staff.shell import figures
from shop.users.models import User


@dataclass(frozen=True, kw_only=True)
class Section:
    """One entry of the navigation; any one of its permissions opens it."""

    name: str
    label: str | Promise
    icon: str
    permissions: tuple[str, ...]
    # How much waits there, where that is worth a look from every page.
    count: Callable[[], int] | None = None

    @property
    def url(self) -> str:
        return reverse(self.name)


ORDERS = ("order.view_order",)
PAYMENTS = ("payments.view_paymentattempt",)
RETURNS = ("returns.view_returnrequest",)
REFUNDS = ("payments.view_refund",)
MEMBERS = ("loyalty.view_account",)
MERGES = ("loyalty.merge_accounts",)
RULE = ("loyalty.view_rule",)
PICKUP = ("order.mark_delivered",)
STOCK = ("partner.view_stockrecord",)
DELIVERY = ("delivery.view_zone",)
VAT = ("tax.view_rate",)
MAIL = ("outbox.view_message",)
LOG = ("audit.view_entry",)
BOOKS = ("books.view_reconciliationrun",)
CATALOGUE = ("catalogue.view_product",)
OFFERS = ("offer.view_conditionaloffer",)
TODAY = (*ORDERS, *RETURNS, *REFUNDS, *STOCK, *MEMBERS, *MAIL)

SECTIONS = (
    Section(name="staff:today", label=_("Today"), icon="chart", permissions=TODAY),
    Section(name="staff:orders", label=_("Orders"), icon="package", permissions=ORDERS),
    Section(name="staff:pickup", label=_("Pick-up"), icon="pin", permissions=PICKUP),
    Section(name="staff:stock", label=_("Stock"), icon="basket", permissions=STOCK),
    Section(
        name="staff:returns",
        label=_("Returns"),
        icon="undo",
        permissions=RETURNS,
        count=figures.open_returns,
    ),
    Section(
        name="staff:payments",
        label=_("Payments"),
        icon="receipt",
        permissions=PAYMENTS,
    ),
    Section(
        name="staff:refunds", label=_("Refunds"), icon="return", permissions=REFUNDS
    ),
    Section(
        name="staff:members", label=_("Members"), icon="people", permissions=MEMBERS
    ),
    Section(
        name="staff:outstanding",
        label=_("Points outstanding"),
        icon="points",
        permissions=MEMBERS,
    ),
    Section(
        name="staff:rule", label=_("Points rule"), icon="settings", permissions=RULE
    ),
    Section(
        name="staff:delivery", label=_("Delivery"), icon="truck", permissions=DELIVERY
    ),
    Section(name="staff:vat", label=_("VAT"), icon="receipt", permissions=VAT),
    Section(name="staff:outbox", label=_("Mail"), icon="mail", permissions=MAIL),
    Section(name="staff:books", label=_("Books"), icon="receipt", permissions=BOOKS),
    Section(name="staff:log", label=_("Log"), icon="list", permissions=LOG),
    Section(
        name="dashboard:catalogue-product-list",
        label=_("Products"),
        icon="image",
        permissions=CATALOGUE,
    ),
    Section(
        name="dashboard:offer-list",
        label=_("Offers"),
        icon="leaf",
        permissions=OFFERS,
    ),
)


def sections_for(person: User) -> list[Section]:
    """The entries of the navigation that lead somewhere for this person."""
    return [
        section
        for section in SECTIONS
        if any(person.has_perm(name) for name in section.permissions)
    ]
