"""Which missions there are, how far somebody is in them, and what they have left."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from loyalty.arithmetic.missions import (
    CHECK_IN,
    STANDING,
    Part,
    Progress,
    progress,
)
from loyalty.missions.doing import deeds_of
from loyalty.missions.states import State, ends_at, open_version, state_of
from loyalty.missions.taking_part import local_day
from loyalty.models import (
    Account,
    Mission,
    MissionBudget,
    MissionDecision,
    MissionDeed,
    MissionPart,
    MissionReward,
    MissionStep,
    MissionVersion,
)
from loyalty.people import Person

__all__ = [
    "Figures",
    "Mission",
    "MissionDecision",
    "MissionDeed",
    "MissionPart",
    "MissionReward",
    "MissionStep",
    "MissionVersion",
    "Offered",
    "Stand",
    "Taken",
    "figures",
    "lacking",
    "newest_stands",
    "offered_to",
    "open_for_new_members",
    "opening_for",
    "standing_of",
    "taken_by",
]


@dataclass(frozen=True, kw_only=True)
class Stand:
    """A version of a mission with its state, and how somebody decided about it."""

    version: MissionVersion
    state: State
    decisions: list[MissionDecision]


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A mission that a member has begun, and how far they are.

    `checked_in` are the days on which the member looked in, in whichever mission;
    `until` is when it ends, or ended. `rewards` are what was given already.
    """

    version: MissionVersion
    part: MissionPart
    until: datetime | None
    progress: Progress
    rewards: list[MissionReward]
    checked_in: frozenset[date]
    at: datetime

    @property
    def has_ended(self) -> bool:
        return self.until is not None and self.until <= self.at

    @property
    def goes_on(self) -> bool:
        return not self.has_ended and not self.progress.is_over

    @property
    def given(self) -> int:
        return sum(reward.points for reward in self.rewards)


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A mission that a member could begin now; not if its budget `is_full`."""

    version: MissionVersion
    is_full: bool


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What came of a mission: members in it, how many got all, points given.

    `in_all` is what those in it can get, `left` what others still could.
    """

    members: int = 0
    finished: int = 0
    given: int = 0
    in_all: int = 0
    left: int | None = None


def newest_stands(*, at: datetime) -> list[Stand]:
    """Return the newest version of each mission, the latest mission first."""
    return [
        stands[0]
        for mission in _missions().order_by("-pk")
        if (stands := _stands(mission, at))
    ]


def standing_of(*, mission_id: int, at: datetime) -> list[Stand]:
    """Return every version of one mission, the newest first; none is no mission."""
    mission = _missions().filter(pk=mission_id).first()
    return _stands(mission, at) if mission else []


def taken_by(member: Person, *, at: datetime) -> list[Taken]:
    """Return what a member has begun, the latest first."""
    parts = list(
        MissionPart.objects.filter(account=member.pk).order_by("-began_at", "-mission")
    )
    if not parts:
        return []
    missions = {one.pk: one for one in _missions(part.mission_id for part in parts)}
    rewards: dict[int, list[MissionReward]] = {}
    for reward in MissionReward.objects.filter(account=member.pk).order_by("given_at"):
        rewards.setdefault(reward.version_id, []).append(reward)
    deeds, today = deeds_of(member), local_day(at)
    days = frozenset(deed.day for deed in deeds if deed.kind == CHECK_IN)
    found = []
    for part in parts:
        versions = list(missions[part.mission_id].versions.all())
        version = next(one for one in versions if one.pk == part.version_id)
        until = ends_at(version, versions)
        found.append(
            Taken(
                version=version,
                part=part,
                until=until,
                progress=progress(
                    version.deciding(),
                    Part(
                        began_at=part.began_at,
                        began_on=part.began_on,
                        until=until,
                        looks_back=version.looks_back,
                    ),
                    deeds,
                    day=today,
                ),
                rewards=rewards.get(version.pk, []),
                checked_in=days,
                at=at,
            )
        )
    return found


def offered_to(member: Person, *, at: datetime) -> list[Offered]:
    """Return what a member could begin now and has not, the latest first."""
    begun = MissionPart.objects.filter(account=member.pk).values("mission")
    if not Account.objects.filter(pk=member.pk, closed_at=None).exists():
        return []
    left = dict(MissionBudget.objects.values_list("mission_id", "points"))
    return [
        Offered(
            version=version,
            is_full=left.get(version.mission_id, 0) < version.deciding().worth,
        )
        for version in _open(_missions().exclude(pk__in=begun).order_by("-pk"), at)
        if version.audience == MissionVersion.Audience.EVERYBODY
    ]


def open_for_new_members(*, at: datetime) -> list[MissionVersion]:
    """Return what somebody begins by joining now."""
    return [
        version
        for version in _open(_missions(), at)
        if version.audience == MissionVersion.Audience.NEW_MEMBERS
    ]


_OPENING = """
    SELECT DISTINCT p.account_id FROM loyalty_missionpart p
    JOIN loyalty_missionstep s ON s.version_id = p.version_id
    JOIN loyalty_account a ON a.account_id = p.account_id AND a.closed_at IS NULL
    WHERE s.points > 0 AND s.opens_after > 0
        AND p.began_on + s.opens_after BETWEEN %(since)s AND %(day)s
        AND NOT EXISTS (SELECT FROM loyalty_missionreward r
            WHERE r.account_id = p.account_id AND r.version_id = p.version_id
                AND r.step = s.number)
    ORDER BY 1
"""


def opening_for(*, since: date, day: date) -> list[int]:
    """Return the members for whom a step opened in these days that gave nothing yet."""
    with connection.cursor() as cursor:
        cursor.execute(_OPENING, {"since": since, "day": day})
        return [key for (key,) in cursor.fetchall()]


_MISSING = """
    SELECT p.account_id, s.kind FROM loyalty_missionpart p
    JOIN loyalty_missionstep s ON s.version_id = p.version_id
    JOIN loyalty_account a ON a.account_id = p.account_id AND a.closed_at IS NULL
    WHERE s.kind = ANY (%(kinds)s) AND NOT EXISTS (SELECT FROM loyalty_missiondeed d
        WHERE d.account_id = p.account_id AND d.reference = s.kind)
"""


def lacking() -> dict[str, set[int]]:
    """Return who is asked for what somebody is, by its kind, and is not known to be."""
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, {"kinds": list(STANDING)})
        rows = cursor.fetchall()
    found: dict[str, set[int]] = {kind: set() for kind in STANDING}
    for account, kind in rows:
        found[kind].add(account)
    return found


def figures(mission_ids: Collection[int]) -> dict[int, Figures]:
    """Return what came of each of these missions."""
    of_part = MissionReward.objects.filter(
        account=OuterRef("account_id"), version=OuterRef("version_id")
    )
    got = of_part.order_by().values("version").annotate(all=Sum("points")).values("all")
    rows = (
        MissionPart.objects.filter(mission_id__in=mission_ids)
        .annotate(got=Coalesce(Subquery(got), 0))
        .order_by()
        .values("mission_id")
        .annotate(
            members=Count("account_id"),
            finished=Count("account_id", filter=Q(got=F("promised"))),
            given=Sum("got"),
            in_all=Sum("promised"),
        )
    )
    found = {row["mission_id"]: row for row in rows}
    budgets = MissionBudget.objects.filter(mission_id__in=mission_ids)
    left = dict(budgets.values_list("mission_id", "points"))
    return {
        mission: _figures(found.get(mission), left.get(mission))
        for mission in mission_ids
    }


def _figures(row: Mapping[str, Any] | None, left: int | None) -> Figures:
    if row is None:
        return Figures(left=left)
    return Figures(
        members=row["members"],
        finished=row["finished"],
        given=row["given"],
        in_all=row["in_all"],
        left=left,
    )


def _open(missions: Iterable[Mission], at: datetime) -> list[MissionVersion]:
    found = (open_version(list(one.versions.all()), at=at) for one in missions)
    return [version for version in found if version]


def _missions(keys: Iterable[int] | None = None) -> QuerySet[Mission]:
    versions = MissionVersion.objects.select_related("author").order_by("-number")
    decisions = MissionDecision.objects.select_related("actor").order_by("taken_at")
    steps = MissionStep.objects.order_by("number")
    found = Mission.objects.prefetch_related(
        Prefetch("versions", versions),
        Prefetch("versions__decisions", decisions),
        Prefetch("versions__steps", steps),
    )
    return found if keys is None else found.filter(pk__in=list(keys))


def _stands(mission: Mission, at: datetime) -> list[Stand]:
    versions = list(mission.versions.all())
    return [
        Stand(
            version=version,
            state=state_of(version, versions, at=at),
            decisions=list(version.decisions.all()),
        )
        for version in versions
    ]
