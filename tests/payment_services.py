"""What settings say of a payment service that a test starts, or only names."""

from typing import Any

NOBODY = "http://127.0.0.1:1"  # nobody answers there
STRIPE = "shop.payments.stripe.provider.Stripe"


def entry(
    address: str = NOBODY, *, backend: str = STRIPE, **options: Any
) -> dict[str, Any]:
    """One of PAYMENT_PROVIDERS."""
    keys = {
        "secret_key": "sk_test_nothing",
        "webhook_secret": "whsec_nothing",
        "methods": ["card", "alipay", "wechat_pay"],
        "api": address,
    }
    return {
        "BACKEND": backend,
        "CHECKOUT_ORIGIN": address,
        "OPTIONS": keys | options,
    }
