"""How many points one person may give or take alone: at once, and in a month."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from loyalty.models import Limit
from loyalty.people import Person


@dataclass(frozen=True)
class Limits:
    """Points at once, and points given in a calendar month (UTC)."""

    ceiling: int
    budget: int


def limits_of(*, person: Person) -> Limits:
    """The widest limits of the person's roles, as the ledger keeps to them."""
    return limits_of_each(person_ids=[person.pk])[person.pk]


def limits_of_each(*, person_ids: Iterable[int]) -> dict[int, Limits]:
    """The same of many, by their keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person, l.* FROM unnest(%s::bigint[]) person,"
            " LATERAL ledger.limits_of(person) l",
            [list(person_ids)],
        )
        return {person: Limits(*limits) for person, *limits in cursor.fetchall()}


def given_alone(*, person: Person, at: datetime) -> int:
    """What the person has given in the month of `at` that no second one agreed to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger.given_alone(%s, %s)", [person.pk, at])
        given: int = cursor.fetchone()[0]
    return given


def set_limits(*, limits: Mapping[str, Limits], using: str = "default") -> None:
    """Let these limits hold by role, and no others. Only the tables' owner can."""
    rows = [
        Limit(role=role, ceiling=limit.ceiling, budget=limit.budget)
        for role, limit in limits.items()
    ]
    known = Limit.objects.using(using)
    with transaction.atomic(using=using):
        known.exclude(role__in=limits).delete()
        known.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["role"],
            update_fields=["ceiling", "budget"],
        )
