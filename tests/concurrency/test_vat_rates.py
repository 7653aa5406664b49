"""Staff add the same VAT rate at once. With a control without the gate."""

from collections import Counter
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError

from shop.audit.models import Entry
from shop.tax import changing
from shop.tax.models import Rate
from tests.concurrency.race import meet_before, race, without_row_locks
from tests.factories import NOW, make_staff

pytestmark = pytest.mark.concurrency
STAFF = 4


@pytest.fixture(autouse=True)
def slow(monkeypatch):
    """Between looking whether there is one and writing it, others look as well."""
    meet_before(monkeypatch, Rate, "save")


def add_at_once() -> Counter:
    results = race(
        [
            partial(
                changing.add_rate,
                country="AT",
                category="standard",
                percent=Decimal(20),
                valid_from=date(2025, 4, 1),
                actor=make_staff(changing.PERMISSION),
                added_at=NOW,
            )
            for _person in range(STAFF)
        ]
    )
    return Counter(type(result) for result in results)


def added() -> tuple[int, int]:
    """How many rates there are, and how many the log knows of."""
    rates = Rate.objects.filter(country="AT")
    return rates.count(), Entry.objects.filter(action="tax.add-rate").count()


def test_a_rate_is_added_once_and_the_others_are_told(committed_db):
    assert add_at_once() == {Rate: 1, changing.RateTaken: STAFF - 1}
    assert added() == (1, 1)


def test_control_without_the_gate_the_database_refuses(committed_db, monkeypatch):
    without_row_locks(monkeypatch)

    assert add_at_once()[IntegrityError] > 0
    assert added() == (1, 1)
