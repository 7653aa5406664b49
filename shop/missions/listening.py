"""Missions hear of members; members hear by mail of missions."""

from django.utils import timezone

from shop.happenings.listening import listens
from shop.happenings.models import Happening
from shop.missions.noticing import begin_by_joining, notice
from shop.notices.topics import MISSIONS
from shop.notices.writing import Notice, write
from shop.users.models import User


@listens("missions", to="member.joined")
def _joined(happening: Happening) -> None:
    member, now = User.objects.get(pk=happening.key), timezone.now()
    begin_by_joining(member=member, at=now)
    notice(member=member, at=now)


@listens("missions", to="member.confirmed")
def _confirmed(happening: Happening) -> None:
    notice(member=User.objects.get(pk=happening.key), at=timezone.now())


@listens("mail", to="mission.rewarded")
def _rewarded(happening: Happening) -> None:
    person, facts = User.objects.get(pk=happening.key), happening.facts
    name = "mission_zh" if person.language.startswith("zh") else "mission"
    write(
        [
            Notice(
                person=person,
                kind="mission-rewarded",
                topic=MISSIONS,
                context={
                    "mission": facts[name],
                    "points": facts["points"],
                    "is_over": facts["is_over"],
                },
                reference=happening.reference,
            )
        ],
        at=happening.happened_at,
    )
