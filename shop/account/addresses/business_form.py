"""The business an invoice is for: at the checkout and in the address book."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.tax import ids

BADLY_WRITTEN = _(
    "This is not how VAT IDs are written. One of the EU begins with the letters of its "
    "country, such as DE136695976; a Chinese one has 18 signs."
)
WRONG_CHECK_DIGIT = _("A digit is wrong here. Please compare it with your papers.")


class BusinessForm(forms.Form):
    """Its ID is checked by the format of its country, and by nobody else."""

    use_required_attribute = False
    company = forms.CharField(
        label=_("Company"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    tax_id = forms.CharField(
        label=_("VAT or tax ID"),
        max_length=40,
        required=False,
        help_text=_("We check how it is written, not whether it is registered."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
    )

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country

    def clean_tax_id(self) -> str:
        written = self.cleaned_data["tax_id"]
        if not written:
            return ""
        try:
            return ids.read(written, country=self.country)
        except ids.WrongCheckDigit:
            raise forms.ValidationError(WRONG_CHECK_DIGIT) from None
        except ids.NotATaxId:
            raise forms.ValidationError(BADLY_WRITTEN) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("tax_id") and not cleaned.get("company"):
            self.add_error("company", _("Please say whose ID this is."))
        return cleaned

    @property
    def is_wanted(self) -> bool:
        """Whether something is written, so that the fields are to be seen."""
        return any(self[name].value() for name in self.fields)
