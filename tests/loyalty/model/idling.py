"""Points that no day ends: announced and ended, by the ledger and by the model."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from loyalty import earning, idling, policy
from loyalty.dates import NEVER
from loyalty.why import welcome
from tests.loyalty.conftest import MARCH, staff
from tests.loyalty.model.agreement import HOUR, Agreement
from tests.loyalty.model.days import beginning_of, day_of, same_day_after
from tests.loyalty.model.programme import Fact, Lot, Member, Refused

DAY = timedelta(days=1)
ACTS = {"accrual", "hold", "release", "lapse", "give-back", "merge-in"}
MONTHS = 1


def acts(model: Member) -> list[datetime]:
    """When the member did something; the first was to enrol."""
    return [MARCH] + [fact.occurred_at for fact in model.facts if fact.kind in ACTS]


def ends(model: Member, lot: Lot) -> datetime:
    since = max([*acts(model), lot.matures_at or MARCH])
    return beginning_of(same_day_after(day_of(since), MONTHS) + DAY)


def ending(model: Member, until: datetime) -> list[Lot]:
    return [
        lot
        for lot in model.lots
        if lot.expires_at == NEVER
        and lot.lying("available")
        and ends(model, lot) <= until
    ]


def announce(model: Member, until: datetime, at: datetime) -> Fact:
    reference = f"idle:{until.isoformat()}"
    if earlier := model._earlier("notice", reference, until):
        return earlier
    if not at + 30 * DAY <= until <= at + 60 * DAY:
        raise Refused("OutsideWindow")
    if not ending(model, until):
        raise Refused("NothingEnds")
    fact = model._fact("notice", reference, at, request=until)
    model.told.append((until, len(model.facts), fact))
    return fact


def end(model: Member, at: datetime) -> Fact:
    come = [told for told in model.told if told[0] <= at]
    if not come:
        raise Refused("NotAnnounced")
    until, place, told = come[-1]
    if earlier := model._earlier("idle-expiry", told.reference, None):
        return earlier
    later = [fact for fact in model.facts[place:] if fact.kind in ACTS]
    if later or max(acts(model)) >= told.occurred_at:
        raise Refused("WasActive")
    lots = ending(model, until)
    if not lots:
        raise Refused("NothingEnds")
    fact = model._fact("idle-expiry", told.reference, at)
    for lot in lots:
        model._move(fact, lot.lying("available"), "expired")
    return fact


class Idling(Agreement):
    """The rules end points by inactivity; other lots have dates of their own."""

    def __init__(self) -> None:
        super().__init__()
        policy.publish_rule(
            actor=staff("who-publishes", "publish_rule"),
            published_at=MARCH,
            expiry_profile="inactivity",
            expiry_months=MONTHS,
        )

    @rule(
        name=st.sampled_from("ABC"),
        points=st.sampled_from([1, 3]),
        waits=st.sampled_from([0, 2]),
    )
    def accrue_without_a_date(self, name, points, waits):
        said = {
            "pending": bool(waits),
            "matures_at": self.now + waits * HOUR if waits else None,
            "expires_at": NEVER,
        }
        self.both(
            lambda: earning.accrue(
                member=self.member,
                points=points,
                reference=name,
                accrued_at=self.now,
                why=welcome(),
                **said,
            ),
            lambda: self.model.accrue(points, name, self.now, **said),
        )

    @rule(days=st.sampled_from([10, 31, 59, 75]))
    def announce(self, days):
        until = beginning_of(day_of(self.now) + days * DAY).astimezone(UTC)
        self.both(
            lambda: idling.announce(
                member=self.member, until=until, announced_at=self.now
            ),
            lambda: announce(self.model, until, self.now),
        )

    @rule()
    def end_idle(self):
        self.both(
            lambda: idling.end(member=self.member, at=self.now),
            lambda: end(self.model, self.now),
        )

    @rule(quiet=st.sampled_from([0, 32]), days=st.sampled_from([31, 59]))
    def do_nothing_for_long(self, quiet, days):
        """What seldom happens when anything may follow anything."""
        self.now += quiet * DAY
        self.announce(days)
        self.now += days * DAY
        self.end_idle()
