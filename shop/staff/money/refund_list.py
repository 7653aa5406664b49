"""Refunds: those still due, the oldest first, or those paid out, the newest."""

from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shop.payments.models import Refund
from shop.payments.waiting import WaitingRefunds, waiting_refunds
from shop.staff.money.desk import REFUNDS
from shop.staff.shell.columns import Action, Column, Money
from shop.staff.shell.filters import Choice
from shop.staff.shell.lists import Nothing, StaffList

ORDER = Column(
    _("Order"),
    "payment.order.number",
    to=("staff:order", "payment.order.number"),
    opens="order.view_order",
    heads=True,
)
PROMISED = Column(_("Promised"), "created_at", sorts="created_at")
SHOPPER = Column(_("Shopper"), "payment.order.email", css="breaks")


def payment(refund: Refund) -> str:
    return str(refund.payment.order.get_payment_method_display())


PAYMENT = Column(
    _("Payment"), "payment.order.payment_method", shown=payment, filed=payment
)
AMOUNT = Money(
    _("Amount"), "amount", currency="currency", css="end strong", sorts="amount"
)
PAY_OUT = Action(template="staff/money/_refund.html")
PAID_OUT = Column(_("Paid out"), "paid_out_at", css="end", sorts="paid_out_at")


class RefundList(StaffList):
    name = "refunds"
    title = _("Refunds")
    permissions = REFUNDS.permissions
    columns = (
        ORDER,
        PROMISED,
        SHOPPER,
        PAYMENT,
        AMOUNT,
        PAY_OUT,
        PAID_OUT,
    )
    file_columns = (
        ORDER,
        Column(_("Reference"), "reference"),
        PROMISED,
        SHOPPER,
        PAYMENT,
        AMOUNT,
        Column(_("Currency"), "currency"),
        Column(_("State"), "state", filed=lambda refund: refund.get_state_display()),
        PAID_OUT,
    )
    filters = (
        Choice(
            "paid_out",
            _("State"),
            (("", _("To be paid out")), ("1", _("Paid out"))),
            counts=lambda refunds: {"": refunds.waiting.count},
            all="",
        ),
    )
    template = "staff/money/refunds.html"

    @cached_property
    def waiting(self) -> WaitingRefunds:
        return waiting_refunds()

    @property
    def is_paid_out(self) -> bool:
        return bool(self.asked.get("paid_out"))

    def columns_now(self) -> list[Column]:
        return [
            column
            for column in self.columns
            if column is not (PAY_OUT if self.is_paid_out else PAID_OUT)
        ]

    def nothing(self) -> Nothing:
        if self.is_paid_out:
            return Nothing(title=_("No refund has been paid out yet"), drawing="orders")
        return Nothing(
            title=_("No refund waits"),
            text=_(
                "When pieces are taken back, what is owed to the shopper appears here."
            ),
            drawing="orders",
        )

    def rows(self) -> QuerySet[Refund]:
        found = Refund.objects.select_related("attempt", "payment__order__user")
        found = found.filter(paid_out_at__isnull=not self.is_paid_out)
        return found.order_by(
            "-paid_out_at" if self.is_paid_out else "created_at", "id"
        )
