"""What staff type in about a zone and its prices."""

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from oscar.apps.address.models import Country

from shop.components.countries import country_name
from shop.delivery.changing import Price
from shop.delivery.models import Band, Zone
from shop.forks.dashboard.bilingual import in_every_language
from shop.staff.delivery.delivery_forms import StaffForm
from shop.typed.lists import read_list
from shop.typed.postcodes import signs

SPARE_ROWS = 3


class ZoneForm(StaffForm):
    countries = forms.MultipleChoiceField(
        label=_("Countries"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: everywhere that no other zone names."),
    )
    postcodes = forms.CharField(
        label=_("Only where the postcode begins with"),
        required=False,
        max_length=400,
        help_text=_("For islands and the like: 27498, 25849. Empty: everywhere."),
    )

    class Meta:
        model = Zone
        fields = in_every_language("name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        countries = Country.objects.filter(is_shipping_country=True)
        self.fields["countries"].choices = sorted(  # type: ignore[attr-defined]
            ((country.pk, country_name(country)) for country in countries),
            key=lambda choice: choice[1],
        )

    def clean_postcodes(self) -> list[str]:
        postcodes = read_list(self.cleaned_data["postcodes"].upper())
        if any(len(postcode) > 16 for postcode in postcodes):
            raise forms.ValidationError(_("Put a comma between two postcodes."))
        return postcodes

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begun, countries = cleaned.get("postcodes"), cleaned.get("countries", [])
        if begun and len(countries) != 1:
            self.add_error(
                "postcodes", _("Postcodes belong to one country: choose one.")
            )
        elif begun:
            read = (signs(postcode, country=countries[0]) for postcode in begun)
            cleaned["postcodes"] = list(dict.fromkeys(filter(None, read)))
        return cleaned


class BandForm(forms.ModelForm):
    class Meta:
        model = Band
        fields = ["method", "up_to_grams", "goods_from", "price", "free_from"]
        labels = {
            "method": _("Method"),
            "up_to_grams": _("Up to … grams"),
            "goods_from": _("For goods from"),
            "price": _("Price"),
            "free_from": _("Free from"),
        }

    def as_price(self) -> Price:
        written = self.cleaned_data
        return Price(
            method_id=written["method"].pk,
            price=written["price"],
            up_to_grams=written["up_to_grams"],
            goods_from=written["goods_from"],
            free_from=written["free_from"],
        )


class PricesOfZone(forms.BaseFormSet):
    """The rows of prices; empty ones are left out, marked ones taken away."""

    _should_delete_form: Callable[[forms.BaseForm], bool]  # unknown to the stubs

    def clean(self) -> None:
        if any(form.errors for form in self._kept()):
            return
        rows = [
            (price.method_id, price.up_to_grams, price.goods_from)
            for price in self.prices()
        ]
        if not rows:
            raise forms.ValidationError(_("A zone needs at least one price."))
        if len(set(rows)) < len(rows):
            raise forms.ValidationError(
                _("Two rows have the same method, weight and value of goods.")
            )

    def prices(self) -> list[Price]:
        return [
            form.as_price()
            for form in self._kept()
            # A spare row that was left empty has nothing to say.
            if form.cleaned_data
        ]

    def _kept(self) -> list[Any]:
        return [form for form in self.forms if not self._should_delete_form(form)]


PriceRows = forms.formset_factory(
    BandForm, formset=PricesOfZone, extra=SPARE_ROWS, can_delete=True, max_num=60
)


def rows_of(bands: Iterable[Band]) -> list[dict[str, Any]]:
    """A zone's prices as the rows begin with them."""
    return [
        {
            "method": band.method_id,
            "up_to_grams": band.up_to_grams,
            "goods_from": band.goods_from,
            "price": band.price,
            "free_from": band.free_from,
        }
        for band in bands
    ]
