"""The payment services of this installation: one, if it was given its keys."""

from django.conf import settings

from shop.payments.port import Provider, ProviderSilent
from shop.payments.stripe.provider import Stripe


def is_configured() -> bool:
    return bool(settings.STRIPE_SECRET_KEY)


def current() -> Provider:
    """The service that new payments go to.

    Without its keys it is as good as silent: raises ProviderSilent.
    """
    if not is_configured():
        raise ProviderSilent("No keys of a payment service are configured.")
    return Stripe(secret_key=settings.STRIPE_SECRET_KEY, api=settings.STRIPE_API_BASE)
