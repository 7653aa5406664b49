"""What all points came to at the end of a month: a copy of what the movements say."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MonthEnd(models.Model):
    """The sums over all accounts at `at`, as they were counted from `counted_at` on.

    No book: it may be lost at any time, and is then counted anew.
    """

    at = models.DateTimeField(_("end of the month"), primary_key=True)
    members = models.BigIntegerField(_("members"))
    available = models.BigIntegerField(_("available"))
    pending = models.BigIntegerField(_("pending"))
    held = models.BigIntegerField(_("held"))
    owed = models.BigIntegerField(_("owed"))
    counted_at = models.DateTimeField(_("counted at"))

    class Meta:
        verbose_name = _("end of a month")
        verbose_name_plural = _("ends of months")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.at)
