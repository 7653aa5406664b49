"""What staff type in about delivery."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from shop.delivery.carriers import BadAddress, read_address
from shop.delivery.hours import DAYS, read_hours
from shop.delivery.models import Carrier, Method, PickupPoint
from shop.forks.dashboard.bilingual import InEveryLanguage, in_every_language


class StaffForm(InEveryLanguage, forms.ModelForm):
    """Checks what was typed; a use case writes it."""

    # What was changed: if somebody changes it meanwhile, look again.
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)
    texts: tuple[str, ...] = ("name",)

    def in_words(self) -> dict[str, str | None]:
        """The texts, by their columns."""
        return {
            name: self.cleaned_data[name] for name in in_every_language(*self.texts)
        }


class PointForm(StaffForm):
    class Meta:
        model = PickupPoint
        fields = [
            *in_every_language("name"),
            "street",
            "postcode",
            "city",
            *in_every_language("note"),
            "days_to_collect",
            "position",
            "is_active",
        ]
        labels = {
            "days_to_collect": _("Days to collect"),
            "position": _("Place in the list"),
            "is_active": _("Open for new orders"),
        }
        help_texts = {
            "days_to_collect": _(
                "After half of them the shopper is reminded, after all of them the "
                "order is overdue."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in DAYS:
            self.fields[f"hours-{day}"] = forms.CharField(
                label=WEEKDAYS[day], required=False, max_length=60
            )

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[f"hours-{day}"] for day in DAYS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for day in DAYS:
            name = f"hours-{day}"
            try:
                cleaned[name] = read_hours(cleaned.get(name, ""))
            except ValueError:
                self.add_error(
                    name, _("Write it like 10:00–18:00, or 9:00–12:30, 14:00–18:00.")
                )
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What was typed, as the use case takes it."""
        plain = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        return plain | {"hours": [self.cleaned_data[f"hours-{day}"] for day in DAYS]}


class MethodForm(StaffForm):
    texts = ("name", "description")

    class Meta:
        model = Method
        fields = [*in_every_language("name", "description"), "position"]
        labels = {"position": _("Place in the list")}


class CarrierForm(forms.ModelForm):
    # What was changed: if somebody changes it meanwhile, look again.
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)

    class Meta:
        model = Carrier
        fields = ["name", "follow_address", "is_active"]
        labels = {
            "follow_address": _("Address to follow a parcel"),
            "is_active": _("Brings new parcels"),
        }
        help_texts = {
            "follow_address": _(
                "With {number} where the number of the parcel goes, such as "
                "https://carrier.example/follow?parcel={number}"
            )
        }

    def clean_follow_address(self) -> str:
        try:
            return read_address(self.cleaned_data["follow_address"])
        except BadAddress as error:
            raise forms.ValidationError(
                _(
                    "Write an address that begins with https:// and has {number} once, "
                    "behind the name of the site."
                )
            ) from error
