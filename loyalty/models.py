"""The tables of the programme. Nothing but the ledger's engine writes to them.

Every key starts with the account: the account is the only lock, and the only
thing the tables would ever be spread by. What Django cannot say (keys over
several columns or checked at once, which movements exist at all, who may write)
stands in `ledger/guards.sql`.
"""

import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loyalty.rules import EarningRule
from loyalty.why import Why


def _word(**options: Any) -> models.CharField:
    """A short word out of a fixed set; compared byte by byte."""
    return models.CharField(max_length=12, db_collation="C", **options)


class Account(models.Model):
    """A member's points account: one row, one lock.

    The four figures are what the postings so far add up to. What has become due
    since then is booked by the next posting; `loyalty.queries` reads past it.
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
    enrolled_at = models.DateTimeField(_("enrolled at"))
    frozen_at = models.DateTimeField(_("frozen at"), null=True)

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
        ]

    def __str__(self) -> str:
        return str(self.member)


class Rule(models.Model):
    """One version of the rules; a later version replaces it, nothing edits it."""

    class Rounding(models.TextChoices):
        DOWN = "down", _("rounded down")
        HALF_UP = "half-up", _("rounded to the nearest point")
        UP = "up", _("rounded up")

    version = models.IntegerField(_("version"), primary_key=True)
    points_per_unit = models.DecimalField(
        _("points per unit of money paid"), max_digits=8, decimal_places=2
    )
    rounding = _word(choices=Rounding, verbose_name=_("rounding"))
    excluded_labels = ArrayField(
        models.CharField(max_length=255),
        default=list,
        blank=True,
        verbose_name=_("categories that earn nothing"),
    )
    return_window_days = models.IntegerField(_("return window in days"))
    expiry_months = models.IntegerField(_("months until points expire"))
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
            models.CheckConstraint(
                name="loyalty_rule_bounds_of_an_order",
                condition=Q(max_points_per_order__isnull=True)
                | Q(max_points_per_order__gte=F("min_points_per_order")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.version)

    @property
    def earning(self) -> EarningRule:
        """The part of the rules that decides what a purchase earns."""
        return EarningRule(
            version=self.version,
            points_per_unit=self.points_per_unit,
            rounding=self.rounding,
            excluded_labels=frozenset(self.excluded_labels),
        )


class Posting(models.Model):
    """One permanent change of one account, repeated by its reference without harm."""

    class Kind(models.TextChoices):
        ACCRUAL = "accrual", pgettext_lazy("points", "earned")
        SCHEDULE = "schedule", pgettext_lazy("points", "date set")
        MATURITY = "maturity", pgettext_lazy("points", "became spendable")
        HOLD = "hold", pgettext_lazy("points", "set aside")
        REDEMPTION = "redemption", pgettext_lazy("points", "redeemed")
        RELEASE = "release", pgettext_lazy("points", "released")
        LAPSE = "lapse", pgettext_lazy("points", "hold lapsed")
        GIVE_BACK = "give-back", pgettext_lazy("points", "given back")
        REVOCATION = "revocation", pgettext_lazy("points", "taken back")
        EXPIRY = "expiry", pgettext_lazy("points", "expired")
        ADJUSTMENT = "adjustment", pgettext_lazy("points", "adjusted")

    pk = models.CompositePrimaryKey("account_id", "version")
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="postings",
        db_index=False,
        db_constraint=False,
    )
    version = models.BigIntegerField(_("number"))
    kind = _word(choices=Kind, verbose_name=_("kind"))
    reference = models.CharField(_("reference"), max_length=100, db_collation="C")
    request_hash = models.BinaryField()
    related_version = models.BigIntegerField(_("concerns posting"), null=True)
    rule = models.ForeignKey(
        Rule,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        db_constraint=False,
        db_column="rule_version",
        related_name="+",
        verbose_name=_("rule"),
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("done by"),
    )
    reason = models.TextField(_("reason"), blank=True, db_default="")
    why = models.JSONField(_("why"))
    occurred_at = models.DateTimeField(_("occurred at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    matures_at = models.DateTimeField(_("matures at"), null=True)
    expires_at = models.DateTimeField(_("expires at"), null=True)
    available_after = models.BigIntegerField(_("available after"))
    pending_after = models.BigIntegerField(_("pending after"))
    held_after = models.BigIntegerField(_("held after"))
    owed_after = models.BigIntegerField(_("owed after"))

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                name="loyalty_posting_reference",
                fields=["account", "kind", "reference"],
            ),
            models.UniqueConstraint(
                name="loyalty_posting_kind", fields=["account", "version", "kind"]
            ),
            models.UniqueConstraint(
                name="loyalty_posting_hold_ends_once",
                fields=["account", "related_version"],
                condition=Q(kind__in=("redemption", "release", "lapse")),
            ),
            models.CheckConstraint(
                name="loyalty_posting_version", condition=Q(version__gte=1)
            ),
            models.CheckConstraint(
                name="loyalty_posting_not_below_zero",
                condition=Q(
                    available_after__gte=0,
                    pending_after__gte=0,
                    held_after__gte=0,
                    owed_after__gte=0,
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="loyalty_posting_related",
                fields=["account", "related_version"],
                condition=Q(related_version__isnull=False),
            ),
            models.Index(
                name="loyalty_posting_actor",
                fields=["actor"],
                condition=Q(actor__isnull=False),
            ),
            BrinIndex(name="loyalty_posting_recorded", fields=["recorded_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    @property
    def explanation(self) -> str:
        """Why this posting was made, in words of the active language."""
        return Why.of(self.why).text()


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
                name="loyalty_lot_adds_up",
                condition=Q(
                    granted__gt=0,
                    pending__gte=0,
                    remaining__gte=0,
                    held__gte=0,
                    granted__gte=F("pending") + F("remaining") + F("held"),
                ),
            ),
            models.CheckConstraint(
                name="loyalty_lot_open",
                condition=Q(open=Q(pending__gt=0) | Q(remaining__gt=0) | Q(held__gt=0)),
            ),
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

    def lapsed(self, *, at: datetime.datetime) -> bool:
        return self.lapses_at <= at


class Movement(models.Model):
    """Points that went from one bucket to another within one posting."""

    class Bucket(models.TextChoices):
        ISSUED = "issued", pgettext_lazy("points", "issued")
        PENDING = "pending", pgettext_lazy("points", "pending")
        AVAILABLE = "available", pgettext_lazy("points", "available")
        HELD = "held", pgettext_lazy("points", "held")
        REDEEMED = "redeemed", pgettext_lazy("points", "redeemed")
        EXPIRED = "expired", pgettext_lazy("points", "expired")
        REVOKED = "revoked", pgettext_lazy("points", "taken back")
        OWED = "owed", pgettext_lazy("points", "owed")
        ADJUSTED = "adjusted", pgettext_lazy("points", "adjusted")

    pk = models.CompositePrimaryKey("account_id", "version", "seq")
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="movements",
        db_index=False,
        db_constraint=False,
    )
    version = models.BigIntegerField(_("posting"))
    seq = models.SmallIntegerField(_("number"))
    kind = _word(choices=Posting.Kind, verbose_name=_("kind"))
    src = _word(choices=Bucket, verbose_name=_("from"))
    dst = _word(choices=Bucket, verbose_name=_("to"))
    points = models.BigIntegerField(_("points"))
    lot_number = models.BigIntegerField(_("lot"), null=True)

    class Meta:
        verbose_name = _("movement")
        verbose_name_plural = _("movements")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                name="loyalty_movement_points", condition=Q(points__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points} {self.src} → {self.dst}"
