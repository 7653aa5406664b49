"""What goods count as for the tax office, and the rates of each country."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


# The managers of translated models are made while Django starts: mypy knows none.
class TaxCategory(models.Model):  # type: ignore[django-manager-missing]
    """A kind of goods that one rate is charged for. Its `code` never changes."""

    code = models.SlugField(_("code"), max_length=20, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("tax category")
        verbose_name_plural = _("tax categories")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Business(models.Model):
    """The business that a member buys for, kept for the next time."""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="business"
    )
    company = models.CharField(_("company"), max_length=120)
    tax_id = models.CharField(_("VAT or tax ID"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("business")
        verbose_name_plural = _("businesses")

    def __str__(self) -> str:
        return self.company


class Rate(models.Model):
    """What VAT a country charges for a category from a day on, until the next row.

    Rows are added. Only one that has not begun can be taken away; the database
    lets none change.
    """

    country = models.CharField(_("country"), max_length=2)
    category = models.ForeignKey(
        TaxCategory, on_delete=models.PROTECT, related_name="rates"
    )
    percent = models.DecimalField(
        _("rate in percent"),
        max_digits=4,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(Decimal("99.99"))],
    )
    valid_from = models.DateField(_("valid from"))

    class Meta:
        verbose_name = _("VAT rate")
        verbose_name_plural = _("VAT rates")
        ordering = ["country", "category__position", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "category", "valid_from"], name="rate_once_a_day"
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=0, percent__lt=100), name="rate_is_percent"
            ),
            models.CheckConstraint(
                condition=Q(country__regex="^[A-Z]{2}$"), name="rate_of_a_country"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.category_id}: {self.percent} % {self.valid_from}"
