"""One ladder: what it says, what became of it, and who would hold which tier."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from loyalty.tiers.drafting import DRAFT
from loyalty.tiers.reading import LadderStep, Stand, State
from loyalty.tiers.reviewing import APPROVE
from shop.rewards.desk.previewing import members_by_tier
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.approving import approvers
from shop.staff.tiers.desk import LADDERS
from shop.staff.tiers.ladder_finding import ladder_or_404
from shop.staff.tiers.ladder_forms import TurnDownForm
from shop.staff.tiers.ladder_words import delivery, state_badge

COUNT = "count"
WAITING = (State.DRAFT, State.IN_REVIEW)


@staff_page(*LADDERS.permissions)
@require_safe
def ladder(request: HttpRequest, number: int) -> HttpResponse:
    return shown(request, number)


def shown(
    request: HttpRequest,
    number: int,
    *,
    status: int = 200,
    refused: str = "",
    **forms: Form,
) -> HttpResponse:
    """The page of a ladder, with the form of a step that was not taken."""
    now = timezone.now()
    stand = ladder_or_404(number, now=now)
    tiers = sorted(stand.ladder.tiers.all(), key=lambda tier: tier.place)
    counted = (
        members_by_tier(thresholds=[tier.threshold for tier in tiers], at=now)
        if COUNT in request.GET
        else [None] * len(tiers)
    )
    context = {
        "stand": stand,
        "ladder": stand.ladder,
        "badge": state_badge(stand.state),
        "refused": refused,
        "tiers": [
            {"tier": tier, "delivery": delivery(tier), "members": members}
            for tier, members in zip(tiers, counted, strict=True)
        ],
        "is_counted": COUNT in request.GET,
        "steps": stand.ladder.steps.all(),
        "turning_down": TurnDownForm(prefix="down"),
        **_may(request, stand),
        **forms,
    }
    return render(request, "staff/tiers/ladder.html", context, status=status)


def _may(request: HttpRequest, stand: Stand) -> dict[str, Any]:
    """What the person who is signed in can do about it as it stands."""
    person = actor(request)
    drafts, approves = person.has_perm(DRAFT), person.has_perm(APPROVE)
    in_review = stand.state == State.IN_REVIEW
    own = {stand.ladder.author_id} | {
        step.actor_id
        for step in stand.ladder.steps.all()
        if step.kind == LadderStep.Kind.SUBMITTED
    }
    return {
        "approvers": approvers(APPROVE, own=own) if stand.state in WAITING else [],
        "may_change": drafts,
        "may_submit": drafts and stand.state == State.DRAFT,
        "may_approve": approves and in_review and person.pk not in own,
        "is_own": approves and in_review and person.pk in own,
        "may_turn_down": approves and in_review,
    }
