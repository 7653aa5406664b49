"""What becomes of a campaign: review asked for, decided on, ended, written again.

A form says which version was seen: nothing is decided about another one.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from loyalty.campaigns import reviewing
from loyalty.campaigns.reading import CampaignVersion
from shop.rewards.desk import campaigning
from shop.staff.campaigns.campaign_finding import by_number
from shop.staff.campaigns.campaign_pages import shown
from shop.staff.campaigns.campaign_words import REFUSALS, refusal
from shop.staff.campaigns.desk import APPROVE, CAMPAIGNS, DRAFT
from shop.staff.campaigns.step_forms import EndForm, TurnDownForm
from shop.staff.shell.access import actor, require_any, staff_page

REFUSED: tuple[type[Exception], ...] = (*REFUSALS, reviewing.BudgetSpent)
LONGEST_NAME = 80


@staff_page(*CAMPAIGNS.permissions)
@require_POST
def submit(request: HttpRequest, campaign_id: int) -> HttpResponse:
    require_any(actor(request), DRAFT)
    return _step(
        request,
        campaign_id,
        lambda version: campaigning.submit_campaign(
            version=version, actor=actor(request), submitted_at=timezone.now()
        ),
        _("A colleague can approve it now."),
    )


@staff_page(*CAMPAIGNS.permissions)
@require_POST
def approve(request: HttpRequest, campaign_id: int) -> HttpResponse:
    require_any(actor(request), APPROVE)
    return _step(
        request,
        campaign_id,
        lambda version: campaigning.approve_campaign(
            version=version, actor=actor(request), approved_at=timezone.now()
        ),
        _("Approved: it holds from its start on."),
    )


@staff_page(*CAMPAIGNS.permissions)
@require_POST
def turn_down(request: HttpRequest, campaign_id: int) -> HttpResponse:
    require_any(actor(request), APPROVE)
    form = TurnDownForm(request.POST, prefix="down")
    if not form.is_valid():
        return shown(request, campaign_id, status=422, turning_down=form)
    return _step(
        request,
        campaign_id,
        lambda version: campaigning.turn_campaign_down(
            version=version,
            actor=actor(request),
            turned_down_at=timezone.now(),
            reason=form.cleaned_data["reason"],
        ),
        _("Turned down: whoever wrote it can write another version."),
    )


@staff_page(*CAMPAIGNS.permissions)
@require_POST
def end(request: HttpRequest, campaign_id: int) -> HttpResponse:
    require_any(actor(request), APPROVE)
    form = EndForm(request.POST, prefix="end")
    if not form.is_valid():
        return shown(request, campaign_id, status=422, ending=form)
    return _step(
        request,
        campaign_id,
        lambda version: campaigning.end_campaign(
            campaign_id=version.campaign_id,
            actor=actor(request),
            ended_at=timezone.now(),
            reason=form.cleaned_data["reason"],
        ),
        _("Ended: orders from now on earn nothing by it."),
    )


@staff_page(*CAMPAIGNS.permissions)
@require_POST
def duplicate(request: HttpRequest, campaign_id: int) -> HttpResponse:
    require_any(actor(request), DRAFT)
    version = _seen(request, campaign_id)
    with override("en"):
        name_en = _copy_of(version.name_en)
    with override("zh-hans"):
        name_zh_hans = _copy_of(version.name_zh_hans)
    copy = campaigning.duplicate_campaign(
        version=version,
        actor=actor(request),
        drafted_at=timezone.now(),
        name_en=name_en,
        name_zh_hans=name_zh_hans,
    )
    messages.success(request, _("This is the copy: give it a name and dates."))
    return redirect("staff:change-campaign", campaign_id=copy.campaign_id)


def _step(
    request: HttpRequest,
    campaign_id: int,
    take: Callable[[CampaignVersion], Any],
    done: str,
) -> HttpResponse:
    version = _seen(request, campaign_id)
    try:
        take(version)
    except REFUSED as error:
        return shown(request, campaign_id, status=409, refused=refusal(error))
    messages.success(request, done)
    return redirect("staff:campaign", campaign_id=campaign_id)


def _seen(request: HttpRequest, campaign_id: int) -> CampaignVersion:
    """The version that the form was about."""
    number = request.POST.get("version", "")
    known = number.isascii() and number.isdecimal()
    version = by_number(campaign_id, int(number) if known else None, now=timezone.now())
    if version is None:
        raise Http404
    return version


def _copy_of(name: str) -> str:
    """The name of a copy, which nobody reviews before it has another one."""
    room = LONGEST_NAME - len(_("%(name)s (copy)") % {"name": ""})
    return _("%(name)s (copy)") % {"name": name[:room].rstrip()}
