"""What lists show of goods, kept beforehand: written by tiles.sql alone."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _


def _ordered(*fields: str, name: str) -> models.Index:
    return models.Index(fields=fields, condition=Q(is_listed=True), name=name)


class KeptTile(models.Model):
    """One row a product that can be browsed, or could be; the product has no key here.

    `place` is its bit where goods are counted (counting.py). `marks` is what it can be
    chosen by: `in:7` a category, `kind:2` a product class, `stock:1`, and
    `is-colour:12` what an attribute says. `variants` is that, the
    price and the own picture of each one, where there are any: what is chosen must hold
    for one of them, which is then shown. `changed_in` is who
    wrote it: a transaction.
    """

    place = models.AutoField(primary_key=True)
    product_id = models.BigIntegerField(_("product"), unique=True)
    is_listed = models.BooleanField(_("listed"), db_default=False)
    slug_en = models.CharField(_("slug"), max_length=255, db_default="")
    slug_zh_hans = models.CharField(_("slug"), max_length=255, db_default="")
    title_en = models.CharField(_("title"), max_length=255, db_default="")
    title_zh_hans = models.CharField(_("title"), max_length=255, db_default="")
    sorted_en = models.TextField(_("title in order"), db_default="", db_collation="C")
    sorted_zh_hans = models.TextField(
        _("title in order"), db_default="", db_collation="C"
    )
    picture = models.CharField(_("picture"), max_length=255, db_default="")
    shelf_ids = ArrayField(
        models.BigIntegerField(),
        verbose_name=_("categories"),
        db_default=RawSQL("'{}'::bigint[]", ()),
    )
    price = models.DecimalField(
        _("price"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=12, db_default="")
    is_from = models.BooleanField(_("several prices"), db_default=False)
    is_available = models.BooleanField(_("available"), db_default=False)
    can_be_added = models.BooleanField(_("can be added at once"), db_default=False)
    pieces_left = models.SmallIntegerField(_("pieces left"), null=True, blank=True)
    created_at = models.DateTimeField(
        _("created"), db_default=RawSQL("transaction_timestamp()", ())
    )
    marks = ArrayField(
        models.TextField(),
        verbose_name=_("marks"),
        db_default=RawSQL("'{}'::text[]", ()),
    )
    variants = models.JSONField(_("variants"), null=True, blank=True)
    changed_in = models.BigIntegerField(
        _("changed in"),
        db_default=RawSQL("(pg_current_xact_id()::text)::bigint", ()),
    )

    class Meta:
        db_table = "storefront_tile"
        default_permissions = ()
        verbose_name = _("tile")
        verbose_name_plural = _("tiles")
        indexes = [
            _ordered("-created_at", "-product_id", name="tile_new"),
            _ordered("price", "product_id", name="tile_cheap"),
            models.Index(
                F("price").desc(nulls_last=True),
                "product_id",
                condition=Q(is_listed=True),
                name="tile_dear",
            ),
            _ordered("sorted_en", "product_id", name="tile_en"),
            _ordered("sorted_zh_hans", "product_id", name="tile_zh_hans"),
            # What a search finds is counted by its places: nothing else is read.
            models.Index(
                fields=["product_id"],
                include=["place"],
                condition=Q(is_listed=True),
                name="tile_place",
            ),
            models.Index(fields=["changed_in"], name="tile_changed_in"),
            GinIndex(fields=["marks"], name="tile_marks"),
        ]

    def __str__(self) -> str:
        return self.title_en


class Syllable(models.Model):
    """How a Chinese character is read: what puts names in order (pinyin.py)."""

    sign = models.CharField(_("character"), max_length=1, primary_key=True)
    syllable = models.CharField(_("syllable"), max_length=10)

    class Meta:
        db_table = "storefront_syllable"
        default_permissions = ()
        verbose_name = _("syllable")
        verbose_name_plural = _("syllables")

    def __str__(self) -> str:
        return f"{self.sign}: {self.syllable}"


class Touched(models.Model):
    """Goods that a transaction has changed: nothing is left when it commits."""

    product_ids = ArrayField(models.BigIntegerField(), verbose_name=_("products"))

    class Meta:
        db_table = "storefront_touched"
        default_permissions = ()
        verbose_name = _("touched goods")
        verbose_name_plural = _("touched goods")

    def __str__(self) -> str:
        return str(self.product_ids)
