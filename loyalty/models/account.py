"""The account: what is locked."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Account(models.Model):
    """A member's points account: one row, one lock.

    The four figures are what the postings so far add up to. What has become due
    since then is booked by the next posting; `loyalty.reading` reads past it.
    """

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        primary_key=True,
        db_column="account_id",
        related_name="loyalty_account",
        verbose_name=_("member"),
    )
    available = models.BigIntegerField(_("available"), default=0, db_default=0)
    pending = models.BigIntegerField(_("pending"), default=0, db_default=0)
    held = models.BigIntegerField(_("held"), default=0, db_default=0)
    owed = models.BigIntegerField(_("owed"), default=0, db_default=0)
    version = models.BigIntegerField(_("version"), default=0, db_default=0)
    head = models.BinaryField(default=b"", db_default=b"")
    # Nothing falls due before this moment, perhaps later: not worth a look till then.
    due_at = models.DateTimeField(null=True)
    enrolled_at = models.DateTimeField(_("enrolled at"))
    # What its freezes come to, and until when if all of them end.
    frozen_at = models.DateTimeField(_("frozen at"), null=True)
    frozen_until = models.DateTimeField(_("frozen until"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("points account")
        verbose_name_plural = _("points accounts")
        default_permissions = ("view",)
        permissions = [("adjust_points", "Can adjust a member's points")]
        constraints = [
            models.CheckConstraint(
                name="loyalty_account_not_below_zero",
                condition=Q(available__gte=0, pending__gte=0, held__gte=0, owed__gte=0),
            ),
            models.CheckConstraint(
                name="loyalty_account_version", condition=Q(version__gte=0)
            ),
            models.CheckConstraint(
                name="loyalty_account_closed_awaits_nothing",
                condition=Q(closed_at__isnull=True) | Q(pending=0, held=0),
            ),
        ]

    def __str__(self) -> str:
        return str(self.member)
