"""Products that know their tax category, their points cap and only safe HTML."""

from functools import lru_cache
from itertools import chain, count

import nh3
from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from oscar.apps.catalogue.abstract_models import (
    AbstractCategory,
    AbstractProduct,
    AbstractProductClass,
)

from shop.forks.catalogue import naming
from shop.forks.catalogue.naming import Mark, Name, Names
from shop.forks.catalogue.slugs import addressable, give_slugs
from shop.measures.content import Content, Unit
from shop.tax.rates import STANDARD

# A code has room for the slug and a number.
MOST_OF_A_SLUG = 240


class Tint(models.TextChoices):
    """The quiet grounds that pictures stand on, one per category."""

    OAT = "oat", _("Oat")
    CLAY = "clay", _("Clay")
    MOSS = "moss", _("Moss")
    SKY = "sky", _("Sky")
    PLUM = "plum", _("Plum")
    BUTTER = "butter", _("Butter")
    ROSE = "rose", _("Rose")
    SLATE = "slate", _("Slate")


def sanitise(instance: models.Model, *fields: str) -> None:
    """Reduce the HTML in `fields`, in every language, to harmless markup (S12)."""
    names = [
        field.name
        for field in instance._meta.get_fields()
        if field.name.startswith(fields) and isinstance(field, models.TextField)
    ]
    for name in names:
        if text := getattr(instance, name):
            setattr(instance, name, nh3.clean(text))


def address(slug: str, pk: int) -> str:
    """Where a product is, by its number alone where the slug does not go into it."""
    return _address(slug, pk, get_language())


@lru_cache(maxsize=8192)
def _address(slug: str, pk: int, _language: str | None) -> str:
    """A list has twenty, and none of them ever changes."""
    try:
        return reverse("catalogue:detail", kwargs={"product_slug": slug, "pk": pk})
    except NoReverseMatch:
        return reverse("catalogue:detail", kwargs={"product_slug": "", "pk": pk})


class ProductClass(AbstractProductClass):
    tax_category = models.ForeignKey(
        "tax.TaxCategory",
        on_delete=models.PROTECT,
        related_name="product_classes",
        default=STANDARD,
        verbose_name=_("tax category"),
    )


class Category(AbstractCategory):
    """A category; `code` is what rules and orders know it by, whatever it is called.

    It is made of the first slug and never changes: slugs and names do (F19).
    """

    slug: str
    slug_en: str
    code = models.CharField(_("code"), max_length=255, unique=True, editable=False)
    tint = models.CharField(
        _("tint"), max_length=8, choices=Tint.choices, default=Tint.OAT
    )

    class Meta(AbstractCategory.Meta):
        constraints = [addressable("category_has_an_address")]

    def give_slugs(self) -> None:
        give_slugs(self, text="name")

    def delete(self, *args, **kwargs):
        """Raises ProtectedError where there are others below it (F20)."""
        if below := set(type(self).objects.get_children(self)):
            raise models.ProtectedError("There are categories below it.", below)
        return super().delete(*args, **kwargs)

    def save(self, *args, **kwargs):
        sanitise(self, "description")
        self.give_slugs()
        with transaction.atomic():
            if not self.code:
                self.code = self._new_code()
                GivenCode.objects.create(code=self.code)
            super().save(*args, **kwargs)

    def _new_code(self) -> str:
        """The first slug, with a number where another category has or had that code."""
        begun = self.slug_en[:MOST_OF_A_SLUG]
        similar = GivenCode.objects.filter(code__startswith=begun)
        taken = set(similar.values_list("code", flat=True))
        numbered = (f"{begun}-{number}" for number in count(2))
        return next(code for code in chain([begun], numbered) if code not in taken)


class GivenCode(models.Model):
    """A code that a category has or had: rules know it, so no other one gets it."""

    code = models.CharField(_("code"), max_length=255, primary_key=True)

    class Meta:
        app_label = "catalogue"
        default_permissions = ()
        verbose_name = _("code of a category")
        verbose_name_plural = _("codes of categories")

    def __str__(self) -> str:
        return self.code


class Product(AbstractProduct):
    slug: str
    slug_en: str
    max_points_share = models.PositiveSmallIntegerField(
        _("largest share payable with points, in percent"),
        default=100,
        validators=[MaxValueValidator(100)],
    )

    weight_g = models.PositiveIntegerField(
        _("weight in grams"),
        default=0,
        help_text=_("Parcels are charged by it. A variant of 0 weighs as its parent."),
    )
    # What one piece holds; of a product with variants each says its own.
    net_quantity = models.DecimalField(
        _("net content"), max_digits=9, decimal_places=3, null=True, blank=True
    )
    net_unit = models.CharField(
        _("unit"),
        max_length=5,
        choices=Unit.choices,
        blank=True,
        default="",
        db_default="",
    )

    class Meta(AbstractProduct.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(max_points_share__lte=100),
                name="product_points_share_is_percent",
            ),
            models.CheckConstraint(
                condition=models.Q(net_quantity__isnull=True, net_unit="")
                | models.Q(
                    net_quantity__isnull=False,
                    net_quantity__gt=0,
                    net_unit__in=Unit.values,
                ),
                name="product_holds_so_much_of_a_unit",
            ),
            addressable("product_has_an_address"),
        ]

    def give_slugs(self) -> None:
        """By the title; a variant without words of its own follows its parent."""
        parent = self.parent
        give_slugs(self, text="title", otherwise=parent.slug_en if parent else "")

    def save(self, *args, **kwargs):
        sanitise(self, "description")
        self.give_slugs()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address(self.slug, self.pk)

    @cached_property
    def marks(self) -> list[Mark]:
        """What its attributes say; who reads many products annotates it with them."""
        marked = type(self)._base_manager.annotate(read=marks_of("pk"))
        return marked.values_list("read", flat=True).get(pk=self.pk)

    @property
    def content(self) -> Content | None:
        return Content.of(self.net_quantity, self.net_unit)

    @property
    def name(self) -> Name:
        """What it is called in the active language."""
        parent = self.parent.title if self.is_child else ""
        own = self.title or ""
        return naming.name(own=own, parent=parent, marks=self.marks if parent else ())

    @cached_property
    def names(self) -> Names:
        """What it is called in every language."""
        names = {}
        for language in naming.LANGUAGES:
            with translation.override(language):
                names[language] = vars(self.name)
        return names

    @property
    def points_share(self) -> int:
        """The largest share of the price that points may cover, in percent.

        A variant follows its parent.
        """
        return self.parent.max_points_share if self.is_child else self.max_points_share

    @property
    def grams(self) -> int:
        """What a piece weighs; a variant that does not say weighs as its parent."""
        if self.is_child and not self.weight_g:
            return self.parent.weight_g
        return self.weight_g


# Oscar's remaining models, registered after ours so that it leaves those out.
from oscar.apps.catalogue.models import (  # noqa: E402, F401  re-exported
    AttributeOption,
    AttributeOptionGroup,
    Option,
    ProductAttribute,
    ProductAttributesContainer,
    ProductAttributeValue,
    ProductCategory,
    ProductCategoryHierarchy,
    ProductImage,
    ProductRecommendation,
)


def marks_of(product: str) -> ArraySubquery:
    """What the attributes of the `product` that a query names say."""
    return naming.marks_of(ProductAttributeValue, product)
