"""What was low on each day, so that a mail is sent once and says what is new."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LowStockDay(models.Model):
    """One look at the shelves; `stockrecords` are the keys of what was low."""

    day = models.DateField(_("day"), primary_key=True)
    stockrecords = models.JSONField(_("stock records"), default=list)
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("day of low stock")
        verbose_name_plural = _("days of low stock")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.day}: {len(self.stockrecords)}"
