"""F27: one code, sent several times at once, counts once.

The controls take the lock away: then all have looked before any has used it up.
"""

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice

from shop.identity import enrolling, proving
from shop.users.models import RecoveryCodes
from tests.concurrency.race import meet_before, race, without_row_locks
from tests.factories import NOW, make_user
from tests.second_factors import next_code, with_an_app

pytestmark = pytest.mark.concurrency

THIEVES = 4


def by_app(person):
    return next_code(with_an_app(person))


def by_recovery_code(person):
    return enrolling.renew_codes(person=person, renewed_at=NOW)[0]


def let_in(monkeypatch, having):
    """How many of those who send the same code at one moment."""
    person = make_user()
    code = having(person)
    meet_before(monkeypatch, TOTPDevice, "save")
    meet_before(monkeypatch, RecoveryCodes, "save")

    def send():
        try:
            proving.prove(person=person, code=code, proved_at=NOW)
        except proving.WrongCode:
            return False
        return True

    return race([send] * THIEVES).count(True)


@pytest.mark.parametrize("having", [by_app, by_recovery_code])
def test_f27_one_code_lets_one_in(committed_db, monkeypatch, having):
    """F27."""
    assert let_in(monkeypatch, having) == 1


@pytest.mark.parametrize("having", [by_app, by_recovery_code])
def test_f27_control_without_the_lock_all_come_in(committed_db, monkeypatch, having):
    """F27: the positive control."""
    without_row_locks(monkeypatch)

    assert let_in(monkeypatch, having) == THIEVES
