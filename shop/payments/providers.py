"""The payment services of this installation, by the names its settings give them."""

from django.conf import settings
from django.utils.module_loading import import_string

from shop.payments.port import Provider, ProviderNotConfigured


def names() -> list[str]:
    """Those that were given their keys; new payments go to the first."""
    return list(settings.PAYMENT_PROVIDERS)


def is_configured() -> bool:
    """Whether there is any."""
    return bool(settings.PAYMENT_PROVIDERS)


def current() -> Provider:
    """The service that is asked for a new page to pay on, and for nothing else.

    What has begun at one stays there: see `named`. Raises ProviderNotConfigured.
    """
    if not is_configured():
        raise ProviderNotConfigured("No keys of a payment service are configured.")
    return named(names()[0])


def named(name: str) -> Provider:
    """The service that an attempt, a refund or an event belongs to.

    Raises ProviderNotConfigured.
    """
    if name not in settings.PAYMENT_PROVIDERS:
        raise ProviderNotConfigured(
            f"No keys of the payment service {name!r} are configured."
        )
    entry = settings.PAYMENT_PROVIDERS[name]
    provider: Provider = import_string(entry["BACKEND"])(name=name, **entry["OPTIONS"])
    return provider
