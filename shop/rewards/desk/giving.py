"""Points for many, from an occasion or another scheme: announced in the log first.

What the books find on accounts is held against what was announced here. More in sum
than one person may give at once takes a second one, as by hand.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import chain, islice
from typing import Any, BinaryIO

from loyalty import granting, importing, limits
from loyalty.adjustment import PERMISSION, AboveCeiling
from shop.audit.once import recorded
from shop.audit.record import record
from shop.users.models import User
from shop.users.permission import require


class SamePerson(Exception):
    """Whoever gives cannot be the second one as well."""


def grant_points(
    *,
    member_ids: Iterable[int],
    terms: granting.Grant,
    actor: User,
    granted_at: datetime,
    commit: bool,
    watch: granting.Watch,
    second: User | None = None,
) -> granting.Tally:
    """Give points to many, or say to whom.

    Neither of the two who sign is given any. Raises AboveCeiling, SamePerson, and what
    `granting.grant` raises.
    """
    _check_signers(actor, second)
    whom = iter(member_ids)
    if second is None and terms.points > 0:
        few = limits.limits_of(person=actor).ceiling // terms.points
        # Not all of them are looked at: everybody is many.
        first = list(islice(whom, few + 1))
        if len(first) > few:
            raise AboveCeiling(few * terms.points)
        whom = chain(first, whom)

    def announce() -> None:
        announce_gift(
            actor=actor,
            reference=terms.reference,
            points=terms.points,
            announced_at=granted_at,
            reason=terms.reason,
            second=second,
        )

    return granting.grant(
        member_ids=(pk for pk in whom if second is None or pk != second.pk),
        terms=terms,
        actor=actor,
        granted_at=granted_at,
        commit=commit,
        announce=announce,
        watch=watch,
    )


def announce_gift(
    *,
    actor: User,
    reference: str,
    points: int,
    announced_at: datetime,
    reason: str,
    second: User | None = None,
) -> None:
    """Say that accruals under this reference, of so many points each, are given.

    Each who gives says so once: the books look for whoever signed an accrual.

    Raises granting.ReferenceReused where it was announced with other points.
    """
    gift = f"gift:{reference}"
    said = recorded(action="points.grant", subject=gift, reference=reference)
    if said is not None and said.after["points"] != points:
        raise granting.ReferenceReused(reference)
    if (
        recorded(action="points.grant", subject=gift, by=actor, reference=reference)
        is None
    ):
        record(
            action="points.grant",
            subject=gift,
            actor=actor,
            recorded_at=announced_at,
            after={"reference": reference, "points": points, **_agreed(second)},
            reason=reason,
        )


def import_balances(
    *,
    file: BinaryIO,
    source: str,
    actor: User,
    imported_at: datetime,
    watch: Callable[[BinaryIO, str], BinaryIO],
    control_total: int,
    second: User | None = None,
    **terms: Any,
) -> importing.Tally:
    """Bring in balances.

    Raises AboveCeiling, SamePerson, and what the programme's own raises.
    """
    _check_signers(actor, second)
    ceiling = limits.limits_of(person=actor).ceiling
    if second is None and control_total > ceiling:
        raise AboveCeiling(ceiling)

    def announce(tally: importing.Tally) -> None:
        if tally.new_rows:
            announce_import(
                actor=actor,
                source=source.strip(),
                points=tally.new_points,
                announced_at=imported_at,
                second=second,
            )

    return importing.import_balances(
        file=file,
        source=source,
        actor=actor,
        imported_at=imported_at,
        announce=announce,
        watch=watch,
        control_total=control_total,
        **terms,
    )


def announce_import(
    *,
    actor: User,
    source: str,
    points: int,
    announced_at: datetime,
    second: User | None = None,
) -> None:
    """Say that so many points more are brought in from there."""
    record(
        actor=actor,
        action="points.import",
        subject=f"import:{source}",
        recorded_at=announced_at,
        after={"source": source, "points": points, **_agreed(second)},
    )


def _check_signers(actor: User, second: User | None) -> None:
    require(actor, PERMISSION)
    if second is None:
        return
    if second.pk == actor.pk:
        raise SamePerson(actor.pk)
    require(second, PERMISSION)


def _agreed(second: User | None) -> dict[str, str]:
    return {"agreed_by": second.email} if second else {}
