"""What people hear by mail about their account."""

from shop.happenings.listening import listens
from shop.happenings.models import Happening
from shop.identity import noting  # noqa: F401  it listens too
from shop.outbox import sending
from shop.users.models import User


@listens("mail", to="member.joined")
def _joined(happening: Happening) -> None:
    user = _member(happening)
    _tell(happening, user, kind="welcome", context={"name": user.get_full_name()})


@listens("mail", to="member.password-changed")
def _password_changed(happening: Happening) -> None:
    user = _member(happening)
    context = {"name": user.get_full_name(), "email": user.email}
    _tell(happening, user, kind="password-changed", context=context)


def _member(happening: Happening) -> User:
    return User.objects.get(pk=happening.key)


def _tell(
    happening: Happening, user: User, *, kind: str, context: dict[str, str]
) -> None:
    sending.queue(
        kind=kind,
        to=user.email,
        language=user.language,
        context=context,
        reference=happening.reference,
        queued_at=happening.happened_at,
    )
