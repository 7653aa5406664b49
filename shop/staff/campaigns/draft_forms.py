"""The sentence of a campaign as staff fill it in, and where to begin."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from loyalty.arithmetic.campaigns import FIXED, MULTIPLIER, PER_PIECE, PER_UNIT
from loyalty.campaigns.drafting import InvalidCampaign, sketched
from loyalty.campaigns.reading import CampaignVersion
from loyalty.points import MOST_POINTS
from shop.components.fields import TypedField
from shop.components.listing import listed
from shop.staff.campaigns.campaign_words import FIELDS, problem, tier_choices
from shop.staff.campaigns.goods_finding import (
    NoSuchProduct,
    category_choices,
    numbers_of,
    read_products,
)
from shop.typed.lists import read_list

HOURS = [(hour, f"{hour:02}:00") for hour in range(25)]
MOST_PRODUCTS = 200
# What lies folded until it says something.
ADVANCED = (
    "products",
    "min_basket",
    "min_pieces",
    "first_order_only",
    "tiers",
    "from_hour",
    "until_hour",
    "max_per_order",
    "max_per_member",
    "group",
    "priority",
)
_UNSAID: Mapping[str, Any] = {"until_hour": 24}
# What stands for a field that is wrong, while the others are looked at.
_HARMLESS: Mapping[str, Any] = {
    "name_en": "-",
    "name_zh_hans": "-",
    "trigger": CampaignVersion.Trigger.ORDER_PAID,
    "amount": PER_UNIT,
    "rate": Decimal(2),
    "starts_at": datetime(2000, 1, 1, tzinfo=UTC),
    "ends_at": None,
    "from_hour": 0,
    "until_hour": 24,
    "min_basket": Decimal(0),
    "min_pieces": 0,
    "tiers": [],
    "max_per_order": None,
    "max_per_month": None,
    "max_per_member": None,
    "budget": None,
}


def _limit(name: str, help_text: Any = "", *, label: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label or FIELDS[name],
        required=False,
        min_value=1,
        max_value=MOST_POINTS,
        help_text=help_text,
    )


def _name(name: str) -> TypedField:
    return TypedField(label=FIELDS[name], max_length=80)


def _moment(label: Any, *, required: bool, help_text: Any = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}
        ),
    )


def _hour(name: str, hours: list[tuple[int, str]]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=FIELDS[name], choices=hours, coerce=int)


class CampaignForm(forms.Form):
    """Each field is one of the vocabulary, by the name it has there."""

    name_en = _name("name_en")
    name_zh_hans = _name("name_zh_hans")
    labels = forms.MultipleChoiceField(
        label=_("and it contains something of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None of them: all goods that earn points."),
    )
    rate = forms.DecimalField(
        label=_("give"), min_value=0, max_digits=8, decimal_places=2
    )
    amount = forms.ChoiceField(
        label=_("of what"),
        choices=[
            (PER_UNIT, _("points for each 1.00 of it")),
            (MULTIPLIER, _("times the usual points for it")),
            (PER_PIECE, _("points for each piece of it")),
            (FIXED, _("points once")),
        ],
    )
    max_per_month = _limit(
        "max_per_month",
        _("Empty: no limit."),
        label=_("at most per member and month"),
    )
    starts_at = _moment(pgettext_lazy("a campaign", "from"), required=True)
    ends_at = _moment(
        pgettext_lazy("a campaign", "until"),
        required=False,
        help_text=_("Empty: without end."),
    )
    budget = _limit(
        "budget",
        _("Points for everybody together. Empty: no limit."),
        label=_("with a budget of"),
    )
    products = forms.CharField(
        label=_("or one of these products"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Article numbers or titles, one a line; of goods with variants, all of "
            "them."
        ),
    )
    min_basket = forms.DecimalField(
        label=_("and its goods come to at least"),
        required=False,
        min_value=0,
        max_value=MOST_POINTS,
        max_digits=12,
        decimal_places=2,
        help_text=_("Money paid for goods that earn, delivery not counted."),
    )
    min_pieces = forms.IntegerField(
        label=_("and at least so many pieces of it"),
        required=False,
        min_value=0,
        max_value=MOST_POINTS,
    )
    first_order_only = forms.BooleanField(
        label=_("and it is the member’s first order"), required=False
    )
    tiers = forms.MultipleChoiceField(
        label=_("and its buyer is a member of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None of them: for all members."),
    )
    from_hour = _hour("from_hour", HOURS[:24])
    until_hour = _hour("until_hour", HOURS[1:])
    max_per_order = _limit("max_per_order")
    max_per_member = _limit("max_per_member")
    group = TypedField(
        label=FIELDS["group"],
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"list": "groups"}),
        help_text=_(
            "Campaigns with the same word here do not add up: of them only the one "
            "that gives most counts. Empty: it adds to all others."
        ),
    )
    priority = forms.IntegerField(
        label=FIELDS["priority"],
        required=False,
        min_value=-1000,
        max_value=1000,
        help_text=_("Which one of a group counts where two give the same: the higher."),
    )
    # The version that was changed: if there is a newer one, look again.
    based_on = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=MOST_POINTS
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["tiers"].choices = tier_choices()  # type: ignore[attr-defined]  # a field of choices
        kept = self.initial.get("labels") or ()
        self.fields["labels"].choices = category_choices(kept=kept)  # type: ignore[attr-defined]  # a field of choices

    def clean_starts_at(self) -> datetime | None:
        return self._to_the_second("starts_at")

    def clean_ends_at(self) -> datetime | None:
        return self._to_the_second("ends_at")

    def _to_the_second(self, name: str) -> datetime | None:
        """What is typed in minutes; the seconds stay where the minute does."""
        typed: datetime | None = self.cleaned_data[name]
        known: datetime | None = self.initial.get(name)
        if known is not None and typed == known.replace(second=0, microsecond=0):
            return known
        return typed

    def clean_products(self) -> list[int]:
        found: list[int] = []
        unknown: list[str] = []
        for typed in read_list(self.cleaned_data["products"]):
            try:
                found += (product.pk for product in read_products(typed))
            except NoSuchProduct:
                unknown.append(typed)
        if unknown:
            raise forms.ValidationError(
                ngettext(
                    "No product has this number or title: %(names)s.",
                    "No products have these numbers or titles: %(names)s.",
                    len(unknown),
                )
                % {"names": ", ".join(unknown)}
            )
        if len(found) > MOST_PRODUCTS:
            raise forms.ValidationError(
                _("More than %(most)s products: choose a category instead.")
                % {"most": MOST_PRODUCTS}
            )
        return list(dict.fromkeys(found))

    def values(self) -> dict[str, Any]:
        """What the version says, as `loyalty.campaigns.drafting` takes it."""
        values = dict(self.cleaned_data)
        values.pop("based_on", None)
        zeros = {"min_basket": Decimal(0), "min_pieces": 0, "priority": 0}
        return values | {name: values.get(name) or zero for name, zero in zeros.items()}

    def clean(self) -> dict[str, Any]:
        """Say all at once that a campaign may not say, whatever else is missing."""
        cleaned = super().clean() or {}
        said = {**_HARMLESS, **self.values()}
        while True:
            try:
                sketched(**said)
            except InvalidCampaign as refused:
                field, what = refused.args
                self.add_error(field, problem(field, what, amount=said["amount"]))
                said[field] = _HARMLESS[field]
            else:
                return cleaned

    @property
    def chosen_goods(self) -> str:
        """What the categories are called that are ticked."""
        ticked = set(self["labels"].value() or ())
        choices = self.fields["labels"].choices  # type: ignore[attr-defined]  # a field of choices
        return listed(
            str(name).lstrip("– ") for code, name in choices if code in ticked
        )

    @property
    def giving(self) -> list[forms.BoundField]:
        """What it gives: two fields of one clause."""
        return [self["rate"], self["amount"]]

    @property
    def says_more(self) -> bool:
        """Whether something that lies folded says anything, or is wrong."""
        return any(
            name in self.errors
            or str(self[name].value() or "0") not in ("0", "0.00", _unsaid(name))
            for name in ADVANCED
        )


def _unsaid(name: str) -> str:
    return str(_UNSAID.get(name, ""))


def initial(version: CampaignVersion) -> dict[str, Any]:
    """The fields as they stand in a version."""
    known = {
        name: getattr(version, name)
        for name in CampaignForm.base_fields
        if name != "based_on"
    }
    return known | {
        "products": "\n".join(numbers_of(version.products)),
        "based_on": version.number,
    }
