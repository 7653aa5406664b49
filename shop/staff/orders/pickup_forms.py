"""What is typed at the counter where orders are picked up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.components.fields import TypedField
from shop.typed.numbers import read_figures


class CodeForm(forms.Form):
    code = TypedField(
        read=read_figures,
        label=_("Pick-up code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters"}
        ),
    )

    @property
    def typed(self) -> str:
        """The code; nonsense is none."""
        return self.cleaned_data["code"] if self.is_valid() else ""


class HandOverForm(forms.Form):
    code = TypedField(read=read_figures, max_length=40)
    money_taken = forms.BooleanField(required=False)
    perk_given = forms.BooleanField(required=False)
