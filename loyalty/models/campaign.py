"""Campaigns: what each version says, what became of it, and what is left to give."""

from datetime import datetime
from math import isfinite

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from loyalty.arithmetic import campaigns as arithmetic
from loyalty.models.word import word


class Campaign(models.Model):
    """What its versions have in common: nothing but that they follow each other."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("author"),
    )
    drafted_at = models.DateTimeField(_("drafted at"))

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        default_permissions = ("view",)
        permissions = [
            ("draft_campaign", "Can draft campaigns and submit them for review"),
            (
                "approve_campaign",
                "Can approve campaigns of somebody else, and end them",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CampaignVersion(models.Model):
    """What a campaign says; another version replaces it, nothing edits it.

    The words in which it can say so are those of `loyalty.arithmetic.campaigns`.
    """

    class Trigger(models.TextChoices):
        ORDER_PAID = "order-paid", _("an order is paid")

    class Amount(models.TextChoices):
        PER_UNIT = arithmetic.PER_UNIT, _("points per 1.00 paid")
        FIXED = arithmetic.FIXED, _("a fixed number of points")
        MULTIPLIER = arithmetic.MULTIPLIER, _("a multiple of the usual points")
        PER_PIECE = arithmetic.PER_PIECE, _("points for each piece")

    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.PROTECT,
        related_name="versions",
        verbose_name=_("campaign"),
    )
    number = models.IntegerField(_("number"))
    name_en = models.CharField(_("name in English"), max_length=80)
    name_zh_hans = models.CharField(_("name in Chinese"), max_length=80)
    trigger = word(
        choices=Trigger, default=Trigger.ORDER_PAID, verbose_name=_("trigger")
    )
    amount = word(choices=Amount, verbose_name=_("kind of amount"))
    rate = models.DecimalField(_("amount"), max_digits=8, decimal_places=2)
    labels = ArrayField(
        models.CharField(max_length=255),
        default=list,
        blank=True,
        verbose_name=_("categories it is about"),
    )
    products = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        verbose_name=_("products it is about"),
    )
    min_basket = models.DecimalField(
        _("smallest value of the basket"), max_digits=12, decimal_places=2, default=0
    )
    min_pieces = models.IntegerField(_("fewest pieces"), default=0)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    from_hour = models.SmallIntegerField(_("from which hour"), default=0)
    until_hour = models.SmallIntegerField(
        _("until which hour"), default=arithmetic.HOURS_OF_A_DAY
    )
    first_order_only = models.BooleanField(_("first order only"), default=False)
    tiers = ArrayField(
        models.CharField(max_length=40),
        default=list,
        db_default=[],
        blank=True,
        verbose_name=_("tiers of those it is for"),
    )
    max_per_order = models.BigIntegerField(
        _("most points per order"), null=True, blank=True
    )
    max_per_month = models.BigIntegerField(
        _("most points per member and month"), null=True, blank=True
    )
    max_per_member = models.BigIntegerField(
        _("most points per member"), null=True, blank=True
    )
    budget = models.BigIntegerField(_("budget in points"), null=True, blank=True)
    group = models.CharField(
        _("group of which only the highest counts"),
        max_length=40,
        blank=True,
        default="",
    )
    priority = models.SmallIntegerField(_("priority"), default=0)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("author"),
    )
    drafted_at = models.DateTimeField(_("drafted at"))

    class Meta:
        verbose_name = _("version of a campaign")
        verbose_name_plural = _("versions of campaigns")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="loyalty_campaign_numbered", fields=["campaign", "number"]
            ),
            models.CheckConstraint(
                name="loyalty_campaign_words",
                condition=Q(
                    trigger="order-paid",
                    amount__in=arithmetic.AMOUNTS,
                ),
            ),
            models.CheckConstraint(
                name="loyalty_campaign_gives_something",
                condition=Q(rate__gt=0)
                & (~Q(amount=arithmetic.MULTIPLIER) | Q(rate__gt=1))
                & (
                    ~Q(amount__in=(arithmetic.FIXED, arithmetic.PER_PIECE))
                    | Q(rate__gte=1)
                ),
            ),
            models.CheckConstraint(
                name="loyalty_campaign_opens",
                condition=(Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")))
                & Q(from_hour__gte=0, from_hour__lte=23)
                & Q(until_hour__gte=1, until_hour__lte=24)
                & ~Q(from_hour=F("until_hour")),
            ),
            models.CheckConstraint(
                name="loyalty_campaign_in_range",
                condition=Q(
                    number__gte=1,
                    min_basket__gte=0,
                    min_pieces__gte=0,
                    priority__gte=-1000,
                    priority__lte=1000,
                ),
            ),
            models.CheckConstraint(
                name="loyalty_campaign_ceilings",
                condition=(Q(max_per_order__isnull=True) | Q(max_per_order__gte=1))
                & (Q(max_per_month__isnull=True) | Q(max_per_month__gte=1))
                & (Q(max_per_member__isnull=True) | Q(max_per_member__gte=1))
                & (
                    Q(budget__isnull=True) | Q(budget__gte=1, budget__lte=1_000_000_000)
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        is_chinese = (get_language() or "").startswith("zh")
        return self.name_zh_hans if is_chinese else self.name_en

    @property
    def is_reckonable(self) -> bool:
        """Whether its numbers are numbers: the table refuses others now."""
        return isfinite(self.rate) and isfinite(self.min_basket)

    def deciding(
        self, *, starts_at: datetime | None = None, ends_at: datetime | None = None
    ) -> arithmetic.Campaign:
        """The part of it that decides what a purchase earns, between these moments."""
        return arithmetic.Campaign(
            version=self.pk,
            campaign=self.campaign_id,
            names={"en": self.name_en, "zh-hans": self.name_zh_hans},
            amount=self.amount,
            rate=self.rate,
            starts_at=starts_at or self.starts_at,
            ends_at=ends_at or self.ends_at,
            from_hour=self.from_hour,
            until_hour=self.until_hour,
            labels=frozenset(self.labels),
            products=frozenset(self.products),
            min_basket=self.min_basket,
            min_pieces=self.min_pieces,
            first_order_only=self.first_order_only,
            tiers=frozenset(self.tiers),
            max_per_order=self.max_per_order,
            max_per_month=self.max_per_month,
            max_per_member=self.max_per_member,
            has_budget=self.budget is not None,
            group=arithmetic.folded(self.group),
            priority=self.priority,
        )


class CampaignStep(models.Model):
    """What became of a version: who took which step when. Its state follows."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("campaign", "submitted for review")
        APPROVED = "approved", pgettext_lazy("campaign", "approved")
        TURNED_DOWN = "turned-down", pgettext_lazy("campaign", "turned down")
        ENDED = "ended", pgettext_lazy("campaign", "ended early")

    version = models.ForeignKey(
        CampaignVersion,
        on_delete=models.PROTECT,
        related_name="steps",
        verbose_name=_("version"),
    )
    kind = word(choices=Kind, verbose_name=_("step"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("done by"),
    )
    taken_at = models.DateTimeField(_("done at"))
    note = models.TextField(_("note"), blank=True, default="")

    class Meta:
        verbose_name = _("step of a campaign")
        verbose_name_plural = _("steps of campaigns")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="loyalty_campaign_step_once", fields=["version", "kind"]
            ),
            models.CheckConstraint(
                name="loyalty_campaign_step_known",
                condition=Q(kind__in=("submitted", "approved", "turned-down", "ended")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version_id}"


class BudgetSlot(models.Model):
    """A part of what a campaign has left to give (docs/adr/0039-*.md).

    Several, so that many orders can draw at once. Only the ledger draws.
    """

    pk = models.CompositePrimaryKey("campaign_id", "number")
    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.PROTECT,
        related_name="slots",
        db_index=False,
        verbose_name=_("campaign"),
    )
    number = models.SmallIntegerField(_("number"))
    points = models.BigIntegerField(_("points"))

    class Meta:
        verbose_name = _("part of a budget")
        verbose_name_plural = _("parts of budgets")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="loyalty_budget_not_below_zero", condition=Q(points__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id}.{self.number}: {self.points}"
