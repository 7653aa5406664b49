"""Let any use case follow any other; after each step ledger and model agree."""

from datetime import timedelta
from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from loyalty import (
    adjustment,
    earning,
    enrolment,
    extension,
    granting,
    importing,
    merging,
    redemption,
    returns,
)
from loyalty.models import Posting
from loyalty.why import welcome
from tests.loyalty.conftest import person, staff
from tests.loyalty.model.agreement import HOUR
from tests.loyalty.model.balance import Balance
from tests.loyalty.model.closed import Closed, grace_until
from tests.loyalty.model.facts import said_reference
from tests.loyalty.model.idling import Idling

WHY = welcome()
NO_LOT = 10**9
_turns = count(1)

# Few names, amounts and distances: what matters is that they meet.
names = st.sampled_from("ABC")
causes = st.sampled_from(["by-hand", "own"])
amounts = st.sampled_from([1, 2, 3, 5, 8])
hours = st.sampled_from([1, 2, 3, 5, 30])
long_hours = st.sampled_from([2, 3, 5, 8, 40, 900])


def some_staff():
    """One more who may do everything: rights are tested elsewhere."""
    return staff(
        f"staff{next(_turns)}", "adjust_points", "merge_accounts", "publish_rule"
    )


class LedgerAndModel(Idling):
    def __init__(self) -> None:
        super().__init__()
        self.staff = some_staff()
        self.colleague = some_staff()
        self.another_colleague = some_staff()
        self.closed: list[Closed] = []
        self.balances: list[Balance] = []

    @rule(name=names, points=amounts, lives=long_hours)
    def accrue_now(self, name, points, lives):
        self.accrue(name, points, lives, matures_at=None, pending=False)

    @rule(name=names, points=st.just(0) | amounts, lives=long_hours)
    def accrue_pending(self, name, points, lives):
        self.accrue(name, points, lives, matures_at=None, pending=True)

    @rule(name=names, points=amounts, waits=hours, lives=long_hours)
    def accrue_maturing(self, name, points, waits, lives):
        matures_at = self.now + waits * HOUR
        self.accrue(name, points, waits + lives, matures_at=matures_at, pending=True)

    def accrue(self, name, points, lives, *, matures_at, pending):
        dates = {"matures_at": matures_at, "expires_at": self.now + lives * HOUR}
        self.both(
            lambda: earning.accrue(
                member=self.member,
                points=points,
                reference=name,
                accrued_at=self.now,
                why=WHY,
                pending=pending,
                **dates,
            ),
            lambda: self.model.accrue(points, name, self.now, pending=pending, **dates),
        )

    @rule(name=names, points=amounts, lives=long_hours)
    def grant(self, name, points, lives):
        expires_at = self.now + lives * HOUR
        self.both(
            lambda: self.granted(granting.Grant(name, points, "To all", expires_at)),
            lambda: self.model.grant(points, name, self.now, expires_at=expires_at),
        )

    @rule(
        source=names,
        points=st.sampled_from([1, 5]),
        lives=st.sampled_from([1, 100]),
        months=st.sampled_from([0, 2]),
    )
    def bring_in(self, source, points, lives, months):
        expires = self.now.date() + timedelta(days=lives)
        self.balances.append(Balance(source, points, expires))
        self.bring_in_again(months)

    @precondition(lambda self: self.balances)
    @rule(months=st.sampled_from([0, 2]))
    def bring_in_again(self, months):
        balance = self.balances[-1]
        self.both(
            lambda: self.brought_in(balance, months),
            lambda: self.model.bring_in(balance, self.now, months=months),
        )

    def brought_in(self, balance, months):
        importing.import_balances(
            file=balance.file(self.member.email),
            source=balance.source,
            control_total=balance.points,
            actor=self.staff,
            imported_at=self.now,
            release_months=months,
            commit=True,
        )
        posting = Posting.objects.get(
            account=self.member.pk,
            why__params__source=balance.source,
            why__params__reason=balance.name,
            why__params__part=1,
        )
        posting.reference = said_reference(posting)
        return posting

    def granted(self, terms):
        granting.grant(
            member_ids=[self.member.pk],
            terms=terms,
            actor=self.staff,
            granted_at=self.now,
            commit=True,
        )
        return Posting.objects.get(account=self.member.pk, reference=terms.reference)

    @rule(about=names, name=names, waits=st.just(0) | hours, lives=long_hours)
    def schedule(self, about, name, waits, lives):
        matures_at, expires_at = self.now + waits * HOUR, self.now + lives * HOUR
        dates = {"matures_at": matures_at, "expires_at": expires_at}
        self.both(
            lambda: earning.schedule_maturity(
                member=self.member,
                accrual_reference=about,
                reference=name,
                scheduled_at=self.now,
                why=WHY,
                **dates,
            ),
            lambda: self.model.schedule(about, name, self.now, **dates),
        )

    @rule(name=names, points=amounts, lasts=hours)
    def hold(self, name, points, lasts):
        lapses_at = self.now + lasts * HOUR
        self.both(
            lambda: redemption.hold_points(
                member=self.member,
                points=points,
                reference=name,
                held_at=self.now,
                lapses_at=lapses_at,
                why=WHY,
            ),
            lambda: self.model.hold(points, name, self.now, lapses_at=lapses_at),
        )

    @rule(name=names)
    def capture(self, name):
        self.both(
            lambda: redemption.capture_hold(
                member=self.member, reference=name, captured_at=self.now, why=WHY
            ),
            lambda: self.model.capture(name, self.now),
        )

    @rule(name=names)
    def release(self, name):
        self.both(
            lambda: redemption.release_hold(
                member=self.member, reference=name, released_at=self.now, why=WHY
            ),
            lambda: self.model.release(name, self.now),
        )

    @rule(about=names, name=names, points=amounts)
    def give_back(self, about, name, points):
        self.both(
            lambda: returns.give_back(
                member=self.member,
                redemption_reference=about,
                points=points,
                reference=name,
                given_back_at=self.now,
                why=WHY,
            ),
            lambda: self.model.give_back(
                about, points, name, self.now, grace_until=grace_until(self.now)
            ),
        )

    @rule(about=names, name=names, points=amounts)
    def revoke(self, about, name, points):
        self.both(
            lambda: returns.revoke(
                member=self.member,
                accrual_reference=about,
                points=points,
                reference=name,
                revoked_at=self.now,
                why=WHY,
            ),
            lambda: self.model.revoke(about, points, name, self.now),
        )

    @rule(name=names, points=amounts, sign=st.sampled_from([1, -1]), lives=long_hours)
    def adjust(self, name, points, sign, lives):
        expires_at = self.now + lives * HOUR
        self.both(
            lambda: adjustment.adjust(
                member=self.member,
                points=sign * points,
                reference=name,
                reason="By hand",
                actor=self.staff,
                adjusted_at=self.now,
                expires_at=expires_at,
            ),
            lambda: self.model.adjust(
                sign * points, name, self.now, expires_at=expires_at, reason="By hand"
            ),
        )

    @rule(
        kind=st.sampled_from(["accrual", "adjustment"]),
        about=names,
        name=names,
        lives=long_hours,
    )
    def extend(self, kind, about, name, lives):
        expires_at = self.now + lives * HOUR
        made_it = Posting.objects.filter(
            account=self.member.pk, kind=kind, reference=about
        ).first()
        self.both(
            lambda: extension.extend(
                member=self.member,
                lot=made_it.version if made_it else NO_LOT,
                expires_at=expires_at,
                reference=name,
                reason="By hand",
                actor=self.staff,
                extended_at=self.now,
            ),
            lambda: self.model.extend(
                f"{kind} {about}" if made_it else NO_LOT,
                name,
                self.now,
                expires_at=expires_at,
                reason="By hand",
            ),
        )

    @rule(cause=causes, lasts=st.none() | st.sampled_from([1, 2, 24]))
    def freeze(self, cause, lasts):
        until = lasts and self.now + lasts * HOUR
        enrolment.freeze(
            member=self.member, frozen_at=self.now, until=until, cause=cause
        )
        before = self.model.freezes.get(cause, self.now)
        self.model.freezes[cause] = before and until and max(before, until)

    @rule(cause=causes)
    def thaw(self, cause):
        enrolment.thaw(member=self.member, cause=cause)
        self.model.freezes.pop(cause, None)

    @rule(has=st.just(0) | amounts, used=amounts, owes=st.just(0) | amounts)
    def merge(self, has, used, owes):
        """Another account of the walker's closes, with a history of its own."""
        other = Closed(person(f"other-{len(self.closed)}"), self.now + 900 * HOUR, used)
        other.live(has, owes, self.now)
        proposal = merging.propose_merge(
            closing=other.member,
            surviving=self.member,
            reason="The same person",
            actor=self.colleague,
            proposed_at=self.now,
        )
        merging.approve_merge(
            proposal_id=proposal.pk,
            actor=self.another_colleague,
            approved_at=self.now,
        )
        self.closed.append(other)
        lots = [(has, other.expires_at)] if has else []
        self.take_over(lots=lots, owed=owes)

    @rule(points=amounts)
    def give_back_elsewhere(self, points):
        for other in self.closed:
            if points <= other.used:
                expires_at = other.give_back(points, self.now)
                self.take_over(lots=[(points, expires_at)], owed=0)

    @rule(points=amounts)
    def revoke_elsewhere(self, points):
        for other in self.closed:
            if points <= other.earned:
                other.revoke(points, self.now)
                self.take_over(lots=[], owed=points)

    def take_over(self, *, lots, owed):
        self.model.live_until(self.now)
        self.model.take_over(self.now, lots=lots, owed=owed)
