"""Which price goods have had, since when."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PriceChange(models.Model):
    """From `changed_at` on goods had this price, or none: then they were not sold.

    A trigger of stock records writes it, whoever changes one and by whatever door;
    nobody else can, and no row is ever changed. It outlives what it tells of, so it
    has no foreign keys.
    """

    stockrecord_id = models.BigIntegerField(_("stock record"))
    product_id = models.BigIntegerField(_("product"))
    price = models.DecimalField(
        _("price"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=12)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("change of a price")
        verbose_name_plural = _("changes of prices")
        default_permissions = ()
        indexes = [
            models.Index(fields=["product_id", "changed_at"], name="price_of_product")
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.price} {self.changed_at}"
