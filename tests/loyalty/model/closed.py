"""Another account of the walker that was merged into theirs."""

from datetime import datetime, timedelta

from loyalty import enrolment
from tests.loyalty import deeds
from tests.loyalty.model.days import beginning_of, day_of

GRACE_DAYS = 30


class Closed:
    """An account that was merged into the walker's, and what can return to it."""

    def __init__(self, member, expires_at, used):
        self.member = member
        self.expires_at = expires_at
        self.had_grace = False
        self.used = used
        self.earned = 0
        self.returns = 0

    def live(self, has, owes, at):
        """Come to `has` available points beside `owes` owed ones."""
        enrolment.enrol(member=self.member, enrolled_at=at)
        self.earned = has + self.used
        deeds.earn(self.member, self.earned, "kept", at=at, expires_at=self.expires_at)
        if self.used:
            deeds.redeem(self.member, self.used, "kept", at=at)
        if has:
            deeds.hold(self.member, has, "aside", at=at)
        if owes:
            deeds.earn(self.member, owes, "lost", at=at)
            deeds.redeem(self.member, owes, "lost", at=at)
            deeds.revoke(self.member, owes, "lost", of="lost", at=at)
        if has:
            deeds.release(self.member, "aside", at=at)

    def give_back(self, points, at):
        self.used -= points
        deeds.give_back(self.member, points, self.next_return(), of="kept", at=at)
        if self.expires_at <= at and not self.had_grace:
            self.expires_at, self.had_grace = grace_until(at), True
        return self.expires_at

    def revoke(self, points, at):
        self.earned -= points
        deeds.revoke(self.member, points, self.next_return(), of="kept", at=at)

    def next_return(self):
        self.returns += 1
        return f"return-{self.returns}"


def grace_until(at: datetime) -> datetime:
    """The end of the thirtieth day after the day of `at`."""
    return beginning_of(day_of(at) + timedelta(days=GRACE_DAYS + 1))
