"""Who is signed in, read along with the session of their visit."""

from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from shop.users.models import User


class Visitors(AuthenticationMiddleware):
    """Asks no second question for whom the session names."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _visitor(request))  # type: ignore[assignment]  # as Django does


def _visitor(request: Any) -> Any:
    if person := _read_along(request.session):
        request._cached_user = person
    return get_user(request)


def _read_along(session: Any) -> User | None:
    """Whose visit it plainly is. Of anything else Django finds out, and ends it."""
    whose = session.get(SESSION_KEY)
    person: User | None = session.person
    if (
        person is None
        or whose != str(person.pk)
        or not person.is_active
        or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS
    ):
        return None
    known_by = session.get(HASH_SESSION_KEY, "")
    is_theirs = constant_time_compare(known_by, person.get_session_auth_hash())
    return person if is_theirs else None
