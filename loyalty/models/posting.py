"""What happened: postings and the movements within them. Nothing changes here."""

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loyalty.models.account import Account
from loyalty.models.rule import Rule
from loyalty.models.word import word
from loyalty.why import Why


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
        NOTICE = "notice", pgettext_lazy("points", "end announced")
        IDLE_EXPIRY = "idle-expiry", pgettext_lazy("points", "ended by inactivity")
        ADJUSTMENT = "adjustment", pgettext_lazy("points", "adjusted")
        EXTENSION = "extension", pgettext_lazy("points", "valid longer")
        MERGE_OUT = "merge-out", pgettext_lazy("points", "moved to the other account")
        MERGE_IN = "merge-in", pgettext_lazy("points", "came from the other account")

    pk = models.CompositePrimaryKey("account_id", "version")
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="postings",
        db_index=False,
        db_constraint=False,
    )
    version = models.BigIntegerField(_("number"))
    kind = word(choices=Kind, verbose_name=_("kind"))
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
    # The other account, where a merge signed by two people leads there.
    merged_into = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        db_constraint=False,
        db_column="merged_into",
        related_name="+",
        verbose_name=_("merged into"),
    )
    merged_from = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        db_constraint=False,
        db_column="merged_from",
        related_name="+",
        verbose_name=_("merged from"),
    )
    # What each source gave, or what is taken of it. NULL: the one share of a purchase.
    shares = models.JSONField(_("shares"), null=True)
    why = models.JSONField(_("why"))
    occurred_at = models.DateTimeField(_("occurred at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    matures_at = models.DateTimeField(_("matures at"), null=True)
    expires_at = models.DateTimeField(_("expires at"), null=True)
    available_after = models.BigIntegerField(_("available after"))
    pending_after = models.BigIntegerField(_("pending after"))
    held_after = models.BigIntegerField(_("held after"))
    owed_after = models.BigIntegerField(_("owed after"))
    hash = models.BinaryField()

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
            # What one person gave by hand, among all that a gift to many gave.
            models.Index(
                name="loyalty_posting_by_hand",
                fields=["actor"],
                condition=Q(kind="adjustment"),
            ),
            # What a campaign has given a member, of all that the member earned.
            models.Index(
                name="loyalty_posting_shares",
                fields=["account"],
                condition=Q(shares__isnull=False),
            ),
            BrinIndex(
                name="loyalty_posting_recorded",
                fields=["recorded_at"],
                autosummarize=True,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    @property
    def explanation(self) -> str:
        """Why this posting was made, in words of the active language."""
        return Why.of(self.why, self.shares).text()


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
        MERGED = "merged", pgettext_lazy("points", "in the other account")

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
    kind = word(choices=Posting.Kind, verbose_name=_("kind"))
    src = word(choices=Bucket, verbose_name=_("from"))
    dst = word(choices=Bucket, verbose_name=_("to"))
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
