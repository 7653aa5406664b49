"""The ways goods reach the shopper. Points never pay for any of them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shop.delivery.models import Method
from shop.freshness.epochs import kept

PICKUP = "pickup"


class UnknownDelivery(Exception):
    """There is no delivery method with this code."""


@dataclass(frozen=True, kw_only=True)
class DeliveryMethod:
    """One way, named in the language in which it was asked for."""

    code: str
    name: str | Promise
    description: str | Promise
    needs_address: bool = True


COLLECTED = DeliveryMethod(
    code=PICKUP,
    name=_("Pick it up"),
    description=_("At one of our pick-up points"),
    needs_address=False,
)


def by_parcel(method: Method) -> DeliveryMethod:
    return DeliveryMethod(
        code=method.code, name=method.name, description=method.description
    )


def find(code: str) -> DeliveryMethod:
    """Return the method with this code, or raise UnknownDelivery."""
    try:
        return COLLECTED if code == PICKUP else _by_code()[code]
    except KeyError:
        raise UnknownDelivery(code) from None


def names() -> dict[str, str]:
    """What each method is called in the active language, by its code."""
    named = {code: str(method.name) for code, method in _by_code().items()}
    return {PICKUP: str(COLLECTED.name), **named}


def _by_code() -> dict[str, DeliveryMethod]:
    return kept(
        ("delivery methods", get_language()),
        lambda: {method.code: by_parcel(method) for method in Method.objects.all()},
    )


def called(code: str, *, otherwise: str) -> str:
    """What the method is called in the active language; `otherwise` if it is gone."""
    try:
        return str(find(code).name)
    except UnknownDelivery:
        return otherwise
