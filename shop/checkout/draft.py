"""What a shopper has decided so far at the checkout: kept in the session."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from hashlib import sha256
from typing import Any, Self, TypeVar, get_type_hints

from django.contrib.sessions.backends.base import SessionBase

from shop.delivery import tariffs
from shop.delivery.methods import UnknownDelivery
from shop.delivery.rates import Destination
from shop.delivery.tariffs import Tariff
from shop.delivery.ways import Way
from shop.orders.placing.purchase import Address

KEY = "checkout"
Kept = TypeVar("Kept")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """`basket_id` is the basket that the shopper last saw on the review page."""

    email: str = ""
    delivery_code: str = ""
    payment_method: str = ""
    address: Address | None = None
    pickup_point: int | None = None
    basket_id: int | None = None
    company: str = ""
    tax_id: str = ""

    @classmethod
    def of(cls, session: SessionBase) -> Self:
        """What is kept, or a fresh draft where that cannot be read.

        Another release of the shop may have kept it: what it knew beyond this one
        is left out.
        """
        try:
            return cls._read(session.get(KEY, {}))
        except (TypeError, ValueError, AttributeError):
            return cls()

    @classmethod
    def _read(cls, kept: Mapping[str, Any]) -> Self:
        values = _known(cls, kept)
        if address := values.pop("address", None):
            values["address"] = _checked(Address(**_known(Address, address)))
        return _checked(cls(**values))

    def keep(self, session: SessionBase) -> None:
        session[KEY] = asdict(self)

    def but(self, **changes: Any) -> Self:
        return replace(self, **changes)

    @property
    def decided(self) -> str:
        """A fingerprint of what the review shows beside prices, as its form sends it.

        The page to pay chooses how; all else was decided on the page before.
        """
        shown = asdict(self.but(payment_method="", basket_id=None))
        return sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]

    @cached_property
    def tariff(self) -> Tariff:
        """The tariff of now, read once for one page."""
        return tariffs.current()

    @cached_property
    def way(self) -> Way | None:
        """The chosen way; None when there is none, or it is no longer offered."""
        try:
            return self.tariff.way(self.delivery_code, to=self.destination)
        except UnknownDelivery:
            return None

    @property
    def destination(self) -> Destination:
        """Where a parcel would go, as far as is known."""
        return self.address.destination if self.address else tariffs.home()

    @property
    def is_ready(self) -> bool:
        """Whether all that the first page asks for is there."""
        if self.way is None or not self.email:
            return False
        by_parcel = self.way.method.needs_address
        chosen = self.address if by_parcel else self.pickup_point
        return chosen is not None


def _known(kind: type, kept: Mapping[str, Any]) -> dict[str, Any]:
    """What a value of the `kind` has of what is kept."""
    names = {field.name for field in fields(kind)}
    return {name: value for name, value in kept.items() if name in names}


def _checked(value: Kept) -> Kept:
    """Raise TypeError unless everything in it is of its kind."""
    for name, kind in get_type_hints(type(value)).items():
        if not isinstance(getattr(value, name), kind):
            raise TypeError(name)
    return value
