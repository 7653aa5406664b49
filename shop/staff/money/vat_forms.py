"""What staff type in about VAT."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from oscar.apps.address.models import Country

from shop.components.countries import country_name
from shop.forks.dashboard.bilingual import InEveryLanguage, in_every_language
from shop.tax.models import TaxCategory


def country_names() -> dict[str, str]:
    """Where parcels may go, and the shop's own country in any case, by name."""
    home = Country(iso_3166_1_a2=settings.SHOP_COUNTRY)
    countries = [*Country.objects.filter(is_shipping_country=True), home]
    names = {country.pk: country_name(country) for country in countries}
    return dict(sorted(names.items(), key=lambda name: name[1]))


def percent_field() -> forms.DecimalField:
    return forms.DecimalField(
        label=_("VAT in percent"),
        min_value=0,
        max_value=Decimal("99.99"),
        decimal_places=2,
    )


class RateForm(forms.Form):
    """What the table allows is decided by the use case, and said in its words."""

    country = forms.ChoiceField(label=_("Country"))
    category: Any = forms.ModelChoiceField(
        TaxCategory.objects.all(), label=_("Tax category"), empty_label=None
    )
    percent = percent_field()
    valid_from = forms.DateField(
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        country: Any = self.fields["country"]
        country.choices = list(country_names().items())

    def clean_valid_from(self) -> date:
        day = self.cleaned_data["valid_from"]
        if day < self.today:
            raise forms.ValidationError(_("The past stays: begin today or later."))
        return day

    def facts(self) -> dict[str, Any]:
        """What was typed, as the use case takes it."""
        written = self.cleaned_data
        return written | {"category": written["category"].pk}


class CategoryForm(InEveryLanguage, forms.ModelForm):
    percent = percent_field()

    class Meta:
        model = TaxCategory
        fields = in_every_language("name")

    def in_words(self) -> dict[str, str | None]:
        """The name, by its columns."""
        return {name: self.cleaned_data[name] for name in in_every_language("name")}
