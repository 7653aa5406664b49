"""Two accounts of one person: what was proposed, and what was done."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loyalty.models.account import Account


class MergeProposal(models.Model):
    """One person's wish to merge two accounts; another person decides."""

    closing = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("closing account"),
    )
    surviving = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("surviving account"),
    )
    reason = models.TextField(_("reason"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("proposed merge")
        verbose_name_plural = _("proposed merges")
        default_permissions = ("view",)
        permissions = [("merge_accounts", "Can merge two accounts of one person")]
        constraints = [
            models.CheckConstraint(
                name="loyalty_proposal_two_accounts",
                condition=~Q(closing=F("surviving")),
            ),
            models.CheckConstraint(
                name="loyalty_proposal_has_a_reason", condition=~Q(reason="")
            ),
            models.UniqueConstraint(
                name="loyalty_proposal_one_open",
                fields=["closing"],
                condition=Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.closing_id} → {self.surviving_id}"


class Merge(models.Model):
    """An account that was closed into another one, signed by two people."""

    account = models.OneToOneField(
        Account,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="merge",
        verbose_name=_("closed account"),
    )
    into = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="merged_accounts",
        db_column="into_account",
        verbose_name=_("surviving account"),
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved at"))
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        default_permissions = ("view",)
        constraints = [
            # What the postings of both accounts point to.
            models.UniqueConstraint(
                name="loyalty_merge_accounts", fields=["account", "into"]
            ),
            models.CheckConstraint(
                name="loyalty_merge_two_accounts", condition=~Q(account=F("into"))
            ),
            models.CheckConstraint(
                name="loyalty_merge_two_people",
                condition=~Q(proposed_by=F("approved_by")),
            ),
            # Nobody signs a merge of an account of their own.
            models.CheckConstraint(
                name="loyalty_merge_other_people",
                condition=~Q(
                    Q(account=F("proposed_by"))
                    | Q(account=F("approved_by"))
                    | Q(into=F("proposed_by"))
                    | Q(into=F("approved_by"))
                ),
            ),
            models.CheckConstraint(
                name="loyalty_merge_has_a_reason", condition=~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} → {self.into_id}"
