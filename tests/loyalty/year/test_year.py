"""Ledger and plain model agree on a year, and the books are whole after it.

`make simulate MEMBERS=10000 SEED=1` lives a larger one.
"""

import os
import sys
from itertools import islice

import pytest

from loyalty import reading, reconciliation
from tests.loyalty.model.facts import statements_agree
from tests.loyalty.year.living import BEGINS, DAY, YEAR, Year

MEMBERS = int(os.environ.get("YEAR_MEMBERS", "200"))
SEED = int(os.environ.get("YEAR_SEED", "1"))


@pytest.mark.django_db
def test_a_year_of_many_members_ends_as_the_plain_model_says():
    """L20, L22, L25: orders, returns, campaigns, referrals, a gift, and time."""
    year = Year(MEMBERS, SEED)
    year.live()
    year.settle(BEGINS + YEAR)
    totals = reading.programme_totals(at=BEGINS + YEAR)
    sys.stdout.write(f"{dict(year.happened)}\n{dict(year.totals)}\n{totals}\n")
    for one in islice(year.everybody, 0, None, max(1, MEMBERS // 20)):
        statements_agree(one.user, one.model)
    assert reconciliation.differences() == []
    for what in (
        "bought",
        "cut",
        "redeemed",
        "taken back",
        "given back",
        "brought",
        "gifts",
        "expired",
    ):
        assert year.happened[what] > 0, what

    year.settle(BEGINS + YEAR + 400 * DAY)

    assert year.totals["available"] == year.totals["pending"] == 0
    assert reconciliation.differences() == []
