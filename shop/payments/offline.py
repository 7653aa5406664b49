"""Ways to pay that need no payment service."""

from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop import days
from shop.forks.order.models import Order, PaymentMethod

DAYS_TO_PAY = 7
CENT = Decimal("0.01")


class OnDelivery:
    code: str = PaymentMethod.ON_DELIVERY.value
    name: str | Promise = PaymentMethod.ON_DELIVERY.label
    description: str | Promise = gettext_lazy(
        "Cash or card when you receive your order"
    )
    is_online = False

    def due_at(self, *, placed_at: datetime) -> datetime | None:
        return None

    def smallest(self, *, currency: str) -> Decimal:
        return CENT

    def instructions(self, *, order: Order) -> str:
        return _("You pay when you receive your order.")


class BankTransfer:
    code: str = PaymentMethod.BANK_TRANSFER.value
    name: str | Promise = PaymentMethod.BANK_TRANSFER.label
    description: str | Promise = gettext_lazy(
        "We prepare your order as soon as the money has arrived"
    )
    is_online = False

    def due_at(self, *, placed_at: datetime) -> datetime | None:
        return days.close_after(placed_at, days=DAYS_TO_PAY)

    def smallest(self, *, currency: str) -> Decimal:
        return CENT

    def instructions(self, *, order: Order) -> str:
        return _(
            "Please transfer the total to %(holder)s, IBAN %(iban)s, within %(days)d "
            "days, with %(number)s as the reference."
        ) % {
            "holder": settings.BANK_ACCOUNT_HOLDER,
            "iban": settings.BANK_ACCOUNT_IBAN,
            "days": DAYS_TO_PAY,
            "number": order.number,
        }
