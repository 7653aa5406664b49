"""Where points are: lots, and holds on them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loyalty.models.account import Account


class Lot(models.Model):
    """Points that came together and expire together; numbered by their posting."""

    pk = models.CompositePrimaryKey("account_id", "number")
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="lots",
        db_index=False,
        db_constraint=False,
    )
    number = models.BigIntegerField(_("lot"))
    granted = models.BigIntegerField(_("granted"))
    pending = models.BigIntegerField(_("pending"))
    remaining = models.BigIntegerField(_("remaining"))
    held = models.BigIntegerField(_("held"))
    matures_at = models.DateTimeField(_("matures at"), null=True)
    expires_at = models.DateTimeField(_("expires at"))
    open = models.BooleanField(_("open"))

    class Meta:
        verbose_name = _("lot")
        verbose_name_plural = _("lots")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="loyalty_lot_matures_before_it_expires",
                condition=Q(matures_at__isnull=True)
                | Q(matures_at__lt=F("expires_at")),
            ),
        ]
        # A flag that flips once, not an amount: updates stay within their page.
        indexes = [
            models.Index(
                name="loyalty_lot_open",
                fields=["account", "expires_at", "number"],
                condition=Q(open=True),
            ),
            models.Index(
                name="loyalty_lot_due",
                fields=["expires_at", "account"],
                condition=Q(open=True),
            ),
            models.Index(
                name="loyalty_lot_maturing",
                fields=["matures_at", "account"],
                condition=Q(pending__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Hold(models.Model):
    """Points set aside for an order until a moment; numbered by its posting."""

    pk = models.CompositePrimaryKey("account_id", "version")
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="holds",
        db_index=False,
        db_constraint=False,
    )
    version = models.BigIntegerField(_("number"))
    points = models.BigIntegerField(_("points"))
    lapses_at = models.DateTimeField(_("lapses at"))
    open = models.BooleanField(_("open"), db_default=True, default=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="loyalty_hold_points", condition=Q(points__gt=0)
            ),
        ]
        indexes = [
            models.Index(
                name="loyalty_hold_open", fields=["account"], condition=Q(open=True)
            ),
            models.Index(
                name="loyalty_hold_due",
                fields=["lapses_at", "account"],
                condition=Q(open=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.version)
