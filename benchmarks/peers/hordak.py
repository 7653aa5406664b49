"""django-hordak by its models: `Account.transfer_to` in a transaction.

A member is an account; points come from, wait in and go to accounts of the process
that works, so that no two processes wait for one row. Nothing in it knows a floor,
a reference, a hold or a date.
"""

import os
from datetime import datetime
from functools import cache

from benchmarks.peers import configured, peer

configured.configure(
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "mptt",
        "hordak",
    ]
)

from django.db import transaction  # noqa: E402  after setup
from djmoney.money import Money  # noqa: E402  after setup
from hordak.models import Account, AccountType  # noqa: E402  after setup


class Peer(peer.Peer):
    def open_books(self) -> None:
        configured.migrate()

    def enrol(self, members: range) -> None:
        for member in members:
            make(f"member {member}")

    def earn(
        self,
        member: int,
        points: int,
        reference: str,
        *,
        expires_at: datetime | None = None,
    ) -> None:
        transfer(own("issued", os.getpid()), of(member), points, reference)

    def hold(self, member: int, points: int, reference: str) -> None:
        transfer(of(member), own("held", os.getpid()), points, reference)

    def capture(self, member: int, points: int, reference: str) -> None:
        process = os.getpid()
        transfer(own("held", process), own("redeemed", process), points, reference)

    def balance(self, member: int) -> int:
        return int(of(member).get_balance()["EUR"].amount)


def make(name: str) -> Account:
    return Account.objects.create(name=name, type=AccountType.asset, currencies=["EUR"])


@cache
def of(member: int) -> Account:
    """Accounts keep no balance, so that one read once stays right."""
    return Account.objects.get(name=f"member {member}")


@cache
def own(purpose: str, process: int) -> Account:
    return make(f"{purpose} {process}")


def transfer(source: Account, target: Account, points: int, reference: str) -> None:
    with transaction.atomic():
        source.transfer_to(target, Money(points, "EUR"), description=reference)
