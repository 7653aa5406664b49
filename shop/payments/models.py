"""Money in and money out, with the ceiling kept by the database."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Payment(models.Model):
    """What one order owes and what was captured for it, in the order's currency.

    `refunded` counts refunds that are promised or paid out; it never exceeds
    `captured`, so points can never leave as money (L12).
    """

    order = models.OneToOneField(
        "order.Order", on_delete=models.PROTECT, related_name="payment"
    )
    method = models.CharField(_("method"), max_length=20)
    currency = models.CharField(_("currency"), max_length=3)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    captured = models.DecimalField(
        _("captured"), max_digits=12, decimal_places=2, default=0
    )
    refunded = models.DecimalField(
        _("refunded"), max_digits=12, decimal_places=2, default=0
    )
    created_at = models.DateTimeField(_("created"))
    captured_at = models.DateTimeField(_("captured at"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="payment_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(captured__gte=0, captured__lte=F("amount")),
                name="payment_captured_at_most_owed",
            ),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("captured")),
                name="payment_refunded_at_most_captured",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.amount} {self.currency}"


class Refund(models.Model):
    """Money that goes back to the shopper for one cause, promised and then paid."""

    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="refunds"
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2)
    # The return or cancellation that caused it: one refund per cause.
    reference = models.CharField(_("reference"), max_length=120, unique=True)
    created_at = models.DateTimeField(_("created"))
    paid_out_at = models.DateTimeField(_("paid out"), null=True, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="refund_amount_positive"
            )
        ]
        permissions = [("pay_out_refund", _("Can mark a refund as paid out"))]

    def __str__(self) -> str:
        return f"{self.reference}: {self.amount}"
