"""An address as people write it: at the checkout and in the address book."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from oscar.apps.address.models import Country, UserAddress

from shop.components.countries import country_name
from shop.components.fields import TypedField
from shop.delivery.tariffs import served_countries
from shop.orders.placing.purchase import Address
from shop.typed import postcodes
from shop.typed.phones import NotAPhone, read_phone


class CountryField(forms.TypedChoiceField):
    """The countries we deliver to, named in the reader's language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=_choices,
            coerce=lambda code: served_countries()[code],
            empty_value=None,
            initial=settings.SHOP_COUNTRY,
            **kwargs,
        )


def _choices() -> list[tuple[str, str]]:
    return [(code, country_name(one)) for code, one in served_countries().items()]


def _words(*, label: Any, autocomplete: str, most: int, **options: Any) -> Any:
    return TypedField(
        label=label,
        max_length=most,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
        **options,
    )


class AddressForm(forms.Form):
    name = _words(label=_("Full name"), autocomplete="name", most=255)
    line1 = _words(label=_("Street and number"), autocomplete="address-line1", most=255)
    line2 = _words(
        label=_("Flat, floor, company"),
        autocomplete="address-line2",
        most=255,
        required=False,
    )
    postcode = _words(label=_("Postcode"), autocomplete="postal-code", most=16)
    city = _words(label=_("Town or city"), autocomplete="address-level2", most=255)
    state = _words(
        label=_("Province or state"),
        autocomplete="address-level1",
        most=255,
        required=False,
    )
    country = CountryField(
        label=_("Country"), widget=forms.Select(attrs={"autocomplete": "country"})
    )
    phone = TypedField(
        label=_("Phone"),
        max_length=64,
        required=False,
        help_text=_("Only for questions about the delivery."),
        widget=forms.TextInput(
            attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = str(self["country"].value())
        self.fields["postcode"].required = postcodes.are_needed(country)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if country := cleaned.get("country"):
            self._read_postcode(cleaned, country)
            self._read_phone(cleaned, country)
        return cleaned

    def _read_postcode(self, cleaned: dict[str, Any], country: Country) -> None:
        if not cleaned.get("postcode"):
            return
        try:
            cleaned["postcode"] = postcodes.read(
                cleaned["postcode"], country=country.pk
            )
        except postcodes.NotAPostcode:
            self.add_error(
                "postcode",
                _(
                    "This is not a postcode of %(country)s: one is written like "
                    "%(example)s."
                )
                % {
                    "country": country_name(country),
                    "example": postcodes.example(country.pk),
                },
            )

    def _read_phone(self, cleaned: dict[str, Any], country: Country) -> None:
        if not cleaned.get("phone"):
            return
        try:
            cleaned["phone"] = read_phone(cleaned["phone"], country=country.pk)
        except NotAPhone:
            self.add_error(
                "phone",
                _(
                    "This does not look like a phone number. One of another country "
                    "begins with a +, such as %(example)s."
                )
                % {"example": "+49 30 901820"},
            )

    def address(self) -> Address:
        """Return what was written, once it is valid."""
        written = self.cleaned_data
        return Address(
            first_name="",
            last_name=written["name"],
            line1=written["line1"],
            line2=written["line2"],
            city=written["city"],
            state=written["state"],
            postcode=written["postcode"],
            country=written["country"].pk,
            phone=written["phone"],
        )


def as_written(address: UserAddress) -> dict[str, Any]:
    """Return a saved address as the form's initial values."""
    return {
        "name": address.name,
        "line1": address.line1,
        "line2": ", ".join(filter(None, [address.line2, address.line3])),
        "postcode": address.postcode,
        "city": address.line4,
        "state": address.state,
        "country": address.country_id,
        "phone": str(address.phone_number or ""),
    }
