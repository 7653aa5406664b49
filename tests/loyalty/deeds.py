"""What tests do again and again, in few words."""

from datetime import timedelta

from loyalty import earning, expiry, merging, redemption, returns, why
from loyalty.why import Why

WHY = Why("welcome")


def earn(member, points, reference="E1", *, at, expires_at=None, **options):
    """Points that can be spent at once, unless told otherwise."""
    return earning.accrue(
        member=member,
        points=points,
        reference=reference,
        accrued_at=at,
        expires_at=expires_at or expiry.expires_at(at, 12),
        **{"pending": False, "why": WHY} | options,
    )


def earn_pending(member, points, reference="E1", *, at, **options):
    return earn(member, points, reference, at=at, pending=True, **options)


def schedule(member, reference="E1", *, at, matures_at, expires_at=None):
    return earning.schedule_maturity(
        member=member,
        accrual_reference=reference,
        reference=reference,
        matures_at=matures_at,
        expires_at=expires_at or expiry.expires_at(at, 12),
        scheduled_at=at,
        why=WHY,
    )


def hold(member, points, reference="R1", *, at, lapses_at=None):
    return redemption.hold_points(
        member=member,
        points=points,
        reference=reference,
        held_at=at,
        lapses_at=lapses_at or at + timedelta(hours=1),
        why=why.held_for_order(order=reference),
    )


def capture(member, reference="R1", *, at):
    return redemption.capture_hold(
        member=member, reference=reference, captured_at=at, why=WHY
    )


def release(member, reference="R1", *, at):
    return redemption.release_hold(
        member=member, reference=reference, released_at=at, why=WHY
    )


def redeem(member, points, reference="R1", *, at):
    hold(member, points, reference, at=at)
    return capture(member, reference, at=at)


def give_back(member, points, reference="R1-back", *, at, of="R1", with_grace=True):
    return returns.give_back(
        member=member,
        redemption_reference=of,
        points=points,
        reference=reference,
        given_back_at=at,
        why=WHY,
        with_grace=with_grace,
    )


def revoke(member, points, reference="E1-back", *, at, of="E1", why=WHY):
    return returns.revoke(
        member=member,
        accrual_reference=of,
        points=points,
        reference=reference,
        revoked_at=at,
        why=why,
    )


def merge(closing, surviving, *, at, by, reason="The same person"):
    """One of the two people in `by` proposes, the other approves."""
    proposer, approver = by
    proposal = merging.propose_merge(
        closing=closing,
        surviving=surviving,
        reason=reason,
        actor=proposer,
        proposed_at=at,
    )
    return merging.approve_merge(
        proposal_id=proposal.pk, actor=approver, approved_at=at
    )
