"""What staff write about goods: a field for each fact of shop/catalogue/facts.py."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import (
    RegexValidator,
    slug_unicode_re,
    validate_unicode_slug,
)
from django.utils.translation import gettext_lazy as _

from shop.catalogue import kinds
from shop.catalogue.changing import PERMISSIONS
from shop.catalogue.facts import ATTRIBUTE, TITLES, Facts, attributes_of
from shop.components.fields import TypedField
from shop.forks.catalogue.models import (
    Category,
    Product,
    ProductAttribute,
    ProductClass,
)
from shop.forks.partner.models import DEAREST
from shop.staff.goods.stock_forms import MOST_PIECES
from shop.users.models import User

LANGUAGES = {code.replace("-", "_"): (code, name) for code, name in settings.LANGUAGES}
LONGEST_TITLE = 255  # what there is room for
GOOD_TITLE = 120  # what cards, mails and search engines show whole
BIGGEST_INTEGER = 2**31 - 1


def label(name: str) -> Any:
    """What a fact is called."""
    return kinds.FACTS[name][0]


class Paragraphs(forms.CharField):
    """Lines that end as they do everywhere else."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return "\n".join((super().to_python(value) or "").splitlines()).strip()


class Address(forms.SlugField):
    """The words of an address; without a letter or a digit there is none (F16)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_unicode=True, max_length=LONGEST_TITLE, **kwargs)
        # Django's own words speak of a slug, which no field of ours is called.
        said = _("Please write letters, digits, - and _ only.")
        self.validators = [
            RegexValidator(slug_unicode_re, said)
            if one is validate_unicode_slug
            else one
            for one in self.validators
        ]

    def clean(self, value: Any) -> str:
        slug: str = super().clean(value)
        if slug and not any(map(str.isalnum, slug)):
            raise ValidationError(_("Please write a letter or a digit in the address."))
        return slug


def price_field(**kwargs: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label("price"),
        required=False,
        min_value=0,
        max_value=DEAREST,
        decimal_places=2,
        error_messages={
            "min_value": _("A price cannot be negative."),
            "max_value": _("A price has at most seven digits."),
        },
        **kwargs,
    )


def pieces_field(name: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label(name), required=False, min_value=0, max_value=MOST_PIECES
    )


def number_field() -> forms.CharField:
    return TypedField(label=label("sku"), required=False, max_length=128)


class FactsForm(forms.Form):
    """A form whose fields are facts: it shows them, and says how they shall be."""

    facts: Facts

    def shown(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        return {name: facts[name] for name in self.fields if name in facts}

    def wanted(self, seen: Mapping[str, Any]) -> Facts:
        """The facts as they were typed; what is as it was `seen` stays to the sign.

        A field that is locked says nothing.
        """
        return {
            name: seen[name]
            if name in seen and _means(field, seen[name]) == self.cleaned_data[name]
            else _plain(self.cleaned_data[name])
            for name, field in self.fields.items()
            if name in self.cleaned_data and not field.disabled
        }

    def lock(self, person: User) -> None:
        """Leave to others what this person may not change."""
        for name, permission in PERMISSIONS.items():
            if name in self.fields and not person.has_perm(permission):
                self.fields[name].disabled = True


class ProductForm(FactsForm):
    """A product, or a variant: that says less by itself."""

    def __init__(
        self, *args: Any, product: Product, person: User, facts: Facts, **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.product = product
        self._add_texts(needs_title=not product.is_child, facts=facts)
        self.fields["upc"] = TypedField(
            label=label("upc"), required=False, max_length=64
        )
        self._add_weight_and_points()
        if not product.is_parent:
            self._add_stock()
        if not product.is_child:
            self.fields["categories"] = forms.MultipleChoiceField(
                label=label("categories"),
                required=False,
                choices=[(one.code, one.name) for one in Category.objects.all()],
            )
        self.said = [self._add_attribute(one) for one in attributes_of(product)]
        self.initial = self.shown(facts)
        self.lock(person)

    # -- Its parts, for the template --------------------------------------------------

    def in_language(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """Title, address and description, a column for each language."""
        texts = ("title", "slug", "description")
        return [
            (
                code,
                name,
                [
                    self[f"{text}_{suffix}"]
                    for text in texts
                    if f"{text}_{suffix}" in self.fields
                ],
            )
            for suffix, (code, name) in LANGUAGES.items()
        ]

    def for_machines(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("meta_")]

    def machines_are_wrong(self) -> bool:
        return any(field.errors for field in self.for_machines())

    def attributes(self) -> list[forms.BoundField]:
        return [self[name] for name in self.said]

    def sold(self) -> list[forms.BoundField]:
        names = ("price", "in_stock", "low_at", "sku", "upc")
        return [self[name] for name in names if name in self.fields]

    def terms(self) -> list[forms.BoundField]:
        names = ("weight_g", "max_points_share", "is_discountable")
        return [self[name] for name in names if name in self.fields]

    # -- Its fields -------------------------------------------------------------------

    def _add_texts(self, *, needs_title: bool, facts: Mapping[str, Any]) -> None:
        """Those that shoppers read in each language, then those of search engines."""
        for suffix in LANGUAGES:
            # A longer one that is kept from before may stay.
            kept = len(facts.get(f"title_{suffix}") or "")
            longest = max(GOOD_TITLE, kept)
            self._add(f"title_{suffix}", partial(one_line, max_length=longest))
            self._add(f"slug_{suffix}", Address)
            self.fields[f"slug_{suffix}"].help_text = _(
                "Left empty, it is made of the title. Former addresses lead to the new"
                " one."
            )
        self.fields[TITLES[0]].required = needs_title
        if self.product.is_child:
            return
        for suffix in LANGUAGES:
            self._add(f"description_{suffix}", Paragraphs, rows=8)
        for suffix in LANGUAGES:
            self._add(f"meta_title_{suffix}", one_line)
            self._add(f"meta_description_{suffix}", Paragraphs, rows=3)

    def _add(self, name: str, field: Any, **attrs: Any) -> None:
        made = field(label=label(name), required=False)
        made.widget.attrs |= {"lang": _language(name), **attrs}
        self.fields[name] = made

    def _add_weight_and_points(self) -> None:
        self.fields["weight_g"] = forms.IntegerField(
            label=label("weight_g"), min_value=0, max_value=BIGGEST_INTEGER
        )
        if self.product.is_child:
            self.fields["weight_g"].help_text = _("0: as the product it belongs to.")
            return
        self.fields["max_points_share"] = forms.IntegerField(
            label=label("max_points_share"), min_value=0, max_value=100
        )
        self.fields["is_discountable"] = forms.BooleanField(
            label=label("is_discountable"), required=False
        )

    def _add_stock(self) -> None:
        self.fields["price"] = price_field()
        self.fields["in_stock"] = pieces_field("in_stock")
        self.fields["low_at"] = pieces_field("low_at")
        self.fields["sku"] = number_field()

    def _add_attribute(self, attribute: ProductAttribute) -> str:
        name = f"{ATTRIBUTE}{attribute.code}"
        self.fields[name] = _field_of(attribute)
        return name


class NewProductForm(forms.Form):
    """The least that a draft begins with."""

    kind = forms.ModelChoiceField(
        ProductClass.objects.order_by("pk"),
        label=_("Product type"),
        empty_label=None,
        help_text=_("It says which properties there are, and how much VAT is in it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in TITLES:
            self.fields[name] = one_line(
                label=label(name), required=name == TITLES[0], max_length=GOOD_TITLE
            )
            self.fields[name].widget.attrs["lang"] = _language(name)

    def titles(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in TITLES}


def one_line(*, max_length: int = LONGEST_TITLE, **kwargs: Any) -> TypedField:
    return TypedField(max_length=max_length, **kwargs)


def _language(name: str) -> str:
    """Of which language a text is, as HTML says it."""
    return next(
        code for suffix, (code, _name) in LANGUAGES.items() if name.endswith(suffix)
    )


def _means(field: forms.Field, said: Any) -> Any:
    """What a field reads in a fact that nobody touched."""
    try:
        return field.clean(said)
    except ValidationError:
        return None


def _field_of(attribute: ProductAttribute) -> forms.Field:
    about: dict[str, Any] = {
        "label": attribute.name,
        "required": attribute.required and attribute.type != ProductAttribute.BOOLEAN,
    }
    if attribute.is_option:
        return forms.TypedChoiceField(
            choices=[("", "–"), *_options(attribute)],
            coerce=int,
            empty_value=None,
            **about,
        )
    if attribute.is_multi_option:
        return forms.TypedMultipleChoiceField(
            choices=_options(attribute),
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            **about,
        )
    return PLAIN[attribute.type](**about)


def _options(attribute: ProductAttribute) -> list[tuple[int, str]]:
    if attribute.option_group is None:
        return []
    return [
        (one.pk, one.option) for one in attribute.option_group.options.order_by("pk")
    ]


class OptionalBoolean(forms.TypedChoiceField):
    """Yes, no, or nothing said."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["required"] = False
        choices = [("", "–"), ("True", _("Yes")), ("False", _("No"))]
        super().__init__(
            choices=choices, coerce="True".__eq__, empty_value=None, **kwargs
        )


def _whole(**kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(
        min_value=-BIGGEST_INTEGER, max_value=BIGGEST_INTEGER, **kwargs
    )


def _day(**kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **kwargs)


PLAIN: Mapping[str, Any] = {
    "text": TypedField,
    "richtext": Paragraphs,
    "integer": _whole,
    "float": forms.FloatField,
    "boolean": OptionalBoolean,
    "date": _day,
    "datetime": forms.DateTimeField,
}


def _plain(value: Any) -> Any:
    """As JSON has it, as facts are read."""
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return sorted(value) if isinstance(value, list) else value
