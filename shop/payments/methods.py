"""The ways to pay that this shop offers."""

from shop.payments import providers
from shop.payments.offline import BankTransfer, OnDelivery
from shop.payments.online import Online
from shop.payments.port import Gateway

GATEWAYS: tuple[Gateway, ...] = (Online(), BankTransfer(), OnDelivery())


class UnknownPayment(Exception):
    """There is no payment method with this code."""


def available() -> list[Gateway]:
    """What a shopper can choose; paying online needs a payment service."""
    return [
        gateway
        for gateway in GATEWAYS
        if providers.is_configured() or not gateway.is_online
    ]


def choose(code: str) -> Gateway:
    """Return the gateway if a shopper can choose it now, or raise UnknownPayment."""
    gateway = find(code)
    if gateway not in available():
        raise UnknownPayment(code)
    return gateway


def find(code: str) -> Gateway:
    """Return the gateway an order was placed with, or raise UnknownPayment."""
    for gateway in GATEWAYS:
        if gateway.code == code:
            return gateway
    raise UnknownPayment(code)
