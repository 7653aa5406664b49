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


class OfferChange(models.Model):
    """From `changed_at` on an offer took this off a basket of one piece.

    Nothing where one piece gets nothing, or somebody had to have a voucher. It takes it
    off pieces for `from_price` or more, within its own dates. `is_for_all` says whether
    each piece gets it as often as anybody likes: then it makes a price that can be
    shown. Triggers of offers write it, as with the changes of prices.
    """

    offer_id = models.BigIntegerField(_("offer"))
    priority = models.IntegerField(_("priority"))
    is_exclusive = models.BooleanField(_("exclusive"))
    is_for_all = models.BooleanField(_("for everybody"), db_default=True)
    from_price = models.DecimalField(
        _("least price"), max_digits=12, decimal_places=2, db_default=0
    )
    fixed_price = models.DecimalField(
        _("fixed price"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    percent = models.DecimalField(
        _("percent"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    amount = models.DecimalField(
        _("amount"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    condition_range_id = models.BigIntegerField(_("goods"), null=True, blank=True)
    benefit_range_id = models.BigIntegerField(_("goods"), null=True, blank=True)
    starts_at = models.DateTimeField(_("starts at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("change of an offer")
        verbose_name_plural = _("changes of offers")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.offer_id}: {self.percent or self.amount} {self.changed_at}"


class RangeShrunk(models.Model):
    """At `changed_at` goods were taken out of a range of offers: nobody keeps which."""

    range_id = models.BigIntegerField(_("goods"))
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("goods taken out of a range")
        verbose_name_plural = _("goods taken out of ranges")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.range_id}: {self.changed_at}"
