"""What is still to be paid for an order, and how, in its shopper's words."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import pgettext

from shop.components.numbers import money
from shop.forks.order.models import (
    CAME_TO_NOTHING,
    Order,
    OrderStatus,
    PaymentMethod,
)
from shop.payments import methods


@dataclass(frozen=True)
class Owing:
    order: Order

    @property
    def by_transfer(self) -> bool:
        return self._awaits(PaymentMethod.BANK_TRANSFER)

    @property
    def online(self) -> bool:
        return self._awaits(PaymentMethod.ONLINE)

    @property
    def on_delivery(self) -> bool:
        order = self.order
        on_delivery = order.payment_method == PaymentMethod.ON_DELIVERY
        return on_delivery and not order.paid_at and order.status not in CAME_TO_NOTHING

    @property
    def transfer(self) -> list[tuple[str, str]]:
        """What goes into the form of the shopper's bank."""
        order = self.order
        due = date_format(localtime(order.payment_due_at), "DATE_FORMAT")
        return [
            (pgettext("bank transfer", "Recipient"), settings.BANK_ACCOUNT_HOLDER),
            ("IBAN", settings.BANK_ACCOUNT_IBAN),
            (pgettext("bank transfer", "Amount"), money(order.total_incl_tax)),
            (pgettext("bank transfer", "Reference"), order.number),
            (pgettext("bank transfer", "Pay by"), due),
        ]

    @property
    def instructions(self) -> str:
        gateway = methods.find(self.order.payment_method)
        return gateway.instructions(order=self.order)

    def _awaits(self, method: PaymentMethod) -> bool:
        order = self.order
        waits = order.status == OrderStatus.AWAITING_PAYMENT
        return waits and order.payment_method == method
