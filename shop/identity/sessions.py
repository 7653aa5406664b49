"""Where somebody is signed in, for how long, and ending it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare

from shop.identity.browsers import browser_of, system_of
from shop.users.models import Session, User

SIGNED_IN_AT, SEEN_AT, DEVICE = "signed_in_at", "seen_at", "signed_in_with"
Kept = SessionBase | Mapping[str, Any]
# As often it is written down that a visit goes on.
SEEN_EVERY = timedelta(minutes=5)


class LastedTooLong(Exception):
    """Staff sign in again after half a day, whatever they did in between."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """`name` is what a form calls it; the key of a session is on no page."""

    name: str
    browser: str
    system: str
    signed_in_at: datetime
    seen_at: datetime
    is_current: bool


def begin(session: SessionBase, *, person: User, agent: str, at: datetime) -> None:
    """Keep in a session when and with what somebody signed in."""
    session[SIGNED_IN_AT] = at.isoformat()
    session[DEVICE] = [browser_of(agent), system_of(agent)]
    _see(session, person, at)


def is_due(session: SessionBase, *, at: datetime) -> bool:
    """Whether it is time to `go_on`."""
    return at - _moment(session, SEEN_AT, at - SEEN_EVERY) >= SEEN_EVERY


def go_on(session: SessionBase, *, person: User, at: datetime) -> None:
    """Keep that a visit goes on. Raises LastedTooLong."""
    began = _moment(session, SIGNED_IN_AT, at)
    if person.is_staff and at - began >= timedelta(
        seconds=settings.STAFF_LONGEST_VISIT
    ):
        raise LastedTooLong
    _see(session, person, at)


def visits_of(person: User, *, current: str | None, at: datetime) -> list[Visit]:
    """Where somebody is signed in now, the latest first."""
    own = person.get_session_auth_hash()
    visits = []
    for row in Session.objects.filter(user_id=person.pk, expire_date__gt=at):
        kept = row.get_decoded()
        # Of before a change of the password: the next page would be the sign-in page.
        if not constant_time_compare(kept.get(HASH_SESSION_KEY, ""), own):
            continue
        browser, system = kept.get(DEVICE, ("", ""))
        visits.append(
            Visit(
                name=_name(row.pk),
                browser=browser,
                system=system,
                signed_in_at=_moment(kept, SIGNED_IN_AT, at),
                seen_at=_moment(kept, SEEN_AT, at),
                is_current=row.pk == current,
            )
        )
    return sorted(visits, key=lambda visit: visit.seen_at, reverse=True)


def end(*, user: User, name: str) -> bool:
    """Sign a person out in one session; say whether there was one of this name."""
    for key in Session.objects.filter(user_id=user.pk).values_list("pk", flat=True):
        if constant_time_compare(_name(key), name):
            return bool(Session.objects.filter(pk=key).delete()[0])
    return False


def end_others(*, user: User, keep: str | None = None) -> int:
    """Sign a person out everywhere but in the session `keep`; say from how many."""
    others = Session.objects.filter(user_id=user.pk).exclude(pk=keep)
    return others.delete()[0]


def _see(session: SessionBase, person: User, at: datetime) -> None:
    session[SEEN_AT] = at.isoformat()
    idle = settings.STAFF_IDLE_LIMIT if person.is_staff else None
    session.set_expiry(idle)


def _moment(session: Kept, name: str, otherwise: datetime) -> datetime:
    kept = session.get(name)
    return datetime.fromisoformat(kept) if kept else otherwise


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]
