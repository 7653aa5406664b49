"""Write a mission, or another version of it: nobody begins by that yet."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from loyalty.missions.drafting import (
    MissionChangedMeanwhile,
    MissionEnded,
    NothingChanged,
)
from loyalty.missions.reading import MissionVersion
from shop.missions.deciding import draft_mission, revise_mission
from shop.staff.missions.desk import DRAFT, MISSIONS
from shop.staff.missions.draft_forms import Draft, known
from shop.staff.missions.mission_finding import versions_or_404
from shop.staff.missions.mission_pages import shown
from shop.staff.missions.mission_words import refusal
from shop.staff.shell.access import actor, require_any, staff_page


@staff_page(*MISSIONS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """An empty mission, or one `like` another, which stays as it is."""
    require_any(actor(request), DRAFT)
    if request.method == "POST":
        return _answer(request, None)
    like = request.GET.get("like", "")
    if like.isascii() and like.isdecimal():
        stands = versions_or_404(int(like), now=timezone.now())
        return _page(request, Draft(known=known(stands[0].version, as_new=True)), None)
    return _page(request, Draft(), None)


@staff_page(*MISSIONS.permissions)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, mission_id: int) -> HttpResponse:
    """Another version: whoever has begun goes on under theirs."""
    require_any(actor(request), DRAFT)
    newest = versions_or_404(mission_id, now=timezone.now())[0].version
    if request.method == "POST":
        return _answer(request, newest)
    return _page(request, Draft(known=known(newest)), newest)


def _answer(request: HttpRequest, newest: MissionVersion | None) -> HttpResponse:
    draft = Draft(request.POST, known=known(newest) if newest else None)
    if not draft.is_valid():
        return _page(request, draft, newest, status=422)
    try:
        version = _saved(request, draft, newest)
    except MissionChangedMeanwhile as error:
        return _changed_meanwhile(request, error)
    except MissionEnded as error:
        mission_id = error.args[0]
        return shown(request, mission_id, status=409, refused=refusal(error))
    except NothingChanged as same:
        messages.info(request, _("Nothing was changed: no version was written."))
        return redirect("staff:mission", mission_id=same.args[0])
    messages.success(
        request, _("Saved as a draft: nobody can begin until it is approved.")
    )
    return redirect("staff:mission", mission_id=version.mission_id)


def _saved(
    request: HttpRequest, draft: Draft, newest: MissionVersion | None
) -> MissionVersion:
    said, now = draft.said(), timezone.now()
    if newest is None:
        return draft_mission(actor=actor(request), drafted_at=now, **said)
    if draft.form.cleaned_data["based_on"] != newest.number:
        raise MissionChangedMeanwhile(newest.number, newest.mission_id)
    return revise_mission(based_on=newest, actor=actor(request), drafted_at=now, **said)


def _changed_meanwhile(
    request: HttpRequest, error: MissionChangedMeanwhile
) -> HttpResponse:
    """What was typed stays; to save once more is then to know of the other's."""
    typed = request.POST.copy()
    mission_id = request.resolver_match.kwargs["mission_id"]  # type: ignore[union-attr]  # a request that was led here
    newest = versions_or_404(mission_id, now=timezone.now())[0].version
    typed["based_on"] = str(newest.number)
    draft = Draft(typed, known=known(newest))
    draft.form.is_valid()
    draft.form.add_error(None, refusal(error))
    return _page(request, draft, newest, status=409)


def _page(
    request: HttpRequest,
    draft: Draft,
    newest: MissionVersion | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "draft": draft,
        "form": draft.form,
        "version": newest,
        "zone": timezone.get_default_timezone_name(),
    }
    return render(request, "staff/missions/draft.html", context, status=status)
