"""Write notices: mail that people can stop with one click (RFC 8058)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from shop.notices import wishes
from shop.notices.models import Unwanted
from shop.outbox import sending
from shop.users.models import User


@dataclass(frozen=True, kw_only=True)
class Notice:
    """`reference` is known by its kind: repeating it writes nothing more."""

    person: User
    kind: str
    topic: str
    context: Mapping[str, Any]
    reference: str


def write(notices: Sequence[Notice], *, at: datetime) -> int:
    """Put the notices that are wanted into the outbox; return how many are."""
    without = set(
        Unwanted.objects.filter(
            person__in=[notice.person.pk for notice in notices]
        ).values_list("person_id", "topic")
    )
    wanted = [one for one in notices if (one.person.pk, one.topic) not in without]
    sending.queue_each([_letter(notice) for notice in wanted], queued_at=at)
    return len(wanted)


def _letter(notice: Notice) -> sending.Letter:
    person = notice.person
    return sending.Letter(
        kind=notice.kind,
        to=person.email,
        language=person.language,
        context={
            "name": person.greeted_as,
            **notice.context,
            "unsubscribe_url": _address(person, notice.topic),
        },
        reference=notice.reference,
    )


def _address(person: User, topic: str) -> str:
    token = wishes.token_for(person=person.pk, topic=topic)
    with translation.override(person.language):
        return settings.SITE_URL + reverse("customer:unsubscribe", args=[token])
