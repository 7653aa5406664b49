"""django-oscar-accounts by its facade.

A member's points of one date are an account with that end date, as its
documentation proposes for gift cards. Points come from, wait in and go to accounts
of the process that works, so that no two processes wait for one row.

Its accounts are made by `bulk_create`: their `save` asks a new account for its
transactions, which Django no longer allows.
"""

import os
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

import oscar
from oscar import defaults

from benchmarks.peers import configured, peer

configured.configure(
    INSTALLED_APPS=[*oscar.INSTALLED_APPS, "oscar_accounts.apps.AccountsConfig"],
    SITE_ID=1,
    HAYSTACK_CONNECTIONS={
        "default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}
    },
    **{name: getattr(defaults, name) for name in dir(defaults) if name.isupper()},
)

from django.contrib.auth import get_user_model  # noqa: E402  after setup
from oscar_accounts import exceptions, facade, names  # noqa: E402  after setup
from oscar_accounts.models import Account  # noqa: E402  after setup


class Peer(peer.Peer):
    offers = frozenset({"floor", "expiry"})

    def open_books(self) -> None:
        configured.migrate()
        make(names.LAPSED)

    def enrol(self, members: range) -> None:
        users = get_user_model()
        users.objects.bulk_create(
            users(pk=member, username=f"member{member}") for member in members
        )
        for member in members:
            make(f"member {member}", primary_user_id=member)

    def earn(
        self,
        member: int,
        points: int,
        reference: str,
        *,
        expires_at: datetime | None = None,
    ) -> None:
        account = (
            make(None, primary_user_id=member, end_date=expires_at)
            if expires_at
            else Account.objects.get(name=f"member {member}")
        )
        transfer(own("issued", os.getpid()), account, points, reference)

    def hold(self, member: int, points: int, reference: str) -> None:
        # It is the caller who chooses: here the soonest date that suffices.
        accounts = Account.active.filter(primary_user_id=member).order_by("end_date")
        enough = [account for account in accounts if account.balance >= points]
        if not enough:
            raise peer.Refused
        transfer(enough[0], own("held", os.getpid()), points, reference)

    def capture(self, member: int, points: int, reference: str) -> None:
        process = os.getpid()
        transfer(own("held", process), own("redeemed", process), points, reference)

    def balance(self, member: int) -> int:
        accounts = Account.active.filter(primary_user_id=member)
        return int(sum(account.balance for account in accounts))

    def expire(self) -> None:
        facade.close_expired_accounts()


def make(name: str | None, **fields: Any) -> Account:
    return Account.objects.bulk_create([Account(name=name, **fields)])[0]


@cache
def own(purpose: str, process: int) -> Account:
    return make(f"{purpose} {process}", credit_limit=None)


def transfer(source: Account, target: Account, points: int, reference: str) -> None:
    try:
        facade.transfer(source, target, Decimal(points), merchant_reference=reference)
    except exceptions.AccountException as refusal:
        raise peer.Refused from refusal
