"""The ways to pay that this shop offers."""

from shop.payments.offline import BankTransfer, OnDelivery
from shop.payments.port import Gateway

GATEWAYS: tuple[Gateway, ...] = (BankTransfer(), OnDelivery())


class UnknownPayment(Exception):
    """There is no payment method with this code."""


def available() -> list[Gateway]:
    return list(GATEWAYS)


def find(code: str) -> Gateway:
    """Return the gateway with this code, or raise UnknownPayment."""
    for gateway in GATEWAYS:
        if gateway.code == code:
            return gateway
    raise UnknownPayment(code)
