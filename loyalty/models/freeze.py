"""What stops an account's redemptions."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loyalty.models.account import Account


class Freeze(models.Model):
    """One cause for which nothing is redeemed, until it is over or taken away."""

    pk = models.CompositePrimaryKey("account_id", "cause")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="freezes", db_index=False
    )
    cause = models.CharField(_("cause"), max_length=40)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True)

    class Meta:
        verbose_name = _("freeze")
        verbose_name_plural = _("freezes")
        default_permissions = ("view",)
        permissions = [("lift_freeze", "Can let a member use frozen points again")]
        constraints = [
            models.CheckConstraint(
                name="loyalty_freeze_has_a_cause", condition=~Q(cause="")
            ),
            models.CheckConstraint(
                name="loyalty_freeze_ends_after_it_begins",
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
            ),
        ]

    def __str__(self) -> str:
        return self.cause
