"""Who is at the other end of a connection, seen through proxies that are trusted."""

from collections.abc import Iterable, Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
# One household or one server has all of it.
BITS_OF_ONE_CLIENT = 64


def networks(written: Iterable[str]) -> list[Network]:
    """Read addresses and networks, `10.0.0.7` or `10.0.0.0/8`. Raises ValueError."""
    return [ip_network(each.strip(), strict=False) for each in written if each.strip()]


def client(*, peer: str, forwarded: str, trusted: Sequence[Network]) -> str:
    """Return whom a request is from; empty where nobody can tell.

    `peer` is who is connected; `forwarded` is the header X-Forwarded-For. It is read
    from its end, where the nearest proxy has written, and only as long as a trusted
    proxy is who says so: the rest may be anybody's invention.
    """
    nearest = _read(peer)
    for said in [*reversed(forwarded.split(","))]:
        if nearest is None or not _is_trusted(nearest, trusted):
            break
        if (further := _read(said)) is None:
            break
        nearest = further
    # A proxy is no client: all would be counted as one.
    if nearest is None or _is_trusted(nearest, trusted):
        return ""
    return _whose(nearest)


def _is_trusted(address: Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)


def _read(written: str) -> Address | None:
    host = written.strip().strip('"')
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ip_address(host)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _whose(address: Address) -> str:
    if isinstance(address, IPv4Address):
        return str(address)
    return str(ip_network((int(address), BITS_OF_ONE_CLIENT), strict=False))
