"""What the programme promises, in plain Python: the second opinion on the ledger.

Every point is an object of its own that lies somewhere. There is no arithmetic
on balances, no database and no job: whatever falls due happens at its moment.
Nothing here comes from `loyalty`, so that the two can only agree by being right.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from tests.loyalty.model.days import beginning_of

Place = tuple[str, str, str | None]  # from, to, the lot's name
OWN_BUCKETS = ("pending", "available", "held")
# Of a lot, for what was taken back: its own, or another's.
TAKEN_BACK = {
    ("available", "revoked"),
    ("redeemed", "revoked"),
    ("redeemed", "owed"),
    ("pending", "owed"),
}


class Refused(Exception):
    """Named as the exception of the use case; `args[1:]` is its detail."""


@dataclass
class Lot:
    name: str
    place_in_line: int
    expires_at: datetime
    matures_at: datetime | None
    granted: int
    points: list["Point"] = field(default_factory=list)
    has_matured: bool = False
    had_grace: bool = False

    def lying(self, bucket: str) -> list["Point"]:
        return [point for point in self.points if point.bucket == bucket]


def in_line(lot: Lot) -> tuple[datetime, int]:
    """Lots are drawn from in this order."""
    return lot.expires_at, lot.place_in_line


@dataclass(eq=False)
class Point:
    lot: Lot
    bucket: str


@dataclass
class Fact:
    """A line of the statement, in terms that do not depend on when it was booked."""

    kind: str
    reference: str
    occurred_at: datetime
    moved: Counter[Place] = field(default_factory=Counter)


@dataclass
class Accrual:
    fact: Fact
    was_pending: bool
    granted: int
    lot: Lot | None
    revoked: int = 0


@dataclass
class Hold:
    reference: str
    lapses_at: datetime
    points: list[Point]
    ended: str | None = None


class Member:
    """One member's points."""

    def __init__(self) -> None:
        self.lots: list[Lot] = []
        self.facts: list[Fact] = []
        self.holds: dict[str, Hold] = {}
        self.accruals: dict[str, Accrual] = {}
        self.redeemed: dict[str, list[Point]] = {}
        self.asked: dict[tuple[str, str], tuple[object, Fact]] = {}
        self.brought_in: dict[str, tuple[int, Fact]] = {}
        # Ends by inactivity: for when, how many facts there were, and which this is.
        self.told: list[tuple[datetime, int, Fact]] = []
        self.owed = 0
        # Until when, by cause; None is for ever.
        self.freezes: dict[str, datetime | None] = {}

    # -- What can be read ------------------------------------------------------

    def buckets(self) -> dict[str, int]:
        places = Counter(point.bucket for lot in self.lots for point in lot.points)
        return {
            "available": places["available"],
            "pending": places["pending"],
            "held": places["held"],
            "owed": self.owed,
        }

    def is_frozen(self, at: datetime) -> bool:
        return any(until is None or at < until for until in self.freezes.values())

    # -- What a member and an order do -----------------------------------------

    def accrue(self, points, reference, at, *, pending, matures_at, expires_at):
        if earlier := self._earlier("accrual", reference, (points, pending)):
            return earlier
        fact = self._fact("accrual", reference, at, request=(points, pending))
        bucket = "pending" if pending else "available"
        lot = self._issue(fact, points, "issued", bucket, expires_at, matures_at)
        self.accruals[reference] = Accrual(fact, pending, points, lot)
        return fact

    def grant(self, points, occasion, at, *, expires_at):
        return self.accrue(
            points,
            f"grant:{occasion}",
            at,
            pending=False,
            matures_at=None,
            expires_at=expires_at,
        )

    def bring_in(self, balance, at, *, months):
        """Points of another scheme, each part spendable at the beginning of its day."""
        name = f"import {balance.source}: {balance.name}"
        if name in self.brought_in:
            before, fact = self.brought_in[name]
            if before != months:
                raise Refused("WrongRows")
            return fact
        parts = balance.parts(months, at)
        if balance.expires < parts[-1][1]:
            raise Refused("WrongRows")
        facts = [
            self.accrue(
                points,
                f"{name}, part {number}",
                at,
                pending=bool(months),
                matures_at=beginning_of(day) if months else None,
                expires_at=balance.expires_at,
            )
            for number, (points, day) in enumerate(parts, start=1)
        ]
        self.brought_in[name] = months, facts[0]
        return facts[0]

    def schedule(self, accrual, reference, at, *, matures_at, expires_at):
        if earlier := self._earlier("schedule", reference, accrual):
            return earlier
        if accrual not in self.accruals:
            raise Refused("NoSuchAccrual")
        about = self.accruals[accrual]
        lot = about.lot
        if about.granted and (not about.was_pending or lot.has_matured):
            raise Refused("NotPending")
        if lot is not None:
            expires_at = max(expires_at, lot.expires_at)
        if matures_at >= expires_at:
            raise Refused("MaturesTooLate")
        if lot is not None:
            lot.matures_at, lot.expires_at = matures_at, expires_at
        return self._fact("schedule", reference, at, request=accrual)

    def hold(self, points, reference, at, *, lapses_at):
        if earlier := self._earlier("hold", reference, points):
            return earlier
        if self.is_frozen(at):
            raise Refused("AccountFrozen")
        if self.owed:
            raise Refused("PointsOwed", self.owed)
        queue = self._queue()
        if len(queue) < points:
            raise Refused("NotEnoughPoints", len(queue))
        fact = self._fact("hold", reference, at, request=points)
        drawn = queue[:points]
        self._move(fact, drawn, "held")
        self.holds[reference] = Hold(reference, lapses_at, drawn)
        return fact

    def capture(self, reference, at):
        if earlier := self._earlier("redemption", reference, None):
            return earlier
        hold = self._hold(reference)
        if hold.ended is not None:
            raise Refused(
                {"release": "HoldWasReleased", "lapse": "HoldHasLapsed"}[hold.ended]
            )
        self.redeemed[reference] = list(hold.points)
        return self._end(hold, "redemption", "redeemed", at)

    def release(self, reference, at):
        if earlier := self._earlier("release", reference, None):
            return earlier
        hold = self._hold(reference)
        if hold.ended == "redemption":
            raise Refused("HoldWasCaptured")
        if hold.ended == "lapse":
            return self.asked["lapse", reference][1]
        return self._end(hold, "release", "available", at)

    def give_back(self, redemption, points, reference, at, *, grace_until):
        if earlier := self._earlier("give-back", reference, (points, redemption)):
            return earlier
        if redemption not in self.redeemed:
            raise Refused("NoSuchRedemption")
        kept = self.redeemed[redemption]
        if points > len(kept):
            raise Refused("MoreThanRedeemed", len(kept))
        fact = self._fact("give-back", reference, at, request=(points, redemption))
        returned = [kept.pop() for _point in range(points)]
        for point in returned:
            self._revive(point.lot, at, grace_until)
        hold = self.asked["hold", redemption][1]
        later = self.facts[self.facts.index(hold) + 1 :]
        for point in returned:
            self._come_back(fact, point, at, later)
        for lot in self._touched(fact):
            self._revive(lot, at, grace_until)
        return fact

    def _come_back(self, fact, point, at, later):
        if point.lot.expires_at <= at:
            self._move(fact, [point], "available")
        elif not self.owed and (other := self._stood_in(point.lot, later)):
            self._move(fact, [point], "revoked")
            other.bucket = "revoked"  # what paid what was owed was taken back, too
            self._move(fact, [other], "available")
        else:
            self._arrive(fact, [point])

    def _revive(self, lot, at, grace_until):
        if lot.expires_at <= at and not lot.had_grace:
            lot.expires_at = max(lot.expires_at, grace_until)
            lot.had_grace = True

    def _touched(self, fact):
        names = {name for _from, _to, name in fact.moved}
        return [lot for lot in self.lots if lot.name in names]

    def _stood_in(self, lot, later):
        """The point that a point of `lot` would have kept from being taken.

        Of `later` facts: each revocation is first about its own lot. What a lot gave
        beyond that it gave for others, the latest to expire for the last of them.
        """
        gave = Counter()
        for fact in later:
            about = self._about(fact)
            for (source, target, name), points in fact.moved.items():
                if about and source != "pending":
                    gave[about] -= points
                if name and source == "revoked":
                    gave[name] -= points
                elif name and (source, target) in TAKEN_BACK:
                    gave[name] += points
        others = [
            other
            for other in self.lots
            if other is not lot
            and gave[other.name] > 0
            and (gave[lot.name] < 0 or in_line(other) > in_line(lot))
        ]
        if not others:
            return None
        last = max(others, key=in_line)
        return [p for p in last.points if p.bucket in ("revoked", "owed")][-1]

    def _about(self, fact):
        """The name of the lot that a revocation is about."""
        if fact.kind != "revocation":
            return None
        _points, accrual = self.asked[fact.kind, fact.reference][0]
        return f"accrual {accrual}"

    def revoke(self, accrual, points, reference, at):
        if earlier := self._earlier("revocation", reference, (points, accrual)):
            return earlier
        if accrual not in self.accruals:
            raise Refused("NoSuchAccrual")
        about = self.accruals[accrual]
        if points > about.granted - about.revoked:
            raise Refused("MoreThanEarned", about.granted - about.revoked)
        about.revoked += points
        fact = self._fact("revocation", reference, at, request=(points, accrual))
        own = [] if about.lot is None else about.lot.lying("pending")
        queue = self._queue()
        queue.sort(key=lambda point: point.lot is not about.lot)
        taken = [*own, *queue][:points]
        self._move(fact, taken, "revoked")
        self._owe(fact, points - len(taken), "revoked")
        return fact

    def adjust(self, points, reference, at, *, expires_at, reason):
        if earlier := self._earlier("adjustment", reference, (points, reason)):
            return earlier
        if points > 0:
            fact = self._fact("adjustment", reference, at, request=(points, reason))
            self._issue(fact, points, "adjusted", "available", expires_at, None)
            return fact
        queue = self._queue()
        if len(queue) < -points:
            raise Refused("NotEnoughPoints", len(queue))
        fact = self._fact("adjustment", reference, at, request=(points, reason))
        self._move(fact, queue[:-points], "adjusted")
        return fact

    def extend(self, lot_name, reference, at, *, expires_at, reason):
        request = (lot_name, expires_at, reason)
        if earlier := self._earlier("extension", reference, request):
            return earlier
        found = [lot for lot in self.lots if lot.name == lot_name]
        if not any(lot.lying(b) for lot in found for b in OWN_BUCKETS):
            raise Refused("LotIsClosed")
        [lot] = found
        if expires_at <= at or expires_at <= lot.expires_at:
            raise Refused("NotLonger")
        lot.expires_at = expires_at
        return self._fact("extension", reference, at, request=request)

    def take_over(self, at, *, lots, owed):
        """Another account of the person ended here, or had something to pass on."""
        for points, expires_at in lots:
            fact = self._fact("merge-in", self._next_arrival(), at)
            self._issue(fact, points, "merged", "available", expires_at, None)
        if owed:
            fact = self._fact("merge-in", self._next_arrival(), at)
            taken = self._queue()[:owed]
            self._move(fact, taken, "merged")
            self._owe(fact, owed - len(taken), "merged")

    # -- What time does --------------------------------------------------------

    def live_until(self, now: datetime) -> None:
        """Let everything that is due by `now` happen, each at its own moment."""
        while due := self._due(now):
            moment, _turn, _line, happen = min(due, key=lambda event: event[:3])
            happen(moment)

    def _due(self, now):
        events = []
        for number, hold in enumerate(self.holds.values()):
            if hold.ended is None and hold.lapses_at <= now:
                events.append((hold.lapses_at, 0, number, self._lapsing(hold)))
        for lot in self.lots:
            if lot.matures_at and lot.matures_at <= now and lot.lying("pending"):
                events.append((lot.matures_at, 1, lot.place_in_line, self._mature(lot)))
            if lot.expires_at <= now and lot.lying("available"):
                events.append((lot.expires_at, 2, lot.place_in_line, self._expire(lot)))
        return events

    def _lapsing(self, hold):
        return lambda moment: self._end(hold, "lapse", "available", moment)

    def _mature(self, lot):
        def happen(moment):
            lot.has_matured = True
            fact = self._fact("maturity", lot.name, moment)
            self._arrive(fact, lot.lying("pending"))

        return happen

    def _expire(self, lot):
        def happen(moment):
            fact = self._fact("expiry", "", moment)
            self._move(fact, lot.lying("available"), "expired")

        return happen

    # -- Small steps -----------------------------------------------------------

    def _earlier(self, kind, reference, request):
        if (kind, reference) not in self.asked:
            return None
        first, fact = self.asked[kind, reference]
        if first != request:
            raise Refused("ReferenceReused")
        return fact

    def _fact(self, kind, reference, at, *, request=None):
        fact = Fact(kind, reference, at)
        self.facts.append(fact)
        self.asked[kind, reference] = request, fact
        return fact

    def _next_arrival(self):
        return str(1 + sum(fact.kind == "merge-in" for fact in self.facts))

    def _hold(self, reference):
        if reference not in self.holds:
            raise Refused("NoSuchHold")
        return self.holds[reference]

    def _end(self, hold, kind, bucket, at):
        fact = self._fact(kind, hold.reference, at)
        self._move(fact, hold.points, bucket)
        hold.ended = kind
        return fact

    def _queue(self):
        """The points that can be spent, in the order they are."""
        return [
            point
            for lot in sorted(self.lots, key=in_line)
            for point in lot.lying("available")
        ]

    def _issue(self, fact, points, source, bucket, expires_at, matures_at):
        """Make a lot of new points; spendable ones settle what is owed first."""
        settling = 0 if bucket == "pending" else min(points, self.owed)
        for _point in range(settling):
            fact.moved[source, "owed", None] += 1
            self.owed -= 1
        if points == settling:
            return None
        name = f"{fact.kind} {fact.reference}"
        lot = Lot(name, len(self.lots), expires_at, matures_at, points - settling)
        lot.points = [Point(lot, source) for _point in range(points - settling)]
        self.lots.append(lot)
        self._move(fact, lot.points, bucket)
        return lot

    def _arrive(self, fact, points):
        for point in points:
            self._move(fact, [point], "owed" if self.owed else "available")
            self.owed -= point.bucket == "owed"

    def _move(self, fact, points, bucket):
        for point in points:
            fact.moved[point.bucket, bucket, point.lot.name] += 1
            point.bucket = bucket

    def _owe(self, fact, points, bucket):
        if points:
            fact.moved["owed", bucket, None] += points
            self.owed += points
