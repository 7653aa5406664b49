"""Somebody whose password was right, and who has a second step to take."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.crypto import constant_time_compare

from shop.requests import ShopRequest
from shop.users.models import User

KEY = "half_way"
GOOD_FOR = timedelta(minutes=10)


def begin(request: ShopRequest, person: User, *, next_url: str) -> None:
    request.session[KEY] = {
        "person": person.pk,
        # Whose password is changed meanwhile begins again.
        "hash": person.get_session_auth_hash(),
        "next": next_url,
        "at": timezone.now().isoformat(),
    }


def end(request: ShopRequest) -> None:
    request.session.pop(KEY, None)


def person_of(request: ShopRequest) -> User | None:
    """Who is half way in; nobody after ten minutes."""
    kept = request.session.get(KEY)
    if not kept:
        return None
    if timezone.now() - datetime.fromisoformat(kept["at"]) > GOOD_FOR:
        return None
    person = User.objects.filter(pk=kept["person"], is_active=True).first()
    if person is None or not constant_time_compare(
        kept["hash"], person.get_session_auth_hash()
    ):
        return None
    return person


def next_of(request: ShopRequest) -> str:
    """Where they were going."""
    url: str = request.session.get(KEY, {}).get("next", "")
    return url
