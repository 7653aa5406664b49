"""End visits: whoever is signed in elsewhere signs in again."""

from django.db.models import F

from shop.users.models import User


def end_other_visits(*, user: User) -> None:
    """End all visits of this person, in the transaction of what is the reason for it.

    The page that asked for it goes on with `update_session_auth_hash`.
    """
    User.objects.filter(pk=user.pk).update(visits_ended=F("visits_ended") + 1)
    user.refresh_from_db(fields=["visits_ended"])
