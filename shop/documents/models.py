"""Invoices and credit notes: numbered without gaps, written once, never changed."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Series(models.Model):
    """A row of numbers. Its row is locked for each, so none is lost or used twice.

    The database lets the next number only grow, and each number have its document.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    prefix = models.CharField(_("prefix"), max_length=10, unique=True)
    next_number = models.PositiveIntegerField(_("next number"), default=1)

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        constraints = [
            models.CheckConstraint(
                condition=Q(next_number__gte=1), name="series_next_number_positive"
            )
        ]

    def __str__(self) -> str:
        return self.code


class Document(models.Model):
    """What the shop gave in writing about an order, with all that is printed on it.

    `total` is what was owed in money, or is credited. A mistake is corrected by a
    credit note: the database takes neither changes nor deletions.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        CREDIT_NOTE = "credit-note", _("Credit note")

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    # As printed: the prefix of the series and the number.
    name = models.CharField(_("number as printed"), max_length=30, unique=True)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind.choices)
    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="documents"
    )
    invoice = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="credit_notes",
        null=True,
        blank=True,
    )
    # The payment, return or cancellation that caused it: one document per cause.
    cause = models.CharField(_("cause"), max_length=120, unique=True)
    issued_at = models.DateTimeField(_("issued"))
    language = models.CharField(_("language"), max_length=10)
    currency = models.CharField(_("currency"), max_length=3)
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    content = models.JSONField(_("content"))

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number"], name="document_number_once_per_series"
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(kind="invoice"),
                name="document_one_invoice_per_order",
            ),
            models.CheckConstraint(
                condition=Q(kind="invoice", invoice=None)
                | ~Q(kind="invoice") & Q(invoice__isnull=False),
                name="document_credit_note_names_its_invoice",
            ),
            models.CheckConstraint(
                condition=Q(total__gte=0), name="document_total_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def issued_on(self) -> date:
        """The day it carries: the shop's, wherever it is read."""
        return timezone.localdate(self.issued_at, timezone.get_default_timezone())
