"""What one person may do to points alone, and what waits for a second one."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from loyalty.models.account import Account


class Limit(models.Model):
    """What one person of a role may adjust alone; "" is the role of everybody.

    The tables' owner writes it: nobody raises the own limit.
    """

    role = models.CharField(_("role"), max_length=150, primary_key=True)
    ceiling = models.BigIntegerField(_("points at once"))
    budget = models.BigIntegerField(_("points given in a month"))

    class Meta:
        verbose_name = _("limit")
        verbose_name_plural = _("limits")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="loyalty_limit_not_below_zero",
                condition=Q(ceiling__gte=0, budget__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.role


class ProposedAdjustment(models.Model):
    """An adjustment that one person may not make alone; another person decides."""

    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("member"),
    )
    points = models.BigIntegerField(_("points"))
    reason = models.TextField(_("reason"))
    reference = models.CharField(_("reference"), max_length=100, unique=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    # The posting it became: only the ledger says so.
    posting_version = models.BigIntegerField(_("posting"), null=True)

    class Meta:
        verbose_name = _("proposed adjustment")
        verbose_name_plural = _("proposed adjustments")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="loyalty_proposed_points",
                condition=~Q(points=0)
                & Q(points__gte=-1_000_000_000, points__lte=1_000_000_000),
            ),
            models.CheckConstraint(
                name="loyalty_proposed_decided_once",
                condition=Q(withdrawn_at__isnull=True)
                | Q(posting_version__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                name="loyalty_proposed_open",
                fields=["id"],
                condition=Q(withdrawn_at__isnull=True, posting_version__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points} → {self.account_id}"
