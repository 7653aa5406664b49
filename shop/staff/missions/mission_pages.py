"""One mission: what it says, what became of it, and what can be done about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from loyalty.missions.reading import MissionDecision, MissionVersion, Stand, figures
from loyalty.missions.states import State
from shop.missions import telling, trying
from shop.staff.missions.desk import APPROVE, DRAFT, MISSIONS
from shop.staff.missions.mission_finding import versions_or_404
from shop.staff.missions.mission_list import state_badge
from shop.staff.missions.mission_words import sentences, texts
from shop.staff.missions.progress_figures import timeline
from shop.staff.missions.step_forms import EndForm, TryForm, TurnDownForm
from shop.staff.shell.access import actor, staff_page
from shop.staff.shell.approving import approvers

IN_FORCE = (State.SCHEDULED, State.RUNNING)
WAITING = (State.DRAFT, State.IN_REVIEW)


@staff_page(*MISSIONS.permissions)
@require_safe
def mission(request: HttpRequest, mission_id: int) -> HttpResponse:
    return shown(request, mission_id)


def shown(
    request: HttpRequest,
    mission_id: int,
    *,
    status: int = 200,
    refused: str = "",
    **forms: Form,
) -> HttpResponse:
    """The page of a mission, with the form of a step that was not taken."""
    now = timezone.now()
    versions = versions_or_404(mission_id, now=now)
    newest = versions[0]
    trying_on = TryForm(request.GET if "who" in request.GET else None)
    context = {
        "version": newest.version,
        "badge": state_badge(newest.state),
        "refused": refused,
        "sentences": sentences(newest.version),
        "texts": texts(newest.version),
        "events": timeline(newest, now=now),
        "figures": figures([mission_id])[mission_id],
        "history": [
            {
                "version": one.version,
                "badge": state_badge(one.state),
                "sentences": sentences(one.version),
            }
            for one in versions[1:]
        ],
        **_may(request, versions),
        "trying": trying_on,
        "tried": _tried(newest.version, trying_on, now),
        "turning_down": TurnDownForm(prefix="down"),
        "ending": EndForm(prefix="end"),
        **forms,
    }
    return render(request, "staff/missions/mission.html", context, status=status)


def _tried(
    version: MissionVersion, form: TryForm, now: datetime
) -> dict[str, Any] | None:
    """What a member would have: each step in words, and the points."""
    if not form.is_bound or not form.is_valid():
        return None
    found = trying.try_on(
        version.deciding(),
        member=form.cleaned_data["who"],
        days=form.cleaned_data["days"],
        looks_back=version.looks_back,
        at=now,
    )
    names = telling.names_of(
        label for step in version.steps.all() for label in step.labels
    )
    return {
        "steps": [
            {"asked": telling.asked(one.step, names), "how_far": telling.how_far(one)}
            for one in found.steps
        ],
        "points": sum(reward.points for reward in found.due),
        "to_come": found.to_come,
    }


def _may(request: HttpRequest, versions: Sequence[Stand]) -> dict[str, Any]:
    """What the person who is signed in can do about it as it stands."""
    person, newest = actor(request), versions[0]
    drafts, approves = person.has_perm(DRAFT), person.has_perm(APPROVE)
    in_review = newest.state == State.IN_REVIEW
    own = {newest.version.author_id} | {
        one.actor_id
        for one in newest.decisions
        if one.kind == MissionDecision.Kind.SUBMITTED
    }
    kinds = {decision.kind for one in versions for decision in one.decisions}
    return {
        "approvers": approvers(APPROVE, own=own) if newest.state in WAITING else [],
        "may_duplicate": drafts,
        "may_change": drafts and MissionDecision.Kind.ENDED not in kinds,
        "may_submit": drafts and newest.state == State.DRAFT,
        "may_approve": approves and in_review and person.pk not in own,
        "is_own": approves and in_review and person.pk in own,
        "may_turn_down": approves and in_review,
        "may_end": approves and any(one.state in IN_FORCE for one in versions),
    }
