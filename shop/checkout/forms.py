"""What a shopper decides before the review: who, how, and which address."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from oscar.apps.address.models import UserAddress

from shop.account.addresses.address_form import AddressForm
from shop.account.forms import EmailField
from shop.delivery.methods import DeliveryMethod
from shop.delivery.models import PickupPoint
from shop.users.models import User

NEW = "new"


class ContactForm(forms.Form):
    """How to reach the shopper, and which way the goods go."""

    use_required_attribute = False
    email = EmailField(help_text=_("For the confirmation and news of this order."))
    delivery = forms.ChoiceField(
        error_messages={
            "required": _("Please choose how you want to receive it."),
            "invalid_choice": _("Please choose how you want to receive it."),
        }
    )
    point = forms.ChoiceField(
        required=False,
        error_messages={"invalid_choice": _("Please choose where you pick it up.")},
    )
    saved = forms.ChoiceField(required=False)
    keep = forms.BooleanField(
        label=_("Keep this address for next time"), required=False, initial=True
    )

    keep_business = forms.BooleanField(
        label=_("Keep this company for next time"), required=False, initial=True
    )

    def __init__(
        self,
        *args: Any,
        shopper: User | AnonymousUser,
        methods: Mapping[str, DeliveryMethod],
        points: Sequence[PickupPoint],
        addresses: list[UserAddress],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.addresses = {str(address.pk): address for address in addresses}
        self.methods = methods
        self.points = {str(point.pk): point for point in points}
        for name, codes in (
            ("delivery", list(self.methods)),
            ("point", list(self.points)),
            ("saved", [*self.addresses, NEW]),
        ):
            field = cast(forms.ChoiceField, self.fields[name])
            field.choices = [(code, code) for code in codes]
        if shopper.is_authenticated:
            del self.fields["email"]
        else:
            del self.fields["keep"], self.fields["keep_business"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_pickup and "point" not in self.errors and not cleaned.get("point"):
            self.add_error("point", _("Please choose where you pick it up."))
        return cleaned

    @property
    def is_pickup(self) -> bool:
        method = self.chosen_method
        return method is not None and not method.needs_address

    @property
    def chosen_method(self) -> DeliveryMethod | None:
        return self.methods.get(self["delivery"].value() or "")

    @property
    def chosen_address(self) -> str:
        """The key of the saved address that is chosen, or `new`."""
        value = self["saved"].value() or ""
        return value if value in self.addresses else NEW

    @property
    def needs_new_address(self) -> bool:
        method = self.chosen_method
        needs_one = method is None or method.needs_address
        return needs_one and self.chosen_address == NEW


class DeliveryAddressForm(AddressForm):
    """Its fields may be out of sight, so the browser must not insist on them."""

    use_required_attribute = False
