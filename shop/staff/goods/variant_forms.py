"""Variants as a table of fields, and the choices that more of them are made of."""

from typing import Any

from django import forms

from shop.catalogue import varying
from shop.catalogue.facts import Facts
from shop.forks.catalogue.models import Product
from shop.staff.goods.product_forms import (
    FactsForm,
    label,
    number_field,
    pieces_field,
    price_field,
)
from shop.users.models import User


class VariantForm(FactsForm):
    """A row: what one variant costs, how many there are, whether it is on sale."""

    def __init__(
        self, data: Any = None, *, variant: Product, person: User, facts: Facts
    ):
        super().__init__(data, prefix=str(variant.pk))
        self.variant = variant
        self.fields["price"] = price_field()
        self.fields["in_stock"] = pieces_field("in_stock")
        self.fields["sku"] = number_field()
        self.fields["is_public"] = forms.BooleanField(
            label=label("is_public"), required=False
        )
        self.initial = self.shown(facts)
        self.lock(person)


class OptionsForm(forms.Form):
    """Which options to combine: one field for each property that has some."""

    def __init__(self, *args: Any, product: Product, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in varying.told_apart_by(product):
            self.fields[one.code] = forms.TypedMultipleChoiceField(
                label=one.name,
                required=False,
                coerce=int,
                choices=[
                    (option.pk, option.option)
                    for option in one.option_group.options.order_by("pk")
                ]
                if one.option_group
                else [],
                widget=forms.CheckboxSelectMultiple,
            )
