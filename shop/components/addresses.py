"""Addresses as they stand on a parcel."""

from oscar.apps.address.abstract_models import AbstractAddress

from shop.components.countries import country_name


def place_lines(address: AbstractAddress) -> list[str]:
    """Where it is, without whose, line by line; its country in the active language."""
    lines = [
        address.line1,
        address.line2,
        address.line3,
        f"{address.postcode} {address.line4}".strip(),
        address.state,
        country_name(address.country),
    ]
    return [line for line in lines if line]


def parcel_lines(address: AbstractAddress) -> list[str]:
    """The whole address, whose it is first."""
    return [line for line in (address.name, *place_lines(address)) if line]
