"""What staff write about an offer: of its two halves, only the kinds made for them."""

from typing import Any

from django.forms import CharField, HiddenInput
from oscar.apps.dashboard.offers import forms

from shop.forks.dashboard.bilingual import InEveryLanguage, in_every_language
from shop.forks.dashboard.offers.written import written_offers


class MetaDataForm(InEveryLanguage, forms.MetaDataForm):
    class Meta(forms.MetaDataForm.Meta):
        fields = [*in_every_language("name", "description"), "offer_type"]


class RestrictionsForm(forms.RestrictionsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        combinations = self.fields["combinations"]
        combinations.queryset = written_offers(combinations.queryset)


class ConditionForm(forms.ConditionForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["custom_condition"] = _nothing()
        for name in ("range", "type", "value"):
            self.fields[name].required = True


class BenefitForm(forms.BenefitForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["custom_benefit"] = _nothing()
        self.fields["type"].required = True


def _nothing() -> CharField:
    """A choice that nobody has: what is code is not for a second offer."""
    return CharField(required=False, disabled=True, widget=HiddenInput)
