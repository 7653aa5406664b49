"""What members did is written down, each thing once."""

from collections.abc import Iterable
from datetime import datetime

from loyalty.arithmetic.missions import CHECK_IN, Deed
from loyalty.missions.taking_part import local_day
from loyalty.models import MissionDeed
from loyalty.people import Person

__all__ = ["check_in", "deeds_of", "done_now", "note"]


def note(*, member: Person, deeds: Iterable[Deed], noted_at: datetime) -> None:
    """Write down what a member did; what is known by its reference is not again.

    The tables hold each against what it is of: an order that was not kept, or another
    member's, is an IntegrityError.
    """
    MissionDeed.objects.bulk_create(
        [
            MissionDeed(
                account_id=member.pk,
                reference=deed.reference,
                kind=deed.kind,
                happened_at=deed.happened_at,
                day=deed.day,
                noted_at=noted_at,
                labels=sorted(deed.labels),
                pieces=deed.pieces,
            )
            for deed in deeds
        ],
        ignore_conflicts=True,
    )


def check_in(*, member: Person, at: datetime) -> None:
    """Say that the member looked in on the day of `at`; again changes nothing."""
    done = done_now(CHECK_IN, f"{CHECK_IN}:{local_day(at)}", at=at)
    note(member=member, deeds=[done], noted_at=at)


def done_now(kind: str, reference: str, *, at: datetime) -> Deed:
    day = local_day(at)
    return Deed(kind=kind, happened_at=at, day=day, known_on=day, reference=reference)


def deeds_of(member: Person) -> list[Deed]:
    """Return all that is written down of a member."""
    return [
        Deed(
            kind=deed.kind,
            happened_at=deed.happened_at,
            day=deed.day,
            known_on=local_day(deed.noted_at),
            reference=deed.reference,
            labels=frozenset(deed.labels),
            pieces=deed.pieces,
        )
        for deed in MissionDeed.objects.filter(account=member.pk)
    ]
