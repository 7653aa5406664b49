"""Who wants which notices: said on a page, or with one click in a mail."""

from collections.abc import Collection
from datetime import datetime

from django.core import signing
from django.db import transaction

from shop.notices.models import Unwanted
from shop.notices.topics import TOPICS
from shop.users.models import User

SALT = "shop.notices.wishes"


class LinkIsWrong(Exception):
    """The link is none of ours, or leads to nobody any more."""


def wanted(person: User) -> set[str]:
    """The topics that somebody is written about."""
    without = Unwanted.objects.filter(person=person).values_list("topic", flat=True)
    return TOPICS.keys() - set(without)


@transaction.atomic
def want(*, person: User, topics: Collection[str], said_at: datetime) -> None:
    """Write about these topics from now on, and about no others."""
    Unwanted.objects.filter(person=person, topic__in=topics).delete()
    Unwanted.objects.bulk_create(
        (
            Unwanted(person=person, topic=topic, since=said_at)
            for topic in TOPICS.keys() - set(topics)
        ),
        ignore_conflicts=True,
    )


def token_for(*, person: int, topic: str) -> str:
    """What a mail's link ends with: it does one thing, for as long as mail is kept."""
    return signing.dumps([person, topic], salt=SALT, compress=True)


def read(token: str) -> tuple[User, str]:
    """Return whose link it is, and about what. Raises LinkIsWrong."""
    try:
        key, topic = signing.loads(token, salt=SALT)
        return User.objects.get(pk=key), TOPICS[topic].code
    except (signing.BadSignature, User.DoesNotExist, KeyError) as error:
        raise LinkIsWrong from error


def do_without(*, token: str, said_at: datetime) -> str:
    """Stop the notices that a link is about; return the topic. Raises LinkIsWrong."""
    person, topic = read(token)
    Unwanted.objects.get_or_create(
        person=person, topic=topic, defaults={"since": said_at}
    )
    return topic
