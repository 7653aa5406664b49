"""Points for many, from an occasion or another scheme: announced in the log first.

What the books find on accounts is held against what was announced here.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, BinaryIO

from loyalty import granting, importing
from shop.audit.once import recorded
from shop.audit.record import record
from shop.users.models import User


def grant_points(
    *,
    member_ids: Iterable[int],
    terms: granting.Grant,
    actor: User,
    granted_at: datetime,
    commit: bool,
    watch: granting.Watch,
) -> granting.Tally:
    """Give points to many, or say to whom; raises what `granting.grant` raises."""

    def announce() -> None:
        announce_gift(
            actor=actor,
            reference=terms.reference,
            points=terms.points,
            announced_at=granted_at,
            reason=terms.reason,
        )

    return granting.grant(
        member_ids=member_ids,
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
) -> None:
    """Say that accruals under this reference, of so many points each, are given.

    Each who gives says so once: the books look for whoever signed an accrual.

    Raises granting.ReferenceReused where it was announced with other points.
    """
    gift: dict[str, str] = {"action": "points.grant", "subject": f"gift:{reference}"}
    said = recorded(**gift, reference=reference)
    if said is not None and said.after["points"] != points:
        raise granting.ReferenceReused(reference)
    if recorded(**gift, by=actor, reference=reference) is None:
        record(
            **gift,
            actor=actor,
            recorded_at=announced_at,
            after={"reference": reference, "points": points},
            reason=reason,
        )


def import_balances(
    *,
    file: BinaryIO,
    source: str,
    actor: User,
    imported_at: datetime,
    watch: Callable[[BinaryIO, str], BinaryIO],
    **terms: Any,
) -> importing.Tally:
    """Bring in balances; raises what `loyalty.importing.import_balances` raises."""

    def announce(tally: importing.Tally) -> None:
        if tally.new_rows:
            announce_import(
                actor=actor,
                source=source.strip(),
                points=tally.new_points,
                announced_at=imported_at,
            )

    return importing.import_balances(
        file=file,
        source=source,
        actor=actor,
        imported_at=imported_at,
        announce=announce,
        watch=watch,
        **terms,
    )


def announce_import(
    *, actor: User, source: str, points: int, announced_at: datetime
) -> None:
    """Say that so many points more are brought in from there."""
    record(
        actor=actor,
        action="points.import",
        subject=f"import:{source}",
        recorded_at=announced_at,
        after={"source": source, "points": points},
    )
