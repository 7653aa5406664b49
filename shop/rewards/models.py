"""The halves of two offers, which Oscar stores; and what tiers have given by hand."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shop.rewards.offer import PointsBenefit, PointsRequested
from shop.rewards.voucher_offer import VoucherBenefit, VoucherRequested

__all__ = [
    "PerkGiven",
    "PointsBenefit",
    "PointsRequested",
    "VoucherBenefit",
    "VoucherRequested",
]


class PerkGiven(models.Model):
    """That a member got what their tier gives, in the year that began on a day."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("member"),
    )
    tier = models.CharField(_("tier"), max_length=40, db_collation="C")
    begins = models.DateField(_("year of the tier"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("handed out by"),
    )
    given_at = models.DateTimeField(_("handed out at"))

    class Meta:
        verbose_name = _("perk that was handed out")
        verbose_name_plural = _("perks that were handed out")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["member", "tier", "begins"], name="rewards_perk_once_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.tier} {self.begins}"
