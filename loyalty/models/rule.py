"""The rules, version by version."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loyalty.models.word import word
from loyalty.terms import validity
from loyalty.terms.earning import EarningTerms
from loyalty.terms.redemption import RedemptionTerms
from loyalty.terms.validity import ValidityTerms


class Rule(models.Model):
    """One version of the rules; a later version replaces it, nothing edits it."""

    class Rounding(models.TextChoices):
        DOWN = "down", _("rounded down")
        HALF_UP = "half-up", _("rounded to the nearest point")
        UP = "up", _("rounded up")

    class Profile(models.TextChoices):
        ROLLING = validity.Profile.ROLLING.value, _("some months, to the day")
        MONTH_END = validity.Profile.MONTH_END.value, _("to the end of a month")
        YEAR_END = validity.Profile.YEAR_END.value, _("to the end of a year")
        INACTIVITY = validity.Profile.INACTIVITY.value, _("while the member is active")
        NONE = validity.Profile.NONE.value, _("without end")

    version = models.IntegerField(_("version"), primary_key=True)
    points_per_unit = models.DecimalField(
        _("points per unit of money paid"), max_digits=8, decimal_places=2
    )
    rounding = word(choices=Rounding, verbose_name=_("rounding"))
    excluded_labels = ArrayField(
        models.CharField(max_length=255),
        default=list,
        blank=True,
        verbose_name=_("categories that earn nothing"),
    )
    return_window_days = models.IntegerField(_("return window in days"))
    expiry_profile = word(
        choices=Profile,
        default=Profile.ROLLING,
        db_default=Profile.ROLLING.value,
        verbose_name=_("how long points last"),
    )
    expiry_months = models.IntegerField(_("months until points expire"))
    # The law these terms keep to, by its code; none where it is empty.
    law = word(blank=True, default="", db_default="", verbose_name=_("law"))
    grace_days = models.IntegerField(
        _("days of grace for returned points that had expired")
    )
    points_per_unit_of_discount = models.IntegerField(
        _("points for one unit of discount")
    )
    min_points_per_order = models.IntegerField(_("fewest points per order"))
    max_points_per_order = models.IntegerField(
        _("most points per order"), null=True, blank=True
    )
    max_share_percent = models.IntegerField(
        _("largest share of the goods, in percent, that points may pay")
    )
    starts_at = models.DateTimeField(_("starts at"))
    published_at = models.DateTimeField(_("published at"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("author"),
    )

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        default_permissions = ("view",)
        permissions = [("publish_rule", "Can publish a new version of the rules")]
        constraints = [
            models.CheckConstraint(
                name="loyalty_rule_rounding",
                condition=Q(rounding__in=("down", "half-up", "up")),
            ),
            models.CheckConstraint(
                name="loyalty_rule_in_range",
                condition=Q(
                    version__gte=1,
                    points_per_unit__gte=0,
                    return_window_days__gte=0,
                    return_window_days__lte=3650,
                    expiry_months__gte=1,
                    expiry_months__lte=1200,
                    grace_days__gte=0,
                    grace_days__lte=3650,
                    points_per_unit_of_discount__gte=1,
                    min_points_per_order__gte=1,
                    max_share_percent__gte=0,
                    max_share_percent__lte=100,
                ),
            ),
            # To the end of a year, and no lot lasts longer than a hundred.
            models.CheckConstraint(
                name="loyalty_rule_profile",
                condition=Q(expiry_profile="rolling")
                | Q(
                    expiry_profile__in=("month-end", "year-end", "inactivity", "none"),
                    expiry_months__lte=1188,
                ),
            ),
            models.CheckConstraint(
                name="loyalty_rule_bounds_of_an_order",
                condition=Q(max_points_per_order__isnull=True)
                | Q(max_points_per_order__gte=F("min_points_per_order")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.version)

    @property
    def earning(self) -> EarningTerms:
        """What a purchase earns."""
        return EarningTerms(
            version=self.version,
            points_per_unit=self.points_per_unit,
            rounding=self.rounding,
            excluded_labels=frozenset(self.excluded_labels),
        )

    @property
    def validity(self) -> ValidityTerms:
        """From when and until when points count."""
        return ValidityTerms(
            version=self.version,
            return_window_days=self.return_window_days,
            expiry_months=self.expiry_months,
            profile=validity.Profile(self.expiry_profile),
            law=self.law,
            grace_days=self.grace_days,
        )

    @property
    def redemption(self) -> RedemptionTerms:
        """What points take off an order."""
        return RedemptionTerms(
            version=self.version,
            points_per_unit_of_discount=self.points_per_unit_of_discount,
            min_points_per_order=self.min_points_per_order,
            max_points_per_order=self.max_points_per_order,
            max_share_percent=self.max_share_percent,
        )
