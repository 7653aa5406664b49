"""What part of an amount is VAT, and how one amount is shared among rates: pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol, Self, TypeVar

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
Key = TypeVar("Key", int, Decimal)


def net(gross: Decimal, *, vat_rate: Decimal) -> Decimal:
    """The part of `gross` that is not VAT at `vat_rate` percent, to the cent."""
    return (gross * 100 / (100 + vat_rate)).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, kw_only=True)
class Portion:
    """What of an amount is taxed at one rate."""

    vat_rate: Decimal
    gross: Decimal
    net: Decimal

    @classmethod
    def of(cls, gross: Decimal, *, vat_rate: Decimal) -> Self:
        return cls(vat_rate=vat_rate, gross=gross, net=net(gross, vat_rate=vat_rate))

    @classmethod
    def from_json(cls, said: Mapping[str, str]) -> Self:
        return cls(
            vat_rate=Decimal(said["rate"]),
            gross=Decimal(said["gross"]),
            net=Decimal(said["net"]),
        )

    @property
    def vat(self) -> Decimal:
        return self.gross - self.net

    def to_json(self) -> dict[str, str]:
        return {
            "rate": str(self.vat_rate),
            "gross": str(self.gross),
            "net": str(self.net),
        }


class Taxed(Protocol):
    """Anything that is taxed at one rate: a portion, a line, an item of a document."""

    @property
    def vat_rate(self) -> Decimal: ...
    @property
    def gross(self) -> Decimal: ...
    @property
    def net(self) -> Decimal: ...


def by_rate(parts: Iterable[Taxed]) -> tuple[Portion, ...]:
    """What is taxed at each rate in all, the lowest first.

    The VAT is the sum of that of the parts, to the cent, and never reckoned anew
    from their total (L32). Rates at which nothing is paid are left out.
    """
    sums: dict[Decimal, tuple[Decimal, Decimal]] = {}
    for part in parts:
        gross, net_ = sums.get(part.vat_rate, (ZERO, ZERO))
        sums[part.vat_rate] = gross + part.gross, net_ + part.net
    return tuple(
        Portion(vat_rate=rate, gross=sums[rate][0], net=sums[rate][1])
        for rate in sorted(sums)
        if sums[rate][0]
    )


def portions(
    amount: Decimal, weights: Mapping[Decimal, Decimal]
) -> tuple[Portion, ...]:
    """Share `amount` among rates in proportion to `weights`, exact to the cent.

    The higher rate of equals gets the cent that is left over. Rates that get nothing
    are left out, but one stays, so that nothing as well has a rate.
    """
    found = shares(amount, weights)
    heaviest = max(weights, key=lambda rate: (weights[rate], rate))
    return tuple(
        Portion.of(found[rate], vat_rate=rate)
        for rate in sorted(found)
        if found[rate] or (not amount and rate == heaviest)
    )


def shares(amount: Decimal, weights: Mapping[Key, Decimal]) -> dict[Key, Decimal]:
    """Share `amount` in proportion to `weights`, exact to the cent.

    What rounding down leaves over goes to the largest remainders, the greater key of
    equals. Weights count in whole cents, and one of them at least in one.
    """
    counted = {key: int(weight * 100) for key, weight in weights.items()}
    whole, cents = sum(counted.values()), int(amount * 100)
    parts = {key: divmod(cents * count, whole) for key, count in counted.items()}
    left = cents - sum(part for part, _remainder in parts.values())
    by_remainder = sorted(parts, key=lambda key: (parts[key][1], key), reverse=True)
    topped_up = set(by_remainder[:left])
    return {
        key: (part + (key in topped_up)) * CENT
        for key, (part, _remainder) in parts.items()
    }
