"""The ladder of tiers in versions that nothing edits, and what each member holds."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from loyalty.arithmetic import tiers as arithmetic
from loyalty.models.word import word


class Ladder(models.Model):
    """One version of the ladder; another one replaces it from its day on."""

    number = models.IntegerField(_("number"), unique=True)
    starts_on = models.DateField(_("starts on"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("author"),
    )
    drafted_at = models.DateTimeField(_("drafted at"))

    class Meta:
        verbose_name = _("ladder of tiers")
        verbose_name_plural = _("ladders of tiers")
        default_permissions = ("view",)
        permissions = [
            ("draft_ladder", "Can draft ladders of tiers and submit them for review"),
            ("approve_ladder", "Can approve ladders of tiers of somebody else"),
        ]
        constraints = [
            models.CheckConstraint(
                name="loyalty_ladder_numbered", condition=Q(number__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Tier(models.Model):
    """What a ladder says of one tier. `code` is the same tier on all ladders."""

    class Mark(models.TextChoices):
        """The colour of a card; each has its own in the style sheet."""

        GREEN = "green", pgettext_lazy("colour of a tier", "green")
        ROSE = "rose", pgettext_lazy("colour of a tier", "rose")
        GOLD = "gold", pgettext_lazy("colour of a tier", "gold")
        BLUE = "blue", pgettext_lazy("colour of a tier", "blue")
        SLATE = "slate", pgettext_lazy("colour of a tier", "slate")

    ladder = models.ForeignKey(
        Ladder,
        on_delete=models.PROTECT,
        related_name="tiers",
        verbose_name=_("ladder of tiers"),
    )
    place = models.SmallIntegerField(_("place"))
    code = models.CharField(_("code"), max_length=40, db_collation="C")
    name_en = models.CharField(_("name in English"), max_length=40)
    name_zh_hans = models.CharField(_("name in Chinese"), max_length=40)
    threshold = models.DecimalField(
        _("kept purchases of a year"), max_digits=12, decimal_places=2
    )
    multiplier = models.DecimalField(
        _("usual points times"), max_digits=4, decimal_places=2, default=1
    )
    free_delivery_from = models.DecimalField(
        _("free delivery from"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    perk_en = models.CharField(
        _("perk in English"), max_length=120, blank=True, default=""
    )
    perk_zh_hans = models.CharField(
        _("perk in Chinese"), max_length=120, blank=True, default=""
    )
    mark = word(choices=Mark, default=Mark.GREEN, verbose_name=_("colour"))

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="loyalty_tier_placed", fields=["ladder", "place"]
            ),
            models.UniqueConstraint(
                name="loyalty_tier_coded", fields=["ladder", "code"]
            ),
            models.CheckConstraint(
                name="loyalty_tier_in_range",
                condition=Q(place__gte=0, place__lte=arithmetic.MOST_TIERS - 1)
                & Q(threshold__gte=0)
                & Q(multiplier__gte=1, multiplier__lte=arithmetic.MOST_TIMES)
                & (Q(free_delivery_from__isnull=True) | Q(free_delivery_from__gte=0)),
            ),
            # Everybody is somewhere: the first asks for nothing.
            models.CheckConstraint(
                name="loyalty_tier_first_is_for_all",
                condition=Q(place=0, threshold=0) | Q(place__gt=0, threshold__gt=0),
            ),
            models.CheckConstraint(
                name="loyalty_tier_marked",
                condition=Q(mark__in=("green", "rose", "gold", "blue", "slate")),
            ),
            models.CheckConstraint(
                name="loyalty_tier_perk_in_both",
                condition=Q(perk_en="", perk_zh_hans="")
                | ~Q(perk_en="") & ~Q(perk_zh_hans=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_zh_hans if _is_chinese() else self.name_en

    @property
    def perk(self) -> str:
        return self.perk_zh_hans if _is_chinese() else self.perk_en

    def deciding(self) -> arithmetic.Tier:
        """What it says, as a value to reckon and to tell by."""
        return arithmetic.Tier(
            version=self.pk,
            code=self.code,
            threshold=self.threshold,
            names={"en": self.name_en, "zh-hans": self.name_zh_hans},
            multiplier=self.multiplier,
            free_delivery_from=self.free_delivery_from,
            perks={"en": self.perk_en, "zh-hans": self.perk_zh_hans},
            mark=self.mark,
        )


class LadderStep(models.Model):
    """What became of a ladder: who took which step when. Its state follows."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("campaign", "submitted for review")
        APPROVED = "approved", pgettext_lazy("campaign", "approved")
        TURNED_DOWN = "turned-down", pgettext_lazy("campaign", "turned down")

    version = models.ForeignKey(
        Ladder,
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
        verbose_name = _("step of a ladder")
        verbose_name_plural = _("steps of ladders")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="loyalty_ladder_step_once", fields=["version", "kind"]
            ),
            models.UniqueConstraint(
                name="loyalty_ladder_decided_once",
                fields=["version"],
                condition=Q(kind__in=("approved", "turned-down")),
            ),
            models.CheckConstraint(
                name="loyalty_ladder_step_known",
                condition=Q(kind__in=("submitted", "approved", "turned-down")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version_id}"


class TierStanding(models.Model):
    """The tier that a member holds: a kept reading of what their purchases come to.

    Nobody who is missing here holds more than the first.
    """

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        primary_key=True,
        db_column="account_id",
        related_name="+",
        verbose_name=_("member"),
    )
    code = models.CharField(_("tier"), max_length=40, db_collation="C")
    since = models.DateField(_("since"))
    through = models.DateField(_("through"), null=True)
    after = models.CharField(
        _("tier after that"), max_length=40, db_collation="C", default=""
    )

    class Meta:
        verbose_name = _("tier of a member")
        verbose_name_plural = _("tiers of members")
        default_permissions = ()
        indexes = [
            models.Index(
                fields=["through"],
                condition=Q(through__isnull=False),
                name="loyalty_standing_through",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="loyalty_standing_ends",
                condition=Q(through__isnull=True, after="")
                | Q(through__gte=F("since")) & ~Q(after=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.code}"

    def held(self) -> arithmetic.Held:
        return arithmetic.Held(
            code=self.code, since=self.since, through=self.through, after=self.after
        )


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")
