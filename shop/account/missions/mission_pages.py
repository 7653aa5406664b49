"""A member's missions: those they are in, those they could begin, and the quiz."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from loyalty.arithmetic.missions import QUIZ, STORY
from loyalty.missions import reading
from loyalty.missions.taking_part import local_day
from shop.account.members_only import members_only
from shop.account.missions import cards
from shop.account.requests import MemberRequest
from shop.account.tabs import tabs
from shop.missions import taking_part
from shop.requests import forms_only
from shop.rewards import display


@members_only
@require_safe
def mine(request: MemberRequest) -> HttpResponse:
    now = timezone.now()
    taken = reading.taken_by(request.user, at=now)
    return render(
        request,
        "missions/mine.html",
        {
            "tabs": tabs("missions"),
            "check_in": cards.check_in(taken, today=local_day(now)),
            "going_on": cards.taken_cards(
                request.user, (one for one in taken if _is_open(one))
            ),
            "over": cards.taken_cards(
                request.user, (one for one in taken if not _is_open(one))
            ),
            "offered": cards.offered_cards(reading.offered_to(request.user, at=now)),
            "return_days": settings.RETURN_WINDOW_DAYS,
            "points_per_unit": display.points_per_unit(),
        },
    )


@forms_only
@members_only
def begin(request: MemberRequest, mission_id: int) -> HttpResponse:
    try:
        points = taking_part.begin(
            member=request.user, mission_id=mission_id, at=timezone.now()
        )
    except taking_part.Full:
        messages.error(
            request, _("All places of this mission are taken. Nothing was begun.")
        )
    except (taking_part.NotOpen, taking_part.NotAMember):
        messages.error(request, _("This mission cannot be begun any more."))
    else:
        _say(request, _("You are in."), points)
    return redirect("missions:mine")


@forms_only
@members_only
def check_in(request: MemberRequest) -> HttpResponse:
    try:
        points = taking_part.check_in(member=request.user, at=timezone.now())
    except taking_part.NoSuchStep:
        messages.error(request, _("No mission of yours counts this now."))
    else:
        _say(request, _("Good to see you."), points)
    return redirect("missions:mine")


@members_only
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: MemberRequest, version_id: int, number: int) -> HttpResponse:
    """A story to read, or a question: a wrong answer may be tried again."""
    for kind, send in ((STORY, _read), (QUIZ, _answer)):
        try:
            taken, found = taking_part.step_of(
                member=request.user,
                version_id=version_id,
                number=number,
                kind=kind,
                at=timezone.now(),
            )
        except taking_part.NoSuchStep:
            continue
        shown = {"taken": taken, "step": found, "is_done": _is_done(taken, number)}
        if request.method == "POST":
            return send(request, shown)
        return _show(request, shown)
    raise Http404


def _read(request: MemberRequest, shown: dict[str, Any]) -> HttpResponse:
    points = taking_part.has_read(
        member=request.user, at=timezone.now(), **_named(shown)
    )
    _say(request, _("Thank you for reading."), points)
    return redirect("missions:mine")


def _answer(request: MemberRequest, shown: dict[str, Any]) -> HttpResponse:
    choice = request.POST.get("choice", "")
    if choice not in map(str, range(1, len(shown["step"].choices) + 1)):
        return _show(request, shown, error=_("Please choose an answer."))
    try:
        points = taking_part.answer(
            member=request.user, choice=int(choice), at=timezone.now(), **_named(shown)
        )
    except taking_part.WrongAnswer:
        text = _("Not this one. Try another: it costs nothing.")
        return _show(request, shown, error=text, chosen=int(choice))
    _say(request, _("That is right."), points)
    return redirect("missions:mine")


def _named(shown: dict[str, Any]) -> dict[str, int]:
    step = shown["step"]
    return {"version_id": step.version_id, "number": step.number}


def _show(
    request: MemberRequest, shown: dict[str, Any], *, error: str = "", chosen: int = 0
) -> HttpResponse:
    context = shown | {"tabs": tabs("missions"), "error": error, "chosen": chosen}
    return render(request, "missions/step.html", context, status=422 if error else 200)


def _is_open(taken: reading.Taken) -> bool:
    return taken.goes_on or bool(taken.progress.to_come)


def _is_done(taken: reading.Taken, number: int) -> bool:
    return any(one.is_done for one in taken.progress.steps if one.step.number == number)


def _say(request: MemberRequest, text: str, points: int) -> None:
    """Thank somebody, and say what it gave, if it gave something already."""
    if points:
        text += ngettext(
            " %(points)d point for you.", " %(points)d points for you.", points
        ) % {"points": points}
    messages.success(request, text)
