"""Visits as the database keeps them (settings.SESSION_ENGINE), by whose they are."""

from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, UpdateError
from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from shop.users.models import Session, User

_COLUMNS = [field.column for field in User._meta.concrete_fields]
_NAMES = [field.attname for field in User._meta.concrete_fields]
_ASKED = f"""
SELECT visit.session_data, {", ".join(f"person.{column}" for column in _COLUMNS)}
FROM {Session._meta.db_table} visit
LEFT JOIN {User._meta.db_table} person ON person.id = visit.user_id
WHERE visit.session_key = %s AND visit.expire_date > %s
"""  # noqa: S608  its own names


class SessionStore(db.SessionStore):
    """`person` is whose visit it was when it was read, whatever became of it since."""

    person: User | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        row.user_id = data.get(SESSION_KEY)
        return row

    def load(self) -> dict[str, Any]:
        """Every page of a visit asks it: nothing is built for the question."""
        with connection.cursor() as cursor:
            cursor.execute(_ASKED, [self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        kept, *columns = found
        person = User.from_db(connection.alias, _NAMES, columns)
        self.person = person if person.pk else None
        return self.decode(kept)

    def _get_new_session_key(self) -> str:
        """Whether it is new, writing it tells: then another one is tried."""
        return get_random_string(32, VALID_KEY_CHARS)

    def save(self, must_create: bool = False) -> None:
        """Write what is there already in one statement, which needs no transaction."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        said: dict[str, Any] = self._get_session()  # type: ignore[attr-defined]  # not in stubs
        row = self.create_model_instance(said)
        written = Session.objects.filter(pk=row.pk).update(
            session_data=row.session_data,
            expire_date=row.expire_date,
            user_id=row.user_id,
        )
        if not written:
            raise UpdateError
