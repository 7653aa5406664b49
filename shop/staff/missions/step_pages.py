"""What becomes of a mission: review asked for, decided on, ended.

A form says which version was seen: nothing is decided about another one.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loyalty.missions import reviewing
from loyalty.missions.reading import MissionVersion
from shop.missions import deciding
from shop.staff.missions.desk import APPROVE, DRAFT, MISSIONS
from shop.staff.missions.mission_finding import by_number
from shop.staff.missions.mission_pages import shown
from shop.staff.missions.mission_words import REFUSALS, refusal
from shop.staff.missions.step_forms import EndForm, TurnDownForm
from shop.staff.shell.access import actor, require_any, staff_page

REFUSED: tuple[type[Exception], ...] = (*REFUSALS, reviewing.BudgetPromised)


@staff_page(*MISSIONS.permissions)
@require_POST
def submit(request: HttpRequest, mission_id: int) -> HttpResponse:
    require_any(actor(request), DRAFT)
    return _step(
        request,
        mission_id,
        lambda version: deciding.submit_mission(
            version=version, actor=actor(request), submitted_at=timezone.now()
        ),
        _("A colleague can approve it now."),
    )


@staff_page(*MISSIONS.permissions)
@require_POST
def approve(request: HttpRequest, mission_id: int) -> HttpResponse:
    require_any(actor(request), APPROVE)
    return _step(
        request,
        mission_id,
        lambda version: deciding.approve_mission(
            version=version, actor=actor(request), approved_at=timezone.now()
        ),
        _("Approved: members can begin from its start on."),
    )


@staff_page(*MISSIONS.permissions)
@require_POST
def turn_down(request: HttpRequest, mission_id: int) -> HttpResponse:
    require_any(actor(request), APPROVE)
    form = TurnDownForm(request.POST, prefix="down")
    if not form.is_valid():
        return shown(request, mission_id, status=422, turning_down=form)
    return _step(
        request,
        mission_id,
        lambda version: deciding.turn_mission_down(
            version=version,
            actor=actor(request),
            turned_down_at=timezone.now(),
            reason=form.cleaned_data["reason"],
        ),
        _("Turned down: whoever wrote it can write another version."),
    )


@staff_page(*MISSIONS.permissions)
@require_POST
def end(request: HttpRequest, mission_id: int) -> HttpResponse:
    require_any(actor(request), APPROVE)
    form = EndForm(request.POST, prefix="end")
    if not form.is_valid():
        return shown(request, mission_id, status=422, ending=form)
    return _step(
        request,
        mission_id,
        lambda version: deciding.end_mission(
            mission_id=version.mission_id,
            actor=actor(request),
            ended_at=timezone.now(),
            reason=form.cleaned_data["reason"],
        ),
        _("Ended: what was earned before is given all the same."),
    )


def _step(
    request: HttpRequest,
    mission_id: int,
    take: Callable[[MissionVersion], Any],
    done: str,
) -> HttpResponse:
    seen = request.POST.get("version", "")
    version = by_number(mission_id, seen, now=timezone.now())
    try:
        take(version)
    except REFUSED as error:
        return shown(request, mission_id, status=409, refused=refusal(error))
    messages.success(request, done)
    return redirect("staff:mission", mission_id=mission_id)
