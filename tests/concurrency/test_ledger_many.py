"""Many accounts at once, beside shoppers, and stopped in the middle."""

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction

from loyalty import earning, enrolment, granting, reading, reconciliation
from loyalty.models import Account, Hold, Lot, Movement, Posting
from shop.embedded.fingerprints import ROOT
from shop.embedded.postgres import APPLICATION, SUPERUSER
from shop.users.models import User
from tests.concurrency.race import race
from tests.conftest import GROUND
from tests.factories import make_staff
from tests.loyalty import deeds
from tests.loyalty.conftest import MARCH, person
from tests.servers.live import switched_to

pytestmark = pytest.mark.concurrency
HOUR = timedelta(hours=1)
AFTER = MARCH + 9 * HOUR
PROGRAM = """
import sys, django
from datetime import datetime
django.setup()
from loyalty import earning, expiry, granting, redemption
from shop.users.models import User
at = datetime.fromisoformat(sys.argv[1])
said = lambda progress: print(progress, flush=True)
redemption.lapse_holds(at=at, chunk=3, watch=said)
earning.book_maturities(at=at, chunk=3, watch=said)
expiry.expire_due(at=at, chunk=3, watch=said)
granting.grant(
    member_ids=granting.everybody(chunk=3),
    terms=granting.Grant(occasion="May", points=5, reason="with our thanks"),
    actor=User.objects.get(email="staff@example.com"),
    granted_at=at,
    commit=True,
    chunk=3,
    watch=said,
)
"""


def populate(size: int) -> None:
    """Members with a hold that lapsed, points that matured, and others that expired."""
    make_staff("loyalty.adjust_points", email="staff@example.com")
    for number in range(size):
        member = person(f"member{number}")
        enrolment.enrol(member=member, enrolled_at=MARCH)
        deeds.earn(member, 30, "E1", at=MARCH, expires_at=MARCH + 3 * HOUR)
        deeds.earn(member, 30, "E2", at=MARCH, expires_at=MARCH + 4 * HOUR)
        deeds.earn_pending(member, 30, "E3", at=MARCH, matures_at=MARCH + 2 * HOUR)
        deeds.hold(member, 40, at=MARCH, lapses_at=MARCH + HOUR)


def everything() -> list[list[dict]]:
    """All that is stored, but when it was written and the hashes that hold that."""
    own = {"recorded_at", "hash", "head"}
    return [
        [
            {name: value for name, value in row.items() if name not in own}
            for row in model.objects.order_by("pk").values()
        ]
        for model in (Account, Posting, Movement, Lot, Hold)
    ]


def book(database: str, *, stop_after: int | None = None) -> int:
    """Book all that is due and give everybody points, in a process of its own.

    It is killed when it has said `stop_after` times how far it is.
    """
    url = GROUND.url(database=database, role=APPLICATION)
    running = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, AFTER.isoformat()],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "shop.settings",
            "DATABASE_URL": url,
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    said = 0
    try:
        for said, _line in enumerate(running.stdout, start=1):
            if said == stop_after:
                running.send_signal(signal.SIGKILL)
                break
        code = running.wait(timeout=60)
    finally:
        running.kill()
        running.stdout.close()
    assert code == (0 if stop_after is None else -signal.SIGKILL)
    return said


def await_silence(database: str) -> None:
    """The server ends by itself what a killed program had begun."""
    with GROUND.connect(database="postgres", role=SUPERUSER) as connection:
        for _attempt in range(200):
            [others] = connection.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = %s AND state <> 'idle'",
                [database],
            ).fetchone()
            if not others:
                return
            time.sleep(0.05)
    raise AssertionError("what the killed program began does not end")


@contextmanager
def another_database() -> Iterator[str]:
    name = f"{GROUND.database}_{uuid.uuid4().hex[:12]}"
    GROUND.create(name)
    try:
        with switched_to(NAME=name):
            yield name
    finally:
        GROUND.drop(name)


def test_killed_and_run_again_it_posts_what_an_uninterrupted_run_posts(committed_db):
    """L25, S18: SIGKILL in lapses, in maturities and in a grant changes nothing."""
    populate(24)
    chunks = book(committed_db)
    assert chunks == 16
    uninterrupted = everything()

    with another_database() as database:
        populate(24)
        for stop_after in (3, 2, 5):
            book(database, stop_after=stop_after)
            await_silence(database)
        assert Posting.objects.filter(kind="expiry").count() == 2 * 24
        assert Posting.objects.filter(reference="grant:May").count() < 24

        book(database)

        assert everything() == uninterrupted
        assert reconciliation.differences() == []


def test_an_account_in_use_is_left_to_its_owner(committed_db):
    """L25: the sweep waits for nobody, and what it left is booked the next time."""
    populate(3)
    busy, *rest = User.objects.filter(loyalty_account__isnull=False).order_by("pk")
    locked, done = threading.Event(), threading.Event()

    def shopper() -> None:
        with transaction.atomic():
            enrolment.freeze(member=busy, frozen_at=AFTER)
            locked.set()
            assert done.wait(timeout=20)

    def sweeper() -> int:
        assert locked.wait(timeout=20)
        try:
            return earning.book_maturities(at=AFTER)
        finally:
            done.set()

    _shopper, booked = race([shopper, sweeper])

    assert booked == 4 * len(rest)
    assert Posting.objects.filter(account=busy.pk, kind="maturity").count() == 0
    assert earning.book_maturities(at=AFTER) == 4
    assert reconciliation.differences() == []


def test_a_grant_reaches_who_is_busy_and_nobody_twice(committed_db):
    """L01, L07: four at once give it, while members spend; it waits for them."""
    populate(6)
    staff = User.objects.get(email="staff@example.com")
    members = list(User.objects.filter(loyalty_account__isnull=False).order_by("pk"))

    def give() -> granting.Tally:
        return granting.grant(
            member_ids=[member.pk for member in members],
            terms=granting.Grant(occasion="May", points=5, reason="with our thanks"),
            actor=staff,
            granted_at=AFTER,
            commit=True,
        )

    def spend() -> None:
        for member in reversed(members):
            deeds.hold(member, 5, "R2", at=AFTER)

    *given, spent = race([give, give, give, give, spend])

    assert spent is None
    assert sum(tally.given for tally in given) == 6
    assert sum(tally.known for tally in given) == 18
    assert Posting.objects.filter(reference="grant:May").count() == 6
    for member in members:
        assert reading.balance(member=member, at=AFTER).available == 30
    assert reconciliation.differences() == []
