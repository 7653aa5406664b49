"""One campaign: what it says, what became of it, and what can be done about it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from loyalty.campaigns.reading import CampaignStep, Stand, budget_left
from loyalty.campaigns.states import State
from shop.staff.campaigns.campaign_finding import versions_or_404
from shop.staff.campaigns.campaign_list import (
    UNRECKONABLE,
    budget_bar,
    state_badge,
)
from shop.staff.campaigns.desk import APPROVE, CAMPAIGNS, DRAFT
from shop.staff.campaigns.difference_words import differences
from shop.staff.campaigns.progress_figures import timeline
from shop.staff.campaigns.step_forms import EndForm, TurnDownForm
from shop.staff.campaigns.trial_figures import figures
from shop.staff.campaigns.trial_forms import BasketForm
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.approving import approvers

IN_FORCE = (State.SCHEDULED, State.RUNNING)
WAITING = (State.DRAFT, State.IN_REVIEW)


@staff_page(*CAMPAIGNS.permissions)
@require_safe
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    return shown(request, campaign_id)


def shown(
    request: HttpRequest,
    campaign_id: int,
    *,
    status: int = 200,
    refused: str = "",
    **forms: Form,
) -> HttpResponse:
    """The page of a campaign, with the form of a step that was not taken."""
    now = timezone.now()
    versions = versions_or_404(campaign_id, now=now)
    newest = versions[0]
    tried = any(name.startswith("basket-") for name in request.GET)
    context = {
        "stand": newest,
        "version": newest.version,
        "badge": state_badge(newest.state),
        "refused": refused,
        "events": timeline(newest, now=now),
        "holding": next((s for s in versions[1:] if s.state == State.RUNNING), None),
        "history": _history(versions),
        "budget": _budget(versions),
        **_may(request, versions),
        "turning_down": TurnDownForm(prefix="down"),
        "ending": EndForm(prefix="end"),
        "is_reckonable": newest.version.is_reckonable,
        **_figures(newest, BasketForm(request.GET if tried else None), now),
        **forms,
    }
    return render(request, "staff/campaigns/campaign.html", context, status=status)


def _figures(newest: Stand, basket: BasketForm, now: datetime) -> Mapping[str, Any]:
    if newest.version.is_reckonable:
        return figures(newest.version, basket, now=now)
    return {"sentence": UNRECKONABLE}


def _may(request: HttpRequest, versions: Sequence[Stand]) -> dict[str, Any]:
    """What the person who is signed in can do about it as it stands."""
    person, newest = actor(request), versions[0]
    drafts, approves = person.has_perm(DRAFT), person.has_perm(APPROVE)
    in_review = newest.state == State.IN_REVIEW
    own = {newest.version.author_id} | {
        step.actor_id
        for step in newest.version.steps.all()
        if step.kind == CampaignStep.Kind.SUBMITTED
    }
    return {
        "approvers": approvers(APPROVE, own=own) if newest.state in WAITING else [],
        "may_duplicate": drafts,
        "may_change": drafts and not newest.ended,
        "may_submit": drafts and newest.state == State.DRAFT,
        "may_approve": approves and in_review and person.pk not in own,
        "is_own": approves and in_review and person.pk in own,
        "may_turn_down": approves and in_review,
        "may_end": approves and any(one.state in IN_FORCE for one in versions),
    }


def _budget(versions: Sequence[Stand]) -> dict[str, Any] | None:
    """What is left and what was given, of the budget that was approved."""
    approved = next((one.version for one in versions if one.term), None)
    if approved is None or approved.budget is None:
        return None
    campaign_id = approved.campaign_id
    left = budget_left(campaign_ids=[campaign_id]).get(campaign_id, 0)
    return {
        "bar": budget_bar(left=left, budget=approved.budget),
        "left": left,
        "given": approved.budget - left,
    }


def _history(versions: Sequence[Stand]) -> list[dict[str, Any]]:
    """Each version with what it says otherwise than the one before."""
    found = [
        {
            "stand": later,
            "badge": state_badge(later.state),
            "differences": differences(earlier.version, later.version)
            if earlier.version.is_reckonable and later.version.is_reckonable
            else [],
        }
        for later, earlier in pairwise(versions)
    ]
    first = versions[-1]
    return [
        *found,
        {"stand": first, "badge": state_badge(first.state), "differences": []},
    ]
