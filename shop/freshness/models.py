"""That something public pages show has changed (docs/adr/0031-an-epoch.md)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """Written by triggers in the transaction of the change; says nothing of what.

    `mark` is drawn at random: all marks together are the epoch.
    """

    mark = models.BigIntegerField(_("mark"))

    class Meta:
        verbose_name = _("change of what pages show")
        verbose_name_plural = _("changes of what pages show")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.mark)
