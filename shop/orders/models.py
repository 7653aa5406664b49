"""Returns: which pieces came back, and what went back for them."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Return(models.Model):
    """Pieces of one order taken back at one moment.

    `money` is to be refunded, for the pieces and perhaps for delivery;
    `points_restored` went back into their lots, but for those that made up for what
    was owed or had expired, and `points_revoked` were taken from what the order had
    earned.
    """

    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="returns"
    )
    reference = models.CharField(_("reference"), max_length=60, unique=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    money = models.DecimalField(_("money"), max_digits=12, decimal_places=2)
    points_restored = models.PositiveBigIntegerField(_("points restored"), default=0)
    points_repaid = models.PositiveBigIntegerField(
        _("of these made up for what was owed"), default=0, db_default=0
    )
    points_expired = models.PositiveBigIntegerField(
        _("of these had expired"), default=0, db_default=0
    )
    points_revoked = models.PositiveBigIntegerField(_("points revoked"), default=0)
    voucher_points = models.PositiveBigIntegerField(
        _("points of a voucher given back"), default=0, db_default=0
    )
    restocked = models.BooleanField(_("put back into stock"), default=True)
    received_at = models.DateTimeField(_("received"))

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.reference

    @property
    def points_back(self) -> int:
        """What the member could use again."""
        return self.points_restored - self.points_repaid - self.points_expired

    @property
    def delivery(self) -> Decimal:
        """What of the money goes back for delivery."""
        return self.money - sum(line.money for line in self.lines.all())


class Goodwill(models.Model):
    """Money given back while all goods stay, and the points as they are."""

    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, related_name="goodwill"
    )
    reference = models.CharField(_("reference"), max_length=60, unique=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=500)
    money = models.DecimalField(_("money"), max_digits=12, decimal_places=2)
    given_at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("goodwill")
        verbose_name_plural = _("goodwill")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(money__gt=0), name="goodwill_money_positive"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="goodwill_has_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ReturnedLine(models.Model):
    """How many pieces of one line came back, and that line's share of the rest."""

    returned = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(
        "order.Line", on_delete=models.PROTECT, related_name="returned_lines"
    )
    quantity = models.PositiveIntegerField(_("pieces"))
    money = models.DecimalField(_("money"), max_digits=12, decimal_places=2)
    points_restored = models.PositiveBigIntegerField(_("points restored"), default=0)

    class Meta:
        verbose_name = _("returned line")
        verbose_name_plural = _("returned lines")
        constraints = [
            models.UniqueConstraint(
                fields=["returned", "line"], name="returned_line_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0), name="returned_line_quantity_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"
