"""Vouchers made of points: what can be exchanged, what was, and what became of it."""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from loyalty.models.account import Account
from loyalty.models.word import word


class VoucherKind(models.TextChoices):
    DISCOUNT = "discount", _("a discount")
    DELIVERY = "delivery", _("free delivery")


class VoucherChoice(models.Model):
    """What points can be exchanged for, in versions: another replaces it from a day on.

    Versions of one choice have their `series` in common. There is no amount: a
    discount is worth its points, at the value that the rule says.
    """

    # What is withdrawn is offered no longer than this.
    SHORTEST = timedelta(microseconds=1)

    series = models.IntegerField(_("choice"))
    number = models.IntegerField(_("number"))
    kind = word(choices=VoucherKind, verbose_name=_("kind"))
    points = models.IntegerField(_("points"))
    min_basket = models.DecimalField(
        _("smallest value of the basket"), max_digits=12, decimal_places=2, default=0
    )
    days = models.IntegerField(_("days it can be used"))
    most_in_30_days = models.IntegerField(
        _("most per member in 30 days"), null=True, blank=True
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("author"),
    )

    class Meta:
        verbose_name = _("choice of vouchers")
        verbose_name_plural = _("choices of vouchers")
        default_permissions = ("view",)
        permissions = [
            ("publish_voucher", "Can say what points are exchanged for"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="loyalty_choice_numbered", fields=["series", "number"]
            ),
            models.CheckConstraint(
                name="loyalty_choice_kind",
                condition=Q(kind__in=("discount", "delivery")),
            ),
            models.CheckConstraint(
                name="loyalty_choice_in_range",
                condition=Q(
                    series__gte=1,
                    number__gte=1,
                    points__gte=1,
                    points__lte=1_000_000,
                    min_basket__gte=0,
                    days__gte=1,
                    days__lte=730,
                ),
            ),
            models.CheckConstraint(
                name="loyalty_choice_limit",
                condition=Q(most_in_30_days__isnull=True)
                | Q(most_in_30_days__gte=1, most_in_30_days__lte=1000),
            ),
            models.CheckConstraint(
                name="loyalty_choice_ends_after_it_starts",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series}.{self.number}"

    def worth(self, *, points_per_unit: int) -> Decimal | None:
        """The discount at the value of the points; None for free delivery."""
        if self.kind == VoucherKind.DELIVERY:
            return None
        return Decimal(self.points) / points_per_unit


class Voucher(models.Model):
    """A redemption that the member's orders use later; numbered by its posting."""

    pk = models.CompositePrimaryKey("account_id", "version")
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="vouchers",
        db_index=False,
        db_constraint=False,
    )
    version = models.BigIntegerField(_("number"))
    code = models.CharField(_("code"), max_length=20, unique=True)
    choice = models.ForeignKey(
        VoucherChoice,
        on_delete=models.PROTECT,
        related_name="vouchers",
        verbose_name=_("choice"),
    )
    kind = word(choices=VoucherKind, verbose_name=_("kind"))
    points = models.BigIntegerField(_("points"))
    points_per_unit = models.IntegerField(_("points for one unit of discount"))
    amount = models.DecimalField(
        _("discount"), max_digits=12, decimal_places=2, null=True
    )
    min_basket = models.DecimalField(
        _("smallest value of the basket"), max_digits=12, decimal_places=2
    )
    left = models.BigIntegerField(_("points left"))
    given_back = models.BigIntegerField(_("points given back"))
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"))
    open = models.BooleanField(_("open"))

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        default_permissions = ("view",)
        permissions = [("cancel_voucher", "Can cancel a member's voucher")]
        constraints = [
            models.CheckConstraint(
                name="loyalty_voucher_adds_up",
                condition=Q(points__gt=0, left__gte=0, given_back__gte=0)
                & Q(points__gte=F("left") + F("given_back"))
                & (Q(open=True) | Q(left=0)),
            ),
            # No price: points at their fixed value, or the delivery of one order.
            models.CheckConstraint(
                name="loyalty_voucher_is_worth_its_points",
                condition=Q(kind="delivery", amount__isnull=True)
                | Q(kind="discount", points=F("amount") * F("points_per_unit")),
            ),
            models.CheckConstraint(
                name="loyalty_voucher_delivers_once",
                condition=~Q(kind="delivery") | Q(left=0) | Q(left=F("points")),
            ),
            models.CheckConstraint(
                name="loyalty_voucher_lasts",
                condition=Q(expires_at__gt=F("made_at")),
            ),
        ]
        indexes = [
            models.Index(
                name="loyalty_voucher_open", fields=["account"], condition=Q(open=True)
            ),
            models.Index(
                name="loyalty_voucher_due",
                fields=["expires_at"],
                condition=Q(open=True),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def used(self) -> int:
        """The points that orders have."""
        return self.points - self.left - self.given_back

    @property
    def amount_left(self) -> Decimal | None:
        if self.amount is None:
            return None
        return Decimal(self.left) / self.points_per_unit

    @property
    def amount_used(self) -> Decimal | None:
        if self.amount is None:
            return None
        return Decimal(self.used) / self.points_per_unit

    @property
    def shown_code(self) -> str:
        """The code in groups of four, as people read it aloud."""
        return "-".join(self.code[at : at + 4] for at in range(0, len(self.code), 4))


class VoucherEntry(models.Model):
    """Points of a voucher that an order used, got back to it, or went to the member."""

    class Kind(models.TextChoices):
        USE = "use", _("used")
        RETURN = "return", _("back on the voucher")
        GIVE_BACK = "give-back", _("given back as points")

    class Cause(models.TextChoices):
        ORDER = "order", _("an order")
        EXPIRED = "expired", _("its time was up")
        UNDONE = "undone", _("given back by the member")
        CANCELLED = "cancelled", _("cancelled by staff")

    pk = models.CompositePrimaryKey("account_id", "voucher", "seq")
    account = models.ForeignKey(
        Account,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    voucher = models.BigIntegerField(_("voucher"))
    seq = models.IntegerField(_("number"))
    kind = word(choices=Kind, verbose_name=_("kind"))
    cause = word(choices=Cause, verbose_name=_("cause"))
    points = models.BigIntegerField(_("points"))
    order = models.CharField(_("order"), max_length=100, blank=True, default="")
    reference = models.CharField(_("reference"), max_length=120)
    posting = models.BigIntegerField(_("posting"), null=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("actor"),
    )
    reason = models.TextField(_("reason"), blank=True, default="")
    occurred_at = models.DateTimeField(_("occurred at"))

    class Meta:
        verbose_name = _("entry of a voucher")
        verbose_name_plural = _("entries of vouchers")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="loyalty_voucher_entry_once", fields=["account", "reference"]
            ),
            models.CheckConstraint(
                name="loyalty_voucher_entry_known",
                condition=Q(
                    kind__in=("use", "return", "give-back"),
                    cause__in=("order", "expired", "undone", "cancelled"),
                    points__gt=0,
                    seq__gte=1,
                ),
            ),
            # What goes to the member is posted; what an order moves names it.
            models.CheckConstraint(
                name="loyalty_voucher_entry_says_where",
                condition=(
                    Q(kind="give-back", posting__isnull=False)
                    | Q(kind__in=("use", "return"), posting__isnull=True, cause="order")
                )
                & (Q(cause="order") & ~Q(order="") | ~Q(cause="order") & Q(order="")),
            ),
            models.CheckConstraint(
                name="loyalty_voucher_entry_is_signed",
                condition=Q(cause="cancelled", actor__isnull=False) & ~Q(reason="")
                | ~Q(cause="cancelled") & Q(actor__isnull=True, reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
