"""Where somebody is signed in, and ending it."""

from shop.users.models import Session, User


def end_others(*, user: User, keep: str | None = None) -> int:
    """Sign a person out everywhere but in the session `keep`; say from how many."""
    others = Session.objects.filter(user_id=user.pk).exclude(pk=keep)
    return others.delete()[0]
