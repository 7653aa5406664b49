"""Money: what came, what goes back, what is VAT, and whether the books agree."""

from django.utils.translation import gettext_lazy as _

from shop.staff.shell.navigation import Section

PAYMENTS = Section(
    name="staff:payments",
    label=_("Payments"),
    icon="receipt",
    permissions=("payments.view_paymentattempt",),
)
REFUNDS = Section(
    name="staff:refunds",
    label=_("Refunds"),
    icon="return",
    permissions=("payments.view_refund",),
)
VAT = Section(
    name="staff:vat",
    label=_("VAT"),
    icon="receipt",
    permissions=("tax.view_rate",),
)
BOOKS = Section(
    name="staff:books",
    label=_("Books"),
    icon="receipt",
    permissions=("books.view_reconciliationrun",),
)
