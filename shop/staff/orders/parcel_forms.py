"""By whom an order is brought, as staff type it in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.delivery import parcels
from shop.delivery.carriers import offered
from shop.delivery.models import Carrier, Parcel


class ParcelForm(forms.Form):
    carrier = forms.ModelChoiceField(
        label=_("Carrier"),
        queryset=Carrier.objects.none(),
        required=False,
        empty_label=_("Not said"),
    )
    tracking_number = forms.CharField(
        label=_("Tracking number"),
        required=False,
        max_length=80,  # as it is printed, with spaces
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )

    def __init__(self, *args: Any, parcel: Parcel | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carriers = offered()
        if parcel:
            self.carriers |= Carrier.objects.filter(pk=parcel.carrier_id)
            self.initial = {
                "carrier": parcel.carrier_id,
                "tracking_number": parcel.number,
            }
        self.fields["carrier"].queryset = self.carriers  # type: ignore[attr-defined]

    def clean_tracking_number(self) -> str:
        try:
            return parcels.read_number(self.cleaned_data["tracking_number"])
        except parcels.BadNumber as error:
            raise forms.ValidationError(
                _(
                    "A tracking number has 4 to 40 letters and digits, and between "
                    "them perhaps hyphens, dots or slashes."
                )
            ) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (
            cleaned.get("tracking_number")
            and not cleaned.get("carrier")
            and "carrier" not in self.errors
        ):
            self.add_error("carrier", _("Whose number is it? Choose the carrier."))
        return cleaned
