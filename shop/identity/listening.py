"""What people hear by mail about their account."""

from typing import Any

from shop.happenings.listening import listens
from shop.happenings.models import Happening
from shop.identity import noting  # noqa: F401  it listens too
from shop.outbox import sending
from shop.users.models import User


@listens("mail", to="member.joined")
def _joined(happening: Happening) -> None:
    user = _member(happening)
    # Without a name: it may be a stranger's address, and anything may stand there.
    _tell(happening, user, kind="welcome", context={"user_id": user.pk})


@listens("mail", to="member.password-changed")
def _password_changed(happening: Happening) -> None:
    user = _member(happening)
    context = {"name": user.greeted_as, "email": user.email}
    _tell(happening, user, kind="password-changed", context=context)


@listens("mail", to="member.new-device")
def _new_device(happening: Happening) -> None:
    user = _member(happening)
    context = {"name": user.greeted_as, **happening.facts}
    _tell(happening, user, kind="new-device", context=context)


@listens("mail", to="member.factor-added")
@listens("mail", to="member.factor-removed")
@listens("mail", to="member.codes-renewed")
@listens("mail", to="member.recovery-code-used")
@listens("mail", to="member.factor-reset")
def _second_factor_changed(happening: Happening) -> None:
    user = _member(happening)
    change = happening.kind.partition(".")[2]
    context = {
        "name": user.greeted_as,
        "change": change,
        "what": happening.facts.get("what", ""),
        "left": happening.facts.get("left", 0),
    }
    _tell(
        happening,
        user,
        kind="second-factor",
        context=context,
        reference=f"{change}:{happening.reference}",
    )


@listens("mail", to="member.password-chosen")
def _password_chosen(happening: Happening) -> None:
    user = _member(happening)
    _tell(happening, user, kind="password-chosen", context={"name": user.greeted_as})


def _member(happening: Happening) -> User:
    return User.objects.get(pk=happening.key)


def _tell(
    happening: Happening,
    user: User,
    *,
    kind: str,
    context: dict[str, Any],
    reference: str = "",
) -> None:
    """`reference` where one kind of mail follows from several kinds of happenings."""
    sending.queue(
        kind=kind,
        to=user.email,
        language=user.language,
        context=context,
        reference=reference or happening.reference,
        queued_at=happening.happened_at,
    )
