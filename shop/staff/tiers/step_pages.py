"""What becomes of a ladder: review asked for, decided on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from loyalty.tiers.drafting import DRAFT
from loyalty.tiers.reading import Ladder
from loyalty.tiers.reviewing import APPROVE
from shop.rewards.desk import laddering
from shop.staff.shell.access import actor, require_any, staff_page
from shop.staff.tiers.desk import LADDERS
from shop.staff.tiers.ladder_finding import ladder_or_404
from shop.staff.tiers.ladder_forms import TurnDownForm
from shop.staff.tiers.ladder_pages import shown
from shop.staff.tiers.ladder_words import REFUSALS

REFUSED = tuple(REFUSALS)


@staff_page(*LADDERS.permissions)
@require_POST
def submit(request: HttpRequest, number: int) -> HttpResponse:
    require_any(actor(request), DRAFT)
    return _step(
        request,
        number,
        lambda ladder: laddering.submit_ladder(
            ladder=ladder, actor=actor(request), submitted_at=timezone.now()
        ),
        _("A colleague can approve it now."),
    )


@staff_page(*LADDERS.permissions)
@require_POST
def approve(request: HttpRequest, number: int) -> HttpResponse:
    require_any(actor(request), APPROVE)
    return _step(
        request,
        number,
        lambda ladder: laddering.approve_ladder(
            ladder=ladder, actor=actor(request), approved_at=timezone.now()
        ),
        _("Approved: it holds from its first day on."),
    )


@staff_page(*LADDERS.permissions)
@require_POST
def turn_down(request: HttpRequest, number: int) -> HttpResponse:
    require_any(actor(request), APPROVE)
    form = TurnDownForm(request.POST, prefix="down")
    if not form.is_valid():
        return shown(request, number, status=422, turning_down=form)
    return _step(
        request,
        number,
        lambda ladder: laddering.turn_ladder_down(
            ladder=ladder,
            actor=actor(request),
            turned_down_at=timezone.now(),
            reason=form.cleaned_data["reason"],
        ),
        _("Turned down: whoever wrote it can write another version."),
    )


def _step(
    request: HttpRequest, number: int, take: Callable[[Ladder], Any], done: str
) -> HttpResponse:
    ladder = ladder_or_404(number, now=timezone.now()).ladder
    try:
        take(ladder)
    except REFUSED as error:
        refused = str(REFUSALS[type(error)])
        return shown(request, number, status=409, refused=refused)
    messages.success(request, done)
    return redirect("staff:ladder", number=number)
