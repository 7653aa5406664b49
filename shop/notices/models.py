"""Which notices people do without, and what they were told before."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Unwanted(models.Model):
    """Somebody does without the notices of a topic; who says nothing gets them."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="unwanted_notices",
        db_index=False,
    )
    topic = models.CharField(_("topic"), max_length=20)
    since = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("notice that is not wanted")
        verbose_name_plural = _("notices that are not wanted")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["person", "topic"], name="notices_unwanted_once"
            )
        ]

    def __str__(self) -> str:
        return self.topic


class ExpiryTold(models.Model):
    """Through which moment a member was told what expires, so many days before."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,
    )
    days = models.PositiveSmallIntegerField(_("days before"))
    until = models.DateTimeField(_("told until"))

    class Meta:
        verbose_name = _("expiry that was told")
        verbose_name_plural = _("expiries that were told")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["member", "days"], name="notices_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.days}"
