"""The worked cases of vouchers: tests/loyalty/cases/vouchers.toml."""

import re
import tomllib
from datetime import timedelta

import pytest

from loyalty import expiry, reading, vouchers
from loyalty.models import Voucher
from tests.loyalty.conftest import staff
from tests.loyalty.deeds import earn
from tests.loyalty.vouchers import bring_back, exchange, offered, use
from tests.loyalty.worked import FOLDER, moment

SAID = tomllib.loads((FOLDER / "vouchers.toml").read_text())["voucher"]
STEPS = {
    r"exchange (\d+) for (\d+) days": "exchange",
    r"order (\w+) uses (\d+)": "use",
    r"order (\w+) brings back (\d+)": "bring_back",
    r"order (\w+) is called off with (\d+)": "call_off",
    r"time is up": "expire",
    r"give back": "give_back",
    r"cancel": "cancel",
    r"wait": "wait",
}


class Story:
    def __init__(self, member):
        self.member = member
        self.voucher = None

    def step(self, text):
        day, _blank, said = text.partition(" ")
        at = moment(f"{day} 12:00")
        for pattern, name in STEPS.items():
            if found := re.fullmatch(pattern, said):
                getattr(self, name)(*found.groups(), at=at)
                return at
        raise ValueError(text)

    def exchange(self, points, days, *, at):
        choice = offered(int(points), days=int(days), at=at, by=_staff())
        self.voucher = exchange(self.member, choice, f"on {at}", at=at)

    def use(self, order, points, *, at):
        use(self.member, self.voucher, int(points), order, at=at)

    def bring_back(self, order, points, *, at, **how):
        bring_back(
            self.member, self.voucher, int(points), f"{at}", at=at, order=order, **how
        )

    def call_off(self, order, points, *, at):
        self.bring_back(order, points, at=at, with_grace=False)

    def expire(self, *, at):
        vouchers.expire(member=self.member, voucher=self.voucher, at=at)

    def give_back(self, *, at):
        vouchers.give_back(member=self.member, voucher=self.voucher, at=at)

    def cancel(self, *, at):
        vouchers.cancel(
            member=self.member,
            voucher=self.voucher,
            actor=_staff(),
            reason="Asked for by phone",
            at=at,
        )

    def wait(self, *, at):
        pass


def _staff():
    from django.contrib.auth import get_user_model  # noqa: PLC0415  needs Django set up

    known = get_user_model().objects.filter(email="vera@members.example").first()
    return known or staff("vera", "publish_voucher", "cancel_voucher")


@pytest.mark.parametrize("said", SAID, ids=[said["title"] for said in SAID])
def test_what_is_where(alice, said):
    """L18, L20: points come back into their lots, with their dates."""
    numbers = {}
    begun = moment("2026-03-02 09:00")
    for name, (points, through) in said["lots"].items():
        until = expiry.expires_after_days(moment(f"{through} 12:00"), 0)
        numbers[earn(alice, points, name, at=begun, expires_at=until).version] = name
    story = Story(alice)

    for text in said["steps"]:
        at = story.step(text)

    after, then = at + timedelta(days=1), said["then"]
    voucher = Voucher.objects.get(pk=story.voucher.pk)
    lots = reading.open_lots(member=alice, at=after)
    assert {
        "left": voucher.left,
        "given_back": voucher.given_back,
        "spendable": reading.balance(member=alice, at=after).spendable,
        "lots": {numbers[lot.number]: lot.available for lot in lots if lot.available},
    } == then
