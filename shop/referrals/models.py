"""Who brought whom, and what came of it: one level, by the keys of these tables.

A friend is the key of their referral, so nobody has two referrers. There is no column
for a chain and none for a depth; what may be posted for a referral goes to its two
people and to nobody else (shop/operations/guards.sql, docs/adr/0047-*.md).
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Terms(models.Model):
    """What an invitation is worth. Versions are added; a referral keeps its own."""

    version = models.PositiveIntegerField(_("version"), primary_key=True)
    is_open = models.BooleanField(_("members can invite"))
    referrer_points = models.PositiveIntegerField(_("points for who invites"))
    friend_points = models.PositiveIntegerField(_("points for the friend"))
    most_per_year = models.PositiveIntegerField(_("rewards per member and year"))
    smallest_order = models.DecimalField(
        _("smallest order"), max_digits=12, decimal_places=2
    )
    published_at = models.DateTimeField(_("published"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        verbose_name = _("terms of invitations")
        verbose_name_plural = _("terms of invitations")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(version=1) | Q(author__isnull=False),
                name="referral_terms_by_somebody",
            ),
            models.CheckConstraint(
                # NaN is no less than anything, and is kept out by the upper end.
                condition=Q(
                    referrer_points__lte=1_000_000,
                    friend_points__lte=1_000_000,
                    smallest_order__gte=0,
                    smallest_order__lte=1_000_000,
                ),
                name="referral_terms_sane",
            ),
        ]

    def __str__(self) -> str:
        return str(self.version)


class Link(models.Model):
    """The code of a member's own address to invite with; not to be guessed."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="referral_link",
    )
    code = models.CharField(_("code"), max_length=20, unique=True)
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("link to invite with")
        verbose_name_plural = _("links to invite with")
        default_permissions = ()

    def __str__(self) -> str:
        return self.code


class Referral(models.Model):
    """`referrer` brought `friend`, who registered with the referrer's link."""

    friend = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="referral",
    )
    referrer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="referrals"
    )
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")
    # What was seen of self-referral when the friend registered (signs.py).
    signs = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    referred_at = models.DateTimeField(_("registered"))

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=~Q(friend=F("referrer")), name="referral_of_somebody_else"
            )
        ]

    def __str__(self) -> str:
        return f"{self.referrer_id} → {self.friend_id}"

    @property
    def reference(self) -> str:
        """What its points are posted under, for both."""
        return f"referral:{self.friend_id}"


class Reward(models.Model):
    """What came of a referral once the friend had kept an order: decided once."""

    class State(models.TextChoices):
        WAITING = "waiting", _("To be decided")
        GIVEN = "given", _("Given")
        DECLINED = "declined", _("Declined")

    referral = models.OneToOneField(
        Referral, on_delete=models.PROTECT, primary_key=True, related_name="reward"
    )
    order = models.OneToOneField(
        "order.Order", on_delete=models.PROTECT, related_name="referral_reward"
    )
    signs = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices)
    friend_points = models.PositiveIntegerField(_("to the friend"), default=0)
    referrer_points = models.PositiveIntegerField(_("to who invited"), default=0)
    found_at = models.DateTimeField(_("found"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")

    class Meta:
        verbose_name = _("reward of a referral")
        verbose_name_plural = _("rewards of referrals")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None, decided_by=None)
                | Q(
                    state="declined", decided_at__isnull=False, decided_by__isnull=False
                )
                | Q(state="given", decided_at__isnull=False),
                name="referral_reward_decided",
            ),
            models.CheckConstraint(
                condition=Q(state="given") | Q(friend_points=0, referrer_points=0),
                name="referral_reward_pays_if_given",
            ),
            # Who decides says why; what was given by itself showed no sign.
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(reason=""),
                name="referral_reward_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state="given", decided_by=None) | Q(signs=[]),
                name="referral_reward_with_signs_is_decided",
            ),
        ]
        indexes = [
            models.Index(
                fields=["found_at"],
                condition=Q(state="waiting"),
                name="referral_reward_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.referral_id}: {self.state}"
