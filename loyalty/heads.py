"""The last link of every account's chain: what a digest of the ledger lists."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from loyalty.models import Account
from loyalty.reconciliation import Range, differences_within


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How far an account had come, and the hash of its last posting then."""

    account_id: int
    version: int
    hash: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What the postings of some accounts had come to."""

    available: int = 0
    pending: int = 0
    held: int = 0
    owed: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.available + other.available,
            self.pending + other.pending,
            self.held + other.held,
            self.owed + other.owed,
        )


def heads() -> Iterator[tuple[Head, Figures]]:
    """Yield every account by its key, all as of one moment: one statement."""
    rows = Account.objects.order_by("pk").values_list(
        "pk", "version", "head", "available", "pending", "held", "owed"
    )
    for key, version, head, *figures in rows.iterator(chunk_size=5000):
        yield (
            Head(account_id=key, version=version, hash=bytes(head).hex()),
            Figures(*figures),
        )


@dataclass(frozen=True, kw_only=True)
class Held:
    """What became of some heads: the figures at them, and what differs."""

    figures: Figures
    differences: list[str]


def compare(listed: Iterable[Head]) -> Held:
    """Hold heads of an earlier day against the ledger of today.

    Each posting that was the last one then must still have its hash, and the chain
    that leads to it must hold.
    """
    by_key = {head.account_id: head for head in listed}
    found = _postings(by_key)
    figures, differences = Figures(), []
    for key, head in by_key.items():
        if not head.version:
            continue
        hash_now, *then = found.get(key, (None,))
        if hash_now is None:
            differences.append(f"account {key}: posting {head.version} is missing")
            continue
        figures += Figures(*then)
        if hash_now != head.hash:
            differences.append(f"account {key}: posting {head.version} is another one")
    return Held(figures=figures, differences=[*differences, *_broken(by_key)])


def _postings(by_key: dict[int, Head]) -> dict[int, list[Any]]:
    """What stands today where the heads stood, by account, with one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.account_id, encode(p.hash, 'hex'), p.available_after,"
            " p.pending_after, p.held_after, p.owed_after"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS l (account_id, version)"
            " JOIN loyalty_posting p USING (account_id, version)",
            [list(by_key), [head.version for head in by_key.values()]],
        )
        return {key: found for key, *found in cursor}


def _broken(by_key: dict[int, Head]) -> Iterator[str]:
    """Yield the breaks of the chains up to the heads; later ones are no matter."""
    if not by_key:
        return
    part = Range(first=min(by_key), last=max(by_key), accounts=len(by_key))
    for difference in differences_within(part):
        head = by_key.get(difference.account_id)
        place, _space, version = difference.place.partition(" ")
        if difference.what != "chain" or place != "version" or head is None:
            continue
        if int(version) <= head.version:
            yield f"account {head.account_id}: the chain breaks at posting {version}"
