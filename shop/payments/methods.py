"""The ways to pay that this shop offers."""

from dataclasses import dataclass
from decimal import Decimal

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


@dataclass(frozen=True, kw_only=True)
class TooLittle:
    """A way to pay that takes no amount as small as the one asked for."""

    gateway: Gateway
    smallest: Decimal


def taking(*, amount: Decimal, currency: str) -> tuple[list[Gateway], list[TooLittle]]:
    """What a shopper can choose to pay `amount`, and what takes only more.

    Nothing is not paid at all: everything takes it.
    """
    smallest = {
        gateway.code: gateway.smallest(currency=currency) for gateway in available()
    }
    take, refuse = [], []
    for gateway in available():
        if amount and amount < smallest[gateway.code]:
            refuse.append(TooLittle(gateway=gateway, smallest=smallest[gateway.code]))
        else:
            take.append(gateway)
    return take, refuse


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
